from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.flows_message_flow_action import (
    FlowsMessageFlowAction,
    check_flows_message_flow_action,
)
from ..models.flows_message_flow_mode import (
    FlowsMessageFlowMode,
    check_flows_message_flow_mode,
)
from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.flow_action_payload import FlowActionPayload
    from ..models.whats_app_body import WhatsAppBody
    from ..models.whats_app_document_header import WhatsAppDocumentHeader
    from ..models.whats_app_footer import WhatsAppFooter
    from ..models.whats_app_image_header import WhatsAppImageHeader
    from ..models.whats_app_text_header import WhatsAppTextHeader
    from ..models.whats_app_video_header import WhatsAppVideoHeader


T = TypeVar("T", bound="FlowsMessage")


@_attrs_define(kw_only=True, repr=False)
class FlowsMessage:
    """Opens a WhatsApp flow."""

    flow_id: str
    flow_cta: str
    """ What the button says. """
    header: (
        Unset
        | WhatsAppDocumentHeader
        | WhatsAppImageHeader
        | WhatsAppTextHeader
        | WhatsAppVideoHeader
    ) = UNSET
    body: WhatsAppBody | Unset = UNSET
    footer: WhatsAppFooter | Unset = UNSET
    flow_token: str | Unset = UNSET
    flow_mode: FlowsMessageFlowMode | Unset = UNSET
    flow_action: FlowsMessageFlowAction | Unset = UNSET
    flow_action_payload: FlowActionPayload | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.whats_app_document_header import (
            WhatsAppDocumentHeader,  # noqa: PLC0415
        )
        from ..models.whats_app_image_header import WhatsAppImageHeader  # noqa: PLC0415
        from ..models.whats_app_text_header import WhatsAppTextHeader  # noqa: PLC0415

        flow_id = self.flow_id

        flow_cta = self.flow_cta

        header: dict[str, Any] | Unset
        if isinstance(self.header, Unset):
            header = UNSET
        elif isinstance(self.header, WhatsAppTextHeader):
            header = self.header.to_dict()
        elif isinstance(self.header, WhatsAppImageHeader):
            header = self.header.to_dict()
        elif isinstance(self.header, WhatsAppDocumentHeader):
            header = self.header.to_dict()
        else:
            header = self.header.to_dict()

        body: dict[str, Any] | Unset = UNSET
        if not isinstance(self.body, Unset):
            body = self.body.to_dict()

        footer: dict[str, Any] | Unset = UNSET
        if not isinstance(self.footer, Unset):
            footer = self.footer.to_dict()

        flow_token = self.flow_token

        flow_mode: str | Unset = UNSET
        if not isinstance(self.flow_mode, Unset):
            flow_mode = self.flow_mode

        flow_action: str | Unset = UNSET
        if not isinstance(self.flow_action, Unset):
            flow_action = self.flow_action

        flow_action_payload: dict[str, Any] | Unset = UNSET
        if not isinstance(self.flow_action_payload, Unset):
            flow_action_payload = self.flow_action_payload.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "flow_id": flow_id,
                "flow_cta": flow_cta,
            }
        )
        if header is not UNSET:
            field_dict["header"] = header
        if body is not UNSET:
            field_dict["body"] = body
        if footer is not UNSET:
            field_dict["footer"] = footer
        if flow_token is not UNSET:
            field_dict["flow_token"] = flow_token
        if flow_mode is not UNSET:
            field_dict["flow_mode"] = flow_mode
        if flow_action is not UNSET:
            field_dict["flow_action"] = flow_action
        if flow_action_payload is not UNSET:
            field_dict["flow_action_payload"] = flow_action_payload

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow_action_payload import FlowActionPayload  # noqa: PLC0415
        from ..models.whats_app_body import WhatsAppBody  # noqa: PLC0415
        from ..models.whats_app_document_header import (
            WhatsAppDocumentHeader,  # noqa: PLC0415
        )
        from ..models.whats_app_footer import WhatsAppFooter  # noqa: PLC0415
        from ..models.whats_app_image_header import WhatsAppImageHeader  # noqa: PLC0415
        from ..models.whats_app_text_header import WhatsAppTextHeader  # noqa: PLC0415
        from ..models.whats_app_video_header import WhatsAppVideoHeader  # noqa: PLC0415

        d = dict(src_dict)
        flow_id = d.pop("flow_id")

        flow_cta = d.pop("flow_cta")

        def _parse_header(
            data: object,
        ) -> (
            Unset
            | WhatsAppDocumentHeader
            | WhatsAppImageHeader
            | WhatsAppTextHeader
            | WhatsAppVideoHeader
        ):
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_whats_app_header_type_0 = WhatsAppTextHeader.from_dict(data)

                return componentsschemas_whats_app_header_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_whats_app_header_type_1 = WhatsAppImageHeader.from_dict(data)

                return componentsschemas_whats_app_header_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_whats_app_header_type_2 = WhatsAppDocumentHeader.from_dict(data)

                return componentsschemas_whats_app_header_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            componentsschemas_whats_app_header_type_3 = WhatsAppVideoHeader.from_dict(data)

            return componentsschemas_whats_app_header_type_3

        header = _parse_header(d.pop("header", UNSET))

        _body = d.pop("body", UNSET)
        body: WhatsAppBody | Unset
        if isinstance(_body, Unset):
            body = UNSET
        else:
            body = WhatsAppBody.from_dict(_body)

        _footer = d.pop("footer", UNSET)
        footer: WhatsAppFooter | Unset
        if isinstance(_footer, Unset):
            footer = UNSET
        else:
            footer = WhatsAppFooter.from_dict(_footer)

        flow_token = d.pop("flow_token", UNSET)

        _flow_mode = d.pop("flow_mode", UNSET)
        flow_mode: FlowsMessageFlowMode | Unset
        if isinstance(_flow_mode, Unset):
            flow_mode = UNSET
        else:
            flow_mode = check_flows_message_flow_mode(_flow_mode)

        _flow_action = d.pop("flow_action", UNSET)
        flow_action: FlowsMessageFlowAction | Unset
        if isinstance(_flow_action, Unset):
            flow_action = UNSET
        else:
            flow_action = check_flows_message_flow_action(_flow_action)

        _flow_action_payload = d.pop("flow_action_payload", UNSET)
        flow_action_payload: FlowActionPayload | Unset
        if isinstance(_flow_action_payload, Unset):
            flow_action_payload = UNSET
        else:
            flow_action_payload = FlowActionPayload.from_dict(_flow_action_payload)

        flows_message = cls(
            flow_id=flow_id,
            flow_cta=flow_cta,
            header=header,
            body=body,
            footer=footer,
            flow_token=flow_token,
            flow_mode=flow_mode,
            flow_action=flow_action,
            flow_action_payload=flow_action_payload,
        )

        flows_message.additional_properties = d
        return flows_message

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
