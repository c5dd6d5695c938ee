from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

T = TypeVar("T", bound="KakaoCarouselHead")


@_attrs_define(kw_only=True, repr=False)
class KakaoCarouselHead:
    header: str
    content: str
    image_url: str
    link_mo: str | Unset = UNSET
    link_pc: str | Unset = UNSET
    scheme_ios: str | Unset = UNSET
    scheme_android: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        header = self.header

        content = self.content

        image_url = self.image_url

        link_mo = self.link_mo

        link_pc = self.link_pc

        scheme_ios = self.scheme_ios

        scheme_android = self.scheme_android

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "header": header,
                "content": content,
                "image_url": image_url,
            }
        )
        if link_mo is not UNSET:
            field_dict["link_mo"] = link_mo
        if link_pc is not UNSET:
            field_dict["link_pc"] = link_pc
        if scheme_ios is not UNSET:
            field_dict["scheme_ios"] = scheme_ios
        if scheme_android is not UNSET:
            field_dict["scheme_android"] = scheme_android

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        header = d.pop("header")

        content = d.pop("content")

        image_url = d.pop("image_url")

        link_mo = d.pop("link_mo", UNSET)

        link_pc = d.pop("link_pc", UNSET)

        scheme_ios = d.pop("scheme_ios", UNSET)

        scheme_android = d.pop("scheme_android", UNSET)

        kakao_carousel_head = cls(
            header=header,
            content=content,
            image_url=image_url,
            link_mo=link_mo,
            link_pc=link_pc,
            scheme_ios=scheme_ios,
            scheme_android=scheme_android,
        )

        kakao_carousel_head.additional_properties = d
        return kakao_carousel_head

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
