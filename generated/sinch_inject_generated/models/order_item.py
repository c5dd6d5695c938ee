from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset, shown

T = TypeVar("T", bound="OrderItem")


@_attrs_define(kw_only=True, repr=False)
class OrderItem:
    retailer_id: str
    name: str
    amount_value: int
    quantity: int
    sale_amount_value: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        retailer_id = self.retailer_id

        name = self.name

        amount_value = self.amount_value

        quantity = self.quantity

        sale_amount_value = self.sale_amount_value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "retailer_id": retailer_id,
                "name": name,
                "amount_value": amount_value,
                "quantity": quantity,
            }
        )
        if sale_amount_value is not UNSET:
            field_dict["sale_amount_value"] = sale_amount_value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        retailer_id = d.pop("retailer_id")

        name = d.pop("name")

        amount_value = d.pop("amount_value")

        quantity = d.pop("quantity")

        sale_amount_value = d.pop("sale_amount_value", UNSET)

        order_item = cls(
            retailer_id=retailer_id,
            name=name,
            amount_value=amount_value,
            quantity=quantity,
            sale_amount_value=sale_amount_value,
        )

        order_item.additional_properties = d
        return order_item

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
