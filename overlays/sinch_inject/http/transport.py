"""HTTP engines: what a request is sent with when the caller brings nothing of their own.

- httpx's pool is quadratic in its size, and a thread that looks for closed connections in it
  may close one on which another thread has just begun to send. So both defaults are shards:
  single-connection transports, and the one that was used last is used next. A new connection
  is only opened when all others are busy.
- Idle connections are dropped after a few seconds: one that the server closes while a request
  goes out leaves the outcome unknown.
- A connection that gave more than one answer's bytes is never used again: what stood behind
  one answer would become the answer to the next message.
- No redirects and no retries below us: this POST is sent when we say so.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import Self

import anyio
import httpx

from sinch_inject.http.punctual import asays_more, make_apunctual, make_punctual, says_more
from sinch_inject.http.tls import Verify, chosen_context

__all__ = ["ShardedTransport", "ThreadShardedTransport", "chosen_context"]

KEEPALIVE_EXPIRY = 3.0  # seconds; below what servers use (5 and more)
ONE = httpx.Limits(
    max_connections=1, max_keepalive_connections=1, keepalive_expiry=KEEPALIVE_EXPIRY
)


def single_connection(context: ssl.SSLContext, proxy: str | None) -> httpx.AsyncHTTPTransport:
    """Return an async transport with room for one connection."""
    transport = httpx.AsyncHTTPTransport(verify=context, proxy=proxy, limits=ONE)
    make_apunctual(transport)
    return transport


def single_connection_in_thread(context: ssl.SSLContext, proxy: str | None) -> httpx.HTTPTransport:
    """Return a transport with room for one connection, which keeps the sender's deadline."""
    transport = httpx.HTTPTransport(verify=context, proxy=proxy, limits=ONE)
    make_punctual(transport)
    return transport


class ThreadShardedTransport(httpx.BaseTransport):
    """The default for threads: ``connections`` single-connection transports behind one.

    Args:
        verify: as for :func:`sinch_inject.http.tls.chosen_context`.
        proxy: the URL of a proxy, or None.
        connections: how many requests may be under way at once; the next ones wait, up to
            the request's pool timeout.
    """

    def __init__(
        self,
        *,
        verify: Verify = True,
        proxy: str | None = None,
        connections: int = 100,
    ) -> None:
        self._context = chosen_context(verify)
        self._proxy = proxy
        self._lock = threading.Lock()
        self._all: list[httpx.HTTPTransport] = []
        self._free: list[httpx.HTTPTransport] = []
        self._room = threading.Semaphore(connections)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send on a free connection.

        Raises:
            httpx.PoolTimeout: none was free within the pool timeout.
        """
        patience = request.extensions.get("timeout", {}).get("pool")
        if not self._room.acquire(timeout=patience):
            raise httpx.PoolTimeout("no connection was free in time", request=request)
        with self._lock:
            shard = self._free.pop() if self._free else self._grow()
        try:
            response = shard.handle_request(request)
        except BaseException:
            # As in ShardedTransport: what broke is not used again.
            with self._lock:
                self._all.remove(shard)
            self._room.release()
            shard.close()
            raise
        assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 - httpx's promise
        response.stream = _ReleasedInThread(response.stream, lambda: self._release(shard))
        return response

    def _grow(self) -> httpx.HTTPTransport:
        shard = single_connection_in_thread(self._context, self._proxy)
        self._all.append(shard)
        return shard

    def _release(self, shard: httpx.HTTPTransport) -> None:
        keep = not says_more(shard)
        with self._lock:
            if keep:
                self._free.append(shard)
            else:
                self._all.remove(shard)
        self._room.release()
        if not keep:
            shard.close()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            shards = list(self._all)
        for shard in shards:
            shard.close()


class _ReleasedInThread(httpx.SyncByteStream):
    """A body that gives its connection back when it is closed."""

    def __init__(self, stream: httpx.SyncByteStream, release: Callable[[], None]) -> None:
        self._stream = stream
        self._release: Callable[[], None] | None = release

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        release, self._release = self._release, None
        if release is not None:
            try:
                self._stream.close()
            finally:
                release()


class ShardedTransport(httpx.AsyncBaseTransport):
    """The async default: ``connections`` single-connection transports behind one.

    Args:
        verify: as for :func:`sinch_inject.http.tls.chosen_context`.
        proxy: the URL of a proxy, or None.
        connections: how many requests may be under way at once; the next ones wait, up to
            the request's pool timeout.
    """

    def __init__(
        self,
        *,
        verify: Verify = True,
        proxy: str | None = None,
        connections: int = 32,
    ) -> None:
        self._context = chosen_context(verify)
        self._proxy = proxy
        self._connections = connections
        self._all: list[httpx.AsyncHTTPTransport] = []
        self._free: list[httpx.AsyncHTTPTransport] = []
        self._room: anyio.Semaphore | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send on a free connection.

        Raises:
            httpx.PoolTimeout: none was free within the pool timeout.
        """
        room = self._room = self._room or anyio.Semaphore(self._connections)
        patience = request.extensions.get("timeout", {}).get("pool")
        try:
            with anyio.fail_after(patience):
                await room.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout("no connection was free in time", request=request) from None
        # Last in, first out: the connection that was used last is the least likely to be stale.
        shard = self._free.pop() if self._free else self._grow()
        released = False

        async def release() -> None:
            nonlocal released
            if released:
                return
            released, keep = True, False
            try:
                keep = not await asays_more(shard)
            finally:
                if keep:
                    self._free.append(shard)
                else:
                    self._all.remove(shard)
                room.release()
            if not keep:
                await shard.aclose()

        try:
            response = await shard.handle_async_request(request)
        except BaseException:
            # Its pool may count the broken connection for ever (httpcore does, when TLS fails
            # behind a proxy), and a pool of one would then be full: the next one starts anew.
            self._all.remove(shard)
            try:
                with anyio.CancelScope(shield=True):
                    await shard.aclose()
            finally:
                room.release()
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - httpx's promise
        response.stream = _Released(response.stream, release)
        return response

    def _grow(self) -> httpx.AsyncHTTPTransport:
        shard = single_connection(self._context, self._proxy)
        self._all.append(shard)
        return shard

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        for shard in list(self._all):
            await shard.aclose()


class _Released(httpx.AsyncByteStream):
    """A body that gives its connection back when it is closed."""

    def __init__(
        self, stream: httpx.AsyncByteStream, release: Callable[[], Awaitable[None]]
    ) -> None:
        self._stream = stream
        self._release = release

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._stream.__aiter__()  # no generator of our own that could be left behind

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            await self._release()
