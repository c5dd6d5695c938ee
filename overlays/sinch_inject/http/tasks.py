"""The engine for event loops: of asyncio (uvloop too), and through anyio of trio.

In asyncio each connection has a reader of its own that stays registered between requests; the
exchange is carried on in its callback, so a request costs one turn of the loop. A loop without
readers (asyncio's usual one on Windows) and trio wait through anyio.

An engine belongs to the event loop that it is first used in.
"""

from __future__ import annotations

import asyncio
import math
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
import httpx
import sniffio

from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.connection import READ, WRITE, Connection, Socket
from sinch_inject.http.exchange import Limits, Waits, Way, answered, exchange, opened
from sinch_inject.http.outgoing import Outgoing
from sinch_inject.http.pool import Pool
from sinch_inject.http.received import Received
from sinch_inject.http.trouble import bare, said

__all__ = ["Tasks"]

T = TypeVar("T")


class Tasks:
    """Sends requests from the tasks of one event loop.

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
        self._clock = clock
        self._closed = False
        self._pool: Pool[Connection, anyio.Event] = Pool(connections)

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send, and read the answer; ``budget`` seconds are for all of it."""
        return answered(await self.receive(request, budget, self._timeout))

    async def receive(
        self, request: Outgoing, budget: float, timeout: httpx.Timeout
    ) -> Received | Failure:
        """Send, and return what arrived as it is."""
        limits = Limits(self._clock, self._clock() + budget, timeout)
        if not await self._enter(limits):
            return Failure(Kind.POOL, "no connection was free in time", False, late=True)
        connection: Connection | None = None
        try:
            connection = self._idle(request)
            if connection is None:
                connection = Connection(request.origin)
                failure = await self._open(connection, limits)
                if failure is not None:
                    return failure
            connection.keep = connection.finished = False
            return await self._run(connection, exchange(connection, request, self._way, limits))
        finally:
            self._leave(connection)

    def close(self) -> None:
        """Close the connections, also from another event loop, and when this one is closed."""
        self._closed = True
        for connection in self._pool.clear():
            self._end(connection)

    async def _open(self, connection: Connection, limits: Limits) -> Failure | None:
        server = self._way.first(connection.origin)
        patience = limits.until(limits.timeout.connect) - self._clock()
        addresses = None
        try:
            with anyio.move_on_after(patience):
                addresses = await anyio.getaddrinfo(
                    server.host, server.port, type=socket.SOCK_STREAM
                )
        except (OSError, UnicodeError) as error:
            return Failure(Kind.CONNECT, said(error), False, cause=bare(error))
        if addresses is None:
            return Failure(Kind.CONNECT, "the name was not found in time", False, late=True)
        return await self._run(connection, opened(connection, addresses, self._way, limits))

    async def _run(self, connection: Connection, steps: Waits[T]) -> T:
        if connection.watch is None and has_readers():
            connection.watch = Watch(connection, self._clock, self._died)
        if isinstance(connection.watch, Watch):
            return await connection.watch.run(steps)
        return await waited(steps, self._clock)

    # ------------------------------------------------------------------------ connections
    async def _enter(self, limits: Limits) -> bool:
        """Take room for a request, or wait for some."""
        if self._pool.enter():
            return True
        woken = anyio.Event()
        self._pool.queue(woken)
        try:
            until = limits.until(limits.timeout.pool)
            with anyio.move_on_after(until - self._clock()):
                await woken.wait()
                return True
        except BaseException:
            if not self._pool.give_up(woken):  # room was handed over in this moment
                self._leave(None)
            raise
        return not self._pool.give_up(woken)

    def _idle(self, request: Outgoing) -> Connection | None:
        """Return a connection that still stands."""
        while True:
            connection, spare = self._pool.take(request.origin, self._clock())
            for old in spare:
                self._end(old)
            if connection is None or connection.stands():
                return connection
            self._end(connection)

    def _leave(self, connection: Connection | None) -> None:
        """Give room back, and the connection if it may be used again."""
        keep = connection is not None and connection.keep and not self._closed
        if connection is not None and keep:
            self._pool.put(connection, self._clock())
        woken = self._pool.leave()
        if woken is not None:
            woken.set()
        if connection is not None and not keep:
            self._end(connection)

    def _died(self, connection: Connection) -> None:
        """End an idle connection on which something came."""
        if self._pool.drop(connection):
            self._end(connection)

    def _end(self, connection: Connection) -> None:
        if isinstance(connection.watch, Watch):
            connection.watch.release()
        connection.end()


def has_readers() -> bool:
    """Say whether the running event loop is asyncio's and can watch a socket."""
    if sniffio.current_async_library() != "asyncio":
        return False
    loop = type(asyncio.get_running_loop())
    return loop.add_reader is not asyncio.AbstractEventLoop.add_reader


class Watch:
    """Watches one connection in an asyncio loop, and carries its exchanges on.

    Args:
        connection: whose socket is watched.
        clock: monotonic seconds.
        died: is told when something came on the connection that nobody had asked for.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Callable[[], float],
        died: Callable[[Connection], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._connection = connection
        self._clock = clock
        self._tell = died
        self._steps: Waits[Any] | None = None
        self._done: asyncio.Future[Any] = self._loop.create_future()
        self._reads: Socket | None = None
        self._writes: Socket | None = None
        self._events = 0
        self._until = math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._rings = math.inf  # when the timer does

    async def run(self, steps: Waits[T]) -> T:
        """Carry ``steps`` out, and return what they come to."""
        self._steps, self._done = steps, self._loop.create_future()
        try:
            self._carry_on(steps, None)
            result: T = await self._done
            return result
        finally:
            self._steps = None
            self._stop_waiting()
            steps.close()

    def release(self) -> None:
        """Stop watching, before the socket is closed."""
        self._stop_waiting()
        self._mute()
        sock, self._reads = self._reads, None
        if sock is not None and not self._loop.is_closed():
            self._loop.remove_reader(sock)

    def _carry_on(self, steps: Waits[Any], ready: bool | None) -> None:
        try:
            sock, self._events, until = steps.send(ready)
        except StopIteration as end:
            self._steps = None
            self._done.set_result(end.value)
        except Exception as error:  # noqa: BLE001 - it is raised where the exchange is awaited
            self._steps = None
            self._done.set_exception(error)
        else:
            if self._events & READ and self._reads is None:
                self._loop.add_reader(sock, self._readable)
                self._reads = sock
            if self._events & WRITE:
                self._loop.add_writer(sock, self._woken, True)
                self._writes = sock
            self._until = until
            if until < self._rings:
                self._ring(until)

    def _ring(self, at: float) -> None:
        """Have the timer ring. It stays for the next requests: most of them are over before."""
        self._mute()
        self._rings = at
        self._timer = self._loop.call_later(at - self._clock(), self._rang)

    def _rang(self) -> None:
        rang, self._rings, self._timer = self._rings, math.inf, None
        if self._steps is None:
            return
        if self._until <= rang:
            self._woken(False)
        elif self._until != math.inf:
            self._ring(self._until)

    def _mute(self) -> None:
        timer, self._timer, self._rings = self._timer, None, math.inf
        if timer is not None:
            timer.cancel()

    def _readable(self) -> None:
        if self._steps is not None:
            if self._events & READ:
                self._woken(True)
        elif not self._connection.stands():
            self._connection.keep = self._connection.finished = False
            self.release()
            self._tell(self._connection)

    def _woken(self, ready: bool) -> None:
        self._stop_waiting()
        if self._steps is not None and not self._done.done():
            self._carry_on(self._steps, ready)

    def _stop_waiting(self) -> None:
        """Leave only the reader in place, and the timer, which looks again what it is for."""
        sock, self._writes = self._writes, None
        if sock is not None and not self._loop.is_closed():
            self._loop.remove_writer(sock)


async def waited(steps: Waits[T], clock: Callable[[], float]) -> T:
    """Carry ``steps`` out in any event loop, and return what they come to."""
    ready = None
    try:
        while True:
            sock, events, until = steps.send(ready)
            with anyio.move_on_after(until - clock()) as scope:
                await socket_ready(sock, events)
            ready = not scope.cancelled_caught
    except StopIteration as end:
        result: T = end.value
        return result
    finally:
        steps.close()


async def socket_ready(sock: Socket, events: int) -> None:
    """Wait until the socket is ready for one of ``events``."""
    if events == READ:
        await anyio.wait_readable(sock)
    elif events == WRITE:
        await anyio.wait_writable(sock)
    else:
        async with anyio.create_task_group() as group:

            async def first(ready: Callable[[Socket], Awaitable[None]]) -> None:
                await ready(sock)
                group.cancel_scope.cancel()

            group.start_soon(first, anyio.wait_readable)
            group.start_soon(first, anyio.wait_writable)
