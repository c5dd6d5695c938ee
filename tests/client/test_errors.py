"""The tree of errors: the first level is the outcome; all are readable, pickle and copy."""

from __future__ import annotations

import copy
import inspect
import pickle
from pathlib import Path

import pytest
import sinch_inject
from sinch_inject import (
    InvalidRequest,
    NotFound,
    NotSent,
    OutcomeUnknown,
    PreflightError,
    Problem,
    RateLimited,
    Rejected,
    RequestInfo,
    SinchInjectError,
    TimedOut,
    errors,
)

CLASSES = [
    value
    for _, value in inspect.getmembers(errors, inspect.isclass)
    if issubclass(value, SinchInjectError)
]
INFO = RequestInfo(
    method="POST",
    url="https://us.conversation.api.sinch.com/v1/projects/p/conversations/c-1:inject-message",
    conversation_id="c-1",
    accept_time="2026-11-22T12:00:00Z",
    tag="batch-7",
    request_id="r-1",
)


def make(kind: type[SinchInjectError]) -> SinchInjectError:
    facts = {
        "status": 400,
        "code": "INVALID_ARGUMENT",
        "details": [{"a": 1}],
        "request_id": "r-2",
        "retry_after": 1.5,
        "request": INFO,
        "answer": b"raw",
        "attempts": 2,
    }
    if kind is PreflightError:
        return PreflightError([Problem("/a", "type", "must be a text")], **facts)
    return kind("it went wrong", **facts)  # type: ignore[arg-type]  # the same facts for all


@pytest.mark.parametrize("kind", CLASSES)
def test_each_belongs_to_one_outcome(kind: type[SinchInjectError]) -> None:
    if kind is not SinchInjectError:
        assert [issubclass(kind, outcome) for outcome in (NotSent, Rejected, OutcomeUnknown)].count(
            True
        ) == 1


@pytest.mark.parametrize("kind", CLASSES)
def test_each_is_public_and_in_the_drawing(kind: type[SinchInjectError]) -> None:
    assert getattr(sinch_inject, kind.__name__) is kind
    assert f" {kind.__name__} " in f"{errors.__doc__} ".replace("\n", " \n")
    assert kind.__doc__


def pickled(error: SinchInjectError) -> SinchInjectError:
    twin: SinchInjectError = pickle.loads(pickle.dumps(error))
    return twin


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("twin_of", [copy.copy, copy.deepcopy, pickled])
def test_each_pickles_and_copies(kind: type[SinchInjectError], twin_of: object) -> None:
    error = make(kind)
    assert callable(twin_of)
    twin = twin_of(error)
    assert type(twin) is kind
    assert str(twin) == str(error)
    assert repr(twin) == repr(error)
    assert {**vars(twin)} == {**vars(error), "answer": b""}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_the_raw_answer_stays_out_of_pickles(protocol: int) -> None:
    error = make(InvalidRequest)
    assert error.answer == b"raw"
    assert b"raw" not in pickle.dumps(error, protocol)
    assert "raw" not in repr(error) + str(error)


def test_a_sentence_says_what_where_and_what_next() -> None:
    assert str(make(InvalidRequest)) == (
        "rejected: 400 INVALID_ARGUMENT: it went wrong "
        "(conversation c-1, tag batch-7, request r-2, 2 attempts)"
    )
    assert str(NotFound("no such conversation", status=404)) == (
        "rejected: 404: no such conversation; a region that is not the app's gives 404 too: "
        "check SINCH_CONVERSATION_REGION"
    )
    assert str(TimedOut("ReadTimeout")) == (
        "outcome unknown, look before sending again: ReadTimeout"
    )
    assert repr(RateLimited("slow", status=429)) == "RateLimited('rejected: 429: slow')"


def test_preflight_lists_all_errors_and_keeps_the_warnings() -> None:
    problems = [
        Problem("/a", "type", "must be a text"),
        Problem("/b", "size", "is large", "warning"),
        Problem("", "required", "`c` is required"),
    ]
    error = PreflightError(problems)
    assert str(error) == "not sent: 2 problem(s): /a: must be a text; /: `c` is required"
    assert error.problems == tuple(problems)
    assert [str(problem) for problem in problems[1:]] == [
        "warning at /b: is large",
        "error at /: `c` is required",
    ]


def test_a_pointer_escapes() -> None:
    assert errors.pointer(["a/b", "m~n", 0, ""]) == "/a~1b/m~0n/0/"


# ------------------------------------------------------------------------- worth another try

SAFE = {"ConnectionFailed", "PoolExhausted", "DeadlineExceeded", "TokenError", "RateLimited"}
ROOTS = {"NotSent", "SinchInjectError"}


@pytest.mark.parametrize("name", [name for name in errors.__all__ if name[0].isupper()])
def test_what_may_be_tried_again_is_said_by_every_error(name: str) -> None:
    kind = getattr(errors, name)
    if isinstance(kind, type) and issubclass(kind, SinchInjectError) and name not in ROOTS:
        assert kind.retryable is (name in SAFE)
        line = next(line for line in (errors.__doc__ or "").splitlines() if f" {name} " in line)
        if not issubclass(kind, errors.OutcomeUnknown) or name == "OutcomeUnknown":
            marks = {"Rejected": ""}
            assert marks.get(name, "\u21bb" if kind.retryable else "\u2717") in line


@pytest.mark.parametrize("name", ["docs/errors.md", "README.md"])
def test_the_documents_say_it_too(name: str) -> None:
    text = (Path(__file__).parents[2] / name).read_text(encoding="utf-8")
    assert "retryable`" in text


def test_a_sentence_begins_with_what_is_known() -> None:
    for kind, words in (
        (errors.NotSent, "not sent: "),
        (errors.ConfigurationError, "not sent: "),
        (errors.Rejected, "rejected: "),
        (errors.OutcomeUnknown, "outcome unknown, look before sending again: "),
    ):
        assert str(kind("why")).startswith(words)
