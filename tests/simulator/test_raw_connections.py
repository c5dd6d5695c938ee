"""Faults that are real on the wire, and requests that are no HTTP, seen from a bare socket."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
import time
from collections.abc import Generator

import pytest
from sinch_inject_mock import SinchMock
from support.requests import message

BASIC = base64.b64encode(b"demo-key:demo-secret").decode()


def request(conversation: str = "c", body: bytes | None = None, *headers: str) -> bytes:
    content = json.dumps(message()).encode() if body is None else body
    lines = [
        f"POST /v1/projects/demo-project/conversations/{conversation}:inject-message HTTP/1.1",
        "Host: localhost",
        f"Authorization: Basic {BASIC}",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


@contextlib.contextmanager
def connection(mock: SinchMock) -> Generator[socket.socket]:
    with socket.create_connection(("127.0.0.1", mock.port), timeout=10) as opened:
        yield opened


def read_all(opened: socket.socket) -> bytes:
    parts: list[bytes] = []
    while part := opened.recv(65536):
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize("stored", [False, True])
def test_a_reset_is_a_reset(sinch_mock: SinchMock, stored: bool) -> None:
    sinch_mock.faults.add("reset", stored=stored)
    with connection(sinch_mock) as opened:
        opened.sendall(request())
        with pytest.raises(ConnectionResetError):
            opened.recv(1)
    assert len(sinch_mock.messages) == stored
    [entry] = sinch_mock.requests
    assert (entry["status"], entry["verdict"]) == (None, "fault")


def test_a_truncated_body_ends_in_the_middle(sinch_mock: SinchMock) -> None:
    with connection(sinch_mock) as opened:
        opened.sendall(request("fault-truncated-a"))
        head, _, body = read_all(opened).partition(b"\r\n\r\n")
    assert b"content-length: 2" in head.lower()
    assert body == b"{"
    assert len(sinch_mock.messages) == 1


def test_a_slow_body_comes_in_pieces(sinch_mock: SinchMock) -> None:
    with connection(sinch_mock) as opened:
        opened.sendall(request("fault-slow-body-ms400-a"))
        pieces: list[tuple[float, bytes]] = []
        received = b""
        while not received.endswith(b"{}"):
            received += (part := opened.recv(65536))
            pieces.append((time.monotonic(), part))
    assert len(pieces) >= 3
    assert pieces[-1][0] - pieces[0][0] >= 0.35


def test_latency_is_waited_out_and_the_message_is_there_before(sinch_mock: SinchMock) -> None:
    with connection(sinch_mock) as opened:
        started = time.monotonic()
        opened.sendall(request("fault-latency-ms600-a"))
        while not sinch_mock.messages:
            assert time.monotonic() - started < 0.5
        assert opened.recv(65536).startswith(b"HTTP/1.1 200")
        assert time.monotonic() - started >= 0.6


def test_who_leaves_a_late_answer_leaves_no_message(sinch_mock: SinchMock) -> None:
    sinch_mock.faults.add("latency", stored=False, delay_ms=60_000)
    with connection(sinch_mock) as opened:
        opened.sendall(request())
        time.sleep(0.1)
    end = time.monotonic() + 5
    while not sinch_mock.requests:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert sinch_mock.requests[0]["status"] is None
    assert not sinch_mock.messages


def test_the_end_of_the_simulator_ends_what_hangs() -> None:
    mock = SinchMock().start()
    with connection(mock) as opened, connection(mock) as token:
        opened.sendall(request("fault-hang-a"))
        mock.faults.add("token-hang")
        form = b"grant_type=client_credentials"
        token.sendall(
            b"POST /oauth2/token HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %b\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%b"
            % (BASIC.encode(), len(form), form)
        )
        while len(mock.requests) < 2:
            time.sleep(0.01)
        opened.settimeout(0.2)
        with pytest.raises(TimeoutError):
            opened.recv(1)
        opened.settimeout(5)
        started = time.monotonic()
        threading.Thread(target=mock.stop).start()
        for waiting in (opened, token):
            with contextlib.suppress(ConnectionError):
                assert waiting.recv(1) == b""
        assert time.monotonic() - started < 2
    mock.stop()


def test_an_answer_comes_in_one_piece(sinch_mock: SinchMock) -> None:
    with connection(sinch_mock) as opened:
        for _ in range(5):
            opened.sendall(request())
            assert opened.recv(65536).endswith(b"\r\n\r\n{}")


def test_pipelined_requests_are_answered_in_order(sinch_mock: SinchMock) -> None:
    with connection(sinch_mock) as opened:
        opened.sendall(request("one") + request("two", b"{") + request("three"))
        received = b""
        while received.count(b"HTTP/1.1 ") < 3 or not received.endswith(b"{}"):
            received += opened.recv(65536)
    assert [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]] == [b"200", b"400", b"200"]


def test_chunked_bodies_and_continue(sinch_mock: SinchMock) -> None:
    body = json.dumps(message()).encode()
    with connection(sinch_mock) as opened:
        head = request("c", b"", "Transfer-Encoding: chunked").replace(
            b"Content-Length: 0\r\n", b""
        )
        half = len(body) // 2
        opened.sendall(head)
        for part in (body[:half], body[half:], b""):
            opened.sendall(b"%x\r\n%b\r\n" % (len(part), part))
        assert opened.recv(65536).startswith(b"HTTP/1.1 200")
        head, _, _ = request("c", body, "Expect: 100-continue").partition(b"\r\n\r\n")
        opened.sendall(head + b"\r\n\r\n")
        assert opened.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        opened.sendall(body)
        assert opened.recv(65536).startswith(b"HTTP/1.1 200")


def test_a_trailer_is_no_header(sinch_mock: SinchMock) -> None:
    body = json.dumps(message()).encode()
    secret = f"Authorization: Basic {BASIC}\r\n".encode()
    head = request("c", b"", "Transfer-Encoding: chunked").replace(b"Content-Length: 0\r\n", b"")
    assert secret in head
    chunks = b"%x\r\n%b\r\n0\r\n%b\r\n" % (len(body), body, secret)
    with connection(sinch_mock) as opened:
        opened.sendall(head.replace(secret, b"") + chunks)
        assert opened.recv(65536).startswith(b"HTTP/1.1 401")


H2C = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")


@pytest.mark.parametrize("offer", [H2C, ("Connection: Upgrade", "Upgrade: websocket")])
@pytest.mark.parametrize("cut", [None, -1, -60, "head"])
def test_a_request_that_offers_another_protocol_keeps_its_body(
    sinch_mock: SinchMock, offer: tuple[str, ...], cut: int | str | None
) -> None:
    whole = request("c", None, *offer)
    at = len(whole) - len(whole.partition(b"\r\n\r\n")[2]) if cut == "head" else cut
    assert not isinstance(at, str)
    with connection(sinch_mock) as opened:
        for part in (whole[:at], whole[at:] if at is not None else b""):
            opened.sendall(part)
            time.sleep(0.02)
        assert opened.recv(65536).startswith(b"HTTP/1.1 200")
        opened.sendall(request("d"))
        assert opened.recv(65536).startswith(b"HTTP/1.1 200")
    assert [one["conversation_id"] for one in sinch_mock.messages] == ["c", "d"]


def test_offers_among_pipelined_requests_and_in_chunks(sinch_mock: SinchMock) -> None:
    body = json.dumps(message()).encode()
    chunked = request("b", b"", "Transfer-Encoding: chunked", *H2C).replace(
        b"Content-Length: 0\r\n", b""
    )
    chunked += b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    upgrade = "\r\n".join(H2C).encode()
    empty = b"GET /_mock/health HTTP/1.1\r\nHost: localhost\r\n" + upgrade + b"\r\n\r\n"
    expecting = request("d", None, "Expect: 100-continue", *H2C)
    with connection(sinch_mock) as opened:
        opened.sendall(request("a", None, *H2C) + chunked + empty + request("c") + expecting)
        received = b""
        while received.count(b"HTTP/1.1 200") < 5:
            received += opened.recv(65536)
    assert [one["conversation_id"] for one in sinch_mock.messages] == ["a", "b", "c", "d"]


def test_http_2_by_prior_knowledge_and_connect_are_refused(sinch_mock: SinchMock) -> None:
    for beginning in (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"CONNECT a:1 HTTP/1.1\r\n\r\n"):
        with connection(sinch_mock) as opened:
            opened.sendall(beginning)
            assert read_all(opened).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"Host: localhost:1", b"200"),
        (b"Host: 127.0.0.1", b"200"),
        (b"Host: mock.localhost", b"200"),
        (b"Host: eu.conversation.api.sinch.com", b"200"),
        (b"Host: evil.example", b"403"),
        (b"Host: evilsinch.com", b"403"),
        (b"Host: sinch.com.evil.example", b"403"),
        (b"Host: [", b"403"),
        (b"Host: ", b"403"),
        (b"X-Nothing: 1", b"400"),
        (b"Host: localhost\r\nHost: localhost", b"400"),
    ],
)
def test_the_host_is_looked_at_on_every_path(
    sinch_mock: SinchMock, host: bytes, status: bytes
) -> None:
    with connection(sinch_mock) as opened:
        opened.sendall(request().replace(b"Host: localhost", host))
        assert opened.recv(65536)[9:12] == status
    assert [entry["status"] for entry in sinch_mock.requests] == [int(status)]


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GARBAGE\r\n\r\n",
        b"GET \xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA\x00B: 1\r\n\r\n",
        b"POST /oauth2/token HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /oauth2/token HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ],
)
def test_what_is_no_http_gets_a_documented_error(sinch_mock: SinchMock, garbage: bytes) -> None:
    with connection(sinch_mock) as opened:
        opened.sendall(garbage)
        answer = read_all(opened)
    assert answer.startswith(b"HTTP/1.1 400 ")
    error = json.loads(answer.partition(b"\r\n\r\n")[2])["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")


def test_a_client_that_leaves_in_the_middle_of_a_request(sinch_mock: SinchMock) -> None:
    with connection(sinch_mock) as opened:
        opened.sendall(request()[:-10])
    with connection(sinch_mock) as opened:
        opened.sendall(request())
        assert opened.recv(65536).startswith(b"HTTP/1.1 200")
    assert len(sinch_mock.messages) == 1
