from typing import Literal

MessagesView = Literal["WITH_METADATA", "WITHOUT_METADATA"]

MESSAGES_VIEW_VALUES: set[MessagesView] = {
    "WITH_METADATA",
    "WITHOUT_METADATA",
}


def check_messages_view(value: str) -> MessagesView:
    if value in MESSAGES_VIEW_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MESSAGES_VIEW_VALUES!r}")
