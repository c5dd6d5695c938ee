"""Times: what people have in their files, in; ISO 8601 in UTC, out.

A time without an offset is an error, never a guess: an import that shifts every message by
an hour is worse than one that stops.
"""

from __future__ import annotations

import datetime

__all__ = ["BEYOND", "NAIVE", "epoch", "parse", "to_wire"]

NAIVE = "has no offset; add Z or +01:00, it is not guessed"
BEYOND = "the time in UTC lies beyond the years 1 to 9999"
# dateutil fills what a text leaves out with these; where that matters, the results differ.
FILLERS = (datetime.datetime(2000, 1, 1, 1), datetime.datetime(2004, 2, 2, 2))  # noqa: DTZ001


def parse(value: datetime.datetime | str) -> datetime.datetime:
    """Return an aware datetime in UTC.

    Args:
        value: an aware datetime, or a text: ISO 8601, or any form that python-dateutil reads.

    Raises:
        ValueError: it is no time, or not a whole one, or has no offset.
    """
    moment = value if isinstance(value, datetime.datetime) else _read(value)
    if moment.utcoffset() is None:
        raise ValueError(f"the time {NAIVE}")
    try:
        return moment.astimezone(datetime.UTC)
    except OverflowError:
        raise ValueError(BEYOND) from None


def _read(text: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        pass
    from dateutil import parser  # 25 times slower, and only needed for odd forms

    try:
        moment: datetime.datetime = parser.parse(text, default=FILLERS[0])
        other: datetime.datetime = parser.parse(text, default=FILLERS[1])
    except (ValueError, OverflowError):
        raise ValueError("this is not a time; use 2026-11-22T12:00:00Z") from None
    if moment != other:
        raise ValueError("the time lacks its date or its hour, and they are not guessed")
    return moment


def to_wire(moment: datetime.datetime) -> str:
    """Return an aware datetime as the API takes it, in UTC with a ``Z``.

    Raises:
        ValueError: it has no offset.
    """
    return parse(moment).isoformat().replace("+00:00", "Z")


def epoch(text: str) -> float:
    """Return a contract-valid date-time (RFC 3339) as seconds since the epoch.

    Unlike the parsers of the standard library it takes a leap second, as the second after
    ``:59``, and cuts fractions beyond microseconds.

    Raises:
        ValueError: it is not one.
    """
    head, clock, rest = text[:10], text[11:19], text[19:]
    leap = clock.endswith(":60")
    if leap:
        clock = f"{clock[:-2]}59"
    moment = datetime.datetime.fromisoformat(f"{head}T{clock}{rest}".upper())
    if moment.utcoffset() is None:
        raise ValueError("no offset")
    return moment.timestamp() + leap
