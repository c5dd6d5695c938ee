"""Options that several commands have: words of the contract, and times with an offset."""

from __future__ import annotations

import datetime

import click
from sinch_inject_contract.document import contract

from sinch_inject.request.times import parse

__all__ = ["messages_source", "moment", "words"]


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


messages_source = click.option(
    "--messages-source",
    type=words("MessagesSource"),
    help="Where to look; messages of DISPATCH mode are in DISPATCH_SOURCE.",
)
