from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.card_message_height import CardMessageHeight, check_card_message_height
from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.card_message_properties import CardMessageProperties
    from ..models.choice import Choice
    from ..models.media_message import MediaMessage


T = TypeVar("T", bound="CardMessage")


@_attrs_define(kw_only=True, repr=False)
class CardMessage:
    title: str | Unset = UNSET
    description: str | Unset = UNSET
    height: CardMessageHeight | Unset = UNSET
    media_message: MediaMessage | Unset = UNSET
    """ A file at a URL. """
    choices: list[Choice] | Unset = UNSET
    message_properties: CardMessageProperties | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        title = self.title

        description = self.description

        height: str | Unset = UNSET
        if not isinstance(self.height, Unset):
            height = self.height

        media_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.media_message, Unset):
            media_message = self.media_message.to_dict()

        choices: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.choices, Unset):
            choices = []
            for choices_item_data in self.choices:
                choices_item = choices_item_data.to_dict()
                choices.append(choices_item)

        message_properties: dict[str, Any] | Unset = UNSET
        if not isinstance(self.message_properties, Unset):
            message_properties = self.message_properties.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if title is not UNSET:
            field_dict["title"] = title
        if description is not UNSET:
            field_dict["description"] = description
        if height is not UNSET:
            field_dict["height"] = height
        if media_message is not UNSET:
            field_dict["media_message"] = media_message
        if choices is not UNSET:
            field_dict["choices"] = choices
        if message_properties is not UNSET:
            field_dict["message_properties"] = message_properties

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.card_message_properties import (
            CardMessageProperties,  # noqa: PLC0415
        )
        from ..models.choice import Choice  # noqa: PLC0415
        from ..models.media_message import MediaMessage  # noqa: PLC0415

        d = dict(src_dict)
        title = d.pop("title", UNSET)

        description = d.pop("description", UNSET)

        _height = d.pop("height", UNSET)
        height: CardMessageHeight | Unset
        if isinstance(_height, Unset):
            height = UNSET
        else:
            height = check_card_message_height(_height)

        _media_message = d.pop("media_message", UNSET)
        media_message: MediaMessage | Unset
        if isinstance(_media_message, Unset):
            media_message = UNSET
        else:
            media_message = MediaMessage.from_dict(_media_message)

        _choices = d.pop("choices", UNSET)
        choices: list[Choice] | Unset = UNSET
        if _choices is not UNSET:
            choices = []
            for choices_item_data in _choices:
                choices_item = Choice.from_dict(choices_item_data)

                choices.append(choices_item)

        _message_properties = d.pop("message_properties", UNSET)
        message_properties: CardMessageProperties | Unset
        if isinstance(_message_properties, Unset):
            message_properties = UNSET
        else:
            message_properties = CardMessageProperties.from_dict(_message_properties)

        card_message = cls(
            title=title,
            description=description,
            height=height,
            media_message=media_message,
            choices=choices,
            message_properties=message_properties,
        )

        card_message.additional_properties = d
        return card_message

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
