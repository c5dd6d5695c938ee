"""What a server can make a client spend is bounded: time by the deadline, memory by a limit.

The servers here never come to an end. A test does not measure how long a client takes; it
looks whether the client left a server that would have gone on for many times its deadline.
"""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import httpx
import pytest
from sinch_inject import (
    ConnectionLost,
    InjectResult,
    InvalidRequest,
    NotSent,
    OAuth2ClientCredentials,
    OutcomeUnknown,
    SinchInjectError,
    TimedOut,
    TokenError,
    UnexpectedAnswer,
)
from support.hostile import Connection, Hostile, Script
from support.requests import message
from support.ways import DEFAULT_WAYS, WAYS, Way

pytestmark = pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning")

PATIENT = httpx.Timeout(10.0)
DEADLINE = 0.4
OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
HINT = b"HTTP/1.1 103 Early Hints\r\n\r\n"
CHUNKED = OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = OK_HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
NO_DATA = zlib.compressobj(wbits=-15).flush(zlib.Z_SYNC_FLUSH)  # a block that unpacks to nothing
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


ENDLESS = {
    # What is fast comes to the limit of a head before the deadline does.
    "103": (b"", HINT * 100, ConnectionLost),
    "100": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, ConnectionLost),
    "103 with long headers": (
        *(b"", HINT[:-2] + b"Link: <%b>\r\n\r\n" % (b"x" * 9000)),
        ConnectionLost,
    ),
    "slow 103": (b"", HINT, TimedOut),
    "slow status line": (b"HTTP/1.1 200 ", b"O", TimedOut),
    "slow headers": (OK_HEAD + b"X: ", b"x", TimedOut),
    "slow header lines": (OK_HEAD, b"X: 1\r\n", TimedOut),
    "slow body": (OK_HEAD + b"Content-Length: 9999\r\n\r\n", b" ", UnexpectedAnswer),
    "slow body until eof": (OK_HEAD + b"\r\n{}", b" ", UnexpectedAnswer),
    "slow chunks": (CHUNKED + chunk(b"{}"), chunk(b" "), UnexpectedAnswer),
    "slow chunk size": (CHUNKED, b"0", UnexpectedAnswer),
    "slow chunk extension": (CHUNKED + b"2;", b"x", UnexpectedAnswer),
    "slow trailers": (CHUNKED + chunk(b"{}") + b"0\r\n", b"X: 1\r\n", UnexpectedAnswer),
    "slow gzip of nothing": (PACKED + chunk(GZIP_HEAD), chunk(NO_DATA), UnexpectedAnswer),
    "gzip of nothing": (PACKED + chunk(GZIP_HEAD), chunk(NO_DATA) * 100, UnexpectedAnswer),
    "chunks": (CHUNKED, chunk(b" ") * 100, UnexpectedAnswer),
    "body": (OK_HEAD + b"Content-Length: 999999999\r\n\r\n", b" " * 9999, UnexpectedAnswer),
    "body until eof": (OK_HEAD + b"\r\n", b" " * 9999, UnexpectedAnswer),
}


def endless(name: str) -> Script:
    """Answer with the beginning, and with the rest for ever; slowly, if it is called so."""
    beginning, rest, _ = ENDLESS[name]

    def script(connection: Connection) -> None:
        connection.request()
        if beginning:
            connection.send(beginning)
        connection.until_gone(rest, every=0.01 if name.startswith("slow") else 0.0)

    return script


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
@pytest.mark.parametrize("name", ENDLESS)
class TestTheDeadlineBounds:
    def test_an_answer_without_end(self, name: str, way: Way) -> None:
        with Hostile(endless(name)) as server:
            ending = way.send(message(), base_url=server.url, timeout=PATIENT, deadline=DEADLINE)
        assert type(ending) is ENDLESS[name][2], ending
        assert server.outlasted == 0

    def test_a_token_without_end(self, name: str, way: Way) -> None:
        with Hostile(endless(name)) as tokens, Hostile(endless("103")) as server:
            ending = way.send(
                message(),
                base_url=server.url,
                auth_url=tokens.url,
                auth="oauth2",
                deadline=DEADLINE,
            )
        assert isinstance(ending, NotSent), ending
        assert tokens.outlasted == 0
        assert server.connections == 0


# ------------------------------------------------------------------------------ compression

BOMB = gzip.compress(gzip.compress(b" " * 100_000_000, 1), 9)  # a kilobyte or two


def packed(status: str, coding: str, body: bytes) -> Script:
    def script(connection: Connection) -> None:
        while True:
            connection.request()
            connection.answer(status, body, headers=f"Content-Encoding: {coding}\r\n")

    return script


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("200 OK", UnexpectedAnswer),
        ("400 Bad Request", InvalidRequest),
        ("500 Oops", OutcomeUnknown),
    ],
)
def test_a_bomb_is_not_unpacked(status: str, expected: type[object], way: Way) -> None:
    assert len(BOMB) < 5000
    with Hostile(packed(status, "gzip, gzip", BOMB)) as server:
        tracemalloc.start()
        try:
            ending = way.send(message(), base_url=server.url)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(ending, expected), ending
    assert peak < 20_000_000
    assert server.requests[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request", "503 Busy"])
def test_a_bomb_from_the_token_endpoint(status: str, way: Way) -> None:
    with Hostile(packed(status, "gzip, gzip", BOMB)) as tokens:
        tracemalloc.start()
        try:
            ending = way.send(
                message(), base_url="http://127.0.0.1:9", auth="oauth2", auth_url=tokens.url
            )
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(ending, TokenError)
    assert peak < 20_000_000
    assert tokens.requests[0].headers["accept-encoding"] == "identity"


PACKINGS = {
    "gzip": gzip.compress(b"{}"),
    "GZIP": gzip.compress(b"{}"),
    "x-gzip": gzip.compress(b"{}"),
    "deflate": zlib.compress(b"{}"),
    "identity, gzip": gzip.compress(b"{}"),
    "br": b"\x0b\x00\x80{}\x03",
    "zstd": b"(\xb5/\xfd\x04X\x11\x00\x00{}",
    "rot13": b"{}",
}


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("coding", PACKINGS)
def test_a_packed_answer_cannot_be_read(coding: str, way: Way) -> None:
    with Hostile(packed("200 OK", coding, PACKINGS[coding])) as server:
        ending = way.send(message(), base_url=server.url)
    assert type(ending) is UnexpectedAnswer
    assert len(server.requests) == 1


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("coding", ["identity", "Identity", "", "identity, identity"])
def test_an_answer_that_is_not_packed_can(coding: str, way: Way) -> None:
    with Hostile(packed("200 OK", coding, b"{}")) as server:
        assert isinstance(way.send(message(), base_url=server.url), InjectResult)


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_a_packed_token_is_none(way: Way) -> None:
    body = gzip.compress(b'{"access_token":"t-1"}')
    with Hostile(packed("200 OK", "gzip", body)) as tokens:
        auth = OAuth2ClientCredentials("k", "s", auth_url=tokens.url)
        ending = way.send(message(), base_url="http://127.0.0.1:9", auth=auth)
    assert type(ending) is TokenError
    assert len(tokens.requests) == 1


# ---------------------------------------------------------------------------- large answers


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("status", ["200 OK", "404 Not Found", "500 Oops", "302 Found"])
@pytest.mark.parametrize("framing", ["Content-Length: 999999999", "Connection: close"])
def test_no_more_is_read_than_is_kept(status: str, framing: str, way: Way) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(f"HTTP/1.1 {status}\r\n{framing}\r\n\r\n".encode())
        connection.until_gone(b'{"error":' * 9999)

    with Hostile(script) as server:
        tracemalloc.start()
        try:
            ending = way.send(message(), base_url=server.url)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert isinstance(ending, SinchInjectError)
    assert server.outlasted == 0
    assert len(ending.answer) <= 64 * 1024
    assert peak < 20_000_000
