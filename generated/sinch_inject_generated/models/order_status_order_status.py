from typing import Literal

OrderStatusOrderStatus = Literal[
    "canceled", "completed", "partially-shipped", "pending", "processing", "shipped"
]

ORDER_STATUS_ORDER_STATUS_VALUES: set[OrderStatusOrderStatus] = {
    "canceled",
    "completed",
    "partially-shipped",
    "pending",
    "processing",
    "shipped",
}


def check_order_status_order_status(value: str) -> OrderStatusOrderStatus:
    if value in ORDER_STATUS_ORDER_STATUS_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {ORDER_STATUS_ORDER_STATUS_VALUES!r}"
    )
