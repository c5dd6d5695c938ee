"""The injected messages, in order, and what is registered for ``--strict``.

A message is kept as the bytes that came, which is small and exactly what was sent; it is
parsed when somebody looks. The oldest go when there are more than the limit.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

from attrs import define, frozen

from sinch_inject_mock.core.clock import iso

__all__ = ["Memory", "Message", "MessageFilter", "Store", "as_json"]


@define(eq=False)
class Message:
    """One injected message. ``received_at`` in nanoseconds since 1970; ``body`` is JSON."""

    sequence: int
    id: str
    project_id: str
    conversation_id: str
    received_at: int
    request_id: str
    body: bytes


def as_json(message: Message) -> dict[str, Any]:
    """Return a message as ``GET /_mock/messages`` shows it."""
    return {
        "sequence": message.sequence,
        "id": message.id,
        "project_id": message.project_id,
        "conversation_id": message.conversation_id,
        "received_at": iso(message.received_at),
        "request_id": message.request_id,
        "injected": True,
        "message": json.loads(message.body),
    }


@frozen
class MessageFilter:
    """Which messages are wanted; None is any."""

    conversation_id: str | None = None
    channel: str | None = None
    direction: str | None = None
    text: str | None = None
    after: int = 0
    limit: int | None = None

    def select(self, messages: Iterator[Message]) -> list[dict[str, Any]]:
        """Return those that fit, in order."""
        found: list[dict[str, Any]] = []
        for message in messages:
            if self.limit is not None and len(found) >= self.limit:
                break
            if self.conversation_id not in (None, message.conversation_id):
                continue
            shown = as_json(message)
            if self._fits(shown["message"], message.body):
                found.append(shown)
        return found

    def _fits(self, body: dict[str, Any], raw: bytes) -> bool:
        if self.channel not in (None, body["channel_identity"]["channel"]):
            return False
        if self.direction not in (None, body["direction"]):
            return False
        if self.text is None:
            return True
        wanted = self.text.casefold()
        # Escapes such as \u00e9 are undone by writing the value again.
        text = json.dumps(body, ensure_ascii=False) if b"\\" in raw else raw.decode()
        return wanted in text.casefold()


class Store(Protocol):
    """Where messages are kept."""

    epoch: int
    """Grows when messages are cleared."""
    dropped: int
    """How many went because of the limit."""

    @property
    def last(self) -> int:
        """Return the sequence number of the newest message ever, 0 if none."""
        ...

    def add(self, message: Message) -> None:
        """Keep a message; its sequence number is ``last`` + 1."""
        ...

    def messages(self, after: int = 0) -> Iterator[Message]:
        """Return the messages with a larger sequence number, in order."""
        ...

    def clear(self) -> None:
        """Forget the messages. Sequence numbers go on."""
        ...

    def register(self, kind: str, name: str, contacts: list[str]) -> None:
        """Keep a registered conversation or contact."""
        ...

    def registered(self) -> list[tuple[str, str, list[str]]]:
        """Return what was registered: kind, id, contacts of a conversation."""
        ...

    def clear_registered(self) -> None:
        """Forget what was registered."""
        ...

    def close(self) -> None:
        """Let go of the file, if there is one."""
        ...

    def __len__(self) -> int: ...


class Memory:
    """Messages in memory."""

    def __init__(self, limit: int) -> None:
        self._messages: deque[Message] = deque(maxlen=max(1, limit))
        self.last = 0
        self.epoch = 0
        self.dropped = 0

    def add(self, message: Message) -> None:
        """Keep a message."""
        if len(self._messages) == self._messages.maxlen:
            self.dropped += 1
        self._messages.append(message)
        self.last = message.sequence

    def messages(self, after: int = 0) -> Iterator[Message]:
        """Return the messages with a larger sequence number, in order."""
        if not self._messages:
            return iter(())
        # Numbers have no gaps, so the place of the first is known.
        return islice(self._messages, max(0, after + 1 - self._messages[0].sequence), None)

    def clear(self) -> None:
        """Forget the messages."""
        self._messages.clear()
        self.epoch += 1
        self.dropped = 0

    def register(self, kind: str, name: str, contacts: list[str]) -> None:
        """Do nothing: memory does not outlive the register."""

    def registered(self) -> list[tuple[str, str, list[str]]]:
        """Return nothing."""
        return []

    def clear_registered(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""

    def __len__(self) -> int:
        return len(self._messages)
