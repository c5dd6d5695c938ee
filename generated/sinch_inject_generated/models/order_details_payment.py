from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.order_details_payment_type import (
    OrderDetailsPaymentType,
    check_order_details_payment_type,
)
from ..models.order_details_payment_type_of_goods import (
    OrderDetailsPaymentTypeOfGoods,
    check_order_details_payment_type_of_goods,
)
from ..types import UNSET, Unset, shown

if TYPE_CHECKING:
    from ..models.boleto_payment_button import BoletoPaymentButton
    from ..models.link_payment_button import LinkPaymentButton
    from ..models.order_details_order import OrderDetailsOrder
    from ..models.pix_payment_button import PixPaymentButton


T = TypeVar("T", bound="OrderDetailsPayment")


@_attrs_define(kw_only=True, repr=False)
class OrderDetailsPayment:
    type_: OrderDetailsPaymentType
    reference_id: str
    type_of_goods: OrderDetailsPaymentTypeOfGoods
    total_amount_value: int
    order: OrderDetailsOrder
    """ Amounts are whole numbers in the smallest unit. """
    payment_buttons: list[BoletoPaymentButton | LinkPaymentButton | PixPaymentButton] | Unset = (
        UNSET
    )
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def __repr__(self) -> str:
        return shown(self)

    def to_dict(self) -> dict[str, Any]:
        from ..models.link_payment_button import LinkPaymentButton  # noqa: PLC0415
        from ..models.pix_payment_button import PixPaymentButton  # noqa: PLC0415

        type_: str = self.type_

        reference_id = self.reference_id

        type_of_goods: str = self.type_of_goods

        total_amount_value = self.total_amount_value

        order = self.order.to_dict()

        payment_buttons: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.payment_buttons, Unset):
            payment_buttons = []
            for payment_buttons_item_data in self.payment_buttons:
                payment_buttons_item: dict[str, Any]
                if isinstance(payment_buttons_item_data, PixPaymentButton):
                    payment_buttons_item = payment_buttons_item_data.to_dict()
                elif isinstance(payment_buttons_item_data, LinkPaymentButton):
                    payment_buttons_item = payment_buttons_item_data.to_dict()
                else:
                    payment_buttons_item = payment_buttons_item_data.to_dict()

                payment_buttons.append(payment_buttons_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "reference_id": reference_id,
                "type_of_goods": type_of_goods,
                "total_amount_value": total_amount_value,
                "order": order,
            }
        )
        if payment_buttons is not UNSET:
            field_dict["payment_buttons"] = payment_buttons

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.boleto_payment_button import BoletoPaymentButton  # noqa: PLC0415
        from ..models.link_payment_button import LinkPaymentButton  # noqa: PLC0415
        from ..models.order_details_order import OrderDetailsOrder  # noqa: PLC0415
        from ..models.pix_payment_button import PixPaymentButton  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_order_details_payment_type(d.pop("type"))

        reference_id = d.pop("reference_id")

        type_of_goods = check_order_details_payment_type_of_goods(d.pop("type_of_goods"))

        total_amount_value = d.pop("total_amount_value")

        order = OrderDetailsOrder.from_dict(d.pop("order"))

        _payment_buttons = d.pop("payment_buttons", UNSET)
        payment_buttons: (
            list[BoletoPaymentButton | LinkPaymentButton | PixPaymentButton] | Unset
        ) = UNSET
        if _payment_buttons is not UNSET:
            payment_buttons = []
            for payment_buttons_item_data in _payment_buttons:

                def _parse_payment_buttons_item(
                    data: object,
                ) -> BoletoPaymentButton | LinkPaymentButton | PixPaymentButton:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_payment_button_type_0 = PixPaymentButton.from_dict(data)

                        return componentsschemas_payment_button_type_0
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_payment_button_type_1 = LinkPaymentButton.from_dict(data)

                        return componentsschemas_payment_button_type_1
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    if not isinstance(data, dict):
                        raise TypeError()
                    componentsschemas_payment_button_type_2 = BoletoPaymentButton.from_dict(data)

                    return componentsschemas_payment_button_type_2

                payment_buttons_item = _parse_payment_buttons_item(payment_buttons_item_data)

                payment_buttons.append(payment_buttons_item)

        order_details_payment = cls(
            type_=type_,
            reference_id=reference_id,
            type_of_goods=type_of_goods,
            total_amount_value=total_amount_value,
            order=order,
            payment_buttons=payment_buttons,
        )

        order_details_payment.additional_properties = d
        return order_details_payment

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
