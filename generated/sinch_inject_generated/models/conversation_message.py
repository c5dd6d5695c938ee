from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, in_utc, shown

if TYPE_CHECKING:
    from ..models.stored_app_message import StoredAppMessage
    from ..models.stored_contact_message import StoredContactMessage
    from ..models.stored_identity import StoredIdentity
    from ..models.stored_part import StoredPart


T = TypeVar("T", bound="ConversationMessage")


@_attrs_define(kw_only=True, repr=False)
class ConversationMessage:
    """A message as the API keeps it. Members that are not listed here are kept."""

    id: None | str | Unset = UNSET
    """ The message's id. """
    conversation_id: None | str | Unset = UNSET
    """ The conversation that the message is in. """
    contact_id: None | str | Unset = UNSET
    """ The contact of the conversation. """
    channel_identity: None | StoredIdentity | Unset = UNSET
    direction: None | str | Unset = UNSET
    """ TO_APP, TO_CONTACT, or a word that is new. """
    accept_time: datetime.datetime | None | Unset = UNSET
    """ When the message was processed. """
    app_message: None | StoredAppMessage | Unset = UNSET
    """ The content, if the app sent it to the contact. """
    contact_message: None | StoredContactMessage | Unset = UNSET
    """ The content, if the contact sent it to the app. """
    metadata: None | str | Unset = UNSET
    """ The text that was given with the message. """
    injected: bool | None | Unset = UNSET
    """ Whether the message was injected. """
    sender_id: None | str | Unset = UNSET
    """ For a message from the contact, whom it was sent to. """
    processing_mode: None | str | Unset = UNSET
    """ CONVERSATION, DISPATCH, or a word that is new. """
    message_status: None | StoredPart | Unset = UNSET
    """ Deprecated. How the delivery stands. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.stored_app_message import StoredAppMessage  # noqa: PLC0415
        from ..models.stored_contact_message import (
            StoredContactMessage,  # noqa: PLC0415
        )
        from ..models.stored_identity import StoredIdentity  # noqa: PLC0415
        from ..models.stored_part import StoredPart  # noqa: PLC0415

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        conversation_id: None | str | Unset
        if isinstance(self.conversation_id, Unset):
            conversation_id = UNSET
        else:
            conversation_id = self.conversation_id

        contact_id: None | str | Unset
        if isinstance(self.contact_id, Unset):
            contact_id = UNSET
        else:
            contact_id = self.contact_id

        channel_identity: dict[str, Any] | None | Unset
        if isinstance(self.channel_identity, Unset):
            channel_identity = UNSET
        elif isinstance(self.channel_identity, StoredIdentity):
            channel_identity = self.channel_identity.to_dict()
        else:
            channel_identity = self.channel_identity

        direction: None | str | Unset
        if isinstance(self.direction, Unset):
            direction = UNSET
        else:
            direction = self.direction

        accept_time: None | str | Unset
        if isinstance(self.accept_time, Unset):
            accept_time = UNSET
        elif isinstance(self.accept_time, datetime.datetime):
            accept_time = in_utc(self.accept_time)
        else:
            accept_time = self.accept_time

        app_message: dict[str, Any] | None | Unset
        if isinstance(self.app_message, Unset):
            app_message = UNSET
        elif isinstance(self.app_message, StoredAppMessage):
            app_message = self.app_message.to_dict()
        else:
            app_message = self.app_message

        contact_message: dict[str, Any] | None | Unset
        if isinstance(self.contact_message, Unset):
            contact_message = UNSET
        elif isinstance(self.contact_message, StoredContactMessage):
            contact_message = self.contact_message.to_dict()
        else:
            contact_message = self.contact_message

        metadata: None | str | Unset
        if isinstance(self.metadata, Unset):
            metadata = UNSET
        else:
            metadata = self.metadata

        injected: bool | None | Unset
        if isinstance(self.injected, Unset):
            injected = UNSET
        else:
            injected = self.injected

        sender_id: None | str | Unset
        if isinstance(self.sender_id, Unset):
            sender_id = UNSET
        else:
            sender_id = self.sender_id

        processing_mode: None | str | Unset
        if isinstance(self.processing_mode, Unset):
            processing_mode = UNSET
        else:
            processing_mode = self.processing_mode

        message_status: dict[str, Any] | None | Unset
        if isinstance(self.message_status, Unset):
            message_status = UNSET
        elif isinstance(self.message_status, StoredPart):
            message_status = self.message_status.to_dict()
        else:
            message_status = self.message_status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if conversation_id is not UNSET:
            field_dict["conversation_id"] = conversation_id
        if contact_id is not UNSET:
            field_dict["contact_id"] = contact_id
        if channel_identity is not UNSET:
            field_dict["channel_identity"] = channel_identity
        if direction is not UNSET:
            field_dict["direction"] = direction
        if accept_time is not UNSET:
            field_dict["accept_time"] = accept_time
        if app_message is not UNSET:
            field_dict["app_message"] = app_message
        if contact_message is not UNSET:
            field_dict["contact_message"] = contact_message
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if injected is not UNSET:
            field_dict["injected"] = injected
        if sender_id is not UNSET:
            field_dict["sender_id"] = sender_id
        if processing_mode is not UNSET:
            field_dict["processing_mode"] = processing_mode
        if message_status is not UNSET:
            field_dict["message_status"] = message_status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.stored_app_message import StoredAppMessage  # noqa: PLC0415
        from ..models.stored_contact_message import (
            StoredContactMessage,  # noqa: PLC0415
        )
        from ..models.stored_identity import StoredIdentity  # noqa: PLC0415
        from ..models.stored_part import StoredPart  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_conversation_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        conversation_id = _parse_conversation_id(d.pop("conversation_id", UNSET))

        def _parse_contact_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        contact_id = _parse_contact_id(d.pop("contact_id", UNSET))

        def _parse_channel_identity(data: object) -> None | StoredIdentity | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                channel_identity_type_0 = StoredIdentity.from_dict(data)

                return channel_identity_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredIdentity | Unset, data)

        channel_identity = _parse_channel_identity(d.pop("channel_identity", UNSET))

        def _parse_direction(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        direction = _parse_direction(d.pop("direction", UNSET))

        def _parse_accept_time(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                accept_time_type_0 = datetime.datetime.fromisoformat(data)

                return accept_time_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        accept_time = _parse_accept_time(d.pop("accept_time", UNSET))

        def _parse_app_message(data: object) -> None | StoredAppMessage | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                app_message_type_0 = StoredAppMessage.from_dict(data)

                return app_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredAppMessage | Unset, data)

        app_message = _parse_app_message(d.pop("app_message", UNSET))

        def _parse_contact_message(data: object) -> None | StoredContactMessage | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                contact_message_type_0 = StoredContactMessage.from_dict(data)

                return contact_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredContactMessage | Unset, data)

        contact_message = _parse_contact_message(d.pop("contact_message", UNSET))

        def _parse_metadata(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        metadata = _parse_metadata(d.pop("metadata", UNSET))

        def _parse_injected(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        injected = _parse_injected(d.pop("injected", UNSET))

        def _parse_sender_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        sender_id = _parse_sender_id(d.pop("sender_id", UNSET))

        def _parse_processing_mode(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        processing_mode = _parse_processing_mode(d.pop("processing_mode", UNSET))

        def _parse_message_status(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                message_status_type_0 = StoredPart.from_dict(data)

                return message_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        message_status = _parse_message_status(d.pop("message_status", UNSET))

        conversation_message = cls(
            id=id,
            conversation_id=conversation_id,
            contact_id=contact_id,
            channel_identity=channel_identity,
            direction=direction,
            accept_time=accept_time,
            app_message=app_message,
            contact_message=contact_message,
            metadata=metadata,
            injected=injected,
            sender_id=sender_id,
            processing_mode=processing_mode,
            message_status=message_status,
        )

        conversation_message.additional_properties = d
        return conversation_message

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
