"""Send exactly the bytes a case asks for, and take whatever comes back.

An HTTP library repairs requests and forgives answers. A judge must do neither, so this stands on
sockets: any method, any framing, any bytes, none of the headers that nobody asked for; a
connection that breaks is an answer too, and what is wrong with an answer's framing is noted.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from sinch_inject_conformance.connection import Connection
from sinch_inject_conformance.framing import Broken, Received

__all__ = ["TIMEOUT", "Answer", "Request", "Wire", "pairs", "plain"]

TIMEOUT = 30.0  # seconds without an answer
SHOWN_BODY = 400
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


@frozen
class Request:
    """What goes out: the path as it stands on the wire, and a body of bytes.

    Args:
        method: as it is written.
        path: the request target, percent-encoded by whoever made it.
        headers: beside Host and Content-Length, which are added.
        body: None for none.
        shape: writes the request in another way than usual, as parts that are sent one after
            the other. Its arguments are the request and the value of Host.
        waits: whether, between the first part and the rest, the server is given the chance to
            say ``100 Continue`` or to answer.
        ends: whether the sending half of the connection is closed behind it.
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    shape: Callable[[Request, str], Sequence[bytes]] | None = field(default=None, eq=False)
    waits: bool = False
    ends: bool = False

    def parts(self, host: str) -> Sequence[bytes]:
        """Return what is written to the connection."""
        return plain(self, host) if self.shape is None else self.shape(self, host)


def plain(request: Request, host: str) -> Sequence[bytes]:
    """Write a request as everybody does."""
    lines = [f"{request.method} {request.path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    if request.body is not None or request.method in WITH_BODY:
        lines.append(f"Content-Length: {len(request.body or b'')}")
    head = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")
    return [head + (request.body or b"")]


@frozen
class Answer:
    """What came back. ``status`` 0 means that there was no answer; ``error`` says why.

    ``faults`` is what is wrong with its framing (RFC 9112), whatever was asked. ``elapsed`` and
    ``ended`` are seconds, the latter of a clock that only ever grows.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    error: str = ""
    elapsed: float = 0.0
    ended: float = 0.0
    request: Request | None = field(default=None, eq=False)
    faults: tuple[str, ...] = ()
    interim: tuple[int, ...] = ()

    def values(self, name: str) -> list[str]:
        """Return every value of a header, by its name in any case."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str | None:
        """Return a header by its name in any case, several joined with a comma."""
        values = self.values(name)
        return ", ".join(values) if values else None

    def json(self) -> object:
        """Return the body as a JSON value.

        Raises:
            ValueError: it is not JSON in UTF-8.
        """
        value: object = json.loads(self.body.decode("utf-8"))
        return value

    def summary(self) -> str:
        """Say what came back in one line."""
        if self.status == 0:
            return f"no answer ({self.error})"
        text = self.body[:SHOWN_BODY].decode("utf-8", "replace").strip()
        return f"{self.status} {text}".strip()


class Wire:
    """A connection to one origin, made again whenever the server closes it.

    Args:
        origin: scheme, host and port.
        before: called before each request; waits in it limit the rate.
        keep: use a connection again. A kept one that turns out to be closed makes the request
            go out a second time, which must not happen on a server of somebody else.
        timeout: seconds without an answer after which there is none.
    """

    def __init__(
        self,
        origin: str,
        *,
        before: Callable[[], None] | None = None,
        keep: bool = True,
        timeout: float = TIMEOUT,
    ) -> None:
        parts = urlsplit(origin)
        secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if secure else 80)
        self.authority = parts.netloc.rpartition("@")[2]
        self._prefix = parts.path.rstrip("/")
        self._before = before
        self._keep = keep
        self._timeout = timeout
        self._context = ssl.create_default_context() if secure else None
        self._kept: Connection | None = None
        self.sent = 0

    def send(self, request: Request) -> Answer:
        """Send one request, once, on a kept connection or a new one."""
        started = time.perf_counter()
        kept, self._kept = self._kept, None
        if kept is not None and not self._idle(kept):
            kept = None
        connection, answer = self._on(kept, request)
        if kept is not None and answer.status == 0 and answer.error.startswith("closed"):
            # A kept connection may have been closed while idle; only a new one says something.
            connection, answer = self._on(None, request)
        if connection is not None:
            if connection.usable and self._keep:
                self._kept = connection
            else:
                connection.close()
        return _timed(answer, started)

    def send_on(self, connection: Connection, request: Request) -> Answer:
        """Send one request on a connection of the caller's; never a second time."""
        self._count()
        started = time.perf_counter()
        answer = self._exchange(connection, request)
        return _timed(answer, started)

    def pipeline(self, requests: Sequence[Request]) -> list[Answer]:
        """Send several requests in one write on a new connection, then read their answers."""
        for _ in requests:
            self._count()
        answers: list[Answer] = []
        try:
            connection = self.connect()
            connection.write([b"".join(part for one in requests for part in self.written(one))])
            for request in requests:
                last = len(answers) == len(requests) - 1
                received = connection.read(request.method)
                answers.append(_answer(received, connection, request, last=last))
            connection.close()
        except (OSError, Broken) as error:
            lost = Answer(0, error=_words(error))
            answers += [lost] * (len(requests) - len(answers))
        return answers

    def at_once(self, requests: Sequence[Request]) -> list[Answer]:
        """Send all requests in the same moment, each on a connection that is open already."""
        answers = [Answer(0, error="not sent")] * len(requests)
        barrier = threading.Barrier(len(requests))
        lines = [self.connect() for _ in requests]

        def send(number: int) -> None:
            barrier.wait(30)
            answers[number] = self.send_on(lines[number], requests[number])

        threads = [threading.Thread(target=send, args=(n,)) for n in range(len(requests))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for line in lines:
            line.close()
        return answers

    def connect(self) -> Connection:
        """Return a new connection.

        Raises:
            OSError: there is none.
        """
        return Connection(self._host, self._port, context=self._context, timeout=self._timeout)

    def close(self) -> None:
        """Close the connection."""
        if self._kept is not None:
            self._kept.close()
            self._kept = None

    def written(self, request: Request) -> Sequence[bytes]:
        """Return a request as it goes to the connection."""
        whole = evolve(request, path=self._prefix + request.path) if self._prefix else request
        return whole.parts(self.authority)

    def _count(self) -> None:
        if self._before is not None:
            self._before()
        self.sent += 1

    def _idle(self, connection: Connection) -> bool:
        """Tell whether a kept connection can be used; one with something to read cannot."""
        if not connection.stray() and connection.usable:
            return True
        connection.close()
        return False

    def _on(
        self, connection: Connection | None, request: Request
    ) -> tuple[Connection | None, Answer]:
        self._count()
        try:
            connection = connection or self.connect()
        except OSError as error:
            return None, Answer(0, error=_words(error), request=request)
        return connection, self._exchange(connection, request)

    def _exchange(self, connection: Connection, request: Request) -> Answer:
        parts = self.written(request)
        try:
            if request.waits:
                connection.write(parts[:1])
                first = connection.read("100")
                if first.status != 100:
                    return _answer(first, connection, request)
                connection.write(parts[1:])
            else:
                connection.write(parts)
            if request.ends:
                connection.end()
            return _answer(connection.read(request.method), connection, request)
        except (OSError, Broken) as error:
            connection.close()
            return Answer(0, error=_words(error), request=request)


def _timed(answer: Answer, started: float) -> Answer:
    ended = time.perf_counter()
    return evolve(answer, elapsed=ended - started, ended=ended)


def _words(error: Exception) -> str:
    if isinstance(error, ConnectionError):
        return f"closed: {type(error).__name__}: {error}"
    return str(error) if isinstance(error, Broken) else f"{type(error).__name__}: {error}"


def _answer(
    received: Received, connection: Connection, request: Request, *, last: bool = True
) -> Answer:
    faults = received.faults
    if last and connection.usable and connection.stray():
        faults = (*faults, "bytes behind the end of the answer")
        connection.usable = False
    return Answer(
        received.status,
        received.headers,
        received.body,
        request=request,
        faults=faults,
        interim=received.interim,
    )


def pairs(*headers: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Return the headers that have a value."""
    return tuple((name, value) for name, value in headers if value is not None)
