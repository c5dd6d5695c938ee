from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, in_utc, shown

T = TypeVar("T", bound="CalendarMessage")


@_attrs_define(kw_only=True, repr=False)
class CalendarMessage:
    title: str
    event_title: str
    event_start: datetime.datetime
    event_end: datetime.datetime
    fallback_url: str
    event_description: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        title = self.title

        event_title = self.event_title

        event_start = in_utc(self.event_start)

        event_end = in_utc(self.event_end)

        fallback_url = self.fallback_url

        event_description = self.event_description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "title": title,
                "event_title": event_title,
                "event_start": event_start,
                "event_end": event_end,
                "fallback_url": fallback_url,
            }
        )
        if event_description is not UNSET:
            field_dict["event_description"] = event_description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        title = d.pop("title")

        event_title = d.pop("event_title")

        event_start = datetime.datetime.fromisoformat(d.pop("event_start"))

        event_end = datetime.datetime.fromisoformat(d.pop("event_end"))

        fallback_url = d.pop("fallback_url")

        event_description = d.pop("event_description", UNSET)

        calendar_message = cls(
            title=title,
            event_title=event_title,
            event_start=event_start,
            event_end=event_end,
            fallback_url=fallback_url,
            event_description=event_description,
        )

        calendar_message.additional_properties = d
        return calendar_message

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
