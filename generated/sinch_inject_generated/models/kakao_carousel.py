from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.kakao_carousel_head import KakaoCarouselHead
    from ..models.kakao_carousel_item import KakaoCarouselItem
    from ..models.kakao_carousel_tail import KakaoCarouselTail


T = TypeVar("T", bound="KakaoCarousel")


@_attrs_define(kw_only=True, repr=False)
class KakaoCarousel:
    list_: list[KakaoCarouselItem]
    head: KakaoCarouselHead | Unset = UNSET
    tail: KakaoCarouselTail | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        list_ = []
        for list_item_data in self.list_:
            list_item = list_item_data.to_dict()
            list_.append(list_item)

        head: dict[str, Any] | Unset = UNSET
        if not isinstance(self.head, Unset):
            head = self.head.to_dict()

        tail: dict[str, Any] | Unset = UNSET
        if not isinstance(self.tail, Unset):
            tail = self.tail.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "list": list_,
            }
        )
        if head is not UNSET:
            field_dict["head"] = head
        if tail is not UNSET:
            field_dict["tail"] = tail

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kakao_carousel_head import KakaoCarouselHead  # noqa: PLC0415
        from ..models.kakao_carousel_item import KakaoCarouselItem  # noqa: PLC0415
        from ..models.kakao_carousel_tail import KakaoCarouselTail  # noqa: PLC0415

        d = dict(src_dict)
        list_ = []
        _list_ = d.pop("list")
        for list_item_data in _list_:
            list_item = KakaoCarouselItem.from_dict(list_item_data)

            list_.append(list_item)

        _head = d.pop("head", UNSET)
        head: KakaoCarouselHead | Unset
        if isinstance(_head, Unset):
            head = UNSET
        else:
            head = KakaoCarouselHead.from_dict(_head)

        _tail = d.pop("tail", UNSET)
        tail: KakaoCarouselTail | Unset
        if isinstance(_tail, Unset):
            tail = UNSET
        else:
            tail = KakaoCarouselTail.from_dict(_tail)

        kakao_carousel = cls(
            list_=list_,
            head=head,
            tail=tail,
        )

        kakao_carousel.additional_properties = d
        return kakao_carousel

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
