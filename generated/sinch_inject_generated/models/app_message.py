from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.agent import Agent
    from ..models.card_message import CardMessage
    from ..models.carousel_message import CarouselMessage
    from ..models.channel_specific_messages import ChannelSpecificMessages
    from ..models.choice_message import ChoiceMessage
    from ..models.contact_info_message import ContactInfoMessage
    from ..models.explicit_channel_message import ExplicitChannelMessage
    from ..models.explicit_channel_omni_message import ExplicitChannelOmniMessage
    from ..models.list_message import ListMessage
    from ..models.location_message import LocationMessage
    from ..models.media_message import MediaMessage
    from ..models.template_message import TemplateMessage
    from ..models.text_message import TextMessage


T = TypeVar("T", bound="AppMessage")


@_attrs_define(kw_only=True, repr=False)
class AppMessage:
    """A message to the contact. Exactly one content member."""

    text_message: TextMessage | Unset = UNSET
    media_message: MediaMessage | Unset = UNSET
    """ A file at a URL. """
    card_message: CardMessage | Unset = UNSET
    carousel_message: CarouselMessage | Unset = UNSET
    choice_message: ChoiceMessage | Unset = UNSET
    list_message: ListMessage | Unset = UNSET
    location_message: LocationMessage | Unset = UNSET
    template_message: TemplateMessage | Unset = UNSET
    """ At least one of the two. """
    contact_info_message: ContactInfoMessage | Unset = UNSET
    explicit_channel_message: ExplicitChannelMessage | Unset = UNSET
    """ Per channel, the content in the channel's own format, JSON as a string. """
    explicit_channel_omni_message: ExplicitChannelOmniMessage | Unset = UNSET
    """ Per channel, other content than the one for all channels. """
    channel_specific_message: ChannelSpecificMessages | Unset = UNSET
    """ Per channel, a message that only this channel has. """
    agent: Agent | None | Unset = UNSET
    """ Who wrote it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent import Agent  # noqa: PLC0415

        text_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.text_message, Unset):
            text_message = self.text_message.to_dict()

        media_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.media_message, Unset):
            media_message = self.media_message.to_dict()

        card_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.card_message, Unset):
            card_message = self.card_message.to_dict()

        carousel_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.carousel_message, Unset):
            carousel_message = self.carousel_message.to_dict()

        choice_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.choice_message, Unset):
            choice_message = self.choice_message.to_dict()

        list_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.list_message, Unset):
            list_message = self.list_message.to_dict()

        location_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.location_message, Unset):
            location_message = self.location_message.to_dict()

        template_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.template_message, Unset):
            template_message = self.template_message.to_dict()

        contact_info_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.contact_info_message, Unset):
            contact_info_message = self.contact_info_message.to_dict()

        explicit_channel_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.explicit_channel_message, Unset):
            explicit_channel_message = self.explicit_channel_message.to_dict()

        explicit_channel_omni_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.explicit_channel_omni_message, Unset):
            explicit_channel_omni_message = self.explicit_channel_omni_message.to_dict()

        channel_specific_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.channel_specific_message, Unset):
            channel_specific_message = self.channel_specific_message.to_dict()

        agent: dict[str, Any] | None | Unset
        if isinstance(self.agent, Unset):
            agent = UNSET
        elif isinstance(self.agent, Agent):
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
        from ..models.agent import Agent  # noqa: PLC0415
        from ..models.card_message import CardMessage  # noqa: PLC0415
        from ..models.carousel_message import CarouselMessage  # noqa: PLC0415
        from ..models.channel_specific_messages import (
            ChannelSpecificMessages,  # noqa: PLC0415
        )
        from ..models.choice_message import ChoiceMessage  # noqa: PLC0415
        from ..models.contact_info_message import ContactInfoMessage  # noqa: PLC0415
        from ..models.explicit_channel_message import (
            ExplicitChannelMessage,  # noqa: PLC0415
        )
        from ..models.explicit_channel_omni_message import (
            ExplicitChannelOmniMessage,  # noqa: PLC0415
        )
        from ..models.list_message import ListMessage  # noqa: PLC0415
        from ..models.location_message import LocationMessage  # noqa: PLC0415
        from ..models.media_message import MediaMessage  # noqa: PLC0415
        from ..models.template_message import TemplateMessage  # noqa: PLC0415
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

        _card_message = d.pop("card_message", UNSET)
        card_message: CardMessage | Unset
        if isinstance(_card_message, Unset):
            card_message = UNSET
        else:
            card_message = CardMessage.from_dict(_card_message)

        _carousel_message = d.pop("carousel_message", UNSET)
        carousel_message: CarouselMessage | Unset
        if isinstance(_carousel_message, Unset):
            carousel_message = UNSET
        else:
            carousel_message = CarouselMessage.from_dict(_carousel_message)

        _choice_message = d.pop("choice_message", UNSET)
        choice_message: ChoiceMessage | Unset
        if isinstance(_choice_message, Unset):
            choice_message = UNSET
        else:
            choice_message = ChoiceMessage.from_dict(_choice_message)

        _list_message = d.pop("list_message", UNSET)
        list_message: ListMessage | Unset
        if isinstance(_list_message, Unset):
            list_message = UNSET
        else:
            list_message = ListMessage.from_dict(_list_message)

        _location_message = d.pop("location_message", UNSET)
        location_message: LocationMessage | Unset
        if isinstance(_location_message, Unset):
            location_message = UNSET
        else:
            location_message = LocationMessage.from_dict(_location_message)

        _template_message = d.pop("template_message", UNSET)
        template_message: TemplateMessage | Unset
        if isinstance(_template_message, Unset):
            template_message = UNSET
        else:
            template_message = TemplateMessage.from_dict(_template_message)

        _contact_info_message = d.pop("contact_info_message", UNSET)
        contact_info_message: ContactInfoMessage | Unset
        if isinstance(_contact_info_message, Unset):
            contact_info_message = UNSET
        else:
            contact_info_message = ContactInfoMessage.from_dict(_contact_info_message)

        _explicit_channel_message = d.pop("explicit_channel_message", UNSET)
        explicit_channel_message: ExplicitChannelMessage | Unset
        if isinstance(_explicit_channel_message, Unset):
            explicit_channel_message = UNSET
        else:
            explicit_channel_message = ExplicitChannelMessage.from_dict(_explicit_channel_message)

        _explicit_channel_omni_message = d.pop("explicit_channel_omni_message", UNSET)
        explicit_channel_omni_message: ExplicitChannelOmniMessage | Unset
        if isinstance(_explicit_channel_omni_message, Unset):
            explicit_channel_omni_message = UNSET
        else:
            explicit_channel_omni_message = ExplicitChannelOmniMessage.from_dict(
                _explicit_channel_omni_message
            )

        _channel_specific_message = d.pop("channel_specific_message", UNSET)
        channel_specific_message: ChannelSpecificMessages | Unset
        if isinstance(_channel_specific_message, Unset):
            channel_specific_message = UNSET
        else:
            channel_specific_message = ChannelSpecificMessages.from_dict(_channel_specific_message)

        def _parse_agent(data: object) -> Agent | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_type_0 = Agent.from_dict(data)

                return agent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Agent | None | Unset, data)

        agent = _parse_agent(d.pop("agent", UNSET))

        app_message = cls(
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

        app_message.additional_properties = d
        return app_message

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
