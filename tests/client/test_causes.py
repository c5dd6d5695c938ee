"""What an error carries besides its sentence: the system's own exception, and an id to grep for."""

from __future__ import annotations

import pickle
import traceback

import pytest
from sinch_inject import (
    ConnectionFailed,
    ConnectionLost,
    InjectClient,
    InvalidRequest,
    OutcomeUnknown,
    SinchInjectError,
    TokenRefused,
)
from support.hostile import Connection, Hostile
from support.requests import message
from support.ways import DEFAULT_WAYS, Way

KEYS = {
    "SINCH_PROJECT_ID": "demo-project",
    "SINCH_KEY_ID": "demo-key",
    "SINCH_KEY_SECRET": "demo-secret",
    "SINCH_BASE_URL": "http://127.0.0.1:1",
}
REFUSAL = b'{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}'


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_nobody_listens(way: Way, closed_port: int) -> None:
    error = way.send(message(), base_url=f"http://127.0.0.1:{closed_port}")
    assert isinstance(error, ConnectionFailed)
    cause = error.__cause__
    assert isinstance(cause, ConnectionRefusedError)
    assert cause.__traceback__ is None
    assert cause.__context__ is None
    assert "Connection refused" in "".join(traceback.format_exception(error))
    assert isinstance(pickle.loads(pickle.dumps(error)), ConnectionFailed)


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_a_reset_after_sending(way: Way) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.reset()

    with Hostile(script) as server:
        error = way.send(message(), base_url=server.url)
    assert isinstance(error, ConnectionLost)
    assert isinstance(error.__cause__, ConnectionResetError)
    assert error.__cause__.__traceback__ is None


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_what_is_no_answer_is_nobodys_exception(way: Way) -> None:
    """The parser's exception would quote the server."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(b"PRIVATE words\r\n\r\n")

    with Hostile(script) as server:
        error = way.send(message(), base_url=server.url)
    assert isinstance(error, OutcomeUnknown)
    assert error.__cause__ is None


def answering(request_id: str, *, tokens: bool = False) -> Hostile:
    def script(connection: Connection) -> None:
        while True:
            connection.request()
            refused = b'{"error":"invalid_client"}' if tokens else REFUSAL
            status = "401 Unauthorized" if tokens else "400 Bad Request"
            connection.answer(status, refused, headers=f"X-Request-Id: {request_id}\r\n")

    return Hostile(script)


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        ("3f1c-77:a/b+c=", True),
        ("ZGVtby1rZXk6ZGVtby1zZWNyZXQ=", False),
        ("ZGVtby1rZXk6ZGVtby1z", False),  # a part of it
        ("01HCONTACT", False),  # of the body
        ("two words", False),
        ("x" * 129, False),
        ("<b>", False),
    ],
)
@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_an_id_is_none_of_what_was_sent(
    way: Way, said: str, taken: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "sinch_inject")
    with answering(said) as server:
        error = way.send(message(), base_url=server.url)
    assert isinstance(error, InvalidRequest)
    assert (error.request_id == said) is taken
    assert error.request_id
    assert (said in caplog.text) is taken


@pytest.mark.parametrize("said", ["demo-secret", "ZGVtby1rZXk6ZGVtby1zZWNyZXQ="])
def test_an_id_of_the_token_endpoint_is_no_secret(said: str) -> None:
    with (
        answering(said, tokens=True) as endpoint,
        InjectClient.from_env(environ={**KEYS, "SINCH_AUTH_URL": endpoint.url}) as sinch,
        pytest.raises(SinchInjectError) as caught,
    ):
        sinch.inject("c-1", message())
    assert isinstance(caught.value, TokenRefused)
    assert said not in f"{caught.value} {caught.value.request_id} {vars(caught.value)}"
