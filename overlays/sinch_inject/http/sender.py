"""Hand one request to an HTTP engine, and say what became of it.

Whether a byte of the request was handed over decides between *not sent* and *unknown*, and
is never read off an exception's name. httpx's own transports report every step of a
connection to a ``trace`` callback; once one of them says that sending starts, the request
counts as handed over. A transport that says nothing is *unproved*: all its failures count as
after sending, unless its user vouches for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import anyio
import httpx
import sniffio

from sinch_inject.errors import ConfigurationError
from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.outgoing import Outgoing
from sinch_inject.http.punctual import UnaskedError, due_in

__all__ = ["LARGEST_BODY", "AsyncSender", "FreshSender", "HttpxSender", "SyncSender", "limited"]

LARGEST_BODY = 64 * 1024  # bytes of an answer that are read; this API's answers are tiny
LONGEST = 1e6  # seconds; a longer timeout is none
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


class Trace:
    """Listens to one attempt.

    Attributes:
        started: sending began.
        broke_off: it ended before all of the request was handed over.
    """

    def __init__(self) -> None:
        self.started = False
        self.broke_off = False

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of an event, as httpcore reports them."""
        # "http11.send_request_headers.started" and its like. Only these name their request, and
        # a proxy's CONNECT is not ours.
        if ".send_" in event and event.endswith(".started"):
            method = getattr(info.get("request"), "method", b"POST")
            self.started = self.started or method != b"CONNECT"
        elif ".send_" in event and event.endswith(".failed"):
            self.broke_off = self.started

    async def note(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of an event, for the async engine."""
        self(event, info)


def limited(timeout: httpx.Timeout, budget: float) -> dict[str, float | None]:
    """Return httpx's timeout extension with every part at most ``budget`` seconds."""
    if math.isinf(budget):
        return timeout.as_dict()
    budget = max(budget, 0.001)  # httpx takes 0 for "at once", which no connect survives
    return {
        name: budget if value is None else min(value, budget)
        for name, value in timeout.as_dict().items()
    }


def failure(error: Exception, trace: Trace, *, proved: bool, trusted: bool) -> Failure:
    """Say what kind of failure an exception is, and whether anything had been handed over."""
    kind = next((kind for raised, kind in KINDS if isinstance(error, raised)), Kind.LOST)
    vouched = trusted and kind in BEFORE_SENDING
    started = trace.started and not isinstance(error.__cause__, UnaskedError)
    return Failure(kind, said(error), started if proved else not vouched)


def said(error: BaseException) -> str:
    """Name an exception, and what the system or OpenSSL says in words of its own.

    The text of the exception is not quoted: it may repeat what the server sent, or what a
    transport of the user's own put into it.
    """
    found: BaseException | None = error
    while found is not None:
        words = _system_words(found)
        if words:
            return f"{type(error).__name__}: {words}"
        found = found.__cause__ or found.__context__
    status = re.match(r"[1-5][0-9]{2}\b", str(error))  # of "407 Whatever The Proxy Says"
    if isinstance(error, httpx.ProxyError) and status:
        return f"{type(error).__name__}: the proxy answered {status[0]}"
    return type(error).__name__


def _system_words(error: BaseException) -> str:
    """Return what is known to be no quotation, or nothing."""
    if isinstance(error, UnaskedError):
        return str(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate verify failed: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"TLS: {error.reason.lower().replace('_', ' ')}" if error.reason else "TLS"
    if isinstance(error, socket.gaierror):
        return "the name could not be resolved"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return ""


def answer(response: httpx.Response, body: bytes, trace: Trace, *, complete: bool) -> Answer:
    """Return what arrived."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    whole = not trace.broke_off
    return Answer(response.status_code, headers, body[:LARGEST_BODY], complete, whole)


def raw(response: httpx.Response) -> httpx.SyncByteStream:
    """Return the body as it comes: nothing is unpacked."""
    assert isinstance(response.stream, httpx.SyncByteStream)  # noqa: S101 - httpx's promise
    return response.stream


def araw(response: httpx.Response) -> httpx.AsyncByteStream:
    """Return the body as it comes, for an event loop."""
    assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - httpx's promise
    return response.stream


class SyncSender:
    """Sends from threads.

    Args:
        client: the httpx client; its auth is not used.
        timeout: of each phase.
        proved: its transport reports to the trace, as httpx's own do.
        trusted: an unproved transport whose user vouches for it.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        client: httpx.Client,
        timeout: httpx.Timeout,
        *,
        proved: bool,
        trusted: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._timeout = timeout
        self._proved = proved
        self._trusted = trusted
        self._clock = clock

    def send(self, request: httpx.Request, budget: float) -> Answer | Failure:
        """Send, and read at most 64 KiB of the answer."""
        end = self._clock() + budget
        trace = Trace()
        request.extensions = {
            **request.extensions,
            "timeout": limited(self._timeout, budget),
            "trace": trace,
        }
        with due_in(budget):
            try:
                response = self._client.send(
                    request, stream=True, auth=None, follow_redirects=False
                )
            # A transport may raise anything, and whatever it is, the outcome must be said.
            except Exception as error:  # noqa: BLE001
                return failure(error, trace, proved=self._proved, trusted=self._trusted)
            body, complete = b"", False
            try:
                for chunk in raw(response):
                    body += chunk
                    if len(body) > LARGEST_BODY or self._clock() > end:
                        break
                else:
                    complete = True
            except Exception:  # noqa: BLE001 - the status is known, the body is not: not complete
                complete = False
            finally:
                # What a transport says when it is closed does not change what became of it.
                with contextlib.suppress(Exception):
                    response.close()
        return answer(response, body, trace, complete=complete)

    async def asend(self, request: httpx.Request, budget: float) -> Answer | Failure:
        """Refuse: this sender is for threads."""
        raise TypeError("a sync transport cannot be used from an event loop")


class AsyncSender:
    """Sends from an event loop. Arguments as for :class:`SyncSender`."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        timeout: httpx.Timeout,
        *,
        proved: bool,
        trusted: bool = False,
    ) -> None:
        self._client = client
        self._timeout = timeout
        self._proved = proved
        self._trusted = trusted

    def send(self, request: httpx.Request, budget: float) -> Answer | Failure:
        """Refuse: this sender is for an event loop."""
        raise TypeError("an async transport cannot be used from a thread")

    async def asend(self, request: httpx.Request, budget: float) -> Answer | Failure:
        """Send, and read at most 64 KiB of the answer; ``budget`` bounds all of it."""
        trace = Trace()
        request.extensions = {
            **request.extensions,
            "timeout": limited(self._timeout, budget),
            "trace": trace.note,
        }
        response: httpx.Response | None = None
        body, complete = b"", False
        with anyio.move_on_after(budget) as scope:
            try:
                response = await self._client.send(
                    request, stream=True, auth=None, follow_redirects=False
                )
            # A transport may raise anything, and whatever it is, the outcome must be said.
            except Exception as error:  # noqa: BLE001
                return failure(error, trace, proved=self._proved, trusted=self._trusted)
            try:
                async for chunk in araw(response):
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        break
                else:
                    complete = True
            except Exception:  # noqa: BLE001 - the status is known, the body is not: not complete
                complete = False
            finally:
                with contextlib.suppress(Exception):
                    await response.aclose()
        if response is None:
            late = TimeoutError("the deadline came")
            assert scope.cancelled_caught  # noqa: S101 - else there is a response or a return
            return failure(late, trace, proved=self._proved, trusted=self._trusted)
        complete = complete and not scope.cancelled_caught
        return answer(response, body, trace, complete=complete)


class HttpxSender:
    """Sends through httpx, over connections that are made when they are first needed.

    In a forked child they are made anew: the parent's are not ours to use or to close. Those
    for an event loop serve the one that they were first used in.

    Args:
        threads: makes the transport for threads; None: this sender is not for them.
        tasks: makes the transport for an event loop, likewise.
        timeout: of each phase.
        proved: the transports report to the trace, as httpx's own do.
        trusted: unproved transports whose user vouches for them.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        *,
        threads: Callable[[], httpx.BaseTransport] | None,
        tasks: Callable[[], httpx.AsyncBaseTransport] | None,
        timeout: httpx.Timeout,
        proved: bool,
        trusted: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_threads = threads
        self._make_tasks = tasks
        self._timeout = timeout
        self._proved = proved
        self._trusted = trusted
        self._clock = clock
        self._closed = False
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._threads: httpx.Client | None = None
        self._tasks: httpx.AsyncClient | None = None
        self._loop: object = None

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from a thread."""
        if self._make_threads is None:
            raise TypeError("an async transport cannot be used from a thread")
        if self._pid != os.getpid():
            self._begin()  # the lock may be held by a thread that is not here
        with self._lock:
            self._refuse_closed()
            if self._threads is None:
                self._threads = httpx.Client(transport=self._make_threads(), trust_env=False)
            client = self._threads
        sender = SyncSender(
            client, self._timeout, proved=self._proved, trusted=self._trusted, clock=self._clock
        )
        return sender.send(httpx_request(request), budget)

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from an event loop."""
        if self._make_tasks is None:
            raise TypeError("a sync transport cannot be used from an event loop")
        self._refuse_closed()
        loop = current_loop()
        if self._tasks is None:
            self._tasks = httpx.AsyncClient(transport=self._make_tasks(), trust_env=False)
            self._loop = loop
        elif self._loop is not loop:
            raise ConfigurationError(
                "this AsyncInjectClient was first used in another event loop; "
                "make one per event loop (they can share `auth`)"
            )
        sender = AsyncSender(self._tasks, self._timeout, proved=self._proved, trusted=self._trusted)
        return await sender.asend(httpx_request(request), budget)

    def close(self) -> None:
        """Close the connections of threads; those in use are closed when they are done."""
        if self._pid != os.getpid():
            self._begin()
        with self._lock:
            self._closed = True
            client, self._threads = self._threads, None
        if client is not None:
            client.close()

    async def aclose(self) -> None:
        """Close the connections of the event loop, in it."""
        self._closed = True
        client, self._tasks = self._tasks, None
        if client is not None and self._loop is current_loop():
            await client.aclose()

    def _refuse_closed(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")


class FreshSender:
    """Sends each request over a connection of its own.

    For what is rare: nothing is left open, nothing is bound to an event loop, and no idle
    connection can be the one that the server closes.

    Args:
        make: makes a sender.
        close_threads: close its connections of threads, which are not the caller's own.
        close_tasks: likewise those of event loops.
    """

    def __init__(
        self,
        make: Callable[[], HttpxSender],
        *,
        close_threads: bool = True,
        close_tasks: bool = True,
    ) -> None:
        self._make = make
        self._close_threads = close_threads
        self._close_tasks = close_tasks

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from a thread."""
        sender = self._make()
        try:
            return sender.send(request, budget)
        finally:
            if self._close_threads:
                sender.close()

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from an event loop."""
        sender = self._make()
        try:
            return await sender.asend(request, budget)
        finally:
            if self._close_tasks:
                await sender.aclose()


def httpx_request(request: Outgoing) -> httpx.Request:
    """Return what httpx sends for ``request``."""
    return httpx.Request(
        request.method,
        f"{request.origin.scheme}://{request.origin.netloc}{request.target}",
        headers=request.headers,
        content=request.body,
    )


def current_loop() -> object:
    """Return what identifies the running event loop, of asyncio or of trio."""
    if sniffio.current_async_library() == "trio":
        import trio

        return trio.lowlevel.current_trio_token()
    return asyncio.get_running_loop()
