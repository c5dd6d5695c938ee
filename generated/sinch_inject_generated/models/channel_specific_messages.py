from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import shown

if TYPE_CHECKING:
    from ..models.channel_specific_message import ChannelSpecificMessage


T = TypeVar("T", bound="ChannelSpecificMessages")


@_attrs_define(kw_only=True, repr=False)
class ChannelSpecificMessages:
    """Per channel, a message that only this channel has."""

    additional_properties: dict[str, ChannelSpecificMessage] = _attrs_field(
        init=False, factory=dict
    )

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = prop.to_dict()

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.channel_specific_message import (
            ChannelSpecificMessage,  # noqa: PLC0415
        )

        d = dict(src_dict)
        channel_specific_messages = cls()

        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property = ChannelSpecificMessage.from_dict(prop_dict)

            additional_properties[prop_name] = additional_property

        channel_specific_messages.additional_properties = additional_properties
        return channel_specific_messages

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> ChannelSpecificMessage:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: ChannelSpecificMessage) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
