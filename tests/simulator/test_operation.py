"""The operation: what is checked, in which order, and what is stored."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sinch_inject_mock.core.exchange import Reply, Request
from sinch_inject_mock.settings import Settings
from support.simulated import BASIC, Simulated, text_message

JSON = (b"content-type", b"application/json")
GZIP = (b"content-encoding", b"gzip")
WRONG_KEY = b"Basic " + base64.b64encode(b"demo-key:guess")


@pytest.fixture
def mock() -> Simulated:
    return Simulated()


def header(reply: Reply, name: bytes) -> bytes | None:
    return next((value for key, value in reply.headers if key == name), None)


def error(reply: Reply) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(reply.body)["error"]
    return found


def test_a_good_message_is_stored_as_it_came(mock: Simulated) -> None:
    body = text_message("Ångström 🚪", unknown={"kept": [1, 2.5, None]})
    reply = mock.inject(body)
    assert (reply.status, reply.body) == (200, b"{}")
    [stored] = mock.messages
    assert stored["message"] == body
    assert stored["injected"] is True
    assert stored["conversation_id"] == "01HCONV"
    assert stored["received_at"] == "2026-11-22T12:00:00.000000Z"
    [entry] = mock.journal
    assert entry["verdict"] == "injected"
    assert entry["message_id"] == stored["id"]
    assert entry["request_id"] == stored["request_id"]
    assert header(reply, b"x-request-id") == stored["request_id"].encode()


def test_the_same_request_twice_is_stored_twice(mock: Simulated) -> None:
    mock.inject()
    mock.inject()
    first, second = mock.messages
    assert first["id"] != second["id"]
    assert first["request_id"] != second["request_id"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"method": "GET", "authorization": None}, 405),
        ({"authorization": None, "project": "other", "headers": ()}, 401),
        ({"authorization": WRONG_KEY, "project": "other"}, 401),
        ({"project": "other", "headers": (), "body": b"{"}, 403),
        ({"headers": (), "body": b"{"}, 415),
        ({"body": b"{", "conversation": "unregistered"}, 400),
        ({"conversation": "unregistered"}, 404),
    ],
)
def test_checks_come_in_order(wrong: dict[str, Any], status: int) -> None:
    mock = Simulated(Settings(strict=True))
    reply = mock.inject(**wrong)
    assert reply.status == status
    assert error(reply)["code"] == status
    assert not mock.messages


@pytest.mark.parametrize(("headers", "status"), [((JSON,), 413), ((), 415)])
def test_a_body_that_was_too_large_to_keep(
    mock: Simulated, headers: tuple[tuple[bytes, bytes], ...], status: int
) -> None:
    path = b"/v1/projects/demo-project/conversations/c:inject-message"
    request = Request("POST", path, [(b"authorization", BASIC), *headers], too_large=True)
    reply = mock.answer(request)
    assert reply.status == error(reply)["code"] == status
    assert not mock.messages


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_told_what_is_allowed(mock: Simulated, method: str) -> None:
    reply = mock.inject(method=method)
    assert reply.status == 405
    assert header(reply, b"allow") == b"POST"


@pytest.mark.parametrize(
    "conversation", ["", "a/b", "a:other", "a%3Ainject-message", "a:inject-messages"]
)
def test_other_paths_do_not_exist(mock: Simulated, conversation: str) -> None:
    path = f"/v1/projects/demo-project/conversations/{conversation}".encode()
    if not conversation.startswith("a:") and "%3A" not in conversation:
        path += b":inject-message"
    reply = mock.answer(Request("POST", path, [(b"authorization", BASIC), JSON], b"{}"))
    assert reply.status == 404
    assert error(reply)["status"] == "NOT_FOUND"
    assert mock.journal[0]["verdict"] == "other"


@pytest.mark.parametrize(
    ("raw", "decoded"),
    [
        ("a%2Fb", "a/b"),
        ("a%3Ab", "a:b"),
        ("a:b", "a:b"),
        ("%3Ainject-message", ":inject-message"),
        ("%C3%A5%20%25", "å %"),
        ("a%zz", "a%zz"),
        ("..", ".."),
    ],
)
def test_ids_are_decoded_from_the_raw_path(mock: Simulated, raw: str, decoded: str) -> None:
    assert mock.inject(conversation=raw).status == 200
    assert mock.messages[0]["conversation_id"] == decoded


@pytest.mark.parametrize("raw", ["%ff", "%C3", "a%00b"])
def test_ids_that_are_no_text_are_refused(mock: Simulated, raw: str) -> None:
    reply = mock.inject(conversation=raw)
    assert reply.status == 400
    assert "conversation_id" in error(reply)["message"]


@pytest.mark.parametrize(
    "value",
    [
        b"application/json; charset=utf-8",
        b'Application/JSON;charset="UTF-8"',
        b"application/json;",
        b"application/json; charset=utf-8; x=y",
        b"application/json; charset=utf-8;",
        b'application/json; x="charset=latin-1"',
    ],
)
def test_content_types_that_are_json(mock: Simulated, value: bytes) -> None:
    assert mock.inject(headers=((b"content-type", value),)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        (),
        ((b"content-type", b"text/plain"),),
        ((b"content-type", b"application/json-patch+json"),),
        ((b"content-type", b"application/json; charset=latin-1"),),
        ((b"content-type", b"application/json; x=y; charset=latin-1"),),
        ((b"content-type", b"application/json;\tcharset=latin-1"),),
        ((b"content-type", b"application/json; charset=utf-8; charset=latin-1"),),
        ((b"content-type", b"application/json, text/plain"),),
        (JSON, (b"content-type", b"text/plain")),
        (JSON, GZIP),
    ],
)
def test_content_types_that_are_not(
    mock: Simulated, headers: tuple[tuple[bytes, bytes], ...]
) -> None:
    reply = mock.inject(headers=headers)
    assert reply.status == 415
    assert error(reply)["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize("coding", [b"identity", b"Identity"])
def test_a_body_that_is_not_encoded_may_say_so(mock: Simulated, coding: bytes) -> None:
    assert mock.inject(headers=(JSON, (b"content-encoding", coding))).status == 200


@pytest.mark.parametrize(
    ("accept_time", "status"),
    [
        ("2026-11-22T12:00:00Z", 400),
        ("2026-11-22T11:59:59.999999999Z", 200),
        ("2026-11-22T12:59:59.999999999+01:00", 200),
        ("2026-11-22T11:00:00.000-01:00", 400),
        ("2026-10-23T12:00:00Z", 400),
        ("2026-10-23T12:00:00.000000001Z", 200),
        ("2027-11-22T11:00:00Z", 400),
    ],
)
def test_both_ends_of_the_window_are_excluded(
    mock: Simulated, accept_time: str, status: int
) -> None:
    reply = mock.inject(text_message(accept_time=accept_time))
    assert reply.status == status
    if status == 400:
        assert error(reply)["message"].startswith("accept_time: must be")
        [problem] = mock.journal[0]["problems"]
        assert problem["pointer"] == "/accept_time"
        assert problem["rule"] == "x-time-window"
        assert problem["source"] == "page"


def test_another_conversation_in_the_body_is_accepted_and_the_path_counts(mock: Simulated) -> None:
    assert mock.inject(text_message(conversation_id="other")).status == 200
    assert mock.messages[0]["conversation_id"] == "01HCONV"


@pytest.mark.parametrize(
    ("registered", "contact", "status"),
    [([], "c1", 200), ([], "c2", 404), (["c9"], "c9", 200), (["c9"], "c1", 404)],
)
def test_strict_knows_contacts(registered: list[str], contact: str, status: int) -> None:
    mock = Simulated(Settings(strict=True))
    mock.state.register.conversation("01HCONV", registered)
    mock.state.register.contact("c1")
    assert mock.inject(text_message(contact_id=contact)).status == status


def test_the_rate_limit_is_a_project_s(mock: Simulated) -> None:
    mock.state.limit_rates(2, None)
    assert [mock.inject().status for _ in range(3)] == [200, 200, 429]
    assert mock.journal[-1]["verdict"] == "rate-limited"
    assert mock.inject(authorization=None).status == 401
    mock.elapsed.seconds += 0.5
    assert [mock.inject().status for _ in range(2)] == [200, 429]


@settings(deadline=None, max_examples=200)
@given(
    body=st.binary(max_size=200) | st.sampled_from([b"[]", b"null", b'"x"', b"1e5", b"{}"]),
    raw_path=st.binary(min_size=1, max_size=30),
    authorization=st.binary(max_size=30) | st.just(BASIC),
    query=st.binary(max_size=20),
)
def test_nothing_hostile_makes_the_simulator_fail(
    body: bytes, raw_path: bytes, authorization: bytes, query: bytes
) -> None:
    mock = Simulated()
    path = b"/v1/projects/demo-project/conversations/" + raw_path + b":inject-message"
    headers = [(b"authorization", authorization), JSON, (b"x-other", body)]
    for request in (
        Request("POST", path, headers, body, query),
        Request("POST", raw_path, headers, body, query),
        Request("POST", b"/oauth2/token", headers, body, query),
    ):
        reply = mock.answer(request)
        assert reply.status in {400, 401, 404, 415}
        assert "error" in json.loads(reply.body)
    assert json.dumps(mock.journal).encode()
