"""One request and its answer on one connection, without waiting.

A generator does what can be done at once, and yields (socket, events, until) for the rest:
wait until the socket is ready for one of the events, at most until that moment; then send it
True, or False when it got late. How to wait is the driver's (``threads.py``, ``tasks.py``),
and so is closing.

What it comes to is :class:`Received`, an answer or at least its head, or a
:class:`Failure`; either says whether the request was handed over to its last byte.
"""

from __future__ import annotations

import errno
import os
import socket
import ssl
from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

import httpx
from attrs import frozen

from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.connection import BOTH, READ, WRITE, Connection
from sinch_inject.http.outgoing import Origin, Outgoing, Proxy
from sinch_inject.http.received import Received
from sinch_inject.http.session import Session
from sinch_inject.http.tls import Verify, chosen_context
from sinch_inject.http.trouble import LateError, NotHttpError, RefusedError, bare, said

__all__ = ["Address", "Limits", "Waits", "Way", "answered", "exchange", "opened"]

T = TypeVar("T")
Waits = Generator[tuple[socket.socket, int, float], bool | None, T]
Address = tuple[Any, ...]  # as socket.getaddrinfo gives it
PENDING = (0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0))


@frozen
class Way:
    """How servers are reached.

    Attributes:
        context: for TLS.
        proxy: on the way to every server, or None.
    """

    context: ssl.SSLContext
    proxy: Proxy | None = None

    @classmethod
    def of(cls, verify: Verify, proxy: str | None) -> Way:
        """Read what users give.

        Args:
            verify: as for :func:`sinch_inject.http.tls.chosen_context`.
            proxy: the URL of a proxy, or None.

        Raises:
            ConfigurationError: one of them cannot be.
            ConnectionFailed: the certificates cannot be read now.
        """
        return cls(chosen_context(verify), None if proxy is None else Proxy.of(proxy))

    def first(self, origin: Origin) -> Origin:
        """Return what is connected to on the way to ``origin``."""
        return origin if self.proxy is None else self.proxy.origin


@frozen
class Limits:
    """Until when what must have happened.

    Attributes:
        clock: monotonic seconds.
        deadline: the moment that bounds everything.
        timeout: seconds for a free connection (``pool``); for address, TLS and tunnel together
            (``connect``); for handing over the whole request (``write``); for the whole
            answer, from then on (``read``). None is no limit.
    """

    clock: Callable[[], float]
    deadline: float
    timeout: httpx.Timeout

    def until(self, seconds: float | None) -> float:
        """Return the moment ``seconds`` from now, or the deadline if that is earlier."""
        return self.deadline if seconds is None else min(self.clock() + seconds, self.deadline)


# --------------------------------------------------------------------- request and answer


def exchange(
    connection: Connection, request: Outgoing, way: Way, limits: Limits
) -> Waits[Received | Failure]:
    """Hand over ``request``, and read its answer.

    An answer that comes before the last byte of the request was handed over ends the sending.
    What a driver does with the connection then, its ``keep`` and ``finished`` say.
    """
    kind, text = Kind.LOST, "the server closed the connection without an answer"
    cause: Exception | None = None
    received = Received(request.limit, bodiless=request.method == "HEAD")
    forwarding = way.proxy if request.origin.scheme == "http" else None
    try:
        connection.load(request.written(forwarding))
        # What comes from now on is taken as the answer. Before, it can only be something else.
        if not connection.silent():
            raise RefusedError("the server spoke or left before it was asked")
        try:
            if not connection.push():
                yield from _push_the_rest(connection, received, limits)
        except TimeoutError:
            raise
        except OSError as error:
            text, cause = said(error), bare(error)
            _read_what_is_there(connection, received)
        else:
            yield from _read(connection, received, limits)
    except TimeoutError as error:
        kind, text, received.late = Kind.TIMEOUT, said(error), True
        cause = bare(error)
    except (OSError, NotHttpError) as error:
        text, cause = said(error), bare(error)
    received.handed_over = not connection.unsent
    connection.finished = received.done and received.handed_over
    alone = received.keep and not received.extra and connection.clean
    connection.keep = alone and connection.finished
    if received.status:
        return received
    return Failure(kind, text, received.handed_over, received.late, cause)


def _push_the_rest(connection: Connection, received: Received, limits: Limits) -> Waits[None]:
    """Hand over what the kernel did not take at once, until it has it all or an answer comes."""
    until = limits.until(limits.timeout.write)
    while not connection.push():
        if not (yield connection.socket, BOTH, until):
            raise LateError("the request could not be handed over in time")
        _read_what_is_there(connection, received)
        if received.status or connection.ended:
            return


def _read(connection: Connection, received: Received, limits: Limits) -> Waits[None]:
    """Read until the answer is here, or there is more of it than is wanted."""
    until = limits.until(limits.timeout.read)
    while not (received.done or received.full or connection.ended):
        if not (yield connection.socket, READ, until):
            raise LateError("no complete answer came in time")
        _read_what_is_there(connection, received)
    if connection.ended and not connection.torn:
        received.end()


def _read_what_is_there(connection: Connection, received: Received) -> None:
    """Read as far as is wanted of what has come.

    All of it: an event loop may tell of the end of a connection only once (uvloop of a reset).
    """
    while not (received.done or received.full):
        data = connection.pull()
        if not data:
            return
        received.feed(data)


# ------------------------------------------------------------------------------- connecting


def opened(
    connection: Connection, addresses: Sequence[Address], way: Way, limits: Limits
) -> Waits[Failure | None]:
    """Connect, and agree on TLS and on a tunnel where they are due; return what went wrong."""
    until = limits.until(limits.timeout.connect)
    origin, proxy = connection.origin, way.proxy
    try:
        connection.sock = yield from _connected(addresses, until, limits.clock)
        if proxy is not None and proxy.origin.scheme == "https":
            yield from _secured(connection, way.context, proxy.origin.host, until)
        if origin.scheme == "https":
            if proxy is not None:
                answer = limits.until(limits.timeout.read)
                yield from _tunnelled(connection, proxy, min(until, answer))
            yield from _secured(connection, way.context, origin.host, until)
        if not connection.stands():
            raise RefusedError("the server spoke or left before it was asked")
    except (OSError, NotHttpError) as error:
        late = isinstance(error, TimeoutError)
        return Failure(Kind.CONNECT, said(error), False, late, bare(error))
    return None


def _connected(
    addresses: Sequence[Address], until: float, clock: Callable[[], float]
) -> Waits[socket.socket]:
    """Try one address after the other; each has its share of the time that is left."""
    trouble: OSError = RefusedError("the name has no address")
    for tried, (family, kind, protocol, _, address) in enumerate(addresses):
        now = clock()
        share = (until - now) / (len(addresses) - tried)
        sock = None
        try:
            sock = socket.socket(family, kind, protocol)
            yield from _connect(sock, address, now + share)
        except OSError as error:
            trouble = error
        except BaseException:  # the caller waits no more
            if sock is not None:
                sock.close()
            raise
        else:
            return sock
        if sock is not None:
            sock.close()
    raise trouble


def _connect(sock: socket.socket, address: Any, until: float) -> Waits[None]:
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    code = sock.connect_ex(address)
    if code in PENDING:
        if not (yield sock, WRITE, until):
            raise LateError("no connection came about in time")
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, os.strerror(code))


def _secured(
    connection: Connection, context: ssl.SSLContext, host: str, until: float
) -> Waits[None]:
    """Agree on TLS, inside of what is agreed already."""
    session, done = Session(context, host), False
    arrived = b""
    while not done:
        data, done = session.shake_hands(arrived)
        yield from _say(connection, data, until)
        if not done:
            arrived = yield from _heard(connection, until, "TLS")
    connection.layers.append(session)


def _tunnelled(connection: Connection, proxy: Proxy, until: float) -> Waits[None]:
    """Have the proxy connect to the server."""
    host, port = connection.origin.host, connection.origin.port
    name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    target = name.encode("ascii")
    head = b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (target, target, proxy.authorization)
    yield from _say(connection, head, until)
    received = Received(bodiless=True)
    while not received.done:
        received.feed((yield from _heard(connection, until, "the tunnel")))
    if not 200 <= received.status < 300:
        raise RefusedError(f"the proxy answered {received.status}")
    if received.extra:
        raise NotHttpError("the proxy sent something before the tunnel was in use")


def _say(connection: Connection, data: bytes, until: float) -> Waits[None]:
    connection.load(data)
    while not connection.push():
        if not (yield connection.socket, BOTH, until):
            raise LateError("no connection came about in time")


def _heard(connection: Connection, until: float, what: str) -> Waits[bytes]:
    while True:
        if not (yield connection.socket, READ, until):
            raise LateError(f"{what} was not agreed on in time")
        data = connection.pull()
        if data:
            return data
        if connection.ended:
            raise RefusedError(f"the connection was closed before {what} was agreed on")


def answered(result: Received | Failure) -> Answer | Failure:
    """Return what arrived as those see it who decide on it."""
    if isinstance(result, Failure):
        return result
    headers: dict[str, str] = {}
    for raw, value in result.headers:
        name, text = raw.decode("latin-1"), value.decode("latin-1")
        headers[name] = f"{headers[name]}, {text}" if name in headers else text
    complete = result.done and not result.full and not result.coded
    return Answer(result.status, headers, result.body, complete, result.handed_over)
