from typing import Literal

OrderDetailsPaymentType = Literal["br", "sg"]

ORDER_DETAILS_PAYMENT_TYPE_VALUES: set[OrderDetailsPaymentType] = {
    "br",
    "sg",
}


def check_order_details_payment_type(value: str) -> OrderDetailsPaymentType:
    if value in ORDER_DETAILS_PAYMENT_TYPE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ORDER_DETAILS_PAYMENT_TYPE_VALUES!r}"
    )
