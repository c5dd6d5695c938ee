from typing import Literal

Direction = Literal["TO_APP", "TO_CONTACT"]

DIRECTION_VALUES: set[Direction] = {
    "TO_APP",
    "TO_CONTACT",
}


def check_direction(value: str) -> Direction:
    if value in DIRECTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIRECTION_VALUES!r}")
