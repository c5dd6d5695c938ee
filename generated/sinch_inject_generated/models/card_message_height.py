from typing import Literal

CardMessageHeight = Literal["MEDIUM", "SHORT", "TALL", "UNSPECIFIED_HEIGHT"]

CARD_MESSAGE_HEIGHT_VALUES: set[CardMessageHeight] = {
    "MEDIUM",
    "SHORT",
    "TALL",
    "UNSPECIFIED_HEIGHT",
}


def check_card_message_height(value: str) -> CardMessageHeight:
    if value in CARD_MESSAGE_HEIGHT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CARD_MESSAGE_HEIGHT_VALUES!r}")
