from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import shown

if TYPE_CHECKING:
    from ..models.template_reference import TemplateReference


T = TypeVar("T", bound="ChannelTemplates")


@_attrs_define(kw_only=True, repr=False)
class ChannelTemplates:
    additional_properties: dict[str, TemplateReference] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = prop.to_dict()

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.template_reference import TemplateReference  # noqa: PLC0415

        d = dict(src_dict)
        channel_templates = cls()

        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property = TemplateReference.from_dict(prop_dict)

            additional_properties[prop_name] = additional_property

        channel_templates.additional_properties = additional_properties
        return channel_templates

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> TemplateReference:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: TemplateReference) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
