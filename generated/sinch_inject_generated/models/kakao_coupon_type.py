from typing import Literal

KakaoCouponType = Literal[
    "FIXED_DISCOUNT_COUPON",
    "FREE_COUPON",
    "PERCENTAGE_DISCOUNT_COUPON",
    "SHIPPING_DISCOUNT_COUPON",
    "UP_COUPON",
]

KAKAO_COUPON_TYPE_VALUES: set[KakaoCouponType] = {
    "FIXED_DISCOUNT_COUPON",
    "FREE_COUPON",
    "PERCENTAGE_DISCOUNT_COUPON",
    "SHIPPING_DISCOUNT_COUPON",
    "UP_COUPON",
}


def check_kakao_coupon_type(value: str) -> KakaoCouponType:
    if value in KAKAO_COUPON_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {KAKAO_COUPON_TYPE_VALUES!r}")
