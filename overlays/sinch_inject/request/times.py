"""Times: what people have in their files, in; ISO 8601 in UTC, out.

A time without an offset is an error, never a guess, and so is a day that may be a month: an
import that shifts every message by an hour is worse than one that stops.
"""

from __future__ import annotations

import datetime
import re
import warnings
from typing import NoReturn

from sinch_inject_contract.instant import nanoseconds

__all__ = ["BEYOND", "NAIVE", "NO_TIME", "epoch", "parse", "to_wire", "whole_format"]

NAIVE = "has no offset; add Z or +01:00, it is not guessed"
BEYOND = "the time in UTC lies beyond the years 1 to 9999"
NO_TIME = "this is not a time; use 2026-11-22T12:00:00Z"
NO_FORMAT = "this is not a time of the format that was named"
SHORT_YEAR = "the year has two digits, and the century is not guessed"
LACKING = "the time lacks its date or its hour, and they are not guessed"
TWICE = "the time comes twice in that zone, when the clocks go back; add an offset"
NEVER = "the time does not exist in that zone, where the clocks go forward"
OTHER_DAY = "the day and the month are not in the order that was named"

ISO = re.compile(r"[0-9]{4}-?(?:[0-9]{2}-?[0-9]{2}|W[0-9]{2}-?[0-9])[Tt ][0-9:.,]{2,}.*")
DAY = re.compile(r".{4}-.{2}-.{2}")
# RFC 2822, 3.3. Of the obsolete zones only those that every reader takes for UTC: CST is
# Chicago's to the RFC and Shanghai's to most, CET is unknown to it.
MAIL = re.compile(
    r"(?:(?P<weekday>[A-Z][a-z]{2}), *)?(?P<day>[0-9]{1,2}) +(?P<month>[A-Z][a-z]{2}) +"
    r"(?P<year>[0-9]{4}) +(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?: +(?P<zone>[+-][0-9]{4}|GMT|UTC?))?(?: +\([^()]*\))?"
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# dateutil fills what a text leaves out with these; where that matters, the results differ.
FILLERS = (datetime.datetime(2000, 1, 1, 1), datetime.datetime(2004, 2, 2, 2))  # noqa: DTZ001
NUMBERS = re.compile(r"(?<![0-9])([0-9]{1,2})[./ -]([0-9]{1,2})[./ -]([0-9]+)")
MEANT_AS_UTC = ("UTC", "GMT", "UT", "Z", "z")


def parse(
    value: object,
    *,
    date_format: str | None = None,
    day_first: bool | None = None,
    zone: datetime.tzinfo | None = None,
) -> datetime.datetime:
    """Return an aware datetime in UTC.

    Args:
        value: an aware datetime, or a text: ISO 8601 with an offset, or RFC 2822.
        date_format: the format of a text, as ``strptime`` takes it, with ``%z``; no other.
        day_first: also take what python-dateutil reads, with the day before the month, or
            after it.
        zone: of a time without an offset; None: there must be one.

    Raises:
        ValueError: it is no time, or not a whole one, or has no offset. Nothing is quoted.
    """
    if isinstance(value, datetime.datetime):
        moment = value
    elif not isinstance(value, str):
        raise ValueError(NO_TIME)  # noqa: TRY004 - for the caller it is the same mistake
    elif date_format is not None:
        moment = _formatted(value, date_format)
    else:
        moment = _read(value, day_first)
        if zone is not None and DAY.fullmatch(value):
            raise ValueError(LACKING)
    return _in_utc(moment if zone is None or moment.tzinfo else _placed(moment, zone))


def _placed(moment: datetime.datetime, zone: datetime.tzinfo) -> datetime.datetime:
    """Put a time into a zone, unless its clocks show it twice there, or never."""
    first, second = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    if before != after:
        raise ValueError(TWICE if before and after and before > after else NEVER)
    return first


def whole_format(date_format: str) -> bool:
    """Say whether a format holds a date and an hour: what it lacks would be guessed."""
    moment = datetime.datetime(2001, 2, 3, 16)  # noqa: DTZ001 - compared with itself
    try:
        again = datetime.datetime.strptime(moment.strftime(date_format), date_format)  # noqa: DTZ007
    except (ValueError, re.error):
        return "%z" in date_format and whole_format(date_format.replace("%z", ""))
    return again.replace(tzinfo=None) == moment


def _in_utc(moment: datetime.datetime) -> datetime.datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"the time {NAIVE}")
    try:
        return moment.astimezone(datetime.UTC)
    except OverflowError:
        raise ValueError(BEYOND) from None


def _formatted(text: str, date_format: str) -> datetime.datetime:
    try:
        return datetime.datetime.strptime(text, date_format)  # noqa: DTZ007 - looked at later
    except (ValueError, re.error):
        raise ValueError(NO_FORMAT) from None


def _read(text: str, day_first: bool | None) -> datetime.datetime:
    # A date alone is ISO 8601 too: what it lacks is said by the sentence about offsets.
    if ISO.fullmatch(text) or DAY.fullmatch(text):
        try:
            return datetime.datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(NO_TIME) from None
    if match := MAIL.fullmatch(text):
        return _of_mail(match)
    if day_first is None:
        raise ValueError(NO_TIME)
    return _in_order(text, day_first)


def _of_mail(match: re.Match[str]) -> datetime.datetime:
    """Read a date of RFC 2822."""
    try:
        moment = datetime.datetime(  # noqa: DTZ001 - the zone comes below
            int(match["year"]),
            MONTHS.index(match["month"]) + 1,
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            int(match["second"] or 0),
        )
    except ValueError:
        raise ValueError(NO_TIME) from None
    if match["weekday"] not in (None, WEEKDAYS[moment.weekday()]):
        raise ValueError(NO_TIME)
    zone = match["zone"]
    if zone is None:
        return moment
    if not zone[1:].isdecimal():
        return moment.replace(tzinfo=datetime.UTC)
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    if minutes >= 24 * 60 or int(zone[3:]) > 59:
        raise ValueError(NO_TIME)
    offset = datetime.timedelta(minutes=minutes if zone[0] == "+" else -minutes)
    return moment.replace(tzinfo=datetime.timezone(offset))


def _in_order(text: str, day_first: bool) -> datetime.datetime:
    """Read what python-dateutil reads, in the order that was named."""
    numbers = NUMBERS.search(text)
    if numbers and len(numbers[3]) != 4:
        raise ValueError(SHORT_YEAR)
    moment, other = (_loosely(text, day_first, filler) for filler in FILLERS)
    if moment != other:
        raise ValueError(LACKING)
    # It takes the order for a wish, and turns 11/25 around.
    if numbers and (int(numbers[1]) if day_first else int(numbers[2])) != moment.day:
        raise ValueError(OTHER_DAY)
    return moment


def _loosely(text: str, day_first: bool, filler: datetime.datetime) -> datetime.datetime:
    from dateutil import parser  # 25 times slower, and only where the user asked for it

    def zone(name: str | None, offset: int | None) -> datetime.tzinfo | None:
        if offset is not None:
            return datetime.timezone(datetime.timedelta(seconds=offset))
        if name in MEANT_AS_UTC:
            return datetime.UTC
        return None if name is None else _refuse()

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            moment: datetime.datetime = parser.parse(
                text, default=filler, dayfirst=day_first, tzinfos=zone
            )
    except (ValueError, OverflowError, TypeError, Warning):
        _refuse()
    return moment


def _refuse() -> NoReturn:
    raise ValueError(NO_TIME) from None


def to_wire(moment: datetime.datetime) -> str:
    """Return an aware datetime as the API takes it, in UTC with a ``Z``.

    Raises:
        ValueError: it has no offset.
    """
    return parse(moment).isoformat().replace("+00:00", "Z")


def epoch(text: str) -> float:
    """Return a contract-valid date-time (RFC 3339) as seconds since the epoch.

    Raises:
        ValueError: it is not one.
    """
    return nanoseconds(text) / 1e9
