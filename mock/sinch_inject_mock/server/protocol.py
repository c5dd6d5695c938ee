"""HTTP on the socket: uvicorn's parser, with the connection itself within reach.

A reset, a body cut short or a body that trickles are nothing that ASGI can say, so the
transport goes along in the scope. Requests that are no HTTP at all get the documented error
body, too.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import socket
import struct
import sys
from typing import Any, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sinch_inject_mock.core.answers import error_body
from sinch_inject_mock.server.unread import Unread

__all__ = ["TRANSPORT", "Protocol", "hold", "reset"]

TRANSPORT = "sinch_inject_mock.transport"
# A library says nothing by itself; whoever embeds the simulator can listen.
LOGGER = logging.getLogger("sinch_inject_mock")
LOGGER.addHandler(logging.NullHandler())
# Path and headers of one request, in bytes; what other servers take is between 8 and 64 KiB.
LARGEST_HEAD = 64 * 1024
# The ids of what never gets as far as the simulator, which counts the others.
UNREADABLE = itertools.count(1)
# struct linger: on, and no time at all, so that closing sends RST.
HOLDING = b"(nothing yet)"
LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Together:
    """A transport that sends the head of an answer together with what follows it.

    One packet and one system call instead of two, which is a fifth of the cost of an answer.
    """

    def __init__(self, transport: asyncio.Transport, unread: Unread) -> None:
        self._transport = transport
        self._unread = unread
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
            return
        if self._held:
            data, self._held = self._held + data, b""
        self._transport.write(data)
        self._unread.note(self._transport)


class Protocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access_log = False
        self.logger = LOGGER

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a connection."""
        app: Any = self.config.app
        together: Any = Together(cast("asyncio.Transport", transport), app.unread)
        super().connection_made(together)

        self._head: int | None = None
        self._in_body = False
        self._body = self._around = 0  # bytes of a body, and of what its framing adds
        self._too_large = False

    def data_received(self, data: bytes) -> None:
        """Read on, also behind the head of a request that offers to switch protocols."""
        self._unset_keepalive_if_required()
        if self._in_body:
            self._around += len(data)
        while data:
            try:
                self.parser.feed_data(data)
            except HttpParserUpgrade as offered:
                data = data[offered.args[0] :]
                self._read_on()
                continue
            except HttpParserError:
                self.send_400_response("Invalid HTTP request received.")
                return
            break
        if self._head is not None:  # the request has begun, and its head has not ended
            self._head += len(data)
        # Around a body in chunks there may be some bytes for each byte of it.
        elif not self._in_body or self._around <= LARGEST_HEAD + 8 * self._body:
            return
        if self._in_body and self.cycle.response_started:
            self.transport.close()
        elif self._head is None or self._head > LARGEST_HEAD:
            self._too_large = True
            self.send_400_response("")

    def _read_on(self) -> None:
        """Go on with a parser that was told of the body, but of no upgrade.

        The old one takes everything behind the head for another protocol, the body of the
        request included. curl and Java offer ``h2c`` with requests that have a body.
        """
        framing = (b"content-length", b"transfer-encoding")
        head = [b"%b: %b\r\n" % pair for pair in self.headers if pair[0] in framing]
        method = self.scope["method"].encode()
        if method == b"CONNECT":  # has no body, and would offer to switch again
            method = b"GET"
        rest = Rest(self)
        self.parser = HttpRequestParser(rest)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self.parser.feed_data(b"%b / HTTP/1.1\r\n%b\r\n" % (method, b"".join(head)))

    def on_message_begin(self) -> None:
        """Begin a request: put the transport where the application finds it."""
        super().on_message_begin()
        self._head = 0
        self._in_body = False
        extensions: dict[str, Any] = {TRANSPORT: self.transport}
        self.scope["extensions"] = extensions

    def on_headers_complete(self) -> None:
        """Begin to answer a request."""
        self._head = None
        self._in_body, self._body, self._around = True, 0, 0
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > (
            LARGEST_HEAD
        ):
            self._too_large = True
            raise HttpParserError("the head is too large")
        super().on_headers_complete()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; a trailer is none, and says nothing here."""
        if not self._in_body:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request; one that offers an upgrade has not been read yet."""
        if not self.parser.should_upgrade():
            self._in_body = False
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, or too much of it, with the documented body."""
        status, line = 400, b"400 Bad Request"
        if self._too_large:
            status, line = 431, b"431 Request Header Fields Too Large"
            msg = f"The path and the headers are larger than {LARGEST_HEAD:,} bytes."
        body = error_body(status, msg)
        self.transport.write(
            b"HTTP/1.1 %b\r\ncontent-type: application/json\r\n"
            b"x-request-id: unreadable-%d\r\nconnection: close\r\n"
            b"content-length: %d\r\n\r\n%b" % (line, next(UNREADABLE), len(body), body)
        )
        self.transport.close()


class Rest:
    """What is told by a parser that goes on behind an upgrade: all but the head it was given."""

    def __init__(self, protocol: Protocol) -> None:
        self._protocol = protocol
        self._in_head = True
        self.on_body = protocol.on_body

    def on_message_begin(self) -> None:
        """Begin a request, but the first: it has begun."""
        if not self._in_head:
            self._protocol.on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Take a part of the path."""
        if not self._in_head:
            self._protocol.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        if not self._in_head:
            self._protocol.on_header(name, value)

    def on_headers_complete(self) -> None:
        """End a head."""
        if not self._in_head:
            self._protocol.on_headers_complete()
        self._in_head = False

    def on_message_complete(self) -> None:
        """End a request."""
        self._protocol.on_message_complete()


def reset(transport: asyncio.Transport) -> None:
    """Cut a connection with a TCP reset."""
    raw: socket.socket | None = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
    transport.abort()


def hold(scope: Any) -> None:
    """Have the head of the answer sent with its body."""
    scope["extensions"][TRANSPORT].hold()
