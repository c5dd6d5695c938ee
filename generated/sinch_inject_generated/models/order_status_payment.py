from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import shown

if TYPE_CHECKING:
    from ..models.order_status_order import OrderStatusOrder


T = TypeVar("T", bound="OrderStatusPayment")


@_attrs_define(kw_only=True, repr=False)
class OrderStatusPayment:
    reference_id: str
    order: OrderStatusOrder
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        reference_id = self.reference_id

        order = self.order.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "reference_id": reference_id,
                "order": order,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.order_status_order import OrderStatusOrder  # noqa: PLC0415

        d = dict(src_dict)
        reference_id = d.pop("reference_id")

        order = OrderStatusOrder.from_dict(d.pop("order"))

        order_status_payment = cls(
            reference_id=reference_id,
            order=order,
        )

        order_status_payment.additional_properties = d
        return order_status_payment

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
