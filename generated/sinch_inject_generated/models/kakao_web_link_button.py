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

from ..types import UNSET, Unset, shown

T = TypeVar("T", bound="KakaoWebLinkButton")


@_attrs_define(kw_only=True, repr=False)
class KakaoWebLinkButton:
    type_: Literal["WL"]
    name: str
    link_mo: str
    link_pc: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        name = self.name

        link_mo = self.link_mo

        link_pc = self.link_pc

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "name": name,
                "link_mo": link_mo,
            }
        )
        if link_pc is not UNSET:
            field_dict["link_pc"] = link_pc

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = cast(Literal["WL"], d.pop("type"))
        if type_ != "WL":
            raise ValueError(f"type must match const 'WL', got '{type_}'")

        name = d.pop("name")

        link_mo = d.pop("link_mo")

        link_pc = d.pop("link_pc", UNSET)

        kakao_web_link_button = cls(
            type_=type_,
            name=name,
            link_mo=link_mo,
            link_pc=link_pc,
        )

        kakao_web_link_button.additional_properties = d
        return kakao_web_link_button

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
