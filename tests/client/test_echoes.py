"""A server that repeats what it was sent where one would expect words of its own.

In a code, a detail, a header that is logged, an id, the seconds to wait: nothing private may be
said, and with the preflight off anything may stand in any member.
"""

from __future__ import annotations

import base64
import json
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from sinch_inject import InjectClient, InjectResult, RetryPolicy, SinchInjectError
from support.hostile import Connection, Hostile
from support.requests import message

SECRET, TOKEN, WORDS = "s3cret-of-nobody", "t0ken-of-nobody", "Meet me at noon, Eve"
NUMBER = "46700000987"
PAIR = base64.b64encode(f"demo-key:{SECRET}".encode()).decode()
GRANT = b'{"access_token":"%b","expires_in":3600}' % TOKEN.encode()
PRIVATE = (SECRET, TOKEN, NUMBER, PAIR, "noon", "me-at")

BODIES: dict[str, Callable[[str], dict[str, Any]]] = {
    "message": lambda word: {"error": {"code": 400, "message": f"not {word}", "status": "NO"}},
    "status": lambda word: {"error": {"code": 400, "message": "no", "status": word}},
    "code": lambda word: {"error": {"code": word, "message": "no"}},
    "details": lambda word: {"error": {"message": "no", "details": [{word: [word, f"x{word}y"]}]}},
    "problem": lambda word: {"type": f"http://x/{word}", "title": word, "errors": [word]},
    "oauth": lambda word: {"error": word, "error_description": word},
}
HEADERS = ("Allow", "Content-Type", "Date", "Retry-After", "Server", "X-Request-Id")
SECRETS = {"oauth2": (TOKEN, f"Bearer {TOKEN}"), "basic": (SECRET, PAIR, f"Basic {PAIR}")}


def told(
    auth: str,
    caplog: pytest.LogCaptureFixture,
    status: str = "400 No",
    body: bytes = b"",
    headers: str = "",
    **changes: Any,
) -> str:
    """Send a message without a preflight; return all that is said of it."""

    def script(connection: Connection) -> None:
        while True:
            if "/oauth2/token" in connection.request().line:
                connection.answer(body=GRANT)
            else:
                connection.answer(status, body, headers=headers)

    caplog.clear()
    caplog.set_level(logging.DEBUG, "sinch_inject")
    heard: list[object] = []
    members: dict[str, Any] = {
        "contact_message": {"text_message": {"text": WORDS}},
        "channel_identity": {"channel": "SMS", "identity": f"+{NUMBER}"},
    }
    request = message(**{**members, **changes})
    with Hostile(script) as server:
        options: dict[str, Any] = {"base_url": server.url, "auth_url": server.url, "auth": auth}
        options |= {"project_id": "p", "key_id": "demo-key", "key_secret": SECRET, "environ": {}}
        options |= {"retry": RetryPolicy(attempts=1), "preflight": False}
        with InjectClient(**options, on_attempt=heard.append) as client:
            try:
                ending: InjectResult | SinchInjectError = client.inject("c-1", request)
            except SinchInjectError as error:
                ending = error
    parts = [repr(ending), repr(heard), *(repr(vars(record)) for record in caplog.records)]
    if isinstance(ending, SinchInjectError):
        parts += [str(ending), repr({**vars(ending), "answer": b""}), repr(pickle.dumps(ending))]
    parts += [record.getMessage() for record in caplog.records]
    return "\n".join(parts)


def leaked(said: str) -> list[str]:
    return [private for private in PRIVATE if private in said]


@pytest.mark.parametrize("auth", SECRETS)
@pytest.mark.parametrize("place", BODIES)
def test_in_a_body(place: str, auth: str, caplog: pytest.LogCaptureFixture) -> None:
    for word in (WORDS, NUMBER, *SECRETS[auth]):
        said = told(auth, caplog, body=json.dumps(BODIES[place](word)).encode())
        assert leaked(said) == []


@pytest.mark.parametrize("auth", SECRETS)
@pytest.mark.parametrize("name", HEADERS)
def test_in_a_header(name: str, auth: str, caplog: pytest.LogCaptureFixture) -> None:
    slug = "Meet-me-at-noon-Eve" if name == "X-Request-Id" else WORDS
    for word in (WORDS, slug, slug[:14], NUMBER, *SECRETS[auth]):
        for value in (word, f"id-{word}"):
            for status in ("200 OK", "429 Slow", "500 Oops"):
                said = told(auth, caplog, status, b"{}", headers=f"{name}: {value}\r\n")
                assert leaked(said) == []


@pytest.mark.parametrize("member", ["accept_time", "contact_id", "direction", "processing_mode"])
def test_of_a_member_that_is_said_where_it_is_what_it_should_be(
    member: str, caplog: pytest.LogCaptureFixture
) -> None:
    only: dict[str, Any] = {
        "contact_message": {"text_message": {"text": "something else"}},
        "channel_identity": {"channel": "SMS", "identity": "someone"},
    }
    for word in (WORDS, f"+{NUMBER}", NUMBER):
        body = json.dumps(BODIES["message"](word)).encode()
        assert leaked(told("basic", caplog, body=body, **{**only, member: word})) == []
    only["channel_identity"] = {"channel": WORDS, "app_id": WORDS, "identity": "someone"}
    body = json.dumps(BODIES["message"](WORDS)).encode()
    assert leaked(told("basic", caplog, body=body, **only)) == []


def test_what_servers_do_say_is_told(caplog: pytest.LogCaptureFixture) -> None:
    body = json.dumps(BODIES["message"]("01HCONTACT, a TO_APP")).encode()
    headers = "Server: nginx/1.27.2 (Linux)\r\nX-Request-Id: 4f1a-77\r\nRetry-After: 7\r\n"
    headers += "Date: Tue, 01 Dec 2026 04:00:00 GMT\r\nAllow: GET, POST\r\n"
    said = told("oauth2", caplog, "429 Slow", body, headers)
    for words in ("not 01HCONTACT, a TO_APP", "nginx/1.27.2 (Linux)", "4f1a-77", "'7'", "04:00:00"):
        assert words in said
