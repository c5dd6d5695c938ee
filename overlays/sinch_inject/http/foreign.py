"""A transport of the user's own, through httpx.

It gives no proof of what it handed over, and the name of its exception is none: of the
clients in use, one calls a reset after sending a ConnectError, another a disconnect after
sending a ConnectTimeout. So all its failures count as after sending, unless its user vouches
for these names.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator

import anyio
import httpx

from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.lifetime import Lifetime
from sinch_inject.http.outgoing import Outgoing
from sinch_inject.http.trouble import LateError, bare, said

__all__ = ["Foreign", "limited"]

KINDS: tuple[tuple[type[Exception], Kind], ...] = (
    (httpx.PoolTimeout, Kind.POOL),
    (httpx.ConnectTimeout, Kind.CONNECT),
    (httpx.ConnectError, Kind.CONNECT),
    (httpx.ProxyError, Kind.CONNECT),
    (httpx.UnsupportedProtocol, Kind.CONNECT),
    (httpx.TimeoutException, Kind.TIMEOUT),
    (TimeoutError, Kind.TIMEOUT),
)
BEFORE_SENDING = (Kind.CONNECT, Kind.POOL)


class Foreign:
    """Sends through a transport that is not ours.

    Args:
        transport: for threads, or for event loops.
        timeout: of each phase.
        trusted: its user vouches that it raises ConnectError, ConnectTimeout, ProxyError and
            PoolTimeout only if nothing was sent.
        clock: monotonic seconds.
        one_loop: refuse another event loop than the first one.
    """

    def __init__(
        self,
        transport: httpx.BaseTransport | httpx.AsyncBaseTransport,
        timeout: httpx.Timeout,
        *,
        trusted: bool = False,
        clock: Callable[[], float] = time.monotonic,
        one_loop: bool = True,
    ) -> None:
        self._sync: httpx.Client | None = None
        self._async: httpx.AsyncClient | None = None
        if isinstance(transport, httpx.BaseTransport):
            self._sync = httpx.Client(transport=transport, trust_env=False)
        if isinstance(transport, httpx.AsyncBaseTransport):
            self._async = httpx.AsyncClient(transport=transport, trust_env=False)
        self._life = Lifetime(one_loop=one_loop)
        self._timeout = timeout
        self._trusted = trusted
        self._clock = clock

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from a thread, and read the answer as far as it is wanted.

        ``budget`` bounds each of the transport's own waits, and the reading as a whole.

        Raises:
            ConfigurationError: it is closed.
        """
        if self._sync is None:
            raise TypeError("an async transport cannot be used from a thread")
        self._life.check()
        end = self._clock() + budget
        try:
            response = self._sync.send(
                self._written(request, budget), stream=True, auth=None, follow_redirects=False
            )
        # A transport may raise anything, and whatever it is, the outcome must be said.
        except Exception as error:  # noqa: BLE001
            return self._failure(error)
        body, complete = b"", False
        try:
            for chunk in raw(response):
                body += chunk
                if too_much(body, request) or self._clock() > end:
                    break
            else:
                complete = True
        except Exception:  # noqa: BLE001 - the status is known, the body is not: not complete
            complete = False
        finally:
            # What a transport says when it is closed does not change what became of it.
            with contextlib.suppress(Exception):
                response.close()
        return answer(response, body, request, complete=complete)

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from an event loop; ``budget`` bounds all of it.

        Raises:
            ConfigurationError: it is closed, or belongs to another event loop.
        """
        if self._async is None:
            raise TypeError("a sync transport cannot be used from an event loop")
        self._life.check_loop()
        response: httpx.Response | None = None
        body, complete = b"", False
        with anyio.move_on_after(budget) as scope:
            try:
                response = await self._async.send(
                    self._written(request, budget), stream=True, auth=None, follow_redirects=False
                )
            # A transport may raise anything, and whatever it is, the outcome must be said.
            except Exception as error:  # noqa: BLE001
                return self._failure(error)
            try:
                async for chunk in araw(response):
                    body += chunk
                    if too_much(body, request):
                        break
                else:
                    complete = True
            except Exception:  # noqa: BLE001 - the status is known, the body is not: not complete
                complete = False
            finally:
                with contextlib.suppress(Exception):
                    await response.aclose()
        if response is None:
            return self._failure(LateError("the deadline came"))
        return answer(response, body, request, complete=complete and not scope.cancelled_caught)

    def close(self) -> None:
        """Close a transport for threads."""
        self._life.end()
        if self._sync is not None:
            self._sync.close()

    async def aclose(self) -> None:
        """Close a transport for event loops."""
        self._life.end()
        if self._async is not None and self._life.here():
            await self._async.aclose()

    def _written(self, request: Outgoing, budget: float) -> httpx.Request:
        written = httpx.Request(
            request.method,
            f"{request.origin.scheme}://{request.origin.netloc}{request.target}",
            headers=request.headers,
            content=request.body,
            extensions={"timeout": limited(self._timeout, budget)},
        )
        if request.body:
            written.stream = Watched(request.body)
        return written

    def _failure(self, error: Exception) -> Failure:
        kind = next((kind for raised, kind in KINDS if isinstance(error, raised)), Kind.LOST)
        handed_over = not (self._trusted and kind in BEFORE_SENDING)
        return Failure(kind, said(error), handed_over, cause=bare(error))


class Watched(httpx.ByteStream):
    """A body that knows how much of it was taken.

    The last byte comes alone. A transport that began to take it and did not ask for the end has
    not handed the request over; one that takes it in another way tells nothing.
    """

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self._parts = (body[:-1], body[-1:])
        self._begun = self._ended = False

    def __iter__(self) -> Iterator[bytes]:
        self._begun = True
        yield self._parts[0]
        self._ended = True
        yield self._parts[1]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part

    @property
    def handed_over(self) -> bool:
        """False only if the end of the body was never asked for."""
        return self._ended or not self._begun


def limited(timeout: httpx.Timeout, budget: float) -> dict[str, float | None]:
    """Return httpx's timeout extension with every part at most ``budget`` seconds."""
    if math.isinf(budget):
        return timeout.as_dict()
    budget = max(budget, 0.001)  # httpx takes 0 for "at once", which no connect survives
    return {
        name: budget if value is None else min(value, budget)
        for name, value in timeout.as_dict().items()
    }


def raw(response: httpx.Response) -> httpx.SyncByteStream:
    """Return the body as it comes: nothing is unpacked."""
    assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 - httpx's promise
    return response.stream


def araw(response: httpx.Response) -> httpx.AsyncByteStream:
    """Return the body as it comes, for an event loop."""
    assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - httpx's promise
    return response.stream


def too_much(body: bytes, request: Outgoing) -> bool:
    """Say whether more has come than is wanted."""
    return request.limit is not None and len(body) > request.limit


def answer(response: httpx.Response, body: bytes, request: Outgoing, *, complete: bool) -> Answer:
    """Return what arrived."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    body_sent = response.request.stream
    handed_over = not isinstance(body_sent, Watched) or body_sent.handed_over
    return Answer(response.status_code, headers, body[: request.limit], complete, handed_over)
