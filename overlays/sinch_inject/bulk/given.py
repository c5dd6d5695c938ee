"""The arguments of bulk, checked before anything is opened or sent."""

from __future__ import annotations

import os

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
    return "" if hasattr(value, "claim") and hasattr(value, "settle") else _place(value)


CHECKS: dict[str, options.Check] = {
    "place": _place,
    "ledger": _ledger,
    "rate": _rate,
    "concurrency": _concurrency,
    "keep": options.seconds,
    "settle_after": options.pause,
    "wait": options.pause,
    "name": options.phrase,
    "tags": options.flag,
    "at_most": options.seconds,
}


def check_given(owner: str, *, takes: type = InjectClient, **given: object) -> None:
    """Look whether arguments make sense.

    Args:
        owner: who takes them.
        takes: the kind of client that it takes.
        given: the arguments, by name.

    Raises:
        ConfigurationError: names the owner, and everything that is wrong.
    """
    client = options.instance(takes, f"an {takes.__name__}")
    wrong = options.wrong(given, {**CHECKS, "client": client})
    if wrong:
        with frames_cut:
            raise ConfigurationError(f"{owner}: {'; '.join(wrong)}")
