"""One connection: a socket that never blocks, TLS in memory on it, and an exact account.

``push`` and ``pull`` do what can be done at once. What was not given to the kernel yet is
kept in ``unsent``; a request whose last byte is still there was never complete, so no server
can have acted on it. Once that is judged, :meth:`Connection.abort` drops the rest and resets
the connection: nothing more of it leaves, TLS's farewell included.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
from collections.abc import Callable
from functools import partial

from sinch_inject.http.outgoing import Origin
from sinch_inject.http.session import Session
from sinch_inject.http.trouble import RefusedError

Socket = socket.socket

__all__ = ["BOTH", "READ", "WRITE", "Connection", "wait"]

READ, WRITE = 1, 2
BOTH = READ | WRITE
CHUNK = 64 * 1024  # bytes to ask the kernel for
LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)  # close with a reset
LONGEST = 1e6  # seconds; a longer wait is none


class Connection:
    """A connection to ``origin``, not opened yet.

    Attributes:
        origin: the server at its end.
        sock: its socket, once there is one.
        layers: the TLS sessions on it, the outermost first: two through a TLS proxy.
        unsent: what is meant for the server and was not given to the kernel.
        keep: it may carry another request.
        finished: its request was handed over and answered, both to the end.
        ended: the server sends nothing more.
        torn: it ended without TLS's farewell, so that something may be missing.
    """

    __slots__ = (
        *("_look", "ended", "finished", "keep", "layers", "origin", "sock", "torn", "unsent"),
        "watch",
    )

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.sock: Socket | None = None
        self.layers: list[Session] = []
        self.unsent: bytes | memoryview = b""
        self.keep = self.finished = self.ended = self.torn = False
        self.watch: object = None  # of the event loop that waits for it
        self._look: Callable[[], object] | None = None  # whether something has come

    # ------------------------------------------------------------------------- sending
    def load(self, data: bytes) -> None:
        """Seal ``data`` and have it ready to be pushed.

        Raises:
            OSError: TLS does not let it; nothing of it is handed over.
        """
        self.unsent = data
        for layer in reversed(self.layers):
            data = layer.seal(data)
        self.unsent = data

    def push(self) -> bool:
        """Give the kernel what it takes now; return whether that was all.

        Raises:
            OSError: the connection broke.
        """
        while self.unsent:
            try:
                taken = self.socket.send(self.unsent)
            except BlockingIOError:
                return False
            # Most requests go at once, and need no view.
            whole = taken == len(self.unsent)
            self.unsent = b"" if whole else memoryview(self.unsent)[taken:]
        return True

    # ----------------------------------------------------------------------- receiving
    def pull(self) -> bytes:
        """Return what has arrived; nothing if there is nothing yet, or if it ``ended``.

        Raises:
            OSError: the connection broke, or TLS did (SSLError).
        """
        while not self.ended:
            try:
                data = self.socket.recv(CHUNK)
            except BlockingIOError:
                return b""
            if not data:
                self.ended = True
                self.torn = bool(self.layers)
            for layer in self.layers:
                data = layer.unseal(data) if data else b""
                self.ended = self.ended or layer.ended
            if data or self.ended:
                return data
            # Only TLS had something to say: there may be more.
        return b""

    def stands(self) -> bool:
        """Say whether an idle connection may still be used: nothing came, no end either."""
        return self.silent() and self.clean

    def silent(self) -> bool:
        """Say whether the server said nothing so far, and did not leave either."""
        try:
            look = self._look or self._looking()
            while look():
                # Only TLS may have had something to say (a session ticket).
                if self.pull() or self.ended:
                    return False
        except OSError:
            return False
        return True

    def _looking(self) -> Callable[[], object]:
        """Return what looks whether something has come; made once, it is asked twice a request."""
        self._look = partial(wait, self.socket, READ, 0)
        if hasattr(select, "poll"):
            poll = select.poll()
            poll.register(self.socket, select.POLLIN)
            self._look = partial(poll.poll, 0)
        return self._look

    @property
    def clean(self) -> bool:
        """Whether nothing is left in any layer, in either direction."""
        return not self.unsent and not self.ended and all(layer.clean for layer in self.layers)

    # -------------------------------------------------------------------------- ending
    def end(self) -> None:
        """End it: politely after a finished exchange, else so that nothing more leaves."""
        if self.finished:
            self.close()
        else:
            self.abort()

    def close(self) -> None:
        """End it politely."""
        sock = self._released()
        if sock is None:
            return
        with contextlib.suppress(OSError):
            if len(self.layers) == 1 and not self.unsent:
                sock.send(self.layers[0].farewell())
        sock.close()

    def abort(self) -> None:
        """End it so that no byte leaves any more, not even one that the kernel still has."""
        sock = self._released()
        self.unsent = b""
        if sock is None:
            return
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
        sock.close()

    def forget(self) -> None:
        """Let go of it in a forked child: it is the parent's, and goes on there."""
        sock = self._released()
        if sock is not None:
            sock.close()

    def _released(self) -> Socket | None:
        sock, self.sock, self._look = self.sock, None, None
        return sock

    @property
    def socket(self) -> Socket:
        """Its socket.

        Raises:
            OSError: it is closed.
        """
        if self.sock is None:
            raise RefusedError("the connection is closed")
        return self.sock


def wait(sock: Socket, events: int, seconds: float) -> bool:
    """Block until the socket is ready for one of ``events``; return False when it got late."""
    seconds = max(seconds, 0.0)
    patience = seconds if seconds < LONGEST else None
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock, POLLS[events])
        return bool(poll.poll(None if patience is None else int(patience * 1000 + 0.999)))
    reading = [sock] if events & READ else []
    writing = [sock] if events & WRITE else []
    # Windows tells of a connect that failed in the third list.
    return any(select.select(reading, writing, writing, patience))


POLLS = (
    {READ: select.POLLIN, WRITE: select.POLLOUT, BOTH: select.POLLIN | select.POLLOUT}
    if hasattr(select, "poll")
    else {}
)
