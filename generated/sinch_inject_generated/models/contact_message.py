from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.choice_response_message import ChoiceResponseMessage
    from ..models.contact_channel_specific_message import ContactChannelSpecificMessage
    from ..models.fallback_message import FallbackMessage
    from ..models.location_message import LocationMessage
    from ..models.media_card_message import MediaCardMessage
    from ..models.media_message import MediaMessage
    from ..models.product_response_message import ProductResponseMessage
    from ..models.reply_to import ReplyTo
    from ..models.text_message import TextMessage


T = TypeVar("T", bound="ContactMessage")


@_attrs_define(kw_only=True, repr=False)
class ContactMessage:
    """A message from the contact. Exactly one content member."""

    text_message: TextMessage | Unset = UNSET
    media_message: MediaMessage | Unset = UNSET
    """ A file at a URL. """
    location_message: LocationMessage | Unset = UNSET
    media_card_message: MediaCardMessage | Unset = UNSET
    """ Media with a caption. """
    choice_response_message: ChoiceResponseMessage | Unset = UNSET
    """ The contact tapped a choice. """
    fallback_message: FallbackMessage | Unset = UNSET
    """ Something the API could not read. """
    product_response_message: ProductResponseMessage | Unset = UNSET
    """ The contact asked for products or put them into a basket. """
    channel_specific_message: ContactChannelSpecificMessage | Unset = UNSET
    """ An answer that only WhatsApp has, to a flow or an address form. """
    reply_to: None | ReplyTo | Unset = UNSET
    """ The message this one answers. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.reply_to import ReplyTo  # noqa: PLC0415

        text_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.text_message, Unset):
            text_message = self.text_message.to_dict()

        media_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.media_message, Unset):
            media_message = self.media_message.to_dict()

        location_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.location_message, Unset):
            location_message = self.location_message.to_dict()

        media_card_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.media_card_message, Unset):
            media_card_message = self.media_card_message.to_dict()

        choice_response_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.choice_response_message, Unset):
            choice_response_message = self.choice_response_message.to_dict()

        fallback_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.fallback_message, Unset):
            fallback_message = self.fallback_message.to_dict()

        product_response_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.product_response_message, Unset):
            product_response_message = self.product_response_message.to_dict()

        channel_specific_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.channel_specific_message, Unset):
            channel_specific_message = self.channel_specific_message.to_dict()

        reply_to: dict[str, Any] | None | Unset
        if isinstance(self.reply_to, Unset):
            reply_to = UNSET
        elif isinstance(self.reply_to, ReplyTo):
            reply_to = self.reply_to.to_dict()
        else:
            reply_to = self.reply_to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if text_message is not UNSET:
            field_dict["text_message"] = text_message
        if media_message is not UNSET:
            field_dict["media_message"] = media_message
        if location_message is not UNSET:
            field_dict["location_message"] = location_message
        if media_card_message is not UNSET:
            field_dict["media_card_message"] = media_card_message
        if choice_response_message is not UNSET:
            field_dict["choice_response_message"] = choice_response_message
        if fallback_message is not UNSET:
            field_dict["fallback_message"] = fallback_message
        if product_response_message is not UNSET:
            field_dict["product_response_message"] = product_response_message
        if channel_specific_message is not UNSET:
            field_dict["channel_specific_message"] = channel_specific_message
        if reply_to is not UNSET:
            field_dict["reply_to"] = reply_to

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.choice_response_message import (
            ChoiceResponseMessage,  # noqa: PLC0415
        )
        from ..models.contact_channel_specific_message import (
            ContactChannelSpecificMessage,  # noqa: PLC0415
        )
        from ..models.fallback_message import FallbackMessage  # noqa: PLC0415
        from ..models.location_message import LocationMessage  # noqa: PLC0415
        from ..models.media_card_message import MediaCardMessage  # noqa: PLC0415
        from ..models.media_message import MediaMessage  # noqa: PLC0415
        from ..models.product_response_message import (
            ProductResponseMessage,  # noqa: PLC0415
        )
        from ..models.reply_to import ReplyTo  # noqa: PLC0415
        from ..models.text_message import TextMessage  # noqa: PLC0415

        d = dict(src_dict)
        _text_message = d.pop("text_message", UNSET)
        text_message: TextMessage | Unset
        if isinstance(_text_message, Unset):
            text_message = UNSET
        else:
            text_message = TextMessage.from_dict(_text_message)

        _media_message = d.pop("media_message", UNSET)
        media_message: MediaMessage | Unset
        if isinstance(_media_message, Unset):
            media_message = UNSET
        else:
            media_message = MediaMessage.from_dict(_media_message)

        _location_message = d.pop("location_message", UNSET)
        location_message: LocationMessage | Unset
        if isinstance(_location_message, Unset):
            location_message = UNSET
        else:
            location_message = LocationMessage.from_dict(_location_message)

        _media_card_message = d.pop("media_card_message", UNSET)
        media_card_message: MediaCardMessage | Unset
        if isinstance(_media_card_message, Unset):
            media_card_message = UNSET
        else:
            media_card_message = MediaCardMessage.from_dict(_media_card_message)

        _choice_response_message = d.pop("choice_response_message", UNSET)
        choice_response_message: ChoiceResponseMessage | Unset
        if isinstance(_choice_response_message, Unset):
            choice_response_message = UNSET
        else:
            choice_response_message = ChoiceResponseMessage.from_dict(_choice_response_message)

        _fallback_message = d.pop("fallback_message", UNSET)
        fallback_message: FallbackMessage | Unset
        if isinstance(_fallback_message, Unset):
            fallback_message = UNSET
        else:
            fallback_message = FallbackMessage.from_dict(_fallback_message)

        _product_response_message = d.pop("product_response_message", UNSET)
        product_response_message: ProductResponseMessage | Unset
        if isinstance(_product_response_message, Unset):
            product_response_message = UNSET
        else:
            product_response_message = ProductResponseMessage.from_dict(_product_response_message)

        _channel_specific_message = d.pop("channel_specific_message", UNSET)
        channel_specific_message: ContactChannelSpecificMessage | Unset
        if isinstance(_channel_specific_message, Unset):
            channel_specific_message = UNSET
        else:
            channel_specific_message = ContactChannelSpecificMessage.from_dict(
                _channel_specific_message
            )

        def _parse_reply_to(data: object) -> None | ReplyTo | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                reply_to_type_0 = ReplyTo.from_dict(data)

                return reply_to_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ReplyTo | Unset, data)

        reply_to = _parse_reply_to(d.pop("reply_to", UNSET))

        contact_message = cls(
            text_message=text_message,
            media_message=media_message,
            location_message=location_message,
            media_card_message=media_card_message,
            choice_response_message=choice_response_message,
            fallback_message=fallback_message,
            product_response_message=product_response_message,
            channel_specific_message=channel_specific_message,
            reply_to=reply_to,
        )

        contact_message.additional_properties = d
        return contact_message

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
