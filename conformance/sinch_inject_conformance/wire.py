"""Send exactly the bytes a case asks for, and take whatever comes back.

An HTTP library for applications mends requests and raises on strange answers. A judge must do
neither, so this stands on ``http.client``: any method, any content type, any body, none of
the headers that nobody asked for; a connection that breaks is an answer too.
"""

from __future__ import annotations

import http.client
import json
import shlex
import ssl
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from attrs import field, frozen

__all__ = ["TIMEOUT", "Answer", "Request", "Wire", "curl", "pairs"]

TIMEOUT = 30.0  # seconds without an answer
SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})
SHOWN_BODY = 400
LONGEST_IN_COMMAND = 8_000


@frozen
class Request:
    """What goes out: the path as it stands on the wire, and a body of bytes."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None


@frozen
class Answer:
    """What came back. ``status`` 0 means that there was no answer; ``error`` says why."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    error: str = ""
    elapsed: float = 0.0
    request: Request | None = field(default=None, eq=False)

    def header(self, name: str) -> str | None:
        """Return a header by its name in any case, several joined with a comma."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
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
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port
        self._prefix = parts.path.rstrip("/")
        self._before = before
        self._keep = keep
        self._timeout = timeout
        self._context = ssl.create_default_context() if self._secure else None
        self._connection: http.client.HTTPConnection | None = None
        self.sent = 0

    def send(self, request: Request) -> Answer:
        """Send one request, once, on a kept connection or a new one."""
        if self._before is not None:
            self._before()
        self.sent += 1
        started = time.perf_counter()
        fresh = self._connection is None
        answer = self._attempt(request)
        if answer.status == 0 and not fresh:
            # A kept connection may have been closed while idle; only a new one says something.
            answer = self._attempt(request)
        return Answer(
            answer.status,
            answer.headers,
            answer.body,
            answer.error,
            time.perf_counter() - started,
            request,
        )

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _attempt(self, request: Request) -> Answer:
        connection = self._connection or self._connect()
        self._connection = connection
        try:
            self._write(connection, request)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return Answer(0, error=f"{type(error).__name__}: {error}")
        headers = tuple(response.getheaders())
        if response.will_close or not self._keep:
            self.close()
        return Answer(response.status, headers, body)

    def _connect(self) -> http.client.HTTPConnection:
        if self._secure:
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=self._timeout, context=self._context
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)

    def _write(self, connection: http.client.HTTPConnection, request: Request) -> None:
        connection.putrequest(
            request.method, self._prefix + request.path, skip_accept_encoding=True
        )
        for name, value in request.headers:
            connection.putheader(name, value)
        if request.body is not None or request.method in {"POST", "PUT", "PATCH"}:
            connection.putheader("Content-Length", str(len(request.body or b"")))
        connection.endheaders()
        try:
            if request.body:
                connection.send(request.body)
        except (BrokenPipeError, ConnectionResetError):
            # A server may refuse a large body before it has read it; its answer is what counts.
            return


def curl(origin: str, request: Request) -> str:
    """Return a shell command that repeats a request, with placeholders for secrets."""
    words = ["curl", "-i", "-X", request.method, shlex.quote(origin + request.path)]
    words += [f"-H {_header(name, value)}" for name, value in request.headers]
    if request.body is not None:
        words.append(_data(request.body))
    return " ".join(words)


def _header(name: str, value: str) -> str:
    if name.lower() not in SECRET_HEADERS:
        return shlex.quote(f"{name}: {value}")
    scheme = value.partition(" ")[0]
    # In double quotes, so that the shell fills it in.
    return f'"{name}: {"Bearer" if scheme.lower() == "bearer" else "Basic"} $CREDENTIALS"'


def _data(body: bytes) -> str:
    if len(body) > LONGEST_IN_COMMAND:
        return f"--data-binary @body.bin  # {len(body)} bytes, not shown"
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text.isprintable() and text:
        return f"--data-binary {shlex.quote(text)}"
    escaped = "".join(f"\\{byte:03o}" for byte in body)
    return f"--data-binary @<(printf '{escaped}')"


def pairs(*headers: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Return the headers that have a value."""
    return tuple((name, value) for name, value in headers if value is not None)
