"""Who hands requests over: the engine, with connections that are kept or a new one each time.

Either has both ways side by side, ``send`` for threads and ``asend`` for event loops. A
transport of the user's own is in ``foreign.py``.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import httpx
from attrs import frozen

from sinch_inject.http.answer import Answer, Failure
from sinch_inject.http.exchange import Way
from sinch_inject.http.lifetime import Lifetime
from sinch_inject.http.outgoing import Outgoing
from sinch_inject.http.steps import Sender
from sinch_inject.http.tasks import Tasks
from sinch_inject.http.threads import Threads

__all__ = ["FreshSender", "KeepingSender", "TwoSenders"]


class KeepingSender:
    """Sends over connections that are kept for the next request.

    In a forked child they are made anew. Those for an event loop serve the one that they were
    first used in.

    Args:
        way: says how servers are reached; asked when that is first needed.
        timeout: of each phase.
        connections: how many requests may be under way at once.
    """

    def __init__(self, way: Callable[[], Way], timeout: httpx.Timeout, *, connections: int) -> None:
        self._way = way
        self._timeout = timeout
        self._connections = connections
        self._life = Lifetime()
        self._threads: Threads | None = None
        self._tasks: Tasks | None = None
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from a thread.

        Raises:
            ConfigurationError: it is closed.
        """
        self._life.check()
        return (self._threads or self._new_threads()).send(request, budget)

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from an event loop.

        Raises:
            ConfigurationError: it is closed, or belongs to another event loop.
        """
        self._life.check_loop()
        if self._tasks is None:
            self._tasks = Tasks(self._way(), self._timeout, connections=self._connections)
        return await self._tasks.asend(request, budget)

    def _new_threads(self) -> Threads:
        if self._pid != os.getpid():
            self._begin()  # the lock may be held by a thread that is not in this child
        with self._lock:
            if self._threads is None:
                made = Threads(self._way(), self._timeout, connections=self._connections)
                self._threads = made
            return self._threads

    def close(self) -> None:
        """Close the connections of threads; those in use are closed when they are done."""
        self._life.end()
        if self._threads is not None:
            self._threads.close()

    async def aclose(self) -> None:
        """Close the connections of the event loop, in it."""
        self._life.end()
        if self._tasks is not None and self._life.here():
            self._tasks.close()


class FreshSender:
    """Sends each request over a connection of its own.

    For what is rare: nothing is left open, nothing is bound to an event loop, and no idle
    connection can be the one that the server closes.

    Args:
        way: says how servers are reached; asked each time.
        timeout: of each phase.
    """

    def __init__(self, way: Callable[[], Way], timeout: httpx.Timeout) -> None:
        self._way = way
        self._timeout = timeout

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from a thread."""
        threads = Threads(self._way(), self._timeout, connections=1)
        try:
            return threads.send(request, budget)
        finally:
            threads.close()

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from an event loop."""
        tasks = Tasks(self._way(), self._timeout, connections=1)
        try:
            return await tasks.asend(request, budget)
        finally:
            tasks.close()


@frozen
class TwoSenders:
    """Sends by one sender from threads, and by another from event loops."""

    threads: Sender
    tasks: Sender

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from a thread."""
        return self.threads.send(request, budget)

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from an event loop."""
        return await self.tasks.asend(request, budget)
