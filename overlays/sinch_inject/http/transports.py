"""The engine as httpx transports, for the bare generated client and any other httpx client.

    Client(base_url=…, httpx_args={"transport": Transport(), "auth": …})

They keep httpx's interface, timeouts and exceptions. What they know besides, they say: a
response has ``extensions["handed_over"]``, an exception has ``handed_over``: False only if
the last byte of the request was never given to the kernel, and will not be. What follows from
that depends on the body; a body whose beginning is complete in itself may have been acted on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import httpx

from sinch_inject import options
from sinch_inject.errors import ConfigurationError
from sinch_inject.frames import frames_cut
from sinch_inject.http.answer import Failure, Kind
from sinch_inject.http.exchange import Way
from sinch_inject.http.outgoing import Origin, Outgoing, lines
from sinch_inject.http.received import Received
from sinch_inject.http.tasks import Tasks
from sinch_inject.http.threads import Threads
from sinch_inject.http.tls import Verify, unfit_trust
from sinch_inject.settings import unfit_proxy

__all__ = ["AsyncTransport", "Transport"]

NO_LIMITS = httpx.Timeout(None)
LARGEST = 16 * 1024 * 1024  # bytes of an answer; it is read as a whole
FRAMING = (b"content-length", b"transfer-encoding")
CHECKS: Mapping[str, options.Check] = {
    "proxy": options.optional(unfit_proxy),
    **dict.fromkeys(("connections", "largest"), options.whole),
}
NAMES = {Kind.CONNECT: "Connect", Kind.POOL: "Pool"}


class Transport(httpx.BaseTransport):
    """For ``httpx.Client`` and the generated client, from any number of threads.

    Args:
        verify: as for the clients.
        proxy: the URL of a proxy; None: no proxy.
        connections: how many requests may be under way at once; the next ones wait, up to
            the request's pool timeout.
        largest: bytes of a body, which is read as a whole; a larger one is an error.

    Raises:
        ConfigurationError: names everything that is wrong.
    """

    def __init__(
        self,
        *,
        verify: Verify = True,
        proxy: str | None = None,
        connections: int = 100,
        largest: int = LARGEST,
    ) -> None:
        refuse("Transport", verify, proxy=proxy, connections=connections, largest=largest)
        self._largest = largest
        self._threads = Threads(Way.of(verify, proxy), NO_LIMITS, connections=connections)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and read the whole answer.

        Raises:
            httpx.TransportError: there was none; see the module.
        """
        body = request.read()
        received = self._threads.receive(
            outgoing(request, body, self._largest), math.inf, timeout(request)
        )
        return response(received, request)

    def close(self) -> None:
        """Close all connections."""
        self._threads.close()


class AsyncTransport(httpx.AsyncBaseTransport):
    """For ``httpx.AsyncClient``, in one event loop; arguments as for :class:`Transport`."""

    def __init__(
        self,
        *,
        verify: Verify = True,
        proxy: str | None = None,
        connections: int = 100,
        largest: int = LARGEST,
    ) -> None:
        refuse("AsyncTransport", verify, proxy=proxy, connections=connections, largest=largest)
        self._largest = largest
        self._tasks = Tasks(Way.of(verify, proxy), NO_LIMITS, connections=connections)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and read the whole answer; errors as for :class:`Transport`."""
        body = await request.aread()
        received = await self._tasks.receive(
            outgoing(request, body, self._largest), math.inf, timeout(request)
        )
        return response(received, request)

    async def aclose(self) -> None:
        """Close all connections."""
        self._tasks.close()


def refuse(owner: str, verify: object, **given: object) -> None:
    """Look whether the arguments of a transport make sense.

    Raises:
        ConfigurationError: names everything that is wrong.
    """
    wrong = [*options.wrong(given, CHECKS), *unfit_trust(verify)]
    if wrong:
        with frames_cut:
            raise ConfigurationError(f"{owner}: {'; '.join(wrong)}")


def outgoing(request: httpx.Request, body: bytes, limit: int) -> Outgoing:
    """Return an httpx request as it goes out."""
    headers = [pair for pair in request.headers.raw if pair[0].lower() not in FRAMING]
    try:
        return Outgoing(
            Origin.of(request.url),
            request.method,
            request.url.raw_path.decode("ascii"),
            lines(headers),
            body,
            limit=limit,
        )
    except ValueError as error:
        raise httpx.LocalProtocolError(str(error), request=request) from None


def timeout(request: httpx.Request) -> httpx.Timeout:
    """Return the timeouts that a client has put into the request."""
    parts = request.extensions.get("timeout")
    return NO_LIMITS if parts is None else httpx.Timeout(**parts)


def response(result: Received | Failure, request: httpx.Request) -> httpx.Response:
    """Return what arrived as httpx has it.

    Raises:
        httpx.TransportError: there was no answer, or only half of one.
    """
    if isinstance(result, Failure):
        phase = NAMES.get(result.kind, "Read" if result.handed_over else "Write")
        kind = getattr(httpx, phase + ("Timeout" if result.late else "Error"))
        raise told(kind, result.text, request, result.handed_over)
    if not result.done or result.coded or result.full:
        half = httpx.ReadTimeout if result.late else httpx.RemoteProtocolError
        raise told(half, "the answer was not complete, or too large", request, result.handed_over)
    return httpx.Response(
        result.status,
        headers=result.headers,
        stream=httpx.ByteStream(result.body),
        extensions={"http_version": b"HTTP/1.1", "handed_over": result.handed_over},
    )


def told(
    kind: type[httpx.TransportError], text: str, request: httpx.Request, handed_over: bool
) -> httpx.TransportError:
    """Make an exception that says whether the request was handed over."""
    error: Any = kind(text, request=request)
    error.handed_over = handed_over
    raised: httpx.TransportError = error
    return raised
