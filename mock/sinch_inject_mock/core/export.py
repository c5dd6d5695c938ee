"""Take messages from JSON Lines, as the export writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from sinch_inject_contract.instant import nanoseconds

from sinch_inject_mock.core.answers import Refusal, dumps
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import Message
from sinch_inject_mock.core.strictjson import BadJSON, loads

__all__ = ["checked_lines", "import_lines", "keep"]


def import_lines(state: State, lines: bytes) -> int:
    """Keep the messages of an export, after those that are there; return how many.

    A message must keep the contract, but not the time window: an old export stays good.

    Raises:
        ValueError: a line is wrong, then nothing was kept.
    """
    return keep(state, list(checked_lines(state, lines.split(b"\n"), count(1))))


def checked_lines(
    state: State, lines: Iterable[bytes], numbers: Iterator[int]
) -> Iterator[Message]:
    """Yield the message of each line; sequence numbers are given when they are kept.

    ``numbers`` are those of the lines, for the error.

    Raises:
        ValueError: a line is wrong.
    """
    for line, number in zip(lines, numbers, strict=False):
        if not line.strip():
            continue
        try:
            yield _message(state, loads(line))
        except (BadJSON, KeyError, TypeError, ValueError, Refusal) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise ValueError(f"line {number}: {what}") from None


def keep(state: State, messages: Iterable[Message]) -> int:
    """Keep messages that were checked; return how many."""
    count = 0
    for message in messages:
        message.sequence = state.store.last + 1
        state.store.add(message)
        count += 1
    return count


def _message(state: State, shown: dict[str, Any]) -> Message:
    message_id, project, conversation, request_id = (
        _id(shown[name]) for name in ("id", "project_id", "conversation_id", "request_id")
    )
    body = state.rules.check_contract(shown["message"])
    received, accepted = nanoseconds(shown["received_at"]), nanoseconds(body["accept_time"])
    now = state.clock.now()
    return Message(
        0, message_id, project, conversation, received, request_id, dumps(body), accepted, now
    )


def _id(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("ids must be strings")  # noqa: TRY004 -- a value in a file
    return value
