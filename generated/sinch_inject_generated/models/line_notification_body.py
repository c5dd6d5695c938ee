from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.line_notification_button import LineNotificationButton
    from ..models.line_notification_item import LineNotificationItem


T = TypeVar("T", bound="LineNotificationBody")


@_attrs_define(kw_only=True, repr=False)
class LineNotificationBody:
    emphasized_item: LineNotificationItem | Unset = UNSET
    items: list[LineNotificationItem] | Unset = UNSET
    buttons: list[LineNotificationButton] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        emphasized_item: dict[str, Any] | Unset = UNSET
        if not isinstance(self.emphasized_item, Unset):
            emphasized_item = self.emphasized_item.to_dict()

        items: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.items, Unset):
            items = []
            for items_item_data in self.items:
                items_item = items_item_data.to_dict()
                items.append(items_item)

        buttons: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.buttons, Unset):
            buttons = []
            for buttons_item_data in self.buttons:
                buttons_item = buttons_item_data.to_dict()
                buttons.append(buttons_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if emphasized_item is not UNSET:
            field_dict["emphasized_item"] = emphasized_item
        if items is not UNSET:
            field_dict["items"] = items
        if buttons is not UNSET:
            field_dict["buttons"] = buttons

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.line_notification_button import (
            LineNotificationButton,  # noqa: PLC0415
        )
        from ..models.line_notification_item import (
            LineNotificationItem,  # noqa: PLC0415
        )

        d = dict(src_dict)
        _emphasized_item = d.pop("emphasized_item", UNSET)
        emphasized_item: LineNotificationItem | Unset
        if isinstance(_emphasized_item, Unset):
            emphasized_item = UNSET
        else:
            emphasized_item = LineNotificationItem.from_dict(_emphasized_item)

        _items = d.pop("items", UNSET)
        items: list[LineNotificationItem] | Unset = UNSET
        if _items is not UNSET:
            items = []
            for items_item_data in _items:
                items_item = LineNotificationItem.from_dict(items_item_data)

                items.append(items_item)

        _buttons = d.pop("buttons", UNSET)
        buttons: list[LineNotificationButton] | Unset = UNSET
        if _buttons is not UNSET:
            buttons = []
            for buttons_item_data in _buttons:
                buttons_item = LineNotificationButton.from_dict(buttons_item_data)

                buttons.append(buttons_item)

        line_notification_body = cls(
            emphasized_item=emphasized_item,
            items=items,
            buttons=buttons,
        )

        line_notification_body.additional_properties = d
        return line_notification_body

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
