"""The one request of ``sinch-inject send``: from its options, or from a file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, BinaryIO, cast

import click

from sinch_inject.bulk.records import Record, name_of, read
from sinch_inject.cli.exits import FOUND, USAGE, Failure
from sinch_inject.request.text import TextFields, text_request

__all__ = ["from_file", "from_options"]

NEEDED = ("text", "contact_id", "channel", "identity", "direction")
NEXT_STEP = (
    "`send` takes one request. Give it one line at a time (- is stdin), or call "
    "InjectClient.inject for each; `sinch-inject check` looks at all of them"
)


def from_options(options: Mapping[str, str | None], *, allow_empty: bool) -> dict[str, Any]:
    """Build a text message.

    Raises:
        click.UsageError: names all options that are missing, or says that the text is empty.
    """
    missing = [_flag(name) for name in NEEDED if options[name] is None]
    if missing:
        raise click.UsageError(f"{', '.join(missing)} missing; or give the request as a FILE")
    text = str(options["text"])
    if not text and not allow_empty:
        raise click.UsageError("--text is empty; --allow-empty sends an empty message")
    # A second back: only what is past is taken, and the server's clock may be behind ours.
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=1)
    given = {name: value for name, value in options.items() if value is not None}
    del given["text"]
    return text_request(text, **cast("TextFields", {"accept_time": now, **given}))


def from_file(file: BinaryIO, options: Mapping[str, str | None]) -> Any:
    """Read the one request of a file.

    Raises:
        click.UsageError: an option says something about the message as well.
        Failure: the file does not hold one request.
    """
    # What an option says about the message itself, a file says in its own words.
    both = [_flag(name) for name, value in options.items() if value is not None]
    if both:
        raise click.UsageError(f"{', '.join(both)}: with a FILE, write it into the FILE")
    name = name_of(file)
    try:
        found = [item for item, _ in zip(read(file), range(2), strict=False)]
    except OSError as error:
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE) from None
    if not found:
        raise Failure(f"{name} is empty", FOUND)
    first, *more = found
    if not isinstance(first, Record):
        place = f"{first.line}:{first.column}" if first.column else f"{first.line}"
        raise Failure(f"not sent: {name}:{place}: {first.message}", FOUND)
    if more:
        raise Failure(f"not sent: {name} holds more than one request. {NEXT_STEP}", FOUND)
    return first.value


def _flag(name: str) -> str:
    return "--" + name.removesuffix("_id" if name == "contact_id" else "").replace("_", "-")
