from typing import Literal

MessagesSource = Literal["CONVERSATION_SOURCE", "DISPATCH_SOURCE"]

MESSAGES_SOURCE_VALUES: set[MessagesSource] = {
    "CONVERSATION_SOURCE",
    "DISPATCH_SOURCE",
}


def check_messages_source(value: str) -> MessagesSource:
    if value in MESSAGES_SOURCE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MESSAGES_SOURCE_VALUES!r}")
