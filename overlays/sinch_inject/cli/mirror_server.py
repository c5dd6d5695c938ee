"""Where the outbox's HTTP side is served: its socket, its bounds, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
from collections.abc import Callable, Generator
from pathlib import Path
from types import FrameType
from typing import Any

import click
import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from sinch_inject.bulk.outbox_tasks import AsyncOutbox
from sinch_inject.cli import process
from sinch_inject.cli.exits import UNKNOWN, USAGE, Failure, begun, code_of
from sinch_inject.cli.mirror_app import MirrorApp
from sinch_inject.client import AsyncInjectClient
from sinch_inject.errors import SinchInjectError

__all__ = ["serve"]

Address = tuple[str, int] | Path
LARGEST_HEAD = 64 * 1024  # bytes of a path and headers
MOST_CONNECTIONS = 1000
BACKLOG = 2048
GRACE = 10  # seconds for requests under way at the end
LOOPBACK = ("127.0.0.1", "::1", "localhost")
BROKEN_OFF = (
    "broken off: what was under way may be in its conversation, or not; the next start asks the "
    "server"
)
LOGGER = logging.getLogger("sinch_inject.mirror")
LOGGER.addHandler(logging.NullHandler())


async def serve(
    client: Callable[[], AsyncInjectClient],
    place: str,
    rules: dict[str, Any],
    address: Address,
    token: bytes | None,
    patience: float,
) -> str | None:
    """Serve until a signal comes; return what else ended it.

    Args:
        client: makes the client that delivers.
        place: of the outbox.
        rules: other arguments of the outbox.
        address: host and port, or the path of a Unix socket.
        token: what a request has to bring; None: nothing.
        patience: seconds for the head of a request, and for its body.

    Raises:
        Failure: it could not begin.
    """
    try:
        async with client() as sinch, AsyncOutbox(place, sinch, **rules) as outbox:
            begun(BROKEN_OFF, UNKNOWN)  # what waits is being sent already
            listener = _open(address)
            listener.listen(BACKLOG)  # from here on nobody is refused
            http = _Http(MirrorApp(outbox, token, patience=patience), outbox, patience)
            _say_where(address, listener)
            try:
                await http.serve(sockets=[listener])
            finally:
                if isinstance(address, Path):
                    address.unlink(missing_ok=True)
            return http.trouble
    except SinchInjectError as error:
        raise Failure(str(error), code_of(error)) from None


class _Http(uvicorn.Server):
    """Serves until a signal comes, or the outbox ends.

    Attributes:
        trouble: why the outbox ended, or None.
    """

    def __init__(self, app: MirrorApp, outbox: AsyncOutbox, patience: float) -> None:
        self._outbox = outbox
        self.trouble: str | None = None
        super().__init__(
            uvicorn.Config(
                app,
                http=type("Bounded", (_Protocol,), {"patience": patience}),
                ws="none",
                lifespan="off",
                log_config=None,
                server_header=False,
                proxy_headers=False,
                backlog=BACKLOG,
                h11_max_incomplete_event_size=LARGEST_HEAD,
                limit_concurrency=MOST_CONNECTIONS,
                timeout_graceful_shutdown=GRACE,
            )
        )

    async def on_tick(self, counter: int) -> bool:
        """End with the outbox; called ten times a second."""
        if self._outbox.ended:
            self.trouble = self._outbox.trouble or "the outbox is closed"
            return True
        return await super().on_tick(counter)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """End on the first signal, at once on the second; do not raise either again."""

        def end(_number: int, _frame: FrameType | None) -> None:
            if process.repeated():
                return
            self.force_exit = self.should_exit
            self.should_exit = True

        names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
        before = {
            number: signal.signal(number, end)
            for number in (signal.Signals[name] for name in names)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Protocol(H11Protocol):
    """One connection; the head of a request has a size and a time.

    h11 reads the body of a request that offers another protocol, as Java and curl offer h2c.
    """

    patience = 30.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access_log = False
        self.logger = LOGGER
        self._begun = False  # the head of a request, and has not ended
        self._slow: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin a connection: a request has to come."""
        super().connection_made(transport)
        self._slow = self.loop.call_later(self.patience, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """End a connection."""
        self._in_time()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; the head of a request has begun where something is left over."""
        super().data_received(data)
        begun = self.conn.their_state is h11.IDLE and bool(self.conn.trailing_data[0])
        if begun and not self._begun:
            self._in_time()
            self._slow = self.loop.call_later(self.patience, self._refuse, b"408 Request Timeout")
        elif not begun:
            self._in_time()
        self._begun = begun

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or too much of it."""
        too_large = len(self.conn.trailing_data[0]) > LARGEST_HEAD
        self._refuse(b"431 Request Header Fields Too Large" if too_large else b"400 Bad Request")

    def _refuse(self, status: bytes) -> None:
        self.transport.write(
            b"HTTP/1.1 %b\r\nconnection: close\r\ncontent-length: 0\r\n\r\n" % status
        )
        self.transport.close()

    def _in_time(self) -> None:
        if self._slow is not None:
            self._slow.cancel()


def _open(address: Address) -> socket.socket:
    """Return a listening socket.

    Raises:
        Failure: it cannot be had.
    """
    try:
        if isinstance(address, Path):
            return _unix(address)
        host, port = address
        family, kind, _, _, found = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, socket.IPPROTO_TCP)
        if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # on Windows it would let two listen
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(found)
        return listener
    except OSError as error:
        where = address if isinstance(address, Path) else f"{address[0]}:{address[1]}"
        raise Failure(f"cannot listen on {where}: {error.strerror or error}", USAGE) from None


def _unix(path: Path) -> socket.socket:
    """Return a Unix socket that only its owner may connect to; one left by a crash is replaced.

    The outbox is open by now, so nobody else serves it.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise Failure("this system has no Unix sockets", USAGE)
    if path.is_socket():
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    return listener


def _say_where(address: Address, listener: socket.socket) -> None:
    if isinstance(address, Path):
        click.echo(f"Outbox: POST a record to /outbox on {address}")
        return
    host, port = f"[{address[0]}]" if ":" in address[0] else address[0], listener.getsockname()[1]
    click.echo(f"Outbox: POST a record to http://{host}:{port}/outbox")
    if address[0] not in LOOPBACK:
        click.secho(
            "Warning: what comes from other machines, the token too, is not encrypted here; "
            "put something that speaks TLS before it.",
            fg="yellow",
            err=True,
        )
