from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.channel_specific_message_message_type import (
    ChannelSpecificMessageMessageType,
    check_channel_specific_message_message_type,
)
from ..types import shown

if TYPE_CHECKING:
    from ..models.carousel_commerce_message import CarouselCommerceMessage
    from ..models.commerce_message import CommerceMessage
    from ..models.flows_message import FlowsMessage
    from ..models.line_notification_message import LineNotificationMessage
    from ..models.order_details_message import OrderDetailsMessage
    from ..models.order_status_message import OrderStatusMessage


T = TypeVar("T", bound="ChannelSpecificMessage")


@_attrs_define(kw_only=True, repr=False)
class ChannelSpecificMessage:
    """The message type says which shape the message has."""

    message_type: ChannelSpecificMessageMessageType
    message: (
        CarouselCommerceMessage
        | CommerceMessage
        | FlowsMessage
        | LineNotificationMessage
        | OrderDetailsMessage
        | OrderStatusMessage
    )
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.carousel_commerce_message import (
            CarouselCommerceMessage,  # noqa: PLC0415
        )
        from ..models.commerce_message import CommerceMessage  # noqa: PLC0415
        from ..models.flows_message import FlowsMessage  # noqa: PLC0415
        from ..models.order_details_message import OrderDetailsMessage  # noqa: PLC0415
        from ..models.order_status_message import OrderStatusMessage  # noqa: PLC0415

        message_type: str = self.message_type

        message: dict[str, Any]
        if isinstance(self.message, FlowsMessage):
            message = self.message.to_dict()
        elif isinstance(self.message, OrderDetailsMessage):
            message = self.message.to_dict()
        elif isinstance(self.message, OrderStatusMessage):
            message = self.message.to_dict()
        elif isinstance(self.message, CommerceMessage):
            message = self.message.to_dict()
        elif isinstance(self.message, CarouselCommerceMessage):
            message = self.message.to_dict()
        else:
            message = self.message.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message_type": message_type,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.carousel_commerce_message import (
            CarouselCommerceMessage,  # noqa: PLC0415
        )
        from ..models.commerce_message import CommerceMessage  # noqa: PLC0415
        from ..models.flows_message import FlowsMessage  # noqa: PLC0415
        from ..models.line_notification_message import (
            LineNotificationMessage,  # noqa: PLC0415
        )
        from ..models.order_details_message import OrderDetailsMessage  # noqa: PLC0415
        from ..models.order_status_message import OrderStatusMessage  # noqa: PLC0415

        d = dict(src_dict)
        message_type = check_channel_specific_message_message_type(d.pop("message_type"))

        def _parse_message(
            data: object,
        ) -> (
            CarouselCommerceMessage
            | CommerceMessage
            | FlowsMessage
            | LineNotificationMessage
            | OrderDetailsMessage
            | OrderStatusMessage
        ):
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                message_type_0 = FlowsMessage.from_dict(data)

                return message_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                message_type_1 = OrderDetailsMessage.from_dict(data)

                return message_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                message_type_2 = OrderStatusMessage.from_dict(data)

                return message_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                message_type_3 = CommerceMessage.from_dict(data)

                return message_type_3
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                message_type_4 = CarouselCommerceMessage.from_dict(data)

                return message_type_4
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            message_type_5 = LineNotificationMessage.from_dict(data)

            return message_type_5

        message = _parse_message(d.pop("message"))

        channel_specific_message = cls(
            message_type=message_type,
            message=message,
        )

        channel_specific_message.additional_properties = d
        return channel_specific_message

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
