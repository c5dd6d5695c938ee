from __future__ import annotations

from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import shown

if TYPE_CHECKING:
    from ..models.nfm_reply_message import NfmReplyMessage


T = TypeVar("T", bound="ContactChannelSpecificMessage")


@_attrs_define(kw_only=True, repr=False)
class ContactChannelSpecificMessage:
    """An answer that only WhatsApp has, to a flow or an address form."""

    message_type: Literal["nfm_reply"]
    message: NfmReplyMessage
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        message_type = self.message_type

        message = self.message.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_type": message_type,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.nfm_reply_message import NfmReplyMessage  # noqa: PLC0415

        d = dict(src_dict)
        message_type = cast(Literal["nfm_reply"], d.pop("message_type"))
        if message_type != "nfm_reply":
            raise ValueError(f"message_type must match const 'nfm_reply', got '{message_type}'")

        message = NfmReplyMessage.from_dict(d.pop("message"))

        contact_channel_specific_message = cls(
            message_type=message_type,
            message=message,
        )

        contact_channel_specific_message.additional_properties = d
        return contact_channel_specific_message

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
