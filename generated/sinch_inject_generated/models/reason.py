from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

T = TypeVar("T", bound="Reason")


@_attrs_define(kw_only=True, repr=False)
class Reason:
    code: str | Unset = UNSET
    """ A word such as MEDIA_TYPE_UNSUPPORTED. Left open: Sinch's clients list different words. """
    description: str | Unset = UNSET
    sub_code: str | Unset = UNSET
    """ A word such as ATTACHMENT_REJECTED. """
    channel_code: str | Unset = UNSET
    """ The channel's own code. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        description = self.description

        sub_code = self.sub_code

        channel_code = self.channel_code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if code is not UNSET:
            field_dict["code"] = code
        if description is not UNSET:
            field_dict["description"] = description
        if sub_code is not UNSET:
            field_dict["sub_code"] = sub_code
        if channel_code is not UNSET:
            field_dict["channel_code"] = channel_code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code", UNSET)

        description = d.pop("description", UNSET)

        sub_code = d.pop("sub_code", UNSET)

        channel_code = d.pop("channel_code", UNSET)

        reason = cls(
            code=code,
            description=description,
            sub_code=sub_code,
            channel_code=channel_code,
        )

        reason.additional_properties = d
        return reason

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
