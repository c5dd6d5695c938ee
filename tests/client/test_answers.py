"""What servers say, in every shape they say it in: the right class, a readable sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sinch_inject.call.outcome import Outcome, judge
from sinch_inject.http.answer import LONGEST, Answer, Failure, Kind, read


def answer(status: int, body: Any, kind: str = "application/json", **more: Any) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {"content-type": kind}, raw, **more)


SAID = [
    pytest.param(
        {"error": {"code": 400, "message": "bad", "status": "INVALID_ARGUMENT", "details": []}},
        "bad",
        "INVALID_ARGUMENT",
        id="the page's",
    ),
    pytest.param(
        {"error": {"code": 400, "message": "bad", "status": "NEVER_SEEN", "details": None}},
        "bad",
        "NEVER_SEEN",
        id="unknown word, details null",
    ),
    pytest.param({"error": {"message": "bad", "status": 7}}, "bad", None, id="status a number"),
    pytest.param(
        {"code": 404, "message": "gone", "status": "NOT_FOUND", "details": []},
        "gone",
        "NOT_FOUND",
        id="without the wrapper",
    ),
    pytest.param(
        {
            "error": {
                "message": "bad",
                "details": [
                    {"field_violations": [{"field": "a.b", "description": "is missing"}, 5]},
                    {"field_violations": None},
                    "odd",
                ],
            }
        },
        "bad: a.b: is missing",
        None,
        id="field violations",
    ),
    pytest.param(
        {"type": "https://x/problems/rate-limit/", "title": "Slow", "detail": "Too fast"},
        "Slow: Too fast",
        "rate-limit",
        id="problem+json",
    ),
    pytest.param(
        {"title": "Bad", "errors": [{"pointer": "/a", "detail": "is odd"}]},
        "Bad: /a: is odd",
        None,
        id="problem+json with errors",
    ),
    pytest.param(
        {"errors": [{"detail": "is odd"}]}, "is odd", None, id="problem+json, nothing but errors"
    ),
    pytest.param(
        {"error": "invalid_client", "error_description": "No such key"},
        "invalid_client: No such key",
        None,
        id="OAuth",
    ),
    pytest.param(
        {"error": {"message": "a\nb\x1b[31m\u202ec\ud800"}}, "a b [31m c", None, id="control"
    ),
]


@pytest.mark.parametrize(("body", "message", "code"), SAID)
def test_shapes(body: Any, message: str, code: str | None) -> None:
    words = read(answer(400, body))
    assert words.message == message
    assert words.code == code


NOTHING = [
    (answer(502, b"<html>", "text/html; charset=utf-8"), "Bad Gateway, with 6 bytes of text/html"),
    (answer(520, b"<html>", "text/html"), "no standard status, with 6 bytes of text/html"),
    (answer(500, b"", ""), "Internal Server Error, with an empty body"),
    (
        answer(500, b'{"err', complete=False),
        "Internal Server Error, with 5 bytes of application/json, not complete",
    ),
    (answer(503, b"", complete=False), "Service Unavailable, with an empty body, not complete"),
    (answer(400, {}), "Bad Request, with 2 bytes of application/json"),
    (answer(400, []), "Bad Request, with 2 bytes of application/json"),
    (answer(400, None), "Bad Request, with 4 bytes of application/json"),
    (answer(400, {"error": None}), "Bad Request, with 15 bytes of application/json"),
    (answer(400, {"error": {"message": 5}}), "Bad Request, with 25 bytes of application/json"),
    (answer(400, b"\xff\xfe\xfd"), "Bad Request, with 3 bytes of application/json"),
    (answer(400, b"[" * 9000), "Bad Request, with 9000 bytes of application/json"),
    (Answer(400, {}, b"1"), "Bad Request, with 1 bytes of no content type"),
]


@pytest.mark.parametrize(("reply", "message"), NOTHING)
def test_nothing_readable_is_described_and_not_quoted(reply: Answer, message: str) -> None:
    words = read(reply)
    assert words.message == message
    assert words.code is None


@pytest.mark.parametrize("depth", [10, 300, 490, 700, 5000])
@pytest.mark.parametrize("key", ["details", "errors"])
def test_details_of_any_depth(key: str, depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    body = b'{"error": {"message": "deep", "details": %s}}' % nested
    if key == "errors":
        body = b'{"title": "deep", "errors": %s}' % nested
    words = read(answer(400, body))
    # Where the parser itself gives up depends on the Python; neither may raise.
    assert words.message.startswith(("deep", "Bad Request"))
    assert len(repr(words.details)) < 200


def test_a_long_sentence_is_cut() -> None:
    assert len(read(answer(400, {"error": {"message": "x" * 9000}})).message) == LONGEST


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "error",
                    "message",
                    "status",
                    "details",
                    "field_violations",
                    "title",
                    "detail",
                    "errors",
                    "type",
                    "pointer",
                    "field",
                    "description",
                    "error_description",
                ]
            )
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(status=st.integers(100, 999), value=json_values, cut=st.integers(0, 10))
def test_any_json_gives_a_printable_sentence(status: int, value: Any, cut: int) -> None:
    raw = json.dumps(value).encode()
    for body in (raw, raw[: len(raw) - cut]):
        words = read(answer(status, body))
        assert words.message
        assert words.message.isprintable()
        judge(answer(status, body))


@given(status=st.integers(100, 999), body=st.binary(max_size=200), complete=st.booleans())
def test_any_bytes_give_a_verdict_and_a_sentence(status: int, body: bytes, complete: bool) -> None:
    reply = Answer(status, {}, body, complete)
    verdict = judge(reply)
    assert (verdict.error is None) == (verdict.outcome is Outcome.DONE)
    assert read(reply).message


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("handed_over", [False, True])
def test_every_failure_has_a_verdict(kind: Kind, handed_over: bool) -> None:
    verdict = judge(Failure(kind, "x", handed_over))
    assert verdict.outcome is (Outcome.UNKNOWN if handed_over else Outcome.NOT_SENT)
    assert verdict.error is not None


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.DONE),
        (b" \n", Outcome.DONE),
        (b"{}", Outcome.DONE),
        (b'{"message_id": "of tomorrow"}', Outcome.DONE),
        (b'{"error": {"code": 400}}', Outcome.UNKNOWN),
        (b"[]", Outcome.UNKNOWN),
        (b"null", Outcome.UNKNOWN),
        (b"<html>", Outcome.UNKNOWN),
    ],
)
def test_which_200_is_ours(body: bytes, outcome: Outcome) -> None:
    assert judge(answer(200, body)).outcome is outcome
