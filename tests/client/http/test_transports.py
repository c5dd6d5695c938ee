"""The engine under httpx, and under the bare generated client: httpx's own manners, and more."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from sinch_inject import BasicAuth
from sinch_inject.http.transports import AsyncTransport, Transport
from sinch_inject_generated.api.conversation import inject_message
from sinch_inject_generated.client import Client
from sinch_inject_generated.models import InjectMessageRequest
from support.hostile import Connection, Hostile, Script
from support.requests import message

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
LARGE = b"x" * 16_000_000
PATIENT = httpx.Timeout(20.0)
HASTY = httpx.Timeout(20.0, read=0.3, write=0.3)


def sync(url: str, options: dict[str, Any], request: dict[str, Any]) -> list[httpx.Response]:
    with httpx.Client(transport=Transport(**options), timeout=request.pop("timeout")) as client:
        return [client.request("POST", url, **request) for _ in range(2)]


def in_a_loop(backend: str) -> Callable[..., list[httpx.Response]]:
    async def run(
        url: str, options: dict[str, Any], request: dict[str, Any]
    ) -> list[httpx.Response]:
        timeout = request.pop("timeout")
        async with httpx.AsyncClient(
            transport=AsyncTransport(**options), timeout=timeout
        ) as client:
            return [await client.request("POST", url, **request) for _ in range(2)]

    def send(url: str, options: dict[str, Any], request: dict[str, Any]) -> list[httpx.Response]:
        return anyio.run(run, url, options, request, backend=backend)

    return send


WAYS = {"threads": sync, "asyncio": in_a_loop("asyncio"), "trio": in_a_loop("trio")}
every_way = pytest.mark.parametrize("way", WAYS)


def twice(
    way: str, url: str, *, options: dict[str, Any] | None = None, **request: Any
) -> list[httpx.Response]:
    return WAYS[way](url, options or {}, {"timeout": PATIENT, "content": b"{}", **request})


def answers(raw: bytes = OK) -> Script:
    def script(connection: Connection) -> None:
        while True:
            connection.request()
            connection.send(raw)

    return script


@every_way
def test_a_response_is_httpx_s(way: str) -> None:
    raw = OK.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n")
    with Hostile(answers(raw)) as server:
        first, second = twice(way, f"{server.url}/a%20b?c=d", headers={"X-Mine": "1"})
    assert (first.status_code, first.json(), first.http_version) == (200, {}, "HTTP/1.1")
    assert first.headers.get_list("set-cookie") == ["a=1", "b=2"]
    assert first.extensions["handed_over"] is True
    assert second.request.method == "POST"
    assert server.connections == 1
    request = server.requests[0]
    assert request.line == "POST /a%20b?c=d HTTP/1.1"
    assert request.headers["x-mine"] == "1"
    assert request.headers["accept-encoding"].startswith("gzip")
    assert request.headers["content-length"] == "2"


@every_way
def test_what_httpx_asks_for_it_decodes(way: str) -> None:
    packed = gzip.compress(b"[1]")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with Hostile(answers(head + packed)) as server:
        first, _ = twice(way, server.url)
    assert first.json() == [1]


@every_way
def test_a_body_of_any_size(way: str) -> None:
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 200_000
    with Hostile(answers(raw + b"0\r\n\r\n")) as server:
        first, _ = twice(way, server.url)
    assert first.content == b"x" * 200_000


@every_way
def test_a_body_that_is_too_large_is_an_error(way: str) -> None:
    raw = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + b"x" * 11
    with Hostile(answers(raw)) as server, pytest.raises(httpx.RemoteProtocolError):
        twice(way, server.url, options={"largest": 10})


@every_way
def test_a_stream_is_sent_with_its_length(way: str) -> None:
    with Hostile(answers()) as server:
        (first, _) = twice(way, server.url, content=None, data={"a": "ä b"})
    assert first.status_code == 200
    assert server.requests[0].body == b"a=%C3%A4+b"
    assert "transfer-encoding" not in server.requests[0].headers


def then(deed: str, *, reads: bool) -> Script:
    def script(connection: Connection) -> None:
        if reads:
            connection.request()
        else:
            connection.head()
            connection.server.stopping.wait(0.1)
        getattr(connection, deed)()

    return script


@every_way
@pytest.mark.parametrize(
    ("script", "error", "body", "handed_over"),
    [
        pytest.param(then("reset", reads=True), httpx.ReadError, b"{}", True, id="reset"),
        pytest.param(then("hang", reads=True), httpx.ReadTimeout, b"{}", True, id="hang"),
        pytest.param(then("reset", reads=False), httpx.WriteError, LARGE, False, id="unsent-reset"),
        pytest.param(then("hang", reads=False), httpx.WriteTimeout, LARGE, False, id="unsent-hang"),
        pytest.param(answers(b"SSH-2.0-x\r\n"), httpx.ReadError, b"{}", True, id="not-http"),
    ],
)
def test_failures_are_httpx_s_and_tell_more(
    way: str, script: Script, error: type[Exception], body: bytes, handed_over: bool
) -> None:
    with Hostile(script) as server, pytest.raises(httpx.TransportError) as caught:
        twice(way, server.url, content=body, timeout=HASTY)
    assert type(caught.value) is error
    assert vars(caught.value)["handed_over"] is handed_over
    assert caught.value.request.method == "POST"


@every_way
def test_connecting_may_fail(way: str, closed_port: int, full_port: int) -> None:
    with pytest.raises(httpx.ConnectError) as refused:
        twice(way, f"http://127.0.0.1:{closed_port}")
    assert vars(refused.value)["handed_over"] is False
    with pytest.raises(httpx.ConnectTimeout) as late:
        twice(way, f"http://127.0.0.1:{full_port}", timeout=httpx.Timeout(0.1))
    assert vars(late.value)["handed_over"] is False


@every_way
@pytest.mark.parametrize(
    ("deed", "error"), [("eof", httpx.RemoteProtocolError), ("hang", httpx.ReadTimeout)]
)
def test_half_an_answer_is_none(way: str, deed: str, error: type[Exception]) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(OK[:-1])
        getattr(connection, deed)()

    with Hostile(script) as server, pytest.raises(httpx.TransportError) as caught:
        twice(way, server.url, timeout=HASTY)
    assert type(caught.value) is error


@every_way
def test_an_early_answer_says_so(way: str) -> None:
    def script(connection: Connection) -> None:
        connection.head()
        connection.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        connection.hang()

    with Hostile(script) as server:
        first, _ = twice(way, server.url, content=LARGE)
    assert (first.status_code, first.extensions["handed_over"]) == (413, False)


@every_way
def test_nothing_can_be_smuggled_into_a_head(way: str) -> None:
    with Hostile(answers()) as server:
        for headers in ({"X": "a\r\nY: b"}, {"X": "a\nb"}, {"X": "a\0b"}, {"X\r\nY": "b"}):
            with pytest.raises(httpx.LocalProtocolError):
                twice(way, server.url, headers=headers)
        assert server.connections == 0


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "tls"])
def test_the_bare_generated_client(
    encrypted: bool, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    def client(url: str, transport: object) -> Client:
        auth = BasicAuth("key", "secret")
        return Client(base_url=url, httpx_args={"transport": transport, "auth": auth})

    async def in_loop(url: str) -> int:
        transport = AsyncTransport(verify=client_tls)
        async with client(url, transport) as generated:
            response = await inject_message.asyncio_detailed(
                "p", "c", client=generated, body=InjectMessageRequest.from_dict(message())
            )
        return response.status_code

    with Hostile(answers(), tls=server_tls if encrypted else None) as server:
        with client(server.url, Transport(verify=client_tls)) as generated:
            response = inject_message.sync_detailed(
                "p", "c", client=generated, body=InjectMessageRequest.from_dict(message())
            )
        assert response.status_code == 200
        assert anyio.run(in_loop, server.url) == 200
    assert [request.json["metadata"] for request in server.requests] == ["m-1", "m-1"]
    assert server.requests[0].headers["authorization"].startswith("Basic ")
