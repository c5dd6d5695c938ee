"""A TCP server that does as a script tells it, and counts what it really received.

A script is a function of one :class:`Connection`; it runs in a thread of its own for every
connection that is accepted. ``stored`` says how often each message, known by its
``metadata``, was stored; it is complete once the ``with`` block has ended. ``outlasted``
counts the clients that did not leave a server that never came to an end.
"""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from attrs import define

__all__ = ["Connection", "Hostile", "Script", "Story"]

PATIENCE = 20.0
STAMINA = 10.0  # seconds that a client is kept busy, if it lets itself
GONE = (OSError, ssl.SSLError)


@define
class Story:
    """One request as the server received it."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Gone(Exception):
    """The client closed the connection, or it broke."""


class Connection:
    """One accepted connection, and the deeds a script may do to it."""

    def __init__(self, server: Hostile, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self._buffer = b""

    def start_tls(self, context: ssl.SSLContext) -> None:
        """Speak TLS from here on."""
        self.sock = context.wrap_socket(self.sock, server_side=True)
        with self.server.lock:
            self.server.open.add(self.sock)

    # ------------------------------------------------------------------------ reading
    def head(self, *, counts: bool = True) -> tuple[str, dict[str, str]]:
        """Read the request line and the headers, and not one byte more."""
        data = self._take_until_blank_line(counts=counts)
        first, *lines = data.decode("latin-1").rstrip("\r\n").split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        return first, headers

    def request(self, *, store: bool = False) -> Story:
        """Read a whole request; with ``store``, the message in it counts as stored."""
        line, headers = self.head()
        story = Story(line, headers, self.rest(headers))
        with self.server.lock:
            self.server.requests.append(story)
        if store:
            self.store(story.body)
        return story

    def rest(self, headers: dict[str, str]) -> bytes:
        """Read the body that belongs to ``headers``."""
        length = int(headers.get("content-length", "0"))
        while len(self._buffer) < length:
            self._buffer += self._recv(65536)
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        return body

    def store(self, body: bytes) -> None:
        """Count the message in ``body`` as stored."""
        marker = str(json.loads(body).get("metadata"))
        with self.server.lock:
            self.server.stored[marker] += 1

    def _take_until_blank_line(self, *, counts: bool) -> bytes:
        """Read to the end of the headers; what is behind it stays in the kernel, unread."""
        data, self._buffer = self._buffer, b""
        while b"\r\n\r\n" not in data:
            peeks = not isinstance(self.sock, ssl.SSLSocket)
            seen = self._recv(65536, socket.MSG_PEEK) if peeks else self._recv(1)
            if peeks:
                ends = (data + seen).find(b"\r\n\r\n")
                wanted = len(seen) if ends < 0 else ends + 4 - len(data)
                seen = self._recv(wanted)
            data += seen
            if counts:
                self.server.bytes_read += len(seen)
        return data

    def _recv(self, size: int, flags: int = 0) -> bytes:
        try:
            data = self.sock.recv(size, flags)
        except GONE as error:
            raise Gone from error
        if not data:
            raise Gone
        return data

    def take(self) -> bytes:
        """Read what comes, as it comes."""
        return self._recv(65536)

    # ---------------------------------------------------------------------- answering
    def send(self, data: bytes) -> None:
        """Send raw bytes."""
        try:
            self.sock.sendall(data)
        except GONE as error:
            raise Gone from error

    def answer(
        self, status: str = "200 OK", body: bytes = b"{}", *, headers: str = "", close: bool = False
    ) -> None:
        """Send a whole answer with a Content-Length."""
        kind = "" if "content-type" in headers.lower() else "Content-Type: application/json\r\n"
        close_line = "Connection: close\r\n" if close else ""
        head = (
            f"HTTP/1.1 {status}\r\n{kind}Content-Length: {len(body)}\r\n{close_line}{headers}\r\n"
        )
        self.send(head.encode("latin-1") + body)

    def send_together(self, *parts: bytes) -> None:
        """Send in one packet; over TLS, each part is a record of its own."""
        if not isinstance(self.sock, ssl.SSLSocket):
            self.send(b"".join(parts))
            return
        # Held back until the last one; where that is not known, they may come one by one.
        cork = getattr(socket, "TCP_CORK", None)
        if cork is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, cork, 1)
        for part in parts:
            self.send(part)
        if cork is not None:
            self.sock.setsockopt(socket.IPPROTO_TCP, cork, 0)

    def drip(self, data: bytes, *, every: float) -> None:
        """Send one byte at a time, until all is sent, the client leaves or the server stops."""
        for byte in data:
            self.send(bytes([byte]))
            if self.server.stopping.wait(every):
                raise Gone

    def until_gone(self, data: bytes, *, every: float = 0.0) -> None:
        """Send the same again and again, until the client leaves.

        It is noted if it does not leave for long.
        """
        end = time.monotonic() + STAMINA
        while time.monotonic() < end:
            self.send(data)
            if self.server.stopping.wait(every) if every else self.server.stopping.is_set():
                raise Gone
        self.server.outlasted += 1

    # -------------------------------------------------------------------------- ending
    def answer_and_close(self) -> None:
        """Promise to keep the connection, and end it in the same packet where that is possible.

        Otherwise a client may set out on it before the end is there.
        """
        more = getattr(socket, "MSG_MORE", 0)
        with contextlib.suppress(OSError):
            self.sock.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", more)
            self.sock.shutdown(socket.SHUT_WR)
        self.sock.close()

    def reset(self) -> None:
        """Break the connection off with a TCP RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def close(self) -> None:
        """Close as servers do when they have had enough."""
        self.sock.close()

    def eof(self) -> None:
        """Send a FIN (never a RST, even if something was not read), and wait for the client's."""
        with contextlib.suppress(OSError):
            # Of the socket below TLS: no close_notify, as when a server is killed.
            socket.socket.shutdown(self.sock, socket.SHUT_WR)
            while socket.socket.recv(self.sock, 65536):
                pass

    def farewell(self) -> None:
        """End politely, under TLS too."""
        if isinstance(self.sock, ssl.SSLSocket):
            with contextlib.suppress(*GONE):
                self.sock.settimeout(PATIENCE)
                self.sock.unwrap()
        self.sock.close()

    def hang(self) -> None:
        """Do nothing until the server stops."""
        self.server.stopping.wait(PATIENCE)


Script = Callable[[Connection], None]


class Hostile:
    """The server; it runs while the ``with`` block does.

    Args:
        script: what happens on every connection.
        tls: the server side's SSL context, or None for plain TCP.
    """

    def __init__(self, script: Script, *, tls: ssl.SSLContext | None = None) -> None:
        self.script = script
        self.tls = tls
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.stored: Counter[str] = Counter()
        self.requests: list[Story] = []
        self.connections = 0
        self.bytes_read = 0
        self.outlasted = 0
        self._threads: list[threading.Thread] = []
        self.open: set[socket.socket] = set()

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port: int = self._listener.getsockname()[1]
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stopping.set()
        # A connection of our own wakes the acceptor up; closing a listener does not everywhere.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._acceptor.join(PATIENCE)
        self._listener.close()
        with self.lock:
            left = list(self.open)
        for sock in left:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RD)
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a script of the hostile server did not end"

    @property
    def url(self) -> str:
        """The origin to give to a client."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while True:
            sock, _ = self._listener.accept()
            if self.stopping.is_set():
                sock.close()
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self.lock:
            self.open.add(sock)
        connection = Connection(self, sock)
        try:
            if self.tls is not None:
                connection.start_tls(self.tls)
            self.script(connection)
        except (Gone, *GONE):
            pass  # the client has left, or never got through TLS: nothing more to do
        finally:
            with self.lock:
                self.open -= {sock, connection.sock}
            connection.sock.close()
