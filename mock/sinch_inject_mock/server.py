"""Run the simulator on a socket: in a thread of a test process, or as a command."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator
from types import FrameType, TracebackType

import uvicorn

from .admin import admin_app
from .asgi import Application
from .core import Core
from .settings import Settings

__all__ = ["SinchMock", "open_socket", "serve"]


def open_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        OSError: the port is taken, or the host is not one of this machine.
    """
    info = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    # With the protocol said, asyncio sets TCP_NODELAY; without it each answer waits 40 ms.
    listener = socket.socket(info[0], socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_REUSEADDR") and not hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(info[4])
        listener.listen(2048)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


class Server(uvicorn.Server):
    """A uvicorn server that ends cleanly, with exit code 0, on Ctrl-C and SIGTERM."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End on the first signal; do not raise it again when the server has ended."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def end(_number: int, _frame: FrameType | None) -> None:
            self.should_exit = True

        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, end) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _server(core: Core) -> Server:
    return Server(
        uvicorn.Config(
            Application(core, admin_app(core)),
            http="httptools",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=2,
        )
    )


def serve(core: Core, listener: socket.socket) -> None:
    """Serve until the process is told to end."""
    _server(core).run(sockets=[listener])


class SinchMock:
    """A simulator in a thread of this process.

    Example:
        >>> with SinchMock() as mock:
        ...     mock.base_url.startswith("http://127.0.0.1:")
        True
    """

    def __init__(
        self, settings: Settings | None = None, *, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.settings = settings or Settings()
        self._host, self._port = host, port

    def start(self) -> SinchMock:
        """Start the server; it is ready on return."""
        self.core = Core(self.settings)
        listener = open_socket(self._host, self._port)
        self.port: int = listener.getsockname()[1]
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.auth_url = self.base_url
        self._server = _server(self.core)
        run = self._server.run
        self._thread = threading.Thread(target=lambda: run(sockets=[listener]), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the server."""
        self._server.should_exit = True
        self._thread.join()

    def __enter__(self) -> SinchMock:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
