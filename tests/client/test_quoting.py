"""No error, log line or traceback repeats what the other side sent.

A server, a proxy or a token endpoint that answers with something that is no HTTP may be
sending back what it was sent, also in another request. So nothing of it is quoted, and
nothing of the credentials in a proxy's URL.
"""

from __future__ import annotations

import base64
import logging
import pickle
import traceback

import httpx
import pytest
from sinch_inject import SinchInjectError
from support.hostile import Connection, Hostile, Script
from support.requests import message
from support.ways import WAYS, Way

pytestmark = pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning")

SECRET = "the-treasure-is-under-the-old-oak"
RAW = SECRET.encode()
HASTY = httpx.Timeout(connect=5.0, write=5.0, pool=5.0, read=0.25)

NO_HTTP = {
    "alone": RAW,
    "a line": RAW + b"\r\n\r\n",
    "a version": b"HTTP/9.%b 200 OK\r\n\r\n" % RAW,
    "a status": b"HTTP/1.1 %b OK\r\n\r\n" % RAW,
    "a reason": b"HTTP/1.1 200 %b\r\nContent-Length: x\r\n\r\n" % RAW,
    "a header line": b"HTTP/1.1 200 OK\r\n%b\r\n\r\n" % RAW,
    "a header name": b"HTTP/1.1 200 OK\r\n%b \x00: 1\r\n\r\n" % RAW,
    "a header value": b"HTTP/1.1 200 OK\r\nX: \x00%b\r\n\r\n" % RAW,
    "a length": b"HTTP/1.1 200 OK\r\nContent-Length: %b\r\n\r\n" % RAW,
    "a coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: %b\r\n\r\n" % RAW,
    "a chunk size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%b\r\n" % RAW,
    "an upgrade": b"HTTP/1.1 101 Switching\r\nUpgrade: %b\r\n\r\n" % RAW,
    "a trailer": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n%b\r\n\r\n" % RAW,
}
HTTP = {
    "a phrase": b"HTTP/1.1 500 %b\r\nContent-Length: 0\r\n\r\n" % RAW,
    "a type": b"HTTP/1.1 400 Bad\r\nContent-Type: text/%b\r\nContent-Length: 1\r\n\r\nx" % RAW,
    "an encoding": b"HTTP/1.1 200 OK\r\nContent-Encoding: %b\r\nContent-Length: 1\r\n\r\nx" % RAW,
    "a location": b"HTTP/1.1 302 Found\r\nLocation: /%b\r\nContent-Length: 0\r\n\r\n" % RAW,
    "a page": b"HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\n\r\n<html>%b" % RAW,
    "a header": b"HTTP/1.1 403 No\r\nWWW-Authenticate: %b\r\nContent-Length: 0\r\n\r\n" % RAW,
}


def says(raw: bytes) -> Script:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(raw)
        connection.eof()

    return script


def expect_silence(
    error: object, caplog: pytest.LogCaptureFixture, secrets: tuple[str, ...] = (SECRET,)
) -> None:
    """Look for what must not be said wherever people and their tools look."""
    assert isinstance(error, SinchInjectError)
    told = [str(error), repr(error), repr(error.__dict__)]
    told += traceback.format_exception(error)
    # httpx, under a transport of one's own, has a log of its own.
    ours = [record for record in caplog.records if record.name.startswith("sinch_inject")]
    told += [record.getMessage() + repr(vars(record)) for record in ours]
    told += [pickle.dumps(error).decode("latin-1")]
    for secret in secrets:
        assert not any(secret in text for text in told), (secret, told)


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("place", NO_HTTP | HTTP)
class TestNothingIsQuoted:
    def test_of_an_answer(self, place: str, way: Way, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO)
        with Hostile(says((NO_HTTP | HTTP)[place])) as server:
            error = way.send(message(), base_url=server.url, timeout=HASTY)
        assert not isinstance(error, SinchInjectError) or not error.answer or place in HTTP
        expect_silence(evolved(error), caplog)

    def test_of_a_token_endpoint(
        self, place: str, way: Way, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        with Hostile(says((NO_HTTP | HTTP)[place])) as tokens:
            error = way.send(
                message(), base_url="http://127.0.0.1:9", auth="oauth2", auth_url=tokens.url
            )
        expect_silence(evolved(error), caplog)


def evolved(error: object) -> object:
    """Take the raw answer out: it is documented to be what the server sent."""
    if isinstance(error, SinchInjectError):
        error.answer = b""
    return error


# ----------------------------------------------------------------------------------- proxies

PROXY_SAYS = {
    "refuses": b"HTTP/1.1 407 %b\r\nContent-Length: 0\r\n\r\n" % RAW,
    "is not there": b"HTTP/1.1 502 %b\r\nContent-Length: 0\r\n\r\n" % RAW,
    "shows a page": b"HTTP/1.1 403 No\r\nContent-Type: text/html\r\n\r\n<html>%b" % RAW,
    "redirects": b"HTTP/1.1 302 Found\r\nLocation: http://x/%b\r\nContent-Length: 0\r\n\r\n" % RAW,
    "talks": b"%b\r\n\r\n" % RAW,
    "agrees and talks": b"HTTP/1.1 200 %b\r\n\r\n%b" % (RAW, RAW),
    "says nothing": b"",
}


def proxy(raw: bytes) -> Script:
    def script(connection: Connection) -> None:
        connection.head(counts=False)
        connection.send(raw)
        connection.eof()

    return script


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("place", PROXY_SAYS)
def test_nothing_of_a_proxy_is_quoted(
    place: str, way: Way, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    pair = base64.b64encode(b"usher:open-sesame").decode()
    with Hostile(proxy(PROXY_SAYS[place])) as server:
        error = way.send(
            message(),
            base_url="https://conversation.example",
            proxy=f"http://usher:open-sesame@127.0.0.1:{server.port}",
            timeout=HASTY,
        )
    expect_silence(error, caplog, (SECRET, "open-sesame", "usher", pair))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_proxy_that_is_not_there_is_not_named_with_its_password(
    way: Way, closed_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    error = way.send(
        message(),
        base_url="https://conversation.example",
        proxy=f"http://usher:open-sesame@127.0.0.1:{closed_port}",
    )
    expect_silence(error, caplog, ("open-sesame", "usher"))


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize(("status", "told"), [(407, "407"), (502, "502")])
def test_a_proxy_that_refuses_is_told_by_its_number(status: int, told: str, way: Way) -> None:
    with Hostile(proxy(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())) as server:
        error = way.send(
            message(), base_url="https://conversation.example", proxy=server.url, timeout=HASTY
        )
    assert told in str(error)
