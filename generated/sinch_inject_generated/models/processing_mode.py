from typing import Literal

ProcessingMode = Literal["CONVERSATION", "DISPATCH"]

PROCESSING_MODE_VALUES: set[ProcessingMode] = {
    "CONVERSATION",
    "DISPATCH",
}


def check_processing_mode(value: str) -> ProcessingMode:
    if value in PROCESSING_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PROCESSING_MODE_VALUES!r}")
