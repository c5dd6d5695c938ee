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


T = TypeVar("T", bound="StoredAppMessage")


@_attrs_define(kw_only=True, repr=False)
class StoredAppMessage:
    """A message to the contact, with the members of an AppMessage."""

    text_message: None | StoredText | Unset = UNSET
    media_message: None | StoredMedia | Unset = UNSET
    card_message: None | StoredPart | Unset = UNSET
    carousel_message: None | StoredPart | Unset = UNSET
    choice_message: None | StoredPart | Unset = UNSET
    list_message: None | StoredPart | Unset = UNSET
    location_message: None | StoredPart | Unset = UNSET
    template_message: None | StoredPart | Unset = UNSET
    contact_info_message: None | StoredPart | Unset = UNSET
    explicit_channel_message: None | StoredPart | Unset = UNSET
    explicit_channel_omni_message: None | StoredPart | Unset = UNSET
    channel_specific_message: None | StoredPart | Unset = UNSET
    agent: None | StoredPart | Unset = UNSET
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

        card_message: dict[str, Any] | None | Unset
        if isinstance(self.card_message, Unset):
            card_message = UNSET
        elif isinstance(self.card_message, StoredPart):
            card_message = self.card_message.to_dict()
        else:
            card_message = self.card_message

        carousel_message: dict[str, Any] | None | Unset
        if isinstance(self.carousel_message, Unset):
            carousel_message = UNSET
        elif isinstance(self.carousel_message, StoredPart):
            carousel_message = self.carousel_message.to_dict()
        else:
            carousel_message = self.carousel_message

        choice_message: dict[str, Any] | None | Unset
        if isinstance(self.choice_message, Unset):
            choice_message = UNSET
        elif isinstance(self.choice_message, StoredPart):
            choice_message = self.choice_message.to_dict()
        else:
            choice_message = self.choice_message

        list_message: dict[str, Any] | None | Unset
        if isinstance(self.list_message, Unset):
            list_message = UNSET
        elif isinstance(self.list_message, StoredPart):
            list_message = self.list_message.to_dict()
        else:
            list_message = self.list_message

        location_message: dict[str, Any] | None | Unset
        if isinstance(self.location_message, Unset):
            location_message = UNSET
        elif isinstance(self.location_message, StoredPart):
            location_message = self.location_message.to_dict()
        else:
            location_message = self.location_message

        template_message: dict[str, Any] | None | Unset
        if isinstance(self.template_message, Unset):
            template_message = UNSET
        elif isinstance(self.template_message, StoredPart):
            template_message = self.template_message.to_dict()
        else:
            template_message = self.template_message

        contact_info_message: dict[str, Any] | None | Unset
        if isinstance(self.contact_info_message, Unset):
            contact_info_message = UNSET
        elif isinstance(self.contact_info_message, StoredPart):
            contact_info_message = self.contact_info_message.to_dict()
        else:
            contact_info_message = self.contact_info_message

        explicit_channel_message: dict[str, Any] | None | Unset
        if isinstance(self.explicit_channel_message, Unset):
            explicit_channel_message = UNSET
        elif isinstance(self.explicit_channel_message, StoredPart):
            explicit_channel_message = self.explicit_channel_message.to_dict()
        else:
            explicit_channel_message = self.explicit_channel_message

        explicit_channel_omni_message: dict[str, Any] | None | Unset
        if isinstance(self.explicit_channel_omni_message, Unset):
            explicit_channel_omni_message = UNSET
        elif isinstance(self.explicit_channel_omni_message, StoredPart):
            explicit_channel_omni_message = self.explicit_channel_omni_message.to_dict()
        else:
            explicit_channel_omni_message = self.explicit_channel_omni_message

        channel_specific_message: dict[str, Any] | None | Unset
        if isinstance(self.channel_specific_message, Unset):
            channel_specific_message = UNSET
        elif isinstance(self.channel_specific_message, StoredPart):
            channel_specific_message = self.channel_specific_message.to_dict()
        else:
            channel_specific_message = self.channel_specific_message

        agent: dict[str, Any] | None | Unset
        if isinstance(self.agent, Unset):
            agent = UNSET
        elif isinstance(self.agent, StoredPart):
            agent = self.agent.to_dict()
        else:
            agent = self.agent

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if text_message is not UNSET:
            field_dict["text_message"] = text_message
        if media_message is not UNSET:
            field_dict["media_message"] = media_message
        if card_message is not UNSET:
            field_dict["card_message"] = card_message
        if carousel_message is not UNSET:
            field_dict["carousel_message"] = carousel_message
        if choice_message is not UNSET:
            field_dict["choice_message"] = choice_message
        if list_message is not UNSET:
            field_dict["list_message"] = list_message
        if location_message is not UNSET:
            field_dict["location_message"] = location_message
        if template_message is not UNSET:
            field_dict["template_message"] = template_message
        if contact_info_message is not UNSET:
            field_dict["contact_info_message"] = contact_info_message
        if explicit_channel_message is not UNSET:
            field_dict["explicit_channel_message"] = explicit_channel_message
        if explicit_channel_omni_message is not UNSET:
            field_dict["explicit_channel_omni_message"] = explicit_channel_omni_message
        if channel_specific_message is not UNSET:
            field_dict["channel_specific_message"] = channel_specific_message
        if agent is not UNSET:
            field_dict["agent"] = agent

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

        def _parse_card_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                card_message_type_0 = StoredPart.from_dict(data)

                return card_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        card_message = _parse_card_message(d.pop("card_message", UNSET))

        def _parse_carousel_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                carousel_message_type_0 = StoredPart.from_dict(data)

                return carousel_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        carousel_message = _parse_carousel_message(d.pop("carousel_message", UNSET))

        def _parse_choice_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                choice_message_type_0 = StoredPart.from_dict(data)

                return choice_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        choice_message = _parse_choice_message(d.pop("choice_message", UNSET))

        def _parse_list_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                list_message_type_0 = StoredPart.from_dict(data)

                return list_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        list_message = _parse_list_message(d.pop("list_message", UNSET))

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

        def _parse_template_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                template_message_type_0 = StoredPart.from_dict(data)

                return template_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        template_message = _parse_template_message(d.pop("template_message", UNSET))

        def _parse_contact_info_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                contact_info_message_type_0 = StoredPart.from_dict(data)

                return contact_info_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        contact_info_message = _parse_contact_info_message(d.pop("contact_info_message", UNSET))

        def _parse_explicit_channel_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                explicit_channel_message_type_0 = StoredPart.from_dict(data)

                return explicit_channel_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        explicit_channel_message = _parse_explicit_channel_message(
            d.pop("explicit_channel_message", UNSET)
        )

        def _parse_explicit_channel_omni_message(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                explicit_channel_omni_message_type_0 = StoredPart.from_dict(data)

                return explicit_channel_omni_message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        explicit_channel_omni_message = _parse_explicit_channel_omni_message(
            d.pop("explicit_channel_omni_message", UNSET)
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

        def _parse_agent(data: object) -> None | StoredPart | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_type_0 = StoredPart.from_dict(data)

                return agent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StoredPart | Unset, data)

        agent = _parse_agent(d.pop("agent", UNSET))

        stored_app_message = cls(
            text_message=text_message,
            media_message=media_message,
            card_message=card_message,
            carousel_message=carousel_message,
            choice_message=choice_message,
            list_message=list_message,
            location_message=location_message,
            template_message=template_message,
            contact_info_message=contact_info_message,
            explicit_channel_message=explicit_channel_message,
            explicit_channel_omni_message=explicit_channel_omni_message,
            channel_specific_message=channel_specific_message,
            agent=agent,
        )

        stored_app_message.additional_properties = d
        return stored_app_message

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
