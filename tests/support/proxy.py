"""A TCP proxy before a server, to cut the network between the two."""

from __future__ import annotations

import contextlib
import ctypes
import socket
import struct
import threading
from collections.abc import Generator
from contextlib import contextmanager

__all__ = ["Proxy", "proxy"]

SO_ATTACH_FILTER = 26  # Linux, see socket(7) and bpf(4)
KEEP_NOTHING = struct.pack("HBBI", 0x06, 0, 0, 0)  # the filter's one instruction: return 0 bytes


class Proxy:
    """Passes bytes on until it is told not to.

    Args:
        target: host and port of the server.

    Attributes:
        port: where it listens, on 127.0.0.1.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open = threading.Event()  # bytes are passed on
        self._open.set()
        self._gone = False
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self) -> None:
        """Pass nothing on any more; both ends see nothing of it."""
        self._open.clear()

    def lose(self) -> None:
        """Lose every packet, as a network does that is cut without a word (Linux).

        No end gets an answer any more, not even to a keepalive, and none to a connection.
        """
        self._open.clear()
        code = ctypes.create_string_buffer(KEEP_NOTHING)
        program = struct.pack("HP", 1, ctypes.addressof(code))
        for end in (self._listener, *self._ends):
            end.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)

    def cut(self) -> None:
        """End all connections, and take no new ones."""
        self._gone = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._target)
            except OSError:
                return
            self._ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self._open.wait()
                if self._gone:
                    break
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(target: tuple[str, int]) -> Generator[Proxy]:
    """Run a proxy; it is cut when the block ends."""
    made = Proxy(target)
    try:
        yield made
    finally:
        made.cut()
        for end in made._ends:  # pyright: ignore[reportPrivateUsage]
            end.close()
