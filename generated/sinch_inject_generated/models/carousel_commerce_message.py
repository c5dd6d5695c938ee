from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.kakao_carousel import KakaoCarousel


T = TypeVar("T", bound="CarouselCommerceMessage")


@_attrs_define(kw_only=True, repr=False)
class CarouselCommerceMessage:
    """Several product cards."""

    carousel: KakaoCarousel
    push_alarm: bool | Unset = UNSET
    adult: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        carousel = self.carousel.to_dict()

        push_alarm = self.push_alarm

        adult = self.adult

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "carousel": carousel,
            }
        )
        if push_alarm is not UNSET:
            field_dict["push_alarm"] = push_alarm
        if adult is not UNSET:
            field_dict["adult"] = adult

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kakao_carousel import KakaoCarousel  # noqa: PLC0415

        d = dict(src_dict)
        carousel = KakaoCarousel.from_dict(d.pop("carousel"))

        push_alarm = d.pop("push_alarm", UNSET)

        adult = d.pop("adult", UNSET)

        carousel_commerce_message = cls(
            carousel=carousel,
            push_alarm=push_alarm,
            adult=adult,
        )

        carousel_commerce_message.additional_properties = d
        return carousel_commerce_message

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
