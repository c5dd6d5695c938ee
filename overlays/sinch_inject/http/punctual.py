"""One deadline for all the reads and writes of an attempt, in a thread.

httpx knows timeouts for each read and write only: a server that sends a byte now and then
keeps a thread for as long as it likes. An event loop has cancellation for that; a thread has
this network backend for httpcore, which lets no operation last beyond the deadline that
:func:`due_in` has set for the present thread.

Name resolution is the operating system's, and cannot be bounded from here.
"""

from __future__ import annotations

import contextlib
import ssl
import time
from collections.abc import Generator, Iterable
from contextvars import ContextVar
from typing import Any

import httpcore
import httpx

__all__ = ["due_in", "make_punctual"]

_due: ContextVar[float] = ContextVar("due", default=float("inf"))
AT_ONCE = 0.001  # seconds; 0 would mean "do not block", which is another thing


@contextlib.contextmanager
def due_in(seconds: float) -> Generator[None]:
    """Let the network operations of this thread end within ``seconds``."""
    token = _due.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _due.reset(token)


def _within(timeout: float | None) -> float | None:
    """Return ``timeout``, or what is left until the deadline if that is less."""
    left = _due.get() - time.monotonic()
    if left == float("inf"):
        return timeout
    return max(AT_ONCE, left if timeout is None else min(timeout, left))


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _within(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _within(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(
            super().connect_tcp(host, port, _within(timeout), local_address, socket_options)
        )


def make_punctual(transport: httpx.HTTPTransport) -> None:
    """Have ``transport`` keep the deadlines of :func:`due_in`."""
    # httpx offers no argument for a network backend; the fault matrix notices if this breaks.
    pool: Any = transport._pool  # pyright: ignore[reportPrivateUsage]
    pool._network_backend = _Backend()
