"""Options that several commands have: words of the contract, and times with an offset."""

from __future__ import annotations

import datetime
import re
import zoneinfo

import click
from sinch_inject_contract.document import contract

from sinch_inject.request.times import parse

__all__ = ["messages_source", "moment", "words", "zone"]

OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")


def words(name: str) -> click.Choice[str]:
    """Return the values that the contract allows for a component."""
    return click.Choice(contract()["components"]["schemas"][name]["enum"], case_sensitive=False)


def moment(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime.datetime | None:
    """Read a time; the callback of an option."""
    try:
        return None if value is None else parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def zone(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime.tzinfo | None:
    """Read ``UTC``, ``+01:00`` or ``Europe/Stockholm``; the callback of an option."""
    if value is None or value.upper() == "UTC":
        return None if value is None else datetime.UTC
    if (found := OFFSET.fullmatch(value)) and int(found[2]) < 24 and int(found[3]) < 60:
        minutes = int(found[2]) * 60 + int(found[3])
        ahead = datetime.timedelta(minutes=minutes if found[1] == "+" else -minutes)
        return datetime.timezone(ahead)
    try:
        return zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        text = f"there is no zone {value!r}; such as Europe/Stockholm or +01:00"
    if not zoneinfo.available_timezones():
        text += " (this system has no table of zones: pip install tzdata)"
    raise click.BadParameter(text)


messages_source = click.option(
    "--messages-source",
    type=words("MessagesSource"),
    help="Where to look; messages of DISPATCH mode are in DISPATCH_SOURCE.",
)
