"""What an error's frames hold: tools that show local variables (Sentry, rich) show no secret."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sinch_inject import (
    BasicAuth,
    ConfigurationError,
    ConnectionFailed,
    ConnectionLost,
    InjectClient,
    InvalidRequest,
    NotSent,
    OAuth2ClientCredentials,
    PreflightError,
    RetryPolicy,
    ServerError,
    SeveralFound,
    SinchInjectError,
    TimedOut,
    TokenError,
    TokenRefused,
    UnexpectedAnswer,
    text_request,
)
from support.hostile import Connection, Hostile
from support.leaks import GRANT, NUMBER, REFUSAL, SECRET, TEXT, good, leaks, serving
from support.requests import iso
from support.ways import DEFAULT_WAYS, Way


def bad() -> dict[str, Any]:
    return good(direction=TEXT)


def no_json() -> dict[str, Any]:
    return good(more={1, 2})


def sent(way: Way, server: Hostile, request: dict[str, Any], **options: Any) -> SinchInjectError:
    given = {"key_secret": SECRET, "auth": "oauth2", "auth_url": server.url}
    error = way.send(request, **{"base_url": server.url, **given, **options})
    assert isinstance(error, SinchInjectError)
    assert error.__traceback__ is not None
    return error


@pytest.mark.parametrize("auth", ["oauth2", "basic"])
@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("400 Bad Request", InvalidRequest),
        ("500 Oops", ServerError),
        ("reset", ConnectionLost),
        ("hang", TimedOut),
    ],
)
@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_an_attempt_that_failed(way: Way, api: str, kind: type[Exception], auth: str) -> None:
    with serving(api) as server:
        timeout = httpx.Timeout(30.0, read=0.5 if api == "hang" else 30.0)
        error = sent(way, server, good(), auth=auth, timeout=timeout)
    assert isinstance(error, kind)
    assert leaks(error) == []


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_nobody_listens(way: Way, closed_port: int) -> None:
    with serving("200 OK") as server:
        error = sent(way, server, good(), base_url=f"http://127.0.0.1:{closed_port}")
    assert isinstance(error, ConnectionFailed)
    assert leaks(error) == []


@pytest.mark.parametrize(
    ("token", "kind"), [("401 Unauthorized", TokenRefused), ("500 Oops", TokenError)]
)
@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_no_token(way: Way, token: str, kind: type[Exception]) -> None:
    with serving("200 OK", token=token) as server:
        error = sent(way, server, good())
    assert isinstance(error, kind)
    assert leaks(error) == []


@pytest.mark.parametrize("make", [bad, no_json], ids=["refused", "no JSON"])
@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_a_request_that_is_not_sent(way: Way, make: Callable[[], dict[str, Any]]) -> None:
    with serving("200 OK") as server:
        error = sent(way, server, make())
    assert isinstance(error, PreflightError)
    assert leaks(error) == []


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_unknown_and_then_refused(way: Way) -> None:
    """The error of the call is the first one; the last one is not kept with its frames."""
    answers = iter(["500 Oops"])

    def script(connection: Connection) -> None:
        while True:
            if "/oauth2/token" in connection.request().line:
                connection.answer(body=GRANT)
            else:
                connection.answer(next(answers, "400 Bad Request"), REFUSAL)

    with Hostile(script) as server:
        error = sent(way, server, good(), retry=RetryPolicy(retry_unknown=True))
    assert isinstance(error, ServerError)
    assert leaks(error) == []


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_looked_for_in_vain(way: Way) -> None:
    with serving("500 Oops") as server:
        error = sent(way, server, good(), settle=0.1)
    assert isinstance(error, ServerError)
    assert leaks(error) == []


def client(server: Hostile) -> InjectClient:
    return InjectClient(
        project_id="p",
        key_id="demo-key",
        key_secret=SECRET,
        base_url=server.url,
        auth_url=server.url,
        environ={},
    )


def test_a_text_and_a_read() -> None:
    with serving("400 Bad Request") as server, client(server) as sinch:
        fields: Any = {"contact_id": "c", "channel": "SMS", "identity": TEXT, "direction": "TO_APP"}
        with pytest.raises(SinchInjectError) as wrong:
            sinch.inject_text("c-1", TEXT, accept_time=iso(), **fields)
        with pytest.raises(InvalidRequest) as got:
            sinch.get_message("m-1")
        with pytest.raises(InvalidRequest) as listed:
            list(sinch.list_messages())
    assert leaks(wrong.value) + leaks(got.value) + leaks(listed.value) == []


PAGES = {
    "no JSON": TEXT.encode(),
    "no list": json.dumps({"messages": {TEXT: TEXT}}).encode(),
    "no objects": json.dumps({"messages": [TEXT]}).encode(),
    "the same page again": json.dumps(
        {"messages": [{"id": TEXT}], "next_page_token": "t"}
    ).encode(),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_that_is_none(page: bytes) -> None:
    with (
        serving("200 OK", body=page) as server,
        client(server) as sinch,
        pytest.raises(UnexpectedAnswer) as caught,
    ):
        list(sinch.list_messages(channel_identity=NUMBER))
    assert leaks(caught.value) == []


def test_a_message_that_is_none_and_one_that_is_there_twice() -> None:
    when = iso()
    copy = {"id": "m", "conversation_id": "c", "accept_time": when, "metadata": '{"tag":"t"}'}
    page = json.dumps({"messages": 2 * [{**copy, "contact_message": {"text": TEXT}}]}).encode()
    none, twice = serving("200 OK", body=PAGES["no JSON"]), serving("200 OK", body=page)
    with none as server, client(server) as sinch, pytest.raises(UnexpectedAnswer) as odd:
        sinch.get_message("m-1")
    with twice as server, client(server) as sinch, pytest.raises(SeveralFound) as several:
        sinch.find(tag="t", conversation_id="c", accept_time=when)
    assert leaks(odd.value) + leaks(several.value) == []


def test_arguments_that_cannot_be() -> None:
    fields: Any = {"contact_id": "c", "channel": "SMS", "identity": NUMBER, "direction": "TO_APP"}
    given: Any = {"channel_identity": NUMBER, "page_size": 0}
    odd: Any = {"channel_identity": NUMBER, "chanel": "SMS"}
    with serving("200 OK") as server, client(server) as sinch:
        for call in (
            lambda: list(sinch.list_messages(**given)),
            lambda: list(sinch.list_messages(**odd)),
            lambda: sinch.find(tag="t", conversation_id="c", accept_time=TEXT),
            lambda: sinch.inject("c", good(), settle=-1),
            lambda: sinch.inject_text("c", TEXT, **fields, accept_time="now"),
            lambda: text_request(TEXT, **fields, accept_time="now"),
            lambda: text_request(TEXT, **fields),
            lambda: InjectClient(key_secret=SECRET, environ={}),
            lambda: InjectClient.from_env(key_secret=SECRET, environ={}),
            lambda: InjectClient(key_secret=SECRET, auth=SECRET, environ={}),
            lambda: OAuth2ClientCredentials("", SECRET, environ={}),
            lambda: BasicAuth("", SECRET),
        ):
            with pytest.raises((SinchInjectError, TypeError)) as caught:
                call()
            assert leaks(caught.value) == []
            assert SECRET not in str(caught.value)


def test_credentials_in_a_client_of_the_user() -> None:
    with serving("200 OK", token="401 No") as server:
        auth = OAuth2ClientCredentials("demo-key", SECRET, auth_url=server.url, environ={})
        with httpx.Client(auth=auth, trust_env=False) as own, pytest.raises(TokenRefused) as caught:
            own.get(server.url)
    assert leaks(caught.value) == []


def test_what_the_caller_handles_keeps_its_frames() -> None:
    own, caught = NotSent("the caller's own"), None
    with serving("400 Bad Request") as server, client(server) as sinch:
        try:
            try:
                raise own
            except NotSent:
                sinch.inject("c-1", good())
        except InvalidRequest as error:
            caught = error
    assert caught is not None
    assert caught.__context__ is own
    assert own.__traceback__ is not None
    assert leaks(caught) == []


def test_a_client_that_is_closed() -> None:
    with serving("200 OK") as server:
        sinch = client(server)
        sinch.close()
        with pytest.raises(ConfigurationError) as caught:
            sinch.inject("c-1", good())
    assert leaks(caught.value) == []
