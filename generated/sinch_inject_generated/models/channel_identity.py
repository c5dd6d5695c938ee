from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.channel import Channel, check_channel
from ..types import UNSET, Unset, shown

T = TypeVar("T", bound="ChannelIdentity")


@_attrs_define(kw_only=True, repr=False)
class ChannelIdentity:
    """Who the recipient is on a particular channel."""

    identity: str
    """ A phone number on SMS, MMS, WhatsApp and Viber Business; an id elsewhere. """
    channel: Channel
    """ A messaging channel. """
    app_id: str | Unset = UNSET
    """ The Conversation API app. Required where identities belong to one app: Messenger, Instagram, LINE and
    WeChat. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        identity = self.identity

        channel: str = self.channel

        app_id = self.app_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "identity": identity,
                "channel": channel,
            }
        )
        if app_id is not UNSET:
            field_dict["app_id"] = app_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        identity = d.pop("identity")

        channel = check_channel(d.pop("channel"))

        app_id = d.pop("app_id", UNSET)

        channel_identity = cls(
            identity=identity,
            channel=channel,
            app_id=app_id,
        )

        channel_identity.additional_properties = d
        return channel_identity

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
