from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.stored_media import StoredMedia
    from ..models.stored_part import StoredPart
    from ..models.stored_text import StoredText


T = TypeVar("T", bound="StoredContactMessage")


@_attrs_define(kw_only=True, repr=False)
class StoredContactMessage:
    """A message from the contact, with the members of a ContactMessage."""

    text_message: None | StoredText | Unset = UNSET
    media_message: None | StoredMedia | Unset = UNSET
    location_message: None | StoredPart | Unset = UNSET
    media_card_message: None | StoredPart | Unset = UNSET
    choice_response_message: None | StoredPart | Unset = UNSET
    fallback_message: None | StoredPart | Unset = UNSET
    product_response_message: None | StoredPart | Unset = UNSET
    channel_specific_message: None | StoredPart | Unset = UNSET
    reply_to: None | StoredPart | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.stored_media import StoredMedia  # noqa: PLC0415
        from ..models.stored_part import StoredPart  # noqa: PLC0415
        from ..models.stored_text import StoredText  # noqa: PLC0415

        text_message: dict[str, Any] | None | Unset
        if isinstance(self.text_message, Unset):
            text_message = UNSET
        elif isinstance(self.text_message, StoredText):
            text_message = self.text_message.to_dict()
        else:
            text_message = self.text_message

        media_message: dict[str, Any] | None | Unset
        if isinstance(self.media_message, Unset):
            media_message = UNSET
        elif isinstance(self.media_message, StoredMedia):
            media_message = self.media_message.to_dict()
        else:
            media_message = self.media_message

        location_message: dict[str, Any] | None | Unset
        if isinstance(self.location_message, Unset):
            location_message = UNSET
        elif isinstance(self.location_message, StoredPart):
            location_message = self.location_message.to_dict()
        else:
            location_message = self.location_message

        media_card_message: dict[str, Any] | None | Unset
        if isinstance(self.media_card_message, Unset):
            media_card_message = UNSET
        elif isinstance(self.media_card_message, StoredPart):
            media_card_message = self.media_card_message.to_dict()
        else:
            media_card_message = self.media_card_message

        choice_response_message: dict[str, Any] | None | Unset
        if isinstance(self.choice_response_message, Unset):
            choice_response_message = UNSET
        elif isinstance(self.choice_response_message, StoredPart):
            choice_response_message = self.choice_response_message.to_dict()
        else:
            choice_response_message = self.choice_response_message

        fallback_message: dict[str, Any] | None | Unset
        if isinstance(self.fallback_message, Unset):
            fallback_message = UNSET
        elif isinstance(self.fallback_message, StoredPart):
            fallback_message = self.fallback_message.to_dict()
        else:
            fallback_message = self.fallback_message

        product_response_message: dict[str, Any] | None | Unset
        if isinstance(self.product_response_message, Unset):
            product_response_message = UNSET
        elif isinstance(self.product_response_message, StoredPart):
            product_response_message = self.product_response_message.to_dict()
        else:
            product_response_message = self.product_response_message

        channel_specific_message: dict[str, Any] | None | Unset
        if isinstance(self.channel_specific_message, Unset):
            channel_specific_message = UNSET
        elif isinstance(self.channel_specific_message, StoredPart):
            channel_specific_message = self.channel_specific_message.to_dict()
        else:
            channel_specific_message = self.channel_specific_message

        reply_to: dict[str, Any] | None | Unset
        if isinstance(self.reply_to, Unset):
            reply_to = UNSET
        elif isinstance(self.reply_to, StoredPart):
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
        from ..models.stored_media import StoredMedia  # noqa: PLC0415
        from ..models.stored_part import StoredPart  # noqa: PLC0415
        from ..models.stored_text import StoredText  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_text_message(data: object) -> None | StoredText | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                text_message_type_0 = StoredText.from_dict(data)

                return text_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredText | Unset, data)

        text_message = _parse_text_message(d.pop("text_message", UNSET))

        def _parse_media_message(data: object) -> None | StoredMedia | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                media_message_type_0 = StoredMedia.from_dict(data)

                return media_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredMedia | Unset, data)

        media_message = _parse_media_message(d.pop("media_message", UNSET))

        def _parse_location_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                location_message_type_0 = StoredPart.from_dict(data)

                return location_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        location_message = _parse_location_message(d.pop("location_message", UNSET))

        def _parse_media_card_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                media_card_message_type_0 = StoredPart.from_dict(data)

                return media_card_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        media_card_message = _parse_media_card_message(d.pop("media_card_message", UNSET))

        def _parse_choice_response_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                choice_response_message_type_0 = StoredPart.from_dict(data)

                return choice_response_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        choice_response_message = _parse_choice_response_message(
            d.pop("choice_response_message", UNSET)
        )

        def _parse_fallback_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                fallback_message_type_0 = StoredPart.from_dict(data)

                return fallback_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        fallback_message = _parse_fallback_message(d.pop("fallback_message", UNSET))

        def _parse_product_response_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                product_response_message_type_0 = StoredPart.from_dict(data)

                return product_response_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        product_response_message = _parse_product_response_message(
            d.pop("product_response_message", UNSET)
        )

        def _parse_channel_specific_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                channel_specific_message_type_0 = StoredPart.from_dict(data)

                return channel_specific_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        channel_specific_message = _parse_channel_specific_message(
            d.pop("channel_specific_message", UNSET)
        )

        def _parse_reply_to(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                reply_to_type_0 = StoredPart.from_dict(data)

                return reply_to_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        reply_to = _parse_reply_to(d.pop("reply_to", UNSET))

        stored_contact_message = cls(
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

        stored_contact_message.additional_properties = d
        return stored_contact_message

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
