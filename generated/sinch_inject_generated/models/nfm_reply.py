from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.nfm_reply_name import NfmReplyName, check_nfm_reply_name
from ..types import UNSET, Unset, shown

T = TypeVar("T", bound="NfmReply")


@_attrs_define(kw_only=True, repr=False)
class NfmReply:
    response_json: str
    body: str
    name: NfmReplyName | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        response_json = self.response_json

        body = self.body

        name: str | Unset = UNSET
        if not isinstance(self.name, Unset):
            name = self.name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "response_json": response_json,
                "body": body,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        response_json = d.pop("response_json")

        body = d.pop("body")

        _name = d.pop("name", UNSET)
        name: NfmReplyName | Unset
        if isinstance(_name, Unset):
            name = UNSET
        else:
            name = check_nfm_reply_name(_name)

        nfm_reply = cls(
            response_json=response_json,
            body=body,
            name=name,
        )

        nfm_reply.additional_properties = d
        return nfm_reply

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
