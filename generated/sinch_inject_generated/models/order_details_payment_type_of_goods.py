from typing import Literal

OrderDetailsPaymentTypeOfGoods = Literal["digital-goods", "physical-goods"]

ORDER_DETAILS_PAYMENT_TYPE_OF_GOODS_VALUES: set[OrderDetailsPaymentTypeOfGoods] = {
    "digital-goods",
    "physical-goods",
}


def check_order_details_payment_type_of_goods(value: str) -> OrderDetailsPaymentTypeOfGoods:
    if value in ORDER_DETAILS_PAYMENT_TYPE_OF_GOODS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ORDER_DETAILS_PAYMENT_TYPE_OF_GOODS_VALUES!r}"
    )
