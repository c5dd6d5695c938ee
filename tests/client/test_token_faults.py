"""Whatever happens to a token fetch, the message was not sent, and the caller is told so."""

from __future__ import annotations

import httpx
import pytest
from sinch_inject import (
    DeadlineExceeded,
    InjectResult,
    NotSent,
    OAuth2ClientCredentials,
    TokenError,
    TokenRefused,
)
from support.hostile import Connection, Hostile, Script
from support.requests import message
from support.ways import WAYS, Way

pytestmark = pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning")


def endpoint(deed: str) -> Script:
    def script(connection: Connection) -> None:
        connection.request()
        getattr(connection, deed)()

    return script


def says(status: str, body: bytes, headers: str = "") -> Script:
    def script(connection: Connection) -> None:
        connection.request()
        connection.answer(status, body, headers=headers, close=True)

    return script


FAULTS = [
    pytest.param(Connection.reset, TokenError, 4, id="reset at once"),
    pytest.param(endpoint("reset"), TokenError, 4, id="reset"),
    pytest.param(endpoint("eof"), TokenError, 4, id="eof"),
    pytest.param(says("429 Slow", b"{}"), TokenError, 4, id="429"),
    pytest.param(says("500 Oops", b"<html>"), TokenError, 4, id="500"),
    pytest.param(says("200 OK", b"<html>hello"), TokenError, 1, id="HTML"),
    pytest.param(says("200 OK", b"{}"), TokenError, 1, id="no token"),
    pytest.param(says("200 OK", b'{"access_token":"a\\nb"}'), TokenError, 1, id="newline"),
    pytest.param(says("204 No Content", b""), TokenError, 1, id="204"),
    pytest.param(says("302 Found", b"", "Location: /x\r\n"), TokenError, 1, id="redirect"),
    pytest.param(says("404 Not Found", b""), TokenError, 1, id="404"),
    pytest.param(says("401 Unauthorized", b"{}"), TokenRefused, 1, id="401"),
    pytest.param(says("400 Bad", b'{"error":"invalid_client"}'), TokenRefused, 1, id="400"),
]


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize(("script", "expected", "fetches"), FAULTS)
def test_no_token_means_not_sent(
    script: Script, expected: type[NotSent], fetches: int, way: Way
) -> None:
    api_script = says("200 OK", b"{}")
    with Hostile(script) as tokens, Hostile(api_script) as api:
        auth = OAuth2ClientCredentials(
            "demo-key", "demo-secret", auth_url=tokens.url, random=lambda: 0.0
        )
        ending = way.send(message(), base_url=api.url, auth=auth)
    assert type(ending) is expected, ending
    assert tokens.connections == fetches
    assert api.connections == 0
    assert "demo-secret" not in str(ending)
    assert "ZGVtby1rZXk6" not in str(ending)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_fetch_that_hangs_ends_with_the_deadline(way: Way) -> None:
    with Hostile(endpoint("hang")) as tokens, Hostile(says("200 OK", b"{}")) as api:
        auth = OAuth2ClientCredentials("demo-key", "demo-secret", auth_url=tokens.url)
        ending = way.send(message(), base_url=api.url, auth=auth, deadline=0.2)
    assert type(ending) is DeadlineExceeded
    assert api.connections == 0


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_token_that_drips_past_the_deadline_starts_no_attempt(way: Way) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.drip(b'HTTP/1.1 200 OK\r\n\r\n{"access_token":"t-1"}', every=0.004)
        connection.close()

    with Hostile(script) as tokens, Hostile(says("200 OK", b"{}")) as api:
        auth = OAuth2ClientCredentials("demo-key", "demo-secret", auth_url=tokens.url)
        ending = way.send(message(), base_url=api.url, auth=auth, deadline=0.15)
    assert isinstance(ending, NotSent)
    assert api.bytes_read == 0


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_endpoint_that_recovers(way: Way) -> None:
    turns = iter(["reset", "429", "ok"])

    def script(connection: Connection) -> None:
        connection.request()
        match next(turns):
            case "reset":
                connection.reset()
            case "429":
                connection.answer("429 Slow", b"{}", headers="Retry-After: 0\r\n", close=True)
            case _:
                connection.answer(body=b'{"access_token":"t-1","expires_in":60}', close=True)

    with Hostile(script) as tokens, Hostile(says("200 OK", b"{}")) as api:
        auth = OAuth2ClientCredentials(
            "demo-key", "demo-secret", auth_url=tokens.url, random=lambda: 0.0
        )
        ending = way.send(message(), base_url=api.url, auth=auth)
    assert isinstance(ending, InjectResult)
    assert [story.headers["authorization"] for story in api.requests] == ["Bearer t-1"]


def test_a_transport_of_ones_own_for_fetches() -> None:
    """Its failures too mean that no message was sent. What it says of them is not quoted."""

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("the tunnel collapsed", request=request)

    transport = httpx.MockTransport(refuse)
    with Hostile(says("200 OK", b"{}")) as api:
        for way in WAYS:
            auth = OAuth2ClientCredentials(
                "demo-key",
                "demo-secret",
                auth_url="https://auth.example",
                transport=transport,
                async_transport=transport,
                random=lambda: 0.0,
            )
            ending = way.send(message(), base_url=api.url, auth=auth)
            assert type(ending) is TokenError
            assert "ReadError" in str(ending)
            assert "the tunnel collapsed" not in str(ending)
    assert api.connections == 0
