from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.flow_action_payload_data import FlowActionPayloadData


T = TypeVar("T", bound="FlowActionPayload")


@_attrs_define(kw_only=True, repr=False)
class FlowActionPayload:
    screen: str | Unset = UNSET
    data: FlowActionPayloadData | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        screen = self.screen

        data: dict[str, Any] | Unset = UNSET
        if not isinstance(self.data, Unset):
            data = self.data.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if screen is not UNSET:
            field_dict["screen"] = screen
        if data is not UNSET:
            field_dict["data"] = data

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow_action_payload_data import (
            FlowActionPayloadData,  # noqa: PLC0415
        )

        d = dict(src_dict)
        screen = d.pop("screen", UNSET)

        _data = d.pop("data", UNSET)
        data: FlowActionPayloadData | Unset
        if isinstance(_data, Unset):
            data = UNSET
        else:
            data = FlowActionPayloadData.from_dict(_data)

        flow_action_payload = cls(
            screen=screen,
            data=data,
        )

        flow_action_payload.additional_properties = d
        return flow_action_payload

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
