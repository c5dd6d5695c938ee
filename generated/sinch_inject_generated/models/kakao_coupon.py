from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kakao_coupon_type import KakaoCouponType, check_kakao_coupon_type
from ..types import UNSET, Unset, shown

T = TypeVar("T", bound="KakaoCoupon")


@_attrs_define(kw_only=True, repr=False)
class KakaoCoupon:
    """A coupon. The type says which further field it needs."""

    type_: KakaoCouponType
    title: str | Unset = UNSET
    description: str | Unset = UNSET
    discount_fixed: int | Unset = UNSET
    discount_rate: int | Unset = UNSET
    link_mo: str | Unset = UNSET
    link_pc: str | Unset = UNSET
    scheme_android: str | Unset = UNSET
    scheme_ios: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        title = self.title

        description = self.description

        discount_fixed = self.discount_fixed

        discount_rate = self.discount_rate

        link_mo = self.link_mo

        link_pc = self.link_pc

        scheme_android = self.scheme_android

        scheme_ios = self.scheme_ios

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if title is not UNSET:
            field_dict["title"] = title
        if description is not UNSET:
            field_dict["description"] = description
        if discount_fixed is not UNSET:
            field_dict["discount_fixed"] = discount_fixed
        if discount_rate is not UNSET:
            field_dict["discount_rate"] = discount_rate
        if link_mo is not UNSET:
            field_dict["link_mo"] = link_mo
        if link_pc is not UNSET:
            field_dict["link_pc"] = link_pc
        if scheme_android is not UNSET:
            field_dict["scheme_android"] = scheme_android
        if scheme_ios is not UNSET:
            field_dict["scheme_ios"] = scheme_ios

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = check_kakao_coupon_type(d.pop("type"))

        title = d.pop("title", UNSET)

        description = d.pop("description", UNSET)

        discount_fixed = d.pop("discount_fixed", UNSET)

        discount_rate = d.pop("discount_rate", UNSET)

        link_mo = d.pop("link_mo", UNSET)

        link_pc = d.pop("link_pc", UNSET)

        scheme_android = d.pop("scheme_android", UNSET)

        scheme_ios = d.pop("scheme_ios", UNSET)

        kakao_coupon = cls(
            type_=type_,
            title=title,
            description=description,
            discount_fixed=discount_fixed,
            discount_rate=discount_rate,
            link_mo=link_mo,
            link_pc=link_pc,
            scheme_android=scheme_android,
            scheme_ios=scheme_ios,
        )

        kakao_coupon.additional_properties = d
        return kakao_coupon

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
