"""Take messages from JSON Lines, as the export writes them."""

from __future__ import annotations

from typing import Any

from sinch_inject_contract.instant import nanoseconds

from sinch_inject_mock.core.answers import Refusal, dumps
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import Message
from sinch_inject_mock.core.strictjson import BadJSON, loads

__all__ = ["import_lines"]


def import_lines(state: State, lines: bytes) -> int:
    """Keep the messages of an export, after those that are there; return how many.

    A message must keep the contract, but not the time window: an old export stays good.

    Raises:
        ValueError: a line is wrong, then nothing was kept.
    """
    messages: list[Message] = []
    for number, line in enumerate(lines.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            messages.append(_message(state, loads(line), state.store.last + len(messages) + 1))
        except (BadJSON, KeyError, TypeError, ValueError, Refusal) as error:
            what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            raise ValueError(f"line {number}: {what}") from None
    for message in messages:
        state.store.add(message)
    return len(messages)


def _message(state: State, shown: dict[str, Any], sequence: int) -> Message:
    texts = [shown[name] for name in ("id", "project_id", "conversation_id", "request_id")]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("ids must be strings")
    body = state.rules.check_contract(shown["message"])
    received = nanoseconds(shown["received_at"])
    return Message(sequence, texts[0], texts[1], texts[2], received, texts[3], dumps(body))
