"""The judge of answers: each part of each answer is seen to pass and to fail."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import pytest
from sinch_inject_conformance.answers import (
    documented_statuses,
    operation_faults,
    strictly,
    unexpected,
)
from sinch_inject_conformance.case import Expect
from sinch_inject_conformance.expectation import (
    Absent,
    Between,
    Exactly,
    HasWord,
    Listing,
    Matcher,
    Matches,
    Present,
)
from sinch_inject_conformance.judge import validator
from sinch_inject_conformance.refusal import BAD_REQUEST, WORDS, violations
from sinch_inject_conformance.wire import Answer, Request

JSON = ("Content-Type", "application/json")
BASIC = ("WWW-Authenticate", 'Basic realm="Realm"')
ERROR: dict[str, Any] = {
    "error": {"code": 400, "message": "no", "status": "INVALID_ARGUMENT", "details": []}
}
# google.rpc.BadRequest with one violation: field "metadata", description "too long".
VIOLATION = b"\x0a\x08metadata\x12\x08too long"
VALUE = base64.b64encode(b"\x0a" + bytes([len(VIOLATION)]) + VIOLATION).decode()


def refusal(status: int, /, **changes: Any) -> dict[str, Any]:
    return {"error": {**ERROR["error"], "code": status, "status": WORDS[status], **changes}}


def of_operation(status: int, value: Any, *headers: tuple[str, str]) -> list[str]:
    kinds = headers if any(name == "Content-Type" for name, _ in headers) else (JSON, *headers)
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return operation_faults(Answer(status, (*kinds, BASIC), body))


@pytest.mark.parametrize("status", documented_statuses())
def test_each_answer_is_seen_to_pass_and_to_fail(status: int) -> None:
    good = refusal(status) if status != 200 else {}
    assert of_operation(status, good) == []
    for faults in (
        of_operation(status, []),
        of_operation(status, b"{"),
        of_operation(status, b"\xff"),
        of_operation(status, b"\xef\xbb\xbf" + json.dumps(good).encode()),
        of_operation(status, good, ("Content-Type", "text/html")),
        of_operation(status, good, ("Content-Type", "application/json; charset=latin-1")),
        of_operation(status, good, ("Content-Encoding", "gzip")),
        operation_faults(Answer(status, (BASIC,), json.dumps(good).encode())),
        operation_faults(
            Answer(status, (JSON, BASIC), json.dumps(good).encode(), faults=("no framing",))
        ),
    ):
        assert len(faults) == 1, faults
    assert of_operation(status, good, ("Content-Type", 'application/json; charset="UTF-8"')) == []


def test_the_members_of_an_error_at_the_top_are_none() -> None:
    """A client that reads ``error`` finds nothing, whatever stands beside it."""
    bodies: tuple[Any, ...] = (ERROR["error"], {}, {"error": None}, {"error": "no"}, {"error": []})
    for body in bodies:
        assert of_operation(400, body) != [], body
    assert of_operation(400, ERROR["error"]) == ["the body of a refusal has no object named error"]


@pytest.mark.parametrize(
    ("member", "wrong"),
    [("code", "400"), ("code", 400.5), ("code", 400.0), ("code", 401), ("code", None),
     ("message", 1), ("message", ""), ("message", None), ("status", 400), ("status", ""),
     ("status", "Invalid argument"), ("status", None), ("details", {}), ("details", None),
     ("details", ["x"]), ("details", [{"type_url": 1}]), ("details", [{"value": {}}]),
     ("details", [{"type_url": "BadRequest", "value": VALUE}]),
     ("details", [{"type_url": BAD_REQUEST, "value": "%%%%"}]),
     ("details", [{"type_url": BAD_REQUEST, "value": VALUE[:-4]}]),
     ("details", [{"type_url": BAD_REQUEST, "value": VALUE.rstrip("=") + "="}]),
     ("details", [{"type_url": BAD_REQUEST, "value": ""}]),
     ("details", [{"type_url": "x.com/y.Z", "value": "/////w=="}])],
)  # fmt: skip
def test_each_member_of_an_error_is_judged(member: str, wrong: Any) -> None:
    assert of_operation(400, refusal(400, **{member: wrong})) != []


def test_what_is_encoded_in_a_detail_is_read() -> None:
    detail = {"type_url": BAD_REQUEST, "value": VALUE}
    assert violations(detail) == [("metadata", "too long")]
    assert of_operation(400, refusal(400, details=[detail])) == []
    other = {"type_url": "type.googleapis.com/google.rpc.ErrorInfo", "value": "CgF4"}
    assert violations(other) is None
    assert of_operation(400, refusal(400, details=[detail, other, {"reason": "x"}])) == []


@pytest.mark.parametrize(
    ("body", "right"),
    [({"type": "https://example.com/e?a=b#c", "title": "No", "status": 404}, True),
     ({"title": "No", "detail": "x", "instance": "/a", "errors": []}, True),
     (ERROR, False), ({}, False), ([], False), ({"type": "a b", "title": "No"}, False),
     ({"title": 1}, False), ({"title": "No", "status": 400}, False),
     ({"title": "No", "status": "404"}, False), ({"title": "No", "detail": {}}, False)],
)  # fmt: skip
def test_a_problem_is_judged_by_rfc_9457(body: Any, right: bool) -> None:
    answer = Answer(404, (("Content-Type", "application/problem+json"),), json.dumps(body).encode())
    outside = Expect({404}, kind="outside")
    assert (list(unexpected(outside, answer)) == []) is right
    # The operation's contract knows no such answer, right or not.
    assert "not application/json" in operation_faults(answer)[0]
    assert (len(operation_faults(answer)) == 1) is right


def test_headers_and_codes_of_answers_are_judged() -> None:
    body = json.dumps(refusal(401)).encode()
    assert operation_faults(Answer(401, (JSON,), body)) == [
        "the header WWW-Authenticate is missing",
        "a 401 has no WWW-Authenticate",  # by RFC 9110, also where no contract says so
    ]
    for name, value, status in (
        ("Retry-After", "", 429), ("Retry-After", "soon", 429), ("Retry-After", "-1", 429),
        ("Retry-After", "1.5", 429), ("WWW-Authenticate", "<realm>", 401),
    ):  # fmt: skip
        faults = operation_faults(
            Answer(status, (JSON, (name, value)), json.dumps(refusal(status)).encode())
        )
        assert faults
        assert all(name in fault for fault in faults)
    for value in ("7", "Wed, 25 Nov 2026 04:00:00 GMT"):
        assert of_operation(429, refusal(429), ("Retry-After", value)) == []
    assert of_operation(403, refusal(400)) == ["error.code is 400, the status 403"]
    assert operation_faults(Answer(302)) == ["status 302 is not in the contract"]
    assert operation_faults(Answer(0, error="reset")) == ["there was no answer: reset"]


@pytest.mark.parametrize(
    ("matcher", "right", "wrong"),
    [(Present(), ["x"], [[], [""], ["x", "y"]]),
     (Absent(), [], [["x"], [""]]),
     (Exactly("POST"), ["POST"], [[], ["POST, GET"], ["post"], ["POST", "POST"]]),
     (HasWord("expired"), ["Jwt Expired at"], [[], ["expiredness"], ["x"]]),
     (Matches("a+"), ["aa"], [[], ["aab"], ["aa", "aa"]]),
     (Between(1, 9), ["9"], [[], ["10"], ["0"], ["5.0"], ["-5"], ["\u0665"]]),
     (Listing(["GET", "DELETE"]), ["DELETE, GET"], [[], ["GET"], ["GET, DELETE, PUT"]])],
)  # fmt: skip
def test_each_expectation_can_say_no(
    matcher: Matcher, right: Sequence[str], wrong: list[list[str]]
) -> None:
    assert matcher.fault(right) is None
    assert all(matcher.fault(values) for values in wrong)
    assert str(matcher)


# -- the token endpoint

TOKEN = {"access_token": "abc", "expires_in": 3600, "scope": "", "token_type": "bearer"}


def of_token(value: Any, *headers: tuple[str, str], status: int = 200) -> list[str]:
    expect = Expect({status}, kind="token", error={401: "invalid_client", 400: "invalid_request"})
    asked = Request("POST", "/oauth2/token", (("Authorization", "Basic x"),))
    body = json.dumps(value).encode()
    return list(unexpected(expect, Answer(status, headers, body, request=asked)))


NO_STORE = ("Cache-Control", "no-store")


@pytest.mark.parametrize(
    ("member", "wrong"),
    [("access_token", ""), ("access_token", "a b"), ("access_token", 7), ("expires_in", "3600"),
     ("expires_in", 3600.0), ("expires_in", 0), ("expires_in", -1), ("expires_in", True),
     ("scope", None), ("token_type", "mac"), ("token_type", None), ("error", "x")],
)  # fmt: skip
def test_each_member_of_a_token_answer_is_judged(member: str, wrong: Any) -> None:
    assert of_token(TOKEN, JSON, NO_STORE) == []
    assert len(of_token({**TOKEN, member: wrong}, JSON, NO_STORE)) == 1
    without = {key: value for key, value in TOKEN.items() if key != member}
    assert (of_token(without, JSON, NO_STORE) == []) is (member == "error")
    assert of_token(TOKEN, JSON) == ["Cache-Control is missing: caches may keep the token"]


def test_a_refused_token_is_judged_by_rfc_6749() -> None:
    client = {"error": "invalid_client", "error_description": "no"}
    assert of_token(client, JSON, BASIC, status=401) == []
    for value in (
        {**client, "error": "invalid_request"},
        {**client, "error_description": 'a "quote"'},
        {**client, "access_token": "abc"},
        refusal(401),
    ):
        assert len(of_token(value, JSON, BASIC, status=401)) == 1, value
    assert of_token(client, JSON, status=401) == [
        "a 401 has no WWW-Authenticate",
        "WWW-Authenticate is missing",
    ]


# -- a server that gives itself out as the simulator


def test_the_simulator_is_held_to_what_is_assumed_of_it() -> None:
    named = ("x-request-id", "1")
    detail = {"type_url": BAD_REQUEST, "value": VALUE}
    good = json.dumps(refusal(400, details=[detail])).encode()
    assert list(strictly(Answer(400, (JSON, named), good), explained=True)) == []
    for answer in (
        Answer(400, (JSON,), good),
        Answer(400, (JSON, named), json.dumps(refusal(400)).encode()),
        Answer(400, (JSON, named), json.dumps(refusal(400, status="BAD")).encode()),
        Answer(401, (JSON, named, ("WWW-Authenticate", "Bearer")), b"{}"),
        Answer(429, (JSON, named, ("Retry-After", "1")), json.dumps(refusal(429)).encode()),
    ):
        assert list(strictly(answer, explained=True)), answer


def test_each_component_of_an_answer_has_a_validator() -> None:
    assert validator("ErrorAnswer").is_valid(ERROR)
    assert not validator("ErrorAnswer").is_valid({"error": {"details": {}}})
