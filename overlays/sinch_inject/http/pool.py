"""Which connection is used next, and how many there may be. Pure: no socket, no lock, no clock.

- Last in, first out: the connection that was used last is the least likely to be stale, and
  the others get a chance to grow old.
- An idle connection is given up after a few seconds: one that the server closes while a
  request goes out leaves the outcome unknown.
- A caller that finds no room queues; who leaves hands its room to the first in the queue.
"""

from __future__ import annotations

from collections import deque
from typing import Generic, Protocol, TypeVar

from sinch_inject.http.outgoing import Origin

__all__ = ["EXPIRY", "Pool"]

EXPIRY = 3.0  # seconds; below what servers use (5 and more)


class Idle(Protocol):
    """What the pool knows of a connection."""

    @property
    def origin(self) -> Origin:
        """The server at its end."""
        ...


C = TypeVar("C", bound=Idle)
W = TypeVar("W")


class Pool(Generic[C, W]):
    """The connections of a client that nobody uses, and the room for more.

    Args:
        size: how many requests may be under way at once, and so how many connections are open.
        expiry: seconds that an idle connection is kept.
    """

    def __init__(self, size: int, expiry: float = EXPIRY) -> None:
        self._size = size
        self._expiry = expiry
        self._idle: deque[tuple[float, C]] = deque()  # the one that was used last is at the end
        self._queue: deque[W] = deque()
        self.used = 0

    def enter(self) -> bool:
        """Take room if there is some."""
        if self.used == self._size:
            return False
        self.used += 1
        return True

    def queue(self, waiter: W) -> None:
        """Wait for room behind all others."""
        self._queue.append(waiter)

    def give_up(self, waiter: W) -> bool:
        """Leave the queue; False if room had been handed to ``waiter`` already, which is kept."""
        try:
            self._queue.remove(waiter)
        except ValueError:
            return False
        return True

    def leave(self) -> W | None:
        """Give room back; return who has it now, to be woken."""
        if self._queue:
            return self._queue.popleft()
        self.used -= 1
        return None

    def take(self, origin: Origin, now: float) -> tuple[C | None, list[C]]:
        """Return the idle connection to ``origin`` that was used last, and those to be closed.

        To be closed are the idle ones that are too old, and the oldest ones to other servers
        if they leave no room for a new one.
        """
        idle, found, spare = self._idle, None, []
        while idle and now - idle[0][0] > self._expiry:
            spare.append(idle.popleft()[1])
        for at in range(len(idle) - 1, -1, -1):
            if idle[at][1].origin == origin:
                found = idle[at][1]
                del idle[at]
                break
        while found is None and idle and len(idle) + self.used > self._size:
            spare.append(idle.popleft()[1])
        return found, spare

    def put(self, connection: C, now: float) -> None:
        """Keep an idle connection, while its user still has room."""
        self._idle.append((now, connection))

    def drop(self, connection: C) -> bool:
        """Take an idle connection out; False if it is not idle."""
        for at, (_, idle) in enumerate(self._idle):
            if idle is connection:
                del self._idle[at]
                return True
        return False

    def clear(self) -> list[C]:
        """Take out all idle connections."""
        found = [connection for _, connection in self._idle]
        self._idle.clear()
        return found
