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

from ..types import shown

T = TypeVar("T", bound="KakaoFixedDiscount")


@_attrs_define(kw_only=True, repr=False)
class KakaoFixedDiscount:
    type_: Literal["FIXED_DISCOUNT_COMMERCE"]
    title: str
    regular_price: int
    discount_price: int
    discount_fixed: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        title = self.title

        regular_price = self.regular_price

        discount_price = self.discount_price

        discount_fixed = self.discount_fixed

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "title": title,
                "regular_price": regular_price,
                "discount_price": discount_price,
                "discount_fixed": discount_fixed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["FIXED_DISCOUNT_COMMERCE"], d.pop("type"))
        if type_ != "FIXED_DISCOUNT_COMMERCE":
            raise ValueError(f"type must match const 'FIXED_DISCOUNT_COMMERCE', got '{type_}'")

        title = d.pop("title")

        regular_price = d.pop("regular_price")

        discount_price = d.pop("discount_price")

        discount_fixed = d.pop("discount_fixed")

        kakao_fixed_discount = cls(
            type_=type_,
            title=title,
            regular_price=regular_price,
            discount_price=discount_price,
            discount_fixed=discount_fixed,
        )

        kakao_fixed_discount.additional_properties = d
        return kakao_fixed_discount

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
