"""Was the request handed over? Once it is judged that it was not, nothing more of it leaves."""

from __future__ import annotations

import ssl
import time

import httpx
import pytest
from sinch_inject.http.answer import Answer, Failure, Kind
from support.engines import ENGINES, Engine, outgoing
from support.hostile import Connection, Gone, Hostile

LARGE = b"[" + b"1," * 8_000_000 + b"1]"  # 16 MB: more than any kernel takes at once
HASTY = httpx.Timeout(connect=20.0, write=0.3, read=0.3, pool=20.0)
PATIENT = httpx.Timeout(20.0)
SLOW_DOWN = b"HTTP/1.1 429 Slow Down\r\nContent-Length: 2\r\n\r\n{}"
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
Tls = tuple[ssl.SSLContext, ssl.SSLContext] | None

pytestmark = [
    pytest.mark.parametrize("engine", ENGINES, ids=str),
    pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "tls"]),
]


@pytest.fixture
def tls(encrypted: bool, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> Tls:
    return (server_tls, client_tls) if encrypted else None


class Count:
    """What arrived of request bodies."""

    def __init__(self) -> None:
        self.bodies: list[int] = []


def reads_the_rest(connection: Connection, count: Count, answer: bytes) -> None:
    """Answer, and a while later read all that still comes."""
    connection.send(answer)
    connection.server.stopping.wait(0.3)
    seen = 0
    try:
        while True:
            seen += len(connection.take())
    except Gone:
        count.bodies.append(seen)


def test_an_early_answer_ends_the_sending(engine: Engine, tls: Tls) -> None:
    """The next POST must not go out as the rest of the first one's body."""
    count = Count()
    requests: list[str] = []

    def script(connection: Connection) -> None:
        line, headers = connection.head()
        requests.append(line)
        if int(headers["content-length"]) == len(LARGE):
            reads_the_rest(connection, count, SLOW_DOWN)
        else:
            connection.rest(headers)
            connection.send(FINE)

    with Hostile(script, tls=tls and tls[0]) as server:
        early, next_one = engine.send(
            outgoing(server.url, LARGE), outgoing(server.url), tls=tls and tls[1]
        )
    assert isinstance(early, Answer)
    assert (early.status, early.body, early.complete) == (429, b"{}", True)
    assert not early.handed_over
    assert isinstance(next_one, Answer)
    assert (next_one.status, next_one.handed_over) == (200, True)
    assert requests == ["POST /v1/messages HTTP/1.1"] * 2
    assert server.connections == 2
    assert len(count.bodies) == 1
    assert count.bodies[0] < len(LARGE)


@pytest.mark.parametrize("deed", ["close", "eof"])
def test_an_early_answer_and_the_end_of_the_connection(engine: Engine, tls: Tls, deed: str) -> None:
    """With unread bytes in its kernel a server that closes resets; the answer is read still."""

    def script(connection: Connection) -> None:
        connection.head()
        connection.send(SLOW_DOWN)
        connection.server.stopping.wait(0.2)
        getattr(connection, deed)()

    with Hostile(script, tls=tls and tls[0]) as server:
        (early,) = engine.send(outgoing(server.url, LARGE), tls=tls and tls[1])
    assert isinstance(early, Answer)
    assert (early.status, early.handed_over) == (429, False)


@pytest.mark.parametrize("interim", [b"", b"HTTP/1.1 100 Continue\r\n\r\n"], ids=["", "1xx"])
def test_an_answer_to_the_whole_request_is_not_early(
    engine: Engine, tls: Tls, interim: bytes
) -> None:
    def script(connection: Connection) -> None:
        _, headers = connection.head()
        connection.send(interim)
        connection.server.stopping.wait(0.05)
        connection.rest(headers)
        connection.send(FINE)
        connection.take()

    with Hostile(script, tls=tls and tls[0]) as server:
        (result,) = engine.send(outgoing(server.url, LARGE), tls=tls and tls[1], timeout=PATIENT)
    assert isinstance(result, Answer)
    assert (result.status, result.handed_over) == (200, True)


@pytest.mark.parametrize(
    ("deed", "kind"), [("reset", Kind.LOST), ("eof", Kind.LOST), ("hang", Kind.TIMEOUT)]
)
def test_the_last_byte_was_never_handed_over(
    engine: Engine, tls: Tls, deed: str, kind: Kind
) -> None:
    count = Count()

    def script(connection: Connection) -> None:
        connection.head()
        if deed == "hang":
            connection.server.stopping.wait(1.0)  # longer than the client is patient
            reads_the_rest(connection, count, b"")
        else:
            connection.server.stopping.wait(0.2)
            getattr(connection, deed)()

    with Hostile(script, tls=tls and tls[0]) as server:
        timeout = HASTY if deed == "hang" else PATIENT
        (result,) = engine.send(outgoing(server.url, LARGE), tls=tls and tls[1], timeout=timeout)
    assert isinstance(result, Failure), result
    assert (result.kind, result.handed_over) == (kind, False)
    # What the client's kernel still had may arrive or not; the last byte never does.
    assert all(seen < len(LARGE) for seen in count.bodies)


@pytest.mark.parametrize(
    ("deed", "kind"), [("reset", Kind.LOST), ("eof", Kind.LOST), ("hang", Kind.TIMEOUT)]
)
def test_the_last_byte_was_handed_over(engine: Engine, tls: Tls, deed: str, kind: Kind) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        getattr(connection, deed)()

    with Hostile(script, tls=tls and tls[0]) as server:
        timeout = HASTY if deed == "hang" else PATIENT
        (result,) = engine.send(outgoing(server.url), tls=tls and tls[1], timeout=timeout)
    assert isinstance(result, Failure), result
    assert (result.kind, result.handed_over) == (kind, True)


@pytest.mark.parametrize("wait_for", ["read", "write", "deadline"])
def test_drips_do_not_prolong_anything(engine: Engine, tls: Tls, wait_for: str) -> None:
    """Each byte of the answer comes in time; all of it does not."""

    def script(connection: Connection) -> None:
        if wait_for == "write":
            connection.head()
            while not connection.server.stopping.wait(0.02):
                connection.take()
        else:
            connection.request()
            connection.drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10_000, every=0.02)

    limited = {"read": httpx.Timeout(20.0, read=0.4), "write": httpx.Timeout(20.0, write=0.4)}
    began = time.monotonic()
    with Hostile(script, tls=tls and tls[0]) as server:
        (result,) = engine.send(
            outgoing(server.url, LARGE if wait_for == "write" else b"{}"),
            tls=tls and tls[1],
            timeout=limited.get(wait_for, PATIENT),
            budget=0.4 if wait_for == "deadline" else 60.0,
        )
    assert isinstance(result, Failure), result
    assert (result.kind, result.late) == (Kind.TIMEOUT, True)
    assert result.handed_over == (wait_for != "write")
    assert time.monotonic() - began < 15  # all other limits are 20 seconds and more


def test_tls_that_ends_without_notice_ends_no_answer(engine: Engine, tls: Tls) -> None:
    """Without a length, the end of the connection ends an answer; under TLS it must be said."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\n\r\n{}")
        connection.eof()

    with Hostile(script, tls=tls and tls[0]) as server:
        (result,) = engine.send(outgoing(server.url), tls=tls and tls[1])
    assert isinstance(result, Answer)
    assert result.complete == (tls is None)


def test_tls_that_ends_with_notice_ends_an_answer(engine: Engine, tls: Tls) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\n\r\n{}")
        connection.farewell()

    with Hostile(script, tls=tls and tls[0]) as server:
        (result,) = engine.send(outgoing(server.url), tls=tls and tls[1])
    assert isinstance(result, Answer)
    assert result.complete
    assert result.body == b"{}"
