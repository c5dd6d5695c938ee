"""Read and write the date-times of the wire, by the letter of RFC 3339.

The packages for this differ at the rims (a trailing line feed, the leap second, the year
0000), and a judge must not leave such a question to chance.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from jsonschema import FormatChecker

__all__ = ["FORMATS", "is_date_time", "read", "write"]

RFC3339 = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]"
    r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
    r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))"
)
MICROSECOND_DIGITS = 6


def read(text: str) -> datetime | None:
    """Return the instant of an RFC 3339 date-time in UTC, or None if it is not one.

    Digits beyond the microsecond are cut. A leap second, legal only as 23:59:60 in UTC, is
    the first instant of the next day.
    """
    match = RFC3339.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction, sign, zone_hours, zone_minutes = match.groups()[6:]
    micro = int((fraction or "0")[:MICROSECOND_DIGITS].ljust(MICROSECOND_DIGITS, "0"))
    offset = timedelta(hours=int(zone_hours or 0), minutes=int(zone_minutes or 0))
    if int(zone_hours or 0) > 23 or int(zone_minutes or 0) > 59:
        return None
    leap = second == 60
    try:
        local = datetime(year, month, day, hour, minute, 59 if leap else second, micro, UTC)
        instant = local + offset if sign == "-" else local - offset
    except (ValueError, OverflowError):
        return None
    if not leap:
        return instant
    if (instant.hour, instant.minute) != (23, 59):
        return None
    return instant.replace(microsecond=0) + timedelta(seconds=1)


def write(instant: datetime) -> str:
    """Return an instant as the wire has it: UTC, ``Z``, no more digits than it needs."""
    text = instant.astimezone(UTC).isoformat()
    return text.removesuffix("+00:00") + "Z"


def is_date_time(text: str) -> bool:
    """Tell whether a text is an RFC 3339 date-time, of any year from 0000 to 9999."""
    if not (text[:4].isascii() and text[:4].isdecimal()):
        return False
    # The calendar repeats every 400 years, and Python's has no year 0 and no year 10000.
    return read(f"{2000 + int(text[:4]) % 400}{text[4:]}") is not None


def _holds(value: object) -> bool:
    return not isinstance(value, str) or is_date_time(value)


FORMATS = FormatChecker(formats=["date"])
FORMATS.checks("date-time")(_holds)
