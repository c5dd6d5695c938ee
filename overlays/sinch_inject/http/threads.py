"""The engine for threads: it waits with poll or select.

Any number of threads may use it. A forked child starts anew: the parent's connections are not
ours to use or to close.
"""

from __future__ import annotations

import os
import socket
import threading
import time
import weakref
from collections.abc import Callable
from typing import TypeVar

import httpx

from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.connection import Connection, wait
from sinch_inject.http.exchange import Limits, Waits, Way, answered, exchange, opened
from sinch_inject.http.outgoing import Outgoing
from sinch_inject.http.pool import Pool
from sinch_inject.http.received import Received
from sinch_inject.http.trouble import bare, said

__all__ = ["Threads"]

T = TypeVar("T")


class Threads:
    """Sends requests from threads.

    Args:
        way: how servers are reached.
        timeout: of each phase.
        connections: how many requests may be under way at once; the next ones wait.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        way: Way,
        timeout: httpx.Timeout,
        *,
        connections: int = 100,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._way = way
        self._timeout = timeout
        self._connections = connections
        self._clock = clock
        self._closed = False
        self._begin()
        EVERYBODY.add(self)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._pool: Pool[Connection, threading.Lock] = Pool(self._connections)

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send, and read the answer; ``budget`` seconds are for all of it but the resolver."""
        return answered(self.receive(request, budget, self._timeout))

    def receive(
        self, request: Outgoing, budget: float, timeout: httpx.Timeout
    ) -> Received | Failure:
        """Send, and return what arrived as it is."""
        limits = Limits(self._clock, self._clock() + budget, timeout)
        if not self._enter(limits):
            return Failure(Kind.POOL, "no connection was free in time", False, late=True)
        connection: Connection | None = None
        try:
            connection = self._idle(request)
            if connection is None:
                connection = Connection(request.origin)
                failure = self._open(connection, limits)
                if failure is not None:
                    return failure
            connection.keep = connection.finished = False
            return self._run(exchange(connection, request, self._way, limits))
        finally:
            self._leave(connection)

    def close(self) -> None:
        """Close the connections; those in use are closed when their requests end."""
        with self._lock:
            self._closed = True
            idle = self._pool.clear()
        for connection in idle:
            connection.close()

    def _open(self, connection: Connection, limits: Limits) -> Failure | None:
        server = self._way.first(connection.origin)
        try:
            addresses = socket.getaddrinfo(server.host, server.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            return Failure(Kind.CONNECT, said(error), False, cause=bare(error))
        return self._run(opened(connection, addresses, self._way, limits))

    def _run(self, steps: Waits[T]) -> T:
        ready = None
        try:
            while True:
                sock, events, until = steps.send(ready)
                ready = wait(sock, events, until - self._clock())
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            steps.close()

    # ------------------------------------------------------------------------ connections
    def _enter(self, limits: Limits) -> bool:
        """Take room for a request, or wait for some."""
        with self._lock:
            if self._pool.enter():
                return True
            woken = threading.Lock()
            woken.acquire()
            self._pool.queue(woken)
        try:
            until = limits.until(limits.timeout.pool)
            patience = min(max(until - self._clock(), 0.0), threading.TIMEOUT_MAX)
            entered = woken.acquire(timeout=patience)
        except BaseException:
            with self._lock:
                waits = self._pool.give_up(woken)
            if not waits:  # room was handed over in this moment
                self._leave(None)
            raise
        if not entered:
            with self._lock:
                entered = not self._pool.give_up(woken)
        return entered

    def _idle(self, request: Outgoing) -> Connection | None:
        """Return a connection that still stands."""
        while True:
            with self._lock:
                connection, spare = self._pool.take(request.origin, self._clock())
            for old in spare:
                old.close()
            if connection is None or connection.stands():
                return connection
            connection.abort()

    def _leave(self, connection: Connection | None) -> None:
        """Give room back, and the connection if it may be used again."""
        with self._lock:
            keep = connection is not None and connection.keep and not self._closed
            if connection is not None and keep:
                self._pool.put(connection, self._clock())
            woken = self._pool.leave()
        if woken is not None:
            woken.release()
        if connection is not None and not keep:
            connection.end()

    def leave_parent(self) -> None:
        """Start anew in a forked child: a thread that is not here may hold the lock."""
        inherited = self._pool.clear()
        self._begin()
        for connection in inherited:
            connection.forget()


EVERYBODY: weakref.WeakSet[Threads] = weakref.WeakSet()


def leave_parent() -> None:
    """Have all engines of a forked child start anew, before any of its threads begins."""
    for engine in list(EVERYBODY):
        engine.leave_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=leave_parent)
