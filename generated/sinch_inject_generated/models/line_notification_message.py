from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.line_notification_body import LineNotificationBody


T = TypeVar("T", bound="LineNotificationMessage")


@_attrs_define(kw_only=True, repr=False)
class LineNotificationMessage:
    template_key: str
    body: LineNotificationBody | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        template_key = self.template_key

        body: dict[str, Any] | Unset = UNSET
        if not isinstance(self.body, Unset):
            body = self.body.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "template_key": template_key,
            }
        )
        if body is not UNSET:
            field_dict["body"] = body

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.line_notification_body import (
            LineNotificationBody,  # noqa: PLC0415
        )

        d = dict(src_dict)
        template_key = d.pop("template_key")

        _body = d.pop("body", UNSET)
        body: LineNotificationBody | Unset
        if isinstance(_body, Unset):
            body = UNSET
        else:
            body = LineNotificationBody.from_dict(_body)

        line_notification_message = cls(
            template_key=template_key,
            body=body,
        )

        line_notification_message.additional_properties = d
        return line_notification_message

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
