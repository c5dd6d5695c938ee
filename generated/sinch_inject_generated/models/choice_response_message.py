from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import shown

T = TypeVar("T", bound="ChoiceResponseMessage")


@_attrs_define(kw_only=True, repr=False)
class ChoiceResponseMessage:
    """The contact tapped a choice."""

    message_id: str
    """ The message that offered the choice. """
    postback_data: str
    """ What the choice carried. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        message_id = self.message_id

        postback_data = self.postback_data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_id": message_id,
                "postback_data": postback_data,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message_id = d.pop("message_id")

        postback_data = d.pop("postback_data")

        choice_response_message = cls(
            message_id=message_id,
            postback_data=postback_data,
        )

        choice_response_message.additional_properties = d
        return choice_response_message

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
