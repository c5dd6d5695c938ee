from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.channel_templates import ChannelTemplates
    from ..models.template_reference import TemplateReference


T = TypeVar("T", bound="TemplateMessage")


@_attrs_define(kw_only=True, repr=False)
class TemplateMessage:
    """At least one of the two."""

    channel_template: ChannelTemplates | Unset = UNSET
    omni_template: TemplateReference | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        channel_template: dict[str, Any] | Unset = UNSET
        if not isinstance(self.channel_template, Unset):
            channel_template = self.channel_template.to_dict()

        omni_template: dict[str, Any] | Unset = UNSET
        if not isinstance(self.omni_template, Unset):
            omni_template = self.omni_template.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if channel_template is not UNSET:
            field_dict["channel_template"] = channel_template
        if omni_template is not UNSET:
            field_dict["omni_template"] = omni_template

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.channel_templates import ChannelTemplates  # noqa: PLC0415
        from ..models.template_reference import TemplateReference  # noqa: PLC0415

        d = dict(src_dict)
        _channel_template = d.pop("channel_template", UNSET)
        channel_template: ChannelTemplates | Unset
        if isinstance(_channel_template, Unset):
            channel_template = UNSET
        else:
            channel_template = ChannelTemplates.from_dict(_channel_template)

        _omni_template = d.pop("omni_template", UNSET)
        omni_template: TemplateReference | Unset
        if isinstance(_omni_template, Unset):
            omni_template = UNSET
        else:
            omni_template = TemplateReference.from_dict(_omni_template)

        template_message = cls(
            channel_template=channel_template,
            omni_template=omni_template,
        )

        template_message.additional_properties = d
        return template_message

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
