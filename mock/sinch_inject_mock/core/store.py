"""The injected messages, in order, and what is registered for ``--strict``.

A message is kept as the bytes that came, which is small and exactly what was sent; it is
parsed when somebody looks. The oldest go when there are more, or more bytes, than the limits.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

from attrs import define, frozen

from sinch_inject_mock.core.clock import iso

__all__ = [
    "Deletions",
    "Message",
    "MessageFilter",
    "Store",
    "StoreError",
    "as_json",
    "on_one_line",
]

MOST_DELETIONS = 10_000
# What Python needs for one message beside its texts, about.
OVERHEAD = 900
BREAKS = bytes.maketrans(b"\r\n", b"  ")


@define(eq=False)
class Message:
    """One injected message; ``body`` is JSON. Times in nanoseconds since 1970.

    Attributes:
        received_at: when it came.
        accepted: its accept_time.
        listed_at: from when on it is listed.
    """

    sequence: int
    id: str
    project_id: str
    conversation_id: str
    received_at: int
    request_id: str
    body: bytes
    accepted: int
    listed_at: int

    def size(self) -> int:
        """Return about how many bytes it takes."""
        texts = len(self.conversation_id) + len(self.id) + len(self.project_id)
        return len(self.body) + 4 * texts + OVERHEAD

    def about(self) -> dict[str, Any]:
        """Return what is known of it, without what it says."""
        return {
            "sequence": self.sequence,
            "id": self.id,
            "project_id": self.project_id,
            "conversation_id": self.conversation_id,
            "received_at": iso(self.received_at),
            "request_id": self.request_id,
            "injected": True,
        }

    def in_pieces(self) -> list[bytes]:
        """Return it as one line of JSON, in pieces, so that the body need not be copied."""
        about = json.dumps(self.about(), ensure_ascii=False).encode()
        return [about[:-1] + b', "message": ', on_one_line(self.body), b"}"]


def as_json(message: Message) -> dict[str, Any]:
    """Return a message as ``GET /_mock/messages`` shows it."""
    return {**message.about(), "message": json.loads(message.body)}


def on_one_line(body: bytes) -> bytes:
    """Return JSON without line breaks; they can only stand where a blank can."""
    return body.translate(BREAKS) if b"\n" in body or b"\r" in body else body


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
        return [as_json(message) for message in islice(filter(self.fits, messages), self.limit)]

    def fits(self, message: Message) -> bool:
        """Tell whether a message is wanted."""
        if self.conversation_id not in (None, message.conversation_id):
            return False
        if self.channel is None and self.direction is None and self.text is None:
            return True
        return self._fits(json.loads(message.body), message.body)

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
    """Where messages are kept; the oldest go beyond a number, and beyond a number of bytes."""

    epoch: int
    """Grows when messages are cleared."""
    dropped: int
    """How many went because of a limit."""
    deletions: Deletions

    @property
    def last(self) -> int:
        """Return the sequence number of the newest message ever, 0 if none."""
        ...

    @property
    def bytes(self) -> int:
        """Return about how many bytes the messages take."""
        ...

    def add(self, message: Message) -> None:
        """Keep a message; its sequence number is ``last`` + 1."""
        ...

    def messages(self, after: int = 0) -> Iterator[Message]:
        """Return the messages with a larger sequence number, in order."""
        ...

    def newest(
        self, behind: tuple[int, int] | None = None, *, before: int | None = None
    ) -> Iterator[Message]:
        """Return messages by accept_time, the newest first.

        Args:
            behind: only those that come after this accept_time and sequence number.
            before: only those with an accept_time before this one.
        """
        ...

    def get(self, message_id: str) -> Message | None:
        """Return the message with an id."""
        ...

    def delete(self, message: Message) -> None:
        """Delete a message."""
        ...

    def clear(self, *, anew: bool = False) -> None:
        """Forget the messages. Sequence numbers go on, or begin ``anew``."""
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


class StoreError(Exception):
    """The store cannot be read or written; the text says why, in one sentence."""


class Deletions:
    """Which messages were deleted, so that those who watch can be told; the newest few."""

    def __init__(self) -> None:
        self._ids: deque[str] = deque(maxlen=MOST_DELETIONS)
        self.last = 0

    def add(self, message_id: str) -> None:
        """Note one."""
        self._ids.append(message_id)
        self.last += 1

    def after(self, number: int) -> list[str] | None:
        """Return the ids of those behind ``number``; None if they are no longer known."""
        missed = self.last - number
        if not 0 <= missed <= len(self._ids):
            return None
        return list(islice(self._ids, len(self._ids) - missed, None))
