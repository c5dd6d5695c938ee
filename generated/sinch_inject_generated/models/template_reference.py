from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.template_parameters import TemplateParameters


T = TypeVar("T", bound="TemplateReference")


@_attrs_define(kw_only=True, repr=False)
class TemplateReference:
    template_id: str
    version: str | Unset = UNSET
    language_code: str | Unset = UNSET
    """ BCP 47, for example en-US. """
    parameters: TemplateParameters | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        template_id = self.template_id

        version = self.version

        language_code = self.language_code

        parameters: dict[str, Any] | Unset = UNSET
        if not isinstance(self.parameters, Unset):
            parameters = self.parameters.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "template_id": template_id,
            }
        )
        if version is not UNSET:
            field_dict["version"] = version
        if language_code is not UNSET:
            field_dict["language_code"] = language_code
        if parameters is not UNSET:
            field_dict["parameters"] = parameters

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.template_parameters import TemplateParameters  # noqa: PLC0415

        d = dict(src_dict)
        template_id = d.pop("template_id")

        version = d.pop("version", UNSET)

        language_code = d.pop("language_code", UNSET)

        _parameters = d.pop("parameters", UNSET)
        parameters: TemplateParameters | Unset
        if isinstance(_parameters, Unset):
            parameters = UNSET
        else:
            parameters = TemplateParameters.from_dict(_parameters)

        template_reference = cls(
            template_id=template_id,
            version=version,
            language_code=language_code,
            parameters=parameters,
        )

        template_reference.additional_properties = d
        return template_reference

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
