"""The arguments of bulk, checked before anything is opened or sent."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from sinch_inject import options
from sinch_inject.client import InjectClient
from sinch_inject.errors import ConfigurationError
from sinch_inject.frames import frames_cut

__all__ = ["check_given"]


def _rate(value: object) -> str:
    fits = not options.seconds(value) and isinstance(value, int | float) and value <= 1e6
    return "" if fits else "must be above 0 messages a second, and at most 1,000,000"


def _concurrency(value: object) -> str:
    fits = not options.whole(value) and isinstance(value, int) and value <= 1000
    return "" if fits else "must be a whole number from 1 to 1,000"


def _place(value: object) -> str:
    if not isinstance(value, str | os.PathLike):
        return options.instance(str, "a path, or a URL")(value)
    try:
        whole = b"\0" not in os.fsencode(value)
    except ValueError:  # half a surrogate pair
        whole = False
    if not whole:
        return "must be a path, or a URL"
    return "must not be empty" if options.blank(value) else ""


def _ledger(value: object) -> str:
    if hasattr(value, "claim") and hasattr(value, "settle"):
        return ""
    said = _place(value)
    # A file of that name would be made, and the password of the URL told with its path.
    url = not said and "://" in str(value)
    return "must be a path, or an open ledger, such as a PostgresLedger of the URL" if url else said


def _records(value: object) -> str:
    fits = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
    return (
        "" if fits else options.instance((), "requests one after the other, such as a list")(value)
    )


CHECKS: dict[str, options.Check] = {
    **dict.fromkeys(("place", "file"), _place),
    "ledger": _ledger,
    "records": _records,
    "rate": _rate,
    "concurrency": _concurrency,
    "keep": options.seconds,
    "settle_after": options.pause,
    "wait": options.pause,
    "name": options.phrase,
    "tags": options.flag,
    "at_most": options.seconds,
}


def check_given(
    owner: str, *, takes: type = InjectClient, urls: bool = False, **given: object
) -> None:
    """Look whether arguments make sense.

    Args:
        owner: who takes them.
        takes: the kind of client that it takes.
        urls: a ledger may be the URL of a database.
        given: the arguments, by name.

    Raises:
        ConfigurationError: names the owner, and everything that is wrong.
    """
    client = options.instance(takes, f"an {takes.__name__}")
    ledger = _place if urls else _ledger
    wrong = options.wrong(given, {**CHECKS, "client": client, "ledger": ledger})
    if wrong:
        with frames_cut:
            raise ConfigurationError(f"{owner}: {'; '.join(wrong)}")
