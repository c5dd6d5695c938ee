"""Random bytes and random cuts: never a traceback, never a hang, never *complete* by mistake."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from collections.abc import Generator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.connection import READ, Connection
from sinch_inject.http.exchange import Limits, Way, answered, exchange
from sinch_inject.http.outgoing import Outgoing
from support.engines import outgoing

CONTEXT = ssl.create_default_context()
REQUEST = outgoing("http://127.0.0.1:1")
STATUSES = ["200 OK", "204 No", "400 Bad", "429 Slow", "500 Oops", "103 Hm", "101 Up", "999 x"]
HEADERS = [
    *("Content-Length: 2", "Content-Length: 3", "Content-Length: x", "Content-Length: 0"),
    *("Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Content-Encoding: gzip"),
    *("Connection: close", "Connection: keep-alive", "Upgrade: h2c", "X: y", ": ", "X", " folded"),
]
BODIES = [b"", b"{}", b"{}x", b"2\r\n{}\r\n0\r\n\r\n", b"2\r\n{}\r\n0\r\nT: 1\r\n\r\n", b"zz\r\n"]


@st.composite
def heads(draw: st.DrawFn) -> bytes:
    """Something like the head of an answer."""
    first = draw(st.sampled_from(["HTTP/1.1", "HTTP/1.0", "HTTP/2", "RTSP/1.0", ""]))
    lines = [
        f"{first} {draw(st.sampled_from(STATUSES))}",
        *draw(st.lists(st.sampled_from(HEADERS))),
    ]
    end = draw(st.sampled_from(["\r\n", "\n"]))
    return (end.join(lines) + end * 2).encode()


pieces = st.one_of(heads(), st.sampled_from(BODIES), st.binary(max_size=40))
streams = st.lists(pieces, max_size=6)


@contextlib.contextmanager
def pair() -> Generator[tuple[Connection, socket.socket]]:
    """Return a connection, and the server's end of it."""
    here, there = socket.socketpair()
    with here, there:
        here.setblocking(False)
        connection = Connection(REQUEST.origin)
        connection.sock = here
        yield connection, there


def play(
    parts: list[bytes], request: Outgoing = REQUEST, *, closes: bool = True
) -> tuple[Answer | Failure, bool]:
    """Answer a request with ``parts``, one whenever the client waits, and say what it comes to.

    Without ``closes``, time runs out after the last one.
    """
    limits = Limits(time.monotonic, float("inf"), httpx.Timeout(None))
    with pair() as (connection, server):
        steps = exchange(connection, request, Way(CONTEXT), limits)
        left = [part for part in parts if part]
        ready: bool | None = None
        ended = False
        try:
            while True:
                _, events, _ = steps.send(ready)
                assert events == READ
                ready = True
                if left:
                    server.sendall(left.pop(0))
                elif not closes:
                    ready = False
                else:
                    assert not ended, "it waits for a connection that has ended"
                    server.shutdown(socket.SHUT_WR)
                    ended = True
        except StopIteration as end:
            return answered(end.value), connection.keep


@settings(max_examples=1500, deadline=None)
@given(streams, st.booleans())
def test_whatever_comes(parts: list[bytes], closes: bool) -> None:
    result, kept = play(parts, closes=closes)
    raw = b"".join(parts)
    if isinstance(result, Failure):
        assert result.handed_over
        assert result.kind in (Kind.LOST, Kind.TIMEOUT)
        assert not kept
        return
    assert 100 <= result.status <= 999
    assert not kept or result.complete
    if result.complete:
        assert raw.startswith(b"HTTP/1.")
        assert b"\r\n\r\n" in raw


@settings(max_examples=600, deadline=None)
@given(streams, st.lists(st.integers(0, 400), max_size=8), st.booleans())
def test_cuts_change_nothing(parts: list[bytes], cuts: list[int], closes: bool) -> None:
    """In one piece or in many, it comes to the same; only what came later is not seen."""
    raw = b"".join(parts)
    ends = sorted({cut for cut in cuts if cut < len(raw)} | {len(raw)})
    many = [raw[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    whole, _ = play([raw], closes=closes)
    cut, _ = play(many, closes=closes)
    if isinstance(whole, Failure) or isinstance(cut, Failure):
        assert type(whole) is type(cut)
        return
    assert (whole.status, whole.headers) == (cut.status, cut.headers)
    assert (whole.complete, whole.body) == (cut.complete, cut.body)


@pytest.mark.parametrize("size", range(1, 40))
def test_every_beginning_of_an_answer_is_no_answer(size: int) -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    result, kept = play([raw[:size]])
    assert not kept or size == len(raw)
    assert isinstance(result, Failure) or result.complete == (size == len(raw))


def test_what_has_come_is_read_to_its_end() -> None:
    """An event loop may tell of it only once, so nothing is left for another time."""
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000
    result, _ = play([raw], outgoing("http://127.0.0.1:1", limit=None), closes=False)
    assert isinstance(result, Answer)
    assert result.complete


def test_an_answer_given_before_the_connection_broke_is_read() -> None:
    """The server leaves while the request sets out; what it said is there still."""
    limits = Limits(time.monotonic, float("inf"), httpx.Timeout(None))
    with pair() as (connection, server):
        request = outgoing("http://127.0.0.1:1", b"x" * 4_000_000)
        steps = exchange(connection, request, Way(CONTEXT), limits)
        steps.send(None)
        server.sendall(b"HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n")
        server.close()
        with pytest.raises(StopIteration) as end:
            steps.send(True)
    result = answered(end.value.value)
    assert isinstance(result, Answer)
    assert (result.status, result.complete, result.handed_over) == (429, True, False)
    assert not connection.keep


@pytest.mark.parametrize("said", [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", b"\r\n", b""])
def test_what_was_said_before_the_request_is_no_answer_to_it(said: bytes) -> None:
    """It came after the connection was taken from the pool: nothing goes out on it."""
    limits = Limits(time.monotonic, float("inf"), httpx.Timeout(None))
    with pair() as (connection, server):
        if said:
            server.sendall(said)
        else:
            server.shutdown(socket.SHUT_WR)
        steps = exchange(connection, REQUEST, Way(CONTEXT), limits)
        with pytest.raises(StopIteration) as end:
            steps.send(None)
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.recv(1)
    result = end.value.value
    assert isinstance(result, Failure)
    assert (result.kind, result.handed_over) == (Kind.LOST, False)
    assert not connection.keep


def test_half_a_request_leaves_a_connection_that_nobody_uses_again() -> None:
    limits = Limits(time.monotonic, float("inf"), httpx.Timeout(None))
    with pair() as (connection, server):
        request = outgoing("http://127.0.0.1:1", b"x" * 4_000_000)
        steps = exchange(connection, request, Way(CONTEXT), limits)
        steps.send(None)
        server.sendall(b"HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n")
        with pytest.raises(StopIteration) as end:
            steps.send(True)
    result = answered(end.value.value)
    assert isinstance(result, Answer)
    assert (result.status, result.complete, result.handed_over) == (429, True, False)
    assert not connection.keep
