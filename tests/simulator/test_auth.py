"""Who may ask: Basic, tokens, and the words that make official clients fetch a new token."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from sinch_inject_mock.core.auth import Key
from sinch_inject_mock.core.exchange import Reply
from sinch_inject_mock.settings import Settings
from support.simulated import BASIC, Simulated


@pytest.fixture
def mock() -> Simulated:
    return Simulated()


def basic(text: str) -> bytes:
    return b"Basic " + base64.b64encode(text.encode())


def challenge(reply: Reply) -> str:
    return dict(reply.headers)[b"www-authenticate"].decode()


def answer(reply: Reply) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(reply.body)
    return found


def test_a_token_answer_has_all_four_members(mock: Simulated) -> None:
    reply = mock.ask_token()
    assert reply.status == 200
    got = answer(reply)
    assert got.pop("access_token")
    assert got == {"expires_in": 3600, "scope": "", "token_type": "bearer"}
    assert dict(reply.headers)[b"cache-control"] == b"no-store"


def test_a_token_lets_in(mock: Simulated) -> None:
    assert mock.inject(authorization=mock.token()).status == 200


def test_tokens_are_random_and_repeatable_from_the_seed() -> None:
    first, again = Simulated(), Simulated()
    assert first.token() == again.token()
    assert first.token() != first.token()


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        (None, 'Bearer realm="sinch"'),
        (b"Digest abc", 'Bearer realm="sinch"'),
        (b"Bearer", 'Bearer error="invalid_token"'),
        (b"Bearer unknown", 'Bearer error="invalid_token"'),
        (b"bearer \xff", 'Bearer error="invalid_token"'),
        (b"Basic !!!", 'Basic realm="Realm"'),
        (b"Basic " + base64.b64encode(b"\xff:\xff"), 'Basic realm="Realm"'),
        (basic("no colon"), 'Basic realm="Realm"'),
        (basic("demo-key:wrong"), 'Basic realm="Realm"'),
        (basic("other:demo-secret"), 'Basic realm="Realm"'),
        (basic("other:no such key"), 'Basic realm="Realm"'),
    ],
)
def test_wrong_credentials(mock: Simulated, authorization: bytes | None, expected: str) -> None:
    reply = mock.inject(authorization=authorization)
    assert reply.status == 401
    assert answer(reply)["error"]["status"] == "UNAUTHENTICATED"
    assert challenge(reply) == expected
    assert mock.journal[0]["verdict"] == "unauthenticated"


def test_a_token_expires_by_the_simulator_s_clock() -> None:
    mock = Simulated(Settings(token_ttl=60))
    token = mock.token()
    mock.state.clock.advance(59.999)
    assert mock.inject(authorization=token).status == 200
    mock.state.clock.advance(0.001)
    reply = mock.inject(authorization=token)
    assert reply.status == 401
    assert 'error_description="Jwt expired at 2026-11-22T12:01:00Z"' in challenge(reply)


def test_a_revoked_token_is_unknown(mock: Simulated) -> None:
    kept, revoked = mock.token(), mock.token()
    assert mock.state.tokens.revoke(revoked.decode().split()[1]) == 1
    assert challenge(mock.inject(authorization=revoked)) == 'Bearer error="invalid_token"'
    assert mock.inject(authorization=kept).status == 200
    assert mock.state.tokens.revoke() == 1
    assert mock.inject(authorization=kept).status == 401


def test_a_token_belongs_to_the_project_of_its_key(mock: Simulated) -> None:
    mock.state.keys.add(Key("other-key", "other-secret", "other-project"))
    form = b"grant_type=client_credentials&client_id=other-key&client_secret=other-secret"
    token = b"Bearer " + answer(mock.ask_token(form, authorization=None))["access_token"].encode()
    reply = mock.inject(authorization=token)
    assert reply.status == 403
    assert answer(reply)["error"]["status"] == "PERMISSION_DENIED"
    assert mock.inject(authorization=token, project="other-project").status == 200
    assert [entry["verdict"] for entry in mock.journal] == ["token", "forbidden", "injected"]


def test_credentials_that_are_form_encoded_within_basic() -> None:
    mock = Simulated(Settings(key_id="a key", key_secret="50%:+"))
    assert mock.ask_token(authorization=basic("a key:50%:+")).status == 200
    assert mock.ask_token(authorization=basic("a+key:50%25%3A%2B")).status == 200


GRANT = b"grant_type=client_credentials"


@pytest.mark.parametrize(
    ("form", "authorization", "status", "error"),
    [
        (GRANT, None, 401, "invalid_client"),
        (GRANT, basic("demo-key:wrong"), 401, "invalid_client"),
        (GRANT + b"&client_id=demo-key", None, 401, "invalid_client"),
        (GRANT + b"&client_id=demo-key&client_secret=x", None, 401, "invalid_client"),
        (GRANT + b"&client_id=demo-key&client_secret=demo%252Dsecret", None, 401, "invalid_client"),
        (GRANT + b"&client_secret=x", BASIC, 400, "invalid_request"),
        (b"", BASIC, 400, "invalid_request"),
        (b"grant_type=password", BASIC, 400, "unsupported_grant_type"),
        (GRANT + b"&" + GRANT, BASIC, 400, "invalid_request"),
        (b"\xff", BASIC, 400, "invalid_request"),
        (b"a=1&" * 60, BASIC, 400, "invalid_request"),
    ],
)
def test_token_requests_that_are_refused(
    mock: Simulated, form: bytes, authorization: bytes | None, status: int, error: str
) -> None:
    reply = mock.ask_token(form, authorization=authorization)
    assert reply.status == status
    assert answer(reply)["error"] == error
    assert (status == 401) == (b"www-authenticate" in dict(reply.headers))


def test_the_token_request_must_be_a_form(mock: Simulated) -> None:
    reply = mock.ask_token(b'{"grant_type":"client_credentials"}', content_type=b"application/json")
    assert answer(reply)["error"] == "invalid_request"


def test_the_token_endpoint_has_a_rate_limit_of_its_own() -> None:
    mock = Simulated(Settings(token_rate_limit=1))
    assert [mock.ask_token().status for _ in range(4)] == [200, 200, 200, 429]
    assert mock.inject().status == 200
    mock.elapsed.seconds += 1
    assert mock.ask_token().status == 200


def test_no_secret_and_no_token_is_in_the_journal(mock: Simulated) -> None:
    token = mock.token()
    mock.inject(authorization=token)
    form = b"grant_type=client_credentials&client_id=demo-key&client_secret=demo-secret"
    mock.ask_token(form, authorization=None)
    mock.ask_token(form.replace(b"demo-secret", b"demo-secre%74"), authorization=None)
    mock.inject(b"not JSON but demo-secret", authorization=basic("demo-key:other-secret"))
    shown = json.dumps(mock.journal)
    for secret in ("demo-secret", "demo-secre%74", token.decode().split()[1], BASIC.decode()):
        assert secret not in shown
    assert mock.journal[0]["answer"] == {
        "access_token": "***",
        "expires_in": 3600,
        "scope": "",
        "token_type": "bearer",
    }
    assert mock.journal[1]["headers"]["authorization"] == "Bearer ***"
    assert "client_id=demo-key&client_secret=***" in mock.journal[2]["raw_body"]


def test_no_secret_is_in_a_repr() -> None:
    assert "hidden" not in repr(Settings(key_secret="hidden"))
    assert "hidden" not in repr(Key("key", "hidden", "project"))
