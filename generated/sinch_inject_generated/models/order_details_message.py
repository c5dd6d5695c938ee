from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.order_details_payment import OrderDetailsPayment
    from ..models.whats_app_body import WhatsAppBody
    from ..models.whats_app_document_header import WhatsAppDocumentHeader
    from ..models.whats_app_footer import WhatsAppFooter
    from ..models.whats_app_image_header import WhatsAppImageHeader
    from ..models.whats_app_text_header import WhatsAppTextHeader
    from ..models.whats_app_video_header import WhatsAppVideoHeader


T = TypeVar("T", bound="OrderDetailsMessage")


@_attrs_define(kw_only=True, repr=False)
class OrderDetailsMessage:
    """Asks for the payment of an order."""

    payment: OrderDetailsPayment
    header: (
        Unset
        | WhatsAppDocumentHeader
        | WhatsAppImageHeader
        | WhatsAppTextHeader
        | WhatsAppVideoHeader
    ) = UNSET
    body: WhatsAppBody | Unset = UNSET
    footer: WhatsAppFooter | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.whats_app_document_header import (
            WhatsAppDocumentHeader,  # noqa: PLC0415
        )
        from ..models.whats_app_image_header import WhatsAppImageHeader  # noqa: PLC0415
        from ..models.whats_app_text_header import WhatsAppTextHeader  # noqa: PLC0415

        payment = self.payment.to_dict()

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

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "payment": payment,
            }
        )
        if header is not UNSET:
            field_dict["header"] = header
        if body is not UNSET:
            field_dict["body"] = body
        if footer is not UNSET:
            field_dict["footer"] = footer

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.order_details_payment import OrderDetailsPayment  # noqa: PLC0415
        from ..models.whats_app_body import WhatsAppBody  # noqa: PLC0415
        from ..models.whats_app_document_header import (
            WhatsAppDocumentHeader,  # noqa: PLC0415
        )
        from ..models.whats_app_footer import WhatsAppFooter  # noqa: PLC0415
        from ..models.whats_app_image_header import WhatsAppImageHeader  # noqa: PLC0415
        from ..models.whats_app_text_header import WhatsAppTextHeader  # noqa: PLC0415
        from ..models.whats_app_video_header import WhatsAppVideoHeader  # noqa: PLC0415

        d = dict(src_dict)
        payment = OrderDetailsPayment.from_dict(d.pop("payment"))

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

        order_details_message = cls(
            payment=payment,
            header=header,
            body=body,
            footer=footer,
        )

        order_details_message.additional_properties = d
        return order_details_message

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
