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

T = TypeVar("T", bound="KakaoAppLinkButton")


@_attrs_define(kw_only=True, repr=False)
class KakaoAppLinkButton:
    type_: Literal["AL"]
    name: str
    scheme_ios: str
    scheme_android: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        name = self.name

        scheme_ios = self.scheme_ios

        scheme_android = self.scheme_android

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "name": name,
                "scheme_ios": scheme_ios,
                "scheme_android": scheme_android,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["AL"], d.pop("type"))
        if type_ != "AL":
            raise ValueError(f"type must match const 'AL', got '{type_}'")

        name = d.pop("name")

        scheme_ios = d.pop("scheme_ios")

        scheme_android = d.pop("scheme_android")

        kakao_app_link_button = cls(
            type_=type_,
            name=name,
            scheme_ios=scheme_ios,
            scheme_android=scheme_android,
        )

        kakao_app_link_button.additional_properties = d
        return kakao_app_link_button

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
