"""What httpx's connections lack: one deadline for a thread, and nothing from before.

httpx knows timeouts for each read and write only: a server that sends a byte now and then
keeps a thread for as long as it likes. An event loop has cancellation for that; a thread has
this network backend for httpcore, which lets no operation begin or last beyond the deadline
that :func:`due_in` has set for the present thread.

And httpcore keeps a connection whatever stands behind an answer in its parser: those bytes
would be the answer to the next message. So nothing is sent where something can be read
already, and :func:`says_more` tells which connections must not be used again.

Name resolution is the operating system's, and cannot be bounded from here.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Generator, Iterable, Sequence
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx
import sniffio

__all__ = [
    "UnaskedError",
    "asays_more",
    "due_in",
    "make_apunctual",
    "make_punctual",
    "says_more",
]

_due: ContextVar[float] = ContextVar("due", default=float("inf"))
SOON = 0.001  # seconds to look for what TLS holds; trio does not look at all within none


class UnaskedError(httpcore.ConnectError):
    """The server spoke before it was asked; nothing was handed over."""


@contextlib.contextmanager
def due_in(seconds: float) -> Generator[None]:
    """Let the network operations of this thread end within ``seconds``."""
    token = _due.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _due.reset(token)


def _within(timeout: float | None, late: type[Exception]) -> float | None:
    """Return ``timeout``, or what is left until the deadline if that is less.

    Raises:
        late: nothing is left.
    """
    left = _due.get() - time.monotonic()
    if left == float("inf"):
        return timeout
    if left <= 0:
        raise late("the deadline came")
    return left if timeout is None else min(timeout, left)


# --------------------------------------------------------------------------------- threads


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self._writing = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._writing = False
        return self._inner.read(max_bytes, _within(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        within = _within(timeout, httpcore.WriteTimeout)
        if not self._writing and self.says_more():
            raise UnaskedError("the server spoke before it was asked")
        self._writing = True
        self._inner.write(buffer, within)

    def says_more(self) -> bool:
        """Say whether there is something to read. What it is gets lost."""
        try:
            return bool(self._inner.read(1, 0.0))
        except httpcore.ReadError:
            return False  # nothing yet; or it is broken, and who reads next is told

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        within = _within(timeout, httpcore.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, within))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    """Connects; each address of a name has its share of the time."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found: Sequence[Any]
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        within = _within(timeout, httpcore.ConnectTimeout)
        end = None if within is None else time.monotonic() + within
        trouble: Exception = httpcore.ConnectError("the name has no address")
        for tried, (*_, address) in enumerate(found):
            share = None
            if end is not None:
                share = max(0.0, end - time.monotonic()) / (len(found) - tried)
            if share == 0.0:
                break
            try:
                return _Stream(
                    super().connect_tcp(str(address[0]), port, share, local_address, socket_options)
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble


def make_punctual(transport: httpx.HTTPTransport) -> None:
    """Have ``transport`` keep the deadlines of :func:`due_in`, and send nothing too late."""
    # httpx offers no argument for a network backend; the fault matrix notices if this breaks.
    pool: Any = transport._pool  # pyright: ignore[reportPrivateUsage]
    pool._network_backend = _Backend()


def says_more(transport: httpx.HTTPTransport) -> bool:
    """Say whether a connection of ``transport`` holds something behind its answer."""
    return any(parser.trailing_data[0] or stream.says_more() for parser, stream in _kept(transport))


# ------------------------------------------------------------------------------ event loops


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._writing = False
        self._new = True

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._writing = False
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not self._writing and await self.says_more(SOON if self._new else 0.0):
            raise UnaskedError("the server spoke before it was asked")
        self._writing, self._new = True, False
        await self._inner.write(buffer, timeout)

    async def says_more(self, patience: float = 0.0) -> bool:
        """Say whether there is something to read. What it is gets lost."""
        if self._inner.get_extra_info("ssl_object") is None:
            return _readable(self._inner.get_extra_info("socket"))
        if sniffio.current_async_library() == "trio":
            patience = SOON
        try:
            return bool(await self._inner.read(1, patience))
        except (httpcore.ReadTimeout, httpcore.ReadError):
            return False  # nothing yet; or it is broken, and who reads next is told

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _readable(sock: Any) -> bool:
    """Say whether a plain socket has bytes that nobody has read; an end is none."""
    try:
        with socket.fromfd(sock.fileno(), sock.family, sock.type) as twin:
            twin.setblocking(False)
            return bool(twin.recv(1, socket.MSG_PEEK))
    except OSError:
        return False


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        trio = sniffio.current_async_library() == "trio"
        backend: Any = httpcore.TrioBackend() if trio else httpcore.AnyIOBackend()
        return _AsyncStream(
            await backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )


def make_apunctual(transport: httpx.AsyncHTTPTransport) -> None:
    """Have ``transport`` send nothing where something can be read already."""
    pool: Any = transport._pool  # pyright: ignore[reportPrivateUsage]
    pool._network_backend = _AsyncBackend()


async def asays_more(transport: httpx.AsyncHTTPTransport) -> bool:
    """Say whether a connection of ``transport`` holds something behind its answer."""
    for parser, stream in _kept(transport):
        if parser.trailing_data[0] or await stream.says_more():
            return True
    return False


def _kept(transport: Any) -> list[tuple[Any, Any]]:
    """Return the parser and the stream of each connection that httpcore keeps."""
    found: list[tuple[Any, Any]] = []
    for kept in transport._pool.connections:
        connection = kept
        while not hasattr(connection, "_h11_state") and hasattr(connection, "_connection"):
            connection = connection._connection
        if hasattr(connection, "_h11_state"):
            found.append((connection._h11_state, connection._network_stream))
    return found
