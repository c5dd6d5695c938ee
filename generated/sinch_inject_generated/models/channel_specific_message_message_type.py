from typing import Literal

ChannelSpecificMessageMessageType = Literal[
    "CAROUSEL_COMMERCE",
    "COMMERCE",
    "FLOWS",
    "NOTIFICATION_MESSAGE_TEMPLATE",
    "ORDER_DETAILS",
    "ORDER_STATUS",
]

CHANNEL_SPECIFIC_MESSAGE_MESSAGE_TYPE_VALUES: set[ChannelSpecificMessageMessageType] = {
    "CAROUSEL_COMMERCE",
    "COMMERCE",
    "FLOWS",
    "NOTIFICATION_MESSAGE_TEMPLATE",
    "ORDER_DETAILS",
    "ORDER_STATUS",
}


def check_channel_specific_message_message_type(value: str) -> ChannelSpecificMessageMessageType:
    if value in CHANNEL_SPECIFIC_MESSAGE_MESSAGE_TYPE_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {CHANNEL_SPECIFIC_MESSAGE_MESSAGE_TYPE_VALUES!r}"
    )
