from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.pix_payment_button_key_type import (
    PixPaymentButtonKeyType,
    check_pix_payment_button_key_type,
)
from ..types import shown

T = TypeVar("T", bound="PixPaymentButton")


@_attrs_define(kw_only=True, repr=False)
class PixPaymentButton:
    type_: Literal["pix_dynamic_code"]
    code: str
    merchant_name: str
    key: str
    key_type: PixPaymentButtonKeyType
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        code = self.code

        merchant_name = self.merchant_name

        key = self.key

        key_type: str = self.key_type

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "code": code,
                "merchant_name": merchant_name,
                "key": key,
                "key_type": key_type,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["pix_dynamic_code"], d.pop("type"))
        if type_ != "pix_dynamic_code":
            raise ValueError(f"type must match const 'pix_dynamic_code', got '{type_}'")

        code = d.pop("code")

        merchant_name = d.pop("merchant_name")

        key = d.pop("key")

        key_type = check_pix_payment_button_key_type(d.pop("key_type"))

        pix_payment_button = cls(
            type_=type_,
            code=code,
            merchant_name=merchant_name,
            key=key,
            key_type=key_type,
        )

        pix_payment_button.additional_properties = d
        return pix_payment_button

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
