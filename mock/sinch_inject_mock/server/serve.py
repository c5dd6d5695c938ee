"""Run a simulator on a socket: as a command, or (see ``simulator``) in a thread of a test."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Generator
from types import FrameType

import uvicorn

from sinch_inject_mock.core.handle import Core
from sinch_inject_mock.core.state import State
from sinch_inject_mock.server.admin import admin_app
from sinch_inject_mock.server.app import Application
from sinch_inject_mock.server.guard import Guard
from sinch_inject_mock.server.protocol import Protocol

__all__ = ["Server", "open_socket"]

GRACE = 2
KEEP_ALIVE = 75


def open_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        OSError: the port is taken, or the host is not one of this machine.
    """
    flags = socket.AI_PASSIVE
    family, kind, _, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=flags
    )[0]
    # With the protocol said, asyncio sets TCP_NODELAY; without it each answer waits 40 ms.
    listener = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        if not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # on Windows it would let two listen
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


class Server(uvicorn.Server):
    """A uvicorn server for one simulator.

    It ends on Ctrl-C and SIGTERM with exit code 0, and whatever hangs ends with it.

    Args:
        state: what it serves.
        host: what the socket is bound to, for the check of the Host header.
    """

    def __init__(self, state: State, *, host: str) -> None:
        self.stopping = asyncio.Event()
        guard = Guard(host, state.settings.allowed_hosts)
        admin = admin_app(state, guard, stopping=self.stopping)
        super().__init__(
            uvicorn.Config(
                Application(Core(state), admin, guard, stopping=self.stopping),
                http=Protocol,
                ws="none",
                loop="auto",  # uvloop where it is installed
                lifespan="off",
                log_config=None,
                server_header=False,
                proxy_headers=False,  # the journal names who connected, not who claims to have
                backlog=2048,
                timeout_keep_alive=KEEP_ALIVE,
                timeout_graceful_shutdown=GRACE,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Wake up what waits, then end as uvicorn does."""
        self.stopping.set()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """End on the first signal, at once on the second; do not raise either again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def end(_number: int, _frame: FrameType | None) -> None:
            self.force_exit = self.should_exit
            self.should_exit = True

        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, end) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
