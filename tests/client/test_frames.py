"""What an error's frames hold: tools that show local variables (Sentry, rich) show no secret.

Looked at is every frame below the caller's, of the error and of all that led to it: the repr of
each local variable, and of what one that is a dict, a list, a tuple or an attrs object holds.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import attrs
import httpx
import pytest
from sinch_inject import (
    ConfigurationError,
    ConnectionFailed,
    ConnectionLost,
    InjectClient,
    InvalidRequest,
    NotSent,
    PreflightError,
    RetryPolicy,
    ServerError,
    SinchInjectError,
    TimedOut,
    TokenError,
    TokenRefused,
)
from support.hostile import Connection, Hostile
from support.requests import iso, message
from support.ways import DEFAULT_WAYS, Way

SECRET, TOKEN, TEXT = "s3cret-of-nobody", "t0ken-of-nobody", "w0rds-of-nobody"
PRIVATE = (SECRET, TOKEN, TEXT, base64.b64encode(f"demo-key:{SECRET}".encode()).decode())
REFUSAL = b'{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}'
GRANT = b'{"access_token":"%b","expires_in":3600,"token_type":"bearer"}' % TOKEN.encode()


def good(**changes: Any) -> dict[str, Any]:
    return message(contact_message={"text_message": {"text": TEXT}}, **changes)


def bad() -> dict[str, Any]:
    return good(direction=TEXT)


def no_json() -> dict[str, Any]:
    return good(more={1, 2})


def chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and all that led to it."""
    left, seen = [error], set[int]()
    while left:
        found = left.pop()
        if id(found) not in seen:
            seen.add(id(found))
            left += [led for led in (found.__cause__, found.__context__) if led is not None]
            yield found


def frames(error: BaseException) -> Iterator[FrameType]:
    """Yield the frames below the caller's, which is the first one of the error itself."""
    for found in chain(error):
        traceback = found.__traceback__
        if found is error and traceback is not None:
            traceback = traceback.tb_next
        while traceback is not None:
            yield traceback.tb_frame
            traceback = traceback.tb_next


def shown(value: Any) -> Iterator[str]:
    """Yield what a tool shows of a value."""
    yield repr(value)
    if isinstance(value, dict):
        yield from map(repr, value.values())
    elif isinstance(value, list | tuple):
        yield from map(repr, value)
    elif attrs.has(type(value)):
        for attribute in attrs.fields(type(value)):
            yield repr(getattr(value, attribute.name, None))


def leaks(error: BaseException) -> list[str]:
    return [
        f"{frame.f_code.co_qualname}: {name}"
        for frame in frames(error)
        for name, value in frame.f_locals.items()
        if any(private in text for text in shown(value) for private in PRIVATE)
    ]


def serving(api: str, *, token: str = "200 OK") -> Hostile:
    """Give tokens, and answer a message as ``api`` says: a status, ``reset`` or ``hang``."""

    def script(connection: Connection) -> None:
        while True:
            if "/oauth2/token" in connection.request().line:
                connection.answer(token, GRANT if token[0] == "2" else b'{"error":"no"}')
            elif api == "reset":
                connection.reset()
                return
            elif api == "hang":
                connection.hang()
            else:
                connection.answer(api, REFUSAL if api[0] in "45" else b"{}")

    return Hostile(script)


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
