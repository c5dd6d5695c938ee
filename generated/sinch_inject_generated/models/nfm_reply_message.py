from __future__ import annotations

from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import shown

if TYPE_CHECKING:
    from ..models.nfm_reply import NfmReply


T = TypeVar("T", bound="NfmReplyMessage")


@_attrs_define(kw_only=True, repr=False)
class NfmReplyMessage:
    type_: Literal["nfm_reply"]
    nfm_reply: NfmReply
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        nfm_reply = self.nfm_reply.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "nfm_reply": nfm_reply,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.nfm_reply import NfmReply  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["nfm_reply"], d.pop("type"))
        if type_ != "nfm_reply":
            raise ValueError(f"type must match const 'nfm_reply', got '{type_}'")

        nfm_reply = NfmReply.from_dict(d.pop("nfm_reply"))

        nfm_reply_message = cls(
            type_=type_,
            nfm_reply=nfm_reply,
        )

        nfm_reply_message.additional_properties = d
        return nfm_reply_message

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
