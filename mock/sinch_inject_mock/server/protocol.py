"""HTTP on the socket: uvicorn's parser, with the connection itself within reach.

A reset, a body cut short or a body that trickles are nothing that ASGI can say, so the
transport goes along in the scope. Requests that are no HTTP at all get the documented error
body, too.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import sys
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sinch_inject_mock.core.answers import error_body

__all__ = ["TRANSPORT", "Protocol", "hold", "reset"]

TRANSPORT = "sinch_inject_mock.transport"
# A library says nothing by itself; whoever embeds the simulator can listen.
LOGGER = logging.getLogger("sinch_inject_mock")
LOGGER.addHandler(logging.NullHandler())
# struct linger: on, and no time at all, so that closing sends RST.
HOLDING = b"(nothing yet)"
LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Together:
    """A transport that sends the head of an answer together with what follows it.

    One packet and one system call instead of two, which is a fifth of the cost of an answer.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def hold(self) -> None:
        """Keep the next thing that is written until another is."""
        self._held = HOLDING

    def write(self, data: bytes) -> None:
        """Write, or keep."""
        if self._held is HOLDING:
            self._held = data
        elif self._held:
            data, self._held = self._held + data, b""
            self._transport.write(data)
        else:
            self._transport.write(data)


class Protocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access_log = False
        self.logger = LOGGER

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a connection."""
        together: Any = Together(cast("asyncio.Transport", transport))
        super().connection_made(together)

    def on_message_begin(self) -> None:
        """Begin a request: put the transport where the application finds it."""
        super().on_message_begin()
        extensions: dict[str, Any] = {TRANSPORT: self.transport}
        self.scope["extensions"] = extensions

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP with the documented body."""
        body = error_body(400, msg)
        self.transport.write(
            b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            b"x-request-id: unreadable\r\nconnection: close\r\n"
            b"content-length: %d\r\n\r\n%b" % (len(body), body)
        )
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: an upgrade that is not taken up is no event."""


def reset(transport: asyncio.Transport) -> None:
    """Cut a connection with a TCP reset."""
    raw: socket.socket | None = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
    transport.abort()


def hold(scope: Any) -> None:
    """Have the head of the answer sent with its body."""
    scope["extensions"][TRANSPORT].hold()
