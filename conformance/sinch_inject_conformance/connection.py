"""One connection: bytes out, an answer in, and whatever nobody asked for."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
from collections.abc import Sequence

from sinch_inject_conformance.framing import Received, receive

__all__ = ["Connection"]


class Connection:
    """One TCP or TLS connection to a server.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(
        self, host: str, port: int, *, context: ssl.SSLContext | None, timeout: float
    ) -> None:
        raw = socket.create_connection((host, port), timeout)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = context.wrap_socket(raw, server_hostname=host) if context else raw
        self._buffer = b""
        self.usable = True

    def close(self) -> None:
        """Close it."""
        self.usable = False
        self._socket.close()

    def write(self, parts: Sequence[bytes]) -> None:
        """Write; a server that has heard enough may already have closed."""
        try:
            for part in parts:
                self._socket.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            # It may refuse a large body before it has read it; its answer is what counts.
            return

    def end(self) -> None:
        """Say that nothing more will be sent."""
        self.usable = False
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def stray(self) -> bool:
        """Tell whether bytes are there that no request has asked for."""
        if self._buffer:
            return True
        if isinstance(self._socket, ssl.SSLSocket):
            return self._socket.pending() > 0
        if not select.select([self._socket], [], [], 0)[0]:
            return False
        try:
            there = bool(self._socket.recv(1, socket.MSG_PEEK))
        except OSError:
            there = False
        # Readable and nothing to read: the server has closed.
        self.usable = self.usable and there
        return there

    def read(self, method: str) -> Received:
        """Read one answer, and any interim ones before it.

        Raises:
            Broken: what comes is no answer, or ends within it.
            OSError: the connection broke, or nothing came in time.
        """
        received = receive(self._more, self._buffer, method)
        self._buffer = received.rest
        self.usable = self.usable and not received.closes
        return received

    def _more(self) -> bytes:
        return self._socket.recv(65_536)
