"""A server over TLS on the loopback interface that answers every POST with ``{}`` at once.

It reads a request no further than its length, and costs 20 to 40 microseconds a request; the
table says how busy it was, so that everybody sees that it is not what is measured. A POST to
``/oauth2/token`` gets a token, one to ``…/messages:send`` a message id. With ``--delay`` answers
come that many milliseconds later, as from a server that is away; ``--lifetime`` sets what a
token's ``expires_in`` says.
"""

from __future__ import annotations

import argparse
import asyncio
import ssl
from typing import cast

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


def answer(body: bytes) -> bytes:
    """Return a whole answer."""
    return HEAD % len(body) + body


class Connection(asyncio.Protocol):
    """One connection: a request at a time, each with a Content-Length."""

    def __init__(self, delay: float, lifetime: int) -> None:
        self._delay = delay
        self._got = b""
        self._transport: asyncio.Transport
        self._empty = answer(b"{}")
        self._sent = answer(b'{"message_id":"01HBENCH","accepted_time":"2026-11-01T00:00:00Z"}')
        self._token = answer(
            b'{"access_token":"bench-token","expires_in":%d,"scope":"","token_type":"bearer"}'
            % lifetime
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = self._got[:end].lower()
            start = head.find(b"content-length:")
            length = int(head[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
            if len(self._got) < end + 4 + length:
                return
            self._got = self._got[end + 4 + length :]
            target = head.split(b" ", 2)[1]
            reply = self._empty
            if target == b"/oauth2/token":
                reply = self._token
            elif target.endswith(b":send"):
                reply = self._sent
            if self._delay:
                asyncio.get_running_loop().call_later(self._delay, self._transport.write, reply)
            else:
                self._transport.write(reply)


async def serve(port: int, certificate: str, delay: float, lifetime: int) -> None:
    """Serve until the process ends."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(delay, lifetime), "127.0.0.1", port, ssl=context, backlog=512
    )
    async with server:
        await server.serve_forever()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--certificate", required=True, help="key and certificate in one file")
    parser.add_argument("--delay", type=float, default=0.0, help="milliseconds")
    parser.add_argument("--lifetime", type=int, default=3600, help="seconds a token lives")
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.certificate, given.delay / 1000, given.lifetime))


if __name__ == "__main__":
    main()
