from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

T = TypeVar("T", bound="MediaMessage")


@_attrs_define(kw_only=True, repr=False)
class MediaMessage:
    """A file at a URL."""

    url: str
    thumbnail_url: str | Unset = UNSET
    filename_override: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        thumbnail_url = self.thumbnail_url

        filename_override = self.filename_override

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "url": url,
            }
        )
        if thumbnail_url is not UNSET:
            field_dict["thumbnail_url"] = thumbnail_url
        if filename_override is not UNSET:
            field_dict["filename_override"] = filename_override

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        url = d.pop("url")

        thumbnail_url = d.pop("thumbnail_url", UNSET)

        filename_override = d.pop("filename_override", UNSET)

        media_message = cls(
            url=url,
            thumbnail_url=thumbnail_url,
            filename_override=filename_override,
        )

        media_message.additional_properties = d
        return media_message

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
