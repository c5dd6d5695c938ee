from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.media_message import MediaMessage


T = TypeVar("T", bound="ChoiceItem")


@_attrs_define(kw_only=True, repr=False)
class ChoiceItem:
    title: str
    description: str | Unset = UNSET
    media: MediaMessage | Unset = UNSET
    """ A file at a URL. """
    postback_data: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        title = self.title

        description = self.description

        media: dict[str, Any] | Unset = UNSET
        if not isinstance(self.media, Unset):
            media = self.media.to_dict()

        postback_data = self.postback_data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "title": title,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description
        if media is not UNSET:
            field_dict["media"] = media
        if postback_data is not UNSET:
            field_dict["postback_data"] = postback_data

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.media_message import MediaMessage  # noqa: PLC0415

        d = dict(src_dict)
        title = d.pop("title")

        description = d.pop("description", UNSET)

        _media = d.pop("media", UNSET)
        media: MediaMessage | Unset
        if isinstance(_media, Unset):
            media = UNSET
        else:
            media = MediaMessage.from_dict(_media)

        postback_data = d.pop("postback_data", UNSET)

        choice_item = cls(
            title=title,
            description=description,
            media=media,
            postback_data=postback_data,
        )

        choice_item.additional_properties = d
        return choice_item

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
