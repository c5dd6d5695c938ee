from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.choice_display_mode import ChoiceDisplayMode, check_choice_display_mode
from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.calendar_message import CalendarMessage
    from ..models.call_message import CallMessage
    from ..models.location_message import LocationMessage
    from ..models.share_location_message import ShareLocationMessage
    from ..models.text_message import TextMessage
    from ..models.url_message import UrlMessage


T = TypeVar("T", bound="Choice")


@_attrs_define(kw_only=True, repr=False)
class Choice:
    """Something to tap. Exactly one kind."""

    text_message: TextMessage | Unset = UNSET
    url_message: UrlMessage | Unset = UNSET
    call_message: CallMessage | Unset = UNSET
    location_message: LocationMessage | Unset = UNSET
    calendar_message: CalendarMessage | Unset = UNSET
    share_location_message: ShareLocationMessage | Unset = UNSET
    postback_data: Any | Unset = UNSET
    """ Comes back when the choice is tapped. Any JSON value. """
    display_mode: ChoiceDisplayMode | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        text_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.text_message, Unset):
            text_message = self.text_message.to_dict()

        url_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.url_message, Unset):
            url_message = self.url_message.to_dict()

        call_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.call_message, Unset):
            call_message = self.call_message.to_dict()

        location_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.location_message, Unset):
            location_message = self.location_message.to_dict()

        calendar_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.calendar_message, Unset):
            calendar_message = self.calendar_message.to_dict()

        share_location_message: dict[str, Any] | Unset = UNSET
        if not isinstance(self.share_location_message, Unset):
            share_location_message = self.share_location_message.to_dict()

        postback_data = self.postback_data

        display_mode: str | Unset = UNSET
        if not isinstance(self.display_mode, Unset):
            display_mode = self.display_mode

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if text_message is not UNSET:
            field_dict["text_message"] = text_message
        if url_message is not UNSET:
            field_dict["url_message"] = url_message
        if call_message is not UNSET:
            field_dict["call_message"] = call_message
        if location_message is not UNSET:
            field_dict["location_message"] = location_message
        if calendar_message is not UNSET:
            field_dict["calendar_message"] = calendar_message
        if share_location_message is not UNSET:
            field_dict["share_location_message"] = share_location_message
        if postback_data is not UNSET:
            field_dict["postback_data"] = postback_data
        if display_mode is not UNSET:
            field_dict["display_mode"] = display_mode

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.calendar_message import CalendarMessage  # noqa: PLC0415
        from ..models.call_message import CallMessage  # noqa: PLC0415
        from ..models.location_message import LocationMessage  # noqa: PLC0415
        from ..models.share_location_message import (
            ShareLocationMessage,  # noqa: PLC0415
        )
        from ..models.text_message import TextMessage  # noqa: PLC0415
        from ..models.url_message import UrlMessage  # noqa: PLC0415

        d = dict(src_dict)
        _text_message = d.pop("text_message", UNSET)
        text_message: TextMessage | Unset
        if isinstance(_text_message, Unset):
            text_message = UNSET
        else:
            text_message = TextMessage.from_dict(_text_message)

        _url_message = d.pop("url_message", UNSET)
        url_message: UrlMessage | Unset
        if isinstance(_url_message, Unset):
            url_message = UNSET
        else:
            url_message = UrlMessage.from_dict(_url_message)

        _call_message = d.pop("call_message", UNSET)
        call_message: CallMessage | Unset
        if isinstance(_call_message, Unset):
            call_message = UNSET
        else:
            call_message = CallMessage.from_dict(_call_message)

        _location_message = d.pop("location_message", UNSET)
        location_message: LocationMessage | Unset
        if isinstance(_location_message, Unset):
            location_message = UNSET
        else:
            location_message = LocationMessage.from_dict(_location_message)

        _calendar_message = d.pop("calendar_message", UNSET)
        calendar_message: CalendarMessage | Unset
        if isinstance(_calendar_message, Unset):
            calendar_message = UNSET
        else:
            calendar_message = CalendarMessage.from_dict(_calendar_message)

        _share_location_message = d.pop("share_location_message", UNSET)
        share_location_message: ShareLocationMessage | Unset
        if isinstance(_share_location_message, Unset):
            share_location_message = UNSET
        else:
            share_location_message = ShareLocationMessage.from_dict(_share_location_message)

        postback_data = d.pop("postback_data", UNSET)

        _display_mode = d.pop("display_mode", UNSET)
        display_mode: ChoiceDisplayMode | Unset
        if isinstance(_display_mode, Unset):
            display_mode = UNSET
        else:
            display_mode = check_choice_display_mode(_display_mode)

        choice = cls(
            text_message=text_message,
            url_message=url_message,
            call_message=call_message,
            location_message=location_message,
            calendar_message=calendar_message,
            share_location_message=share_location_message,
            postback_data=postback_data,
            display_mode=display_mode,
        )

        choice.additional_properties = d
        return choice

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
