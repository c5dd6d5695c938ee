"""One exchange, on every way: what comes back, and whether the request was handed over."""

from __future__ import annotations

import threading
import time

import pytest
from sinch_inject.http.answer import Answer, Failure, Kind
from support.engines import ENGINES, Engine, outgoing
from support.hostile import Connection, Hostile, Script

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
CODED = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Encoding: "
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hm\r\nLink: x\r\n\r\n"

every_way = pytest.mark.parametrize("engine", ENGINES, ids=str)


def sends(*pieces: bytes, then: str = "eof") -> Script:
    def script(connection: Connection) -> None:
        connection.request()
        for piece in pieces:
            connection.send(piece)
        getattr(connection, then)()

    return script


def answer(engine: Engine, raw: bytes, **options: object) -> Answer | Failure:
    with Hostile(sends(raw)) as server:
        (result,) = engine.send(outgoing(server.url))
    return result


def done(result: Answer | Failure) -> Answer:
    assert isinstance(result, Answer), result
    return result


# ------------------------------------------------------------------------------ framing


@every_way
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(OK, id="length"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n{}", id="until-eof"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\n{}", id="http-1.0"),
        pytest.param(CHUNKED + b"1\r\n{\r\n1;x=y\r\n}\r\n0\r\n\r\n", id="chunked"),
        pytest.param(CHUNKED + b"2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n", id="trailers"),
        pytest.param(INTERIM + OK, id="1xx"),
    ],
)
def test_whole_answers(engine: Engine, raw: bytes) -> None:
    result = done(answer(engine, raw))
    assert (result.status, result.body) == (200, b"{}")
    assert result.complete
    assert result.handed_over
    assert "link" not in result.headers
    assert "x-sum" not in result.headers


@every_way
@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_statuses_without_a_body(engine: Engine, status: str) -> None:
    result = done(answer(engine, f"HTTP/1.1 {status}\r\nContent-Length: 5\r\n\r\n".encode()))
    assert result.complete


@every_way
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(OK[:-1], id="cut"),
        pytest.param(CHUNKED + b"2\r\n{}\r\n", id="chunks-cut"),
        pytest.param(CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n", id="garbled-chunks"),
        pytest.param(CODED + b"gzip\r\n\r\n{}", id="gzip"),
        pytest.param(CODED + b"br, x\r\n\r\n\x00\x01", id="br"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}", id="gzip-until-eof"),
        pytest.param(
            CHUNKED.replace(b"chunked", b"gzip, chunked") + b"2\r\n{}\r\n0\r\n\r\n",
            id="gzip-chunked",
        ),
    ],
)
def test_answers_that_are_not_whole_or_cannot_be_read(engine: Engine, raw: bytes) -> None:
    result = done(answer(engine, raw))
    assert result.status == 200
    assert not result.complete or result.encoded


@every_way
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        b"HTTP/1.1",
        b"HTTP/1.1 20",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"RTSP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"ICE/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        INTERIM + b"RTSP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        INTERIM + b"ICE/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        INTERIM + b"HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 103 Hm\r\n\r\nICE/1.0 103 Hm\r\n\r\n" + OK,
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n{}",
        b"HTTP/1.1 101 Switching Protocols\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 000 Zero\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000 + b"\r\n\r\n{}",
        b"HTTP/1.1 103 Early\r\nX: 1\r\n\r\n" * 20_000 + OK,
        b"<html>hello</html>",
    ],
    ids=lambda raw: repr(raw[:40]),
)
def test_no_answers(engine: Engine, raw: bytes) -> None:
    result = answer(engine, raw)
    assert isinstance(result, Failure), result
    assert (result.kind, result.handed_over, result.late) == (Kind.LOST, True, False)


@every_way
def test_a_head_of_nearly_64_kib_is_read(engine: Engine) -> None:
    head = b"".join(b"X-%d: %b\r\n" % (number, b"y" * 1000) for number in range(62))
    result = done(answer(engine, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + head + b"\r\n{}"))
    assert result.complete
    assert result.headers["x-61"] == "y" * 1000


@every_way
def test_a_header_that_comes_twice_is_one(engine: Engine) -> None:
    result = done(answer(engine, b"HTTP/1.1 204 OK\r\nAllow: POST\r\nALLOW: GET\r\n\r\n"))
    assert result.headers == {"allow": "POST, GET"}


@every_way
@pytest.mark.parametrize("limit", [0, 1, 10, 1000])
def test_no_more_of_a_body_is_kept_than_is_wanted(engine: Engine, limit: int) -> None:
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"5\r\nabcde\r\n" * 3000
    with Hostile(sends(raw, then="hang")) as server:
        began = time.monotonic()
        (result,) = engine.send(outgoing(server.url, limit=limit))
        assert time.monotonic() - began < 15  # waiting for more would take 20 seconds
    assert not done(result).complete
    assert done(result).body == (b"abcde" * 3000)[:limit]


@every_way
def test_a_body_of_exactly_the_limit_is_complete(engine: Engine) -> None:
    with Hostile(sends(OK)) as server:
        (result,) = engine.send(outgoing(server.url, limit=2))
    assert done(result).complete


@every_way
def test_the_answer_to_a_head_request_ends_with_its_head(engine: Engine) -> None:
    with Hostile(sends(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", then="hang")) as server:
        (result,) = engine.send(outgoing(server.url, b"", method="HEAD"))
    assert done(result).complete


@every_way
def test_an_answer_in_pieces_of_every_size(engine: Engine) -> None:
    """Cut at every byte; and several answers on one connection keep it."""
    raw = b"HTTP/1.1 103 Hm\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n"
    raw += b"1\r\n{\r\n1\r\n}\r\n0\r\nT: 1\r\n\r\n"
    gone_on = threading.Event()

    def script(connection: Connection) -> None:
        for cut in range(1, len(raw)):
            connection.request()
            connection.send(raw[:cut])
            gone_on.wait(0.001)
            connection.send(raw[cut:])

    with Hostile(script) as server:
        results = engine.send(*[outgoing(server.url)] * (len(raw) - 1))
    assert [done(result).body for result in results] == [b"{}"] * (len(raw) - 1)
    assert all(done(result).complete for result in results)
    assert server.connections == 1


@every_way
@pytest.mark.parametrize(
    ("method", "body", "length"),
    [("POST", b"{}", "2"), ("POST", b"", "0"), ("GET", b"", None), ("DELETE", b"", None)],
)
def test_what_goes_out(engine: Engine, method: str, body: bytes, length: str | None) -> None:
    with Hostile(sends(OK)) as server:
        (result,) = engine.send(outgoing(server.url, body, method=method))
    assert done(result).complete
    (request,) = server.requests
    assert request.line == f"{method} /v1/messages HTTP/1.1"
    assert request.headers.get("content-length") == length
    assert request.headers["host"] == f"127.0.0.1:{server.port}"
    assert request.body == body
