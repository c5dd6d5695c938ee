"""The journal: every request, bounded, shown as it was, without secrets."""

from __future__ import annotations

import json

import pytest
from sinch_inject_mock.core.exchange import Request
from sinch_inject_mock.core.journal import RequestFilter, mask_text
from sinch_inject_mock.settings import MIB, Settings
from support.simulated import BASIC, Simulated, text_message


def send(mock: Simulated, *headers: tuple[bytes, bytes], query: bytes = b"") -> dict[str, object]:
    path = b"/v1/projects/demo-project/conversations/c:inject-message"
    body = json.dumps(text_message()).encode()
    mock.answer(Request("POST", path, headers, body, query, "127.0.0.1:5000"))
    return mock.journal[-1]


def test_a_request_is_shown_as_it_was() -> None:
    json_type = (b"content-type", b"application/json")
    double = ((b"x-two", b"a"), (b"x-two", b"b"))
    entry = send(Simulated(), (b"authorization", BASIC), json_type, *double, query=b"a=1")
    assert entry["method"] == "POST"
    assert entry["path"] == "/v1/projects/demo-project/conversations/c:inject-message?a=1"
    assert entry["headers"] == {
        "authorization": "Basic ***",
        "content-type": "application/json",
        "x-two": "a, b",
    }
    assert entry["body"] == text_message()
    assert entry["raw_body"] is None
    assert entry["answer"] == {}
    assert entry["client"] == "127.0.0.1:5000"
    assert entry["time"] == "2026-11-22T12:00:00.000000Z"


@pytest.mark.parametrize(
    "name", [b"cookie", b"x-api-key", b"x-auth-token", b"proxy-authorization", b"authentication"]
)
def test_headers_that_hold_secrets_are_masked(name: bytes) -> None:
    assert send(Simulated(), (name, b"hunter2"))["headers"] == {name.decode(): "***"}


def test_secrets_in_a_query_are_masked() -> None:
    entry = send(Simulated(), query=b"client_secret=hunter2&x=demo-secret")
    assert str(entry["path"]).endswith("?client_secret=***&x=***")


def test_a_refused_body_is_shown_as_json_if_it_is() -> None:
    mock = Simulated()
    mock.inject(b'{"a":1}')
    mock.inject(b'{"a":1e999}')
    mock.inject(b"\xff\xfe")
    mock.inject(b'"' + b"x" * 100_000)
    one, two, three, four = mock.journal
    assert (one["body"], one["raw_body"]) == ({"a": 1}, None)
    assert (two["body"], two["raw_body"]) == (None, '{"a":1e999}')
    assert (three["body"], three["raw_body"]) == (None, "��")
    assert four["raw_body"].endswith("… (100001 bytes)")


def test_filters() -> None:
    mock = Simulated()
    mock.inject(conversation="a")
    mock.inject(b"{", conversation="a")
    mock.inject(conversation="b")
    entries = mock.state.journal.entries
    assert len(RequestFilter(conversation_id="a").select(entries())) == 2
    assert len(RequestFilter(verdict="rejected").select(entries())) == 1
    assert [e["sequence"] for e in RequestFilter(limit=1).select(entries(after=1))] == [2]


def test_it_is_bounded_in_number_and_in_bytes() -> None:
    mock = Simulated(Settings(retention=3))
    for _ in range(5):
        mock.inject()
    assert [entry["sequence"] for entry in mock.journal] == [3, 4, 5]
    assert mock.state.journal.dropped == 2
    large = Simulated(Settings(memory=16 * MIB))
    body = json.dumps(text_message("x" * 1_000_000)).encode()
    for _ in range(20):
        large.state.store.clear()
        assert large.inject(body).status == 200
    assert 0 < len(large.state.journal) <= 8
    assert large.state.journal.bytes <= 8 * MIB


def test_masking_knows_forms_and_secrets() -> None:
    assert mask_text("a=1&password=x&b=2", []) == "a=1&password=***&b=2"
    assert mask_text("the s3cret", ["s3cret", ""]) == "the ***"
