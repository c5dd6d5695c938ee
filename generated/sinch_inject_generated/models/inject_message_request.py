from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.direction import Direction, check_direction
from ..models.processing_mode import ProcessingMode, check_processing_mode
from ..types import UNSET, Unset, in_utc, shown

if TYPE_CHECKING:
    from ..models.app_message import AppMessage
    from ..models.channel_identity import ChannelIdentity
    from ..models.contact_message import ContactMessage


T = TypeVar("T", bound="InjectMessageRequest")


@_attrs_define(kw_only=True, repr=False)
class InjectMessageRequest:
    """One message and where it belongs. Fields that are not listed are kept."""

    accept_time: datetime.datetime
    """ When the message was processed, in UTC: less than now and more than now minus 30 days, both ends excluded.
    """
    channel_identity: ChannelIdentity
    """ Who the recipient is on a particular channel. """
    contact_id: str
    """ The contact of the conversation, by its id. """
    direction: Direction
    """ TO_APP, the contact sent it; TO_CONTACT, the app sent it. """
    conversation_id: str | Unset = UNSET
    """ The conversation again; the path names it already. """
    sender_id: str | Unset = UNSET
    """ For a message from the contact, whom it was sent to: a number or a channel's id. Not on every channel, and
    not for messages to the contact. """
    processing_mode: ProcessingMode | Unset = UNSET
    """ CONVERSATION keeps contacts and conversations for the app, DISPATCH does not. """
    metadata: str | Unset = UNSET
    """ Free text kept with the message, at most 1024 characters. """
    app_message: AppMessage | None | Unset = UNSET
    """ The content, if the app sent it to the contact. """
    contact_message: ContactMessage | None | Unset = UNSET
    """ The content, if the contact sent it to the app. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.app_message import AppMessage  # noqa: PLC0415
        from ..models.contact_message import ContactMessage  # noqa: PLC0415

        accept_time = in_utc(self.accept_time)

        channel_identity = self.channel_identity.to_dict()

        contact_id = self.contact_id

        direction: str = self.direction

        conversation_id = self.conversation_id

        sender_id = self.sender_id

        processing_mode: str | Unset = UNSET
        if not isinstance(self.processing_mode, Unset):
            processing_mode = self.processing_mode

        metadata = self.metadata

        app_message: dict[str, Any] | None | Unset
        if isinstance(self.app_message, Unset):
            app_message = UNSET
        elif isinstance(self.app_message, AppMessage):
            app_message = self.app_message.to_dict()
        else:
            app_message = self.app_message

        contact_message: dict[str, Any] | None | Unset
        if isinstance(self.contact_message, Unset):
            contact_message = UNSET
        elif isinstance(self.contact_message, ContactMessage):
            contact_message = self.contact_message.to_dict()
        else:
            contact_message = self.contact_message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accept_time": accept_time,
                "channel_identity": channel_identity,
                "contact_id": contact_id,
                "direction": direction,
            }
        )
        if conversation_id is not UNSET:
            field_dict["conversation_id"] = conversation_id
        if sender_id is not UNSET:
            field_dict["sender_id"] = sender_id
        if processing_mode is not UNSET:
            field_dict["processing_mode"] = processing_mode
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if app_message is not UNSET:
            field_dict["app_message"] = app_message
        if contact_message is not UNSET:
            field_dict["contact_message"] = contact_message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.app_message import AppMessage  # noqa: PLC0415
        from ..models.channel_identity import ChannelIdentity  # noqa: PLC0415
        from ..models.contact_message import ContactMessage  # noqa: PLC0415

        d = dict(src_dict)
        accept_time = datetime.datetime.fromisoformat(d.pop("accept_time"))

        channel_identity = ChannelIdentity.from_dict(d.pop("channel_identity"))

        contact_id = d.pop("contact_id")

        direction = check_direction(d.pop("direction"))

        conversation_id = d.pop("conversation_id", UNSET)

        sender_id = d.pop("sender_id", UNSET)

        _processing_mode = d.pop("processing_mode", UNSET)
        processing_mode: ProcessingMode | Unset
        if isinstance(_processing_mode, Unset):
            processing_mode = UNSET
        else:
            processing_mode = check_processing_mode(_processing_mode)

        metadata = d.pop("metadata", UNSET)

        def _parse_app_message(data: object) -> AppMessage | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                app_message_type_0 = AppMessage.from_dict(data)

                return app_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AppMessage | None | Unset, data)

        app_message = _parse_app_message(d.pop("app_message", UNSET))

        def _parse_contact_message(data: object) -> ContactMessage | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                contact_message_type_0 = ContactMessage.from_dict(data)

                return contact_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ContactMessage | None | Unset, data)

        contact_message = _parse_contact_message(d.pop("contact_message", UNSET))

        inject_message_request = cls(
            accept_time=accept_time,
            channel_identity=channel_identity,
            contact_id=contact_id,
            direction=direction,
            conversation_id=conversation_id,
            sender_id=sender_id,
            processing_mode=processing_mode,
            metadata=metadata,
            app_message=app_message,
            contact_message=contact_message,
        )

        inject_message_request.additional_properties = d
        return inject_message_request

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
