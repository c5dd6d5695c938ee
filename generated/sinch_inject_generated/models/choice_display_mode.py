from typing import Literal

ChoiceDisplayMode = Literal["DISPLAY_MODE_UNSPECIFIED", "PERSISTENT"]

CHOICE_DISPLAY_MODE_VALUES: set[ChoiceDisplayMode] = {
    "DISPLAY_MODE_UNSPECIFIED",
    "PERSISTENT",
}


def check_choice_display_mode(value: str) -> ChoiceDisplayMode:
    if value in CHOICE_DISPLAY_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHOICE_DISPLAY_MODE_VALUES!r}")
