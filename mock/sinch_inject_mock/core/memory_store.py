"""Messages in memory: in the order they came, by id, and by accept_time."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sinch_inject_mock.core.store import Deletions, Message

__all__ = ["Memory"]


class Memory:
    """Messages in memory."""

    def __init__(self, limit: int, most_bytes: int) -> None:
        self._messages: deque[Message] = deque()
        self._by_id: dict[str, Message] = {}
        self._by_time: list[tuple[int, int, Message]] = []
        self._limit, self._most_bytes = limit, most_bytes
        self.bytes = 0
        self.last = 0
        self.epoch = 0
        self.dropped = 0
        self.deletions = Deletions()

    def add(self, message: Message) -> None:
        """Keep a message."""
        self._messages.append(message)
        self._by_id[message.id] = message
        entry = (message.accepted, message.sequence, message)
        insort(self._by_time, entry)  # never compares messages: no sequence number is there twice
        self.bytes += message.size()
        self.last = message.sequence
        while len(self._messages) > self._limit or self._too_many_bytes():
            self._forget(self._messages.popleft())
            self.dropped += 1

    def _too_many_bytes(self) -> bool:
        # The newest stays: it was promised.
        return self.bytes > self._most_bytes and len(self._messages) > 1

    def _forget(self, message: Message) -> None:
        self.bytes -= message.size()
        if self._by_id.get(message.id) is message:  # an import may bring an id again
            del self._by_id[message.id]
        del self._by_time[self._earlier_than(message.accepted, message.sequence)]

    def messages(self, after: int = 0) -> Iterator[Message]:
        """Return the messages with a larger sequence number, in order."""
        return islice(self._messages, self._place(after + 1), None)

    def _place(self, sequence: int) -> int:
        return bisect_left(self._messages, sequence, key=lambda message: message.sequence)

    def newest(
        self, behind: tuple[int, int] | None = None, *, before: int | None = None
    ) -> Iterator[Message]:
        """Return messages by accept_time, the newest first."""
        end = len(self._by_time)
        if behind is not None:
            end = self._earlier_than(*behind)
        if before is not None:
            end = min(end, self._earlier_than(before, 0))
        for index in range(end - 1, -1, -1):
            yield self._by_time[index][2]

    def _earlier_than(self, accepted: int, sequence: int) -> int:
        place: Any = (accepted, sequence)  # shorter than the entries, and so before its own
        return bisect_left(self._by_time, place)

    def get(self, message_id: str) -> Message | None:
        """Return the message with an id."""
        return self._by_id.get(message_id)

    def delete(self, message: Message) -> None:
        """Delete a message."""
        del self._messages[self._place(message.sequence)]
        self._forget(message)
        self.deletions.add(message.id)

    def clear(self, *, anew: bool = False) -> None:
        """Forget the messages."""
        self._messages.clear()
        self._by_id.clear()
        self._by_time.clear()
        self.bytes = self.dropped = 0
        self.last = 0 if anew else self.last
        self.epoch += 1

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
