"""The wire: what goes out is what was asked for, and what is wrong with an answer is seen."""

from __future__ import annotations

import socket
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import pytest
from sinch_inject_conformance.wire import Answer, Request, Wire

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextmanager
def saying(*answers: bytes, heard: list[bytes] | None = None) -> Generator[str]:
    """Serve these answers, one for each connection, then close it."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        for answer in answers:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(10)
                asked = connection.recv(65_536)
                if heard is not None:
                    heard.append(asked)
                connection.sendall(answer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        thread.join(10)
        listener.close()


def answer_to(reply: bytes, method: str = "GET") -> Answer:
    with saying(reply) as url:
        wire = Wire(url, keep=False, timeout=10)
        return wire.send(Request(method, "/"))


@pytest.mark.parametrize(
    ("reply", "fault"),
    [
        (GOOD.replace(b"\r\n\r\n", b"\r\nContent-Length: 2\r\n\r\n"), "more than once"),
        (GOOD + b"HTTP/1.1 200 OK\r\n\r\n", "bytes behind the end"),
        (GOOD.replace(b"200 OK\r\n", b"200 OK\n"), "without a carriage return"),
        (GOOD.replace(b"200 OK", b"200"), "no blank behind the status"),
        (GOOD.replace(b"\r\n\r\n", b"\r\nX : y\r\n\r\n"), "no header"),
        (GOOD.replace(b"\r\n\r\n", b"\r\nX: y\r\n z\r\n\r\n"), "no header"),
        (GOOD.replace(b"\r\n\r\n", b"\r\nX: a\x01b\r\n\r\n"), "control character"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"2\r\n{}\r\n0\r\n\r\n",
            "both Content-Length and Transfer-Encoding",
        ),
        (b"HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n", "a 204 has a Content-Length"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}", "Transfer-Encoding is 'gzip'"),
    ],
)
def test_what_is_wrong_with_the_framing_is_noted(reply: bytes, fault: str) -> None:
    answer = answer_to(reply)
    assert answer.status in {200, 204}
    assert any(fault in one for one in answer.faults), answer.faults


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (b"", "closed without an answer"),
        (GOOD[:-1], "cut off within the answer"),
        (b"HTTP/2 200 OK\r\n\r\n", "no status line"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}", "Content-Length is '+2'"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "no chunk"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n", "longer than it"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", "cut off"),
    ],
)
def test_what_cannot_be_read_is_no_answer(reply: bytes, error: str) -> None:
    answer = answer_to(reply)
    assert answer.status == 0
    assert error in answer.error


@pytest.mark.parametrize(
    ("reply", "body"),
    [
        (GOOD, b"{}"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + GOOD, b"{}"),
        (b"HTTP/1.0 200 OK\r\n\r\n{}", b"{}"),
        (
            b"HTTP/1.1 200 \r\nTransfer-Encoding: Chunked\r\n\r\n1;a=b\r\n{\r\n1\r\n}\r\n"
            b"0\r\nX: y\r\n\r\n",
            b"{}",
        ),
    ],
)
def test_what_is_right_is_read(reply: bytes, body: bytes) -> None:
    answer = answer_to(reply)
    assert (answer.status, answer.body, answer.faults) == (200, body, ())


def test_an_answer_to_head_has_no_body() -> None:
    answer = answer_to(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", "HEAD")
    assert (answer.status, answer.body, answer.faults) == (200, b"", ())


def test_a_closed_connection_is_made_anew_a_broken_answer_not_asked_again() -> None:
    heard: list[bytes] = []
    with saying(GOOD, GOOD[:-1], heard=heard) as url:
        wire = Wire(url, timeout=10)
        assert wire.send(Request("GET", "/1")).status == 200
        second = wire.send(Request("GET", "/2"))
    assert second.error == "cut off within the answer"
    assert [line.split()[1] for line in heard] == [b"/1", b"/2"]


def test_a_request_goes_out_in_the_shape_that_was_asked_for() -> None:
    def odd(request: Request, host: str) -> Sequence[bytes]:
        return [f"{request.method}  {host}\n\n".encode(), request.body or b""]

    heard: list[bytes] = []
    with saying(GOOD, GOOD, heard=heard) as url:
        wire = Wire(url, keep=False, timeout=10)
        wire.send(Request("POST", "/é", (("X", "y"),), b"{}"))
        wire.send(Request("POST", "/", (), b"", odd))
    host = url.removeprefix("http://")
    assert heard == [
        f"POST /é HTTP/1.1\r\nHost: {host}\r\nX: y\r\nContent-Length: 2\r\n\r\n{{}}".encode(),
        f"POST  {host}\n\n".encode(),
    ]
