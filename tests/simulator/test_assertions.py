"""assert_injected says what is different, and how often a message is there."""

from __future__ import annotations

from typing import Any

import pytest
from sinch_inject_mock.assertions import assert_injected, assert_not_injected, fitting
from support.simulated import Simulated, text_message


@pytest.fixture
def messages() -> list[dict[str, Any]]:
    mock = Simulated()
    mock.inject(text_message("hello", metadata="one"), conversation="a")
    mock.inject(text_message("hello", metadata="two"), conversation="b")
    mock.inject(text_message("bye", direction="TO_CONTACT"), conversation="b")
    return mock.messages


def failure(messages: list[dict[str, Any]], *args: Any, **wanted: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_injected(messages, *args, **wanted)
    return str(caught.value)


def test_the_one_that_fits_is_returned(messages: list[dict[str, Any]]) -> None:
    assert assert_injected(messages, conversation_id="a", text="hello") is messages[0]
    assert assert_injected(messages, {"metadata": "two"}, channel="SMS") is messages[1]
    assert assert_injected(messages, direction="TO_CONTACT") is messages[2]
    assert assert_injected(messages, text="hello", times=2) == messages[:2]
    assert assert_injected(messages, text="nobody says this", times=0) == []


def test_times_are_compared_as_instants(messages: list[dict[str, Any]]) -> None:
    same = {"accept_time": "2026-11-22T12:00:00.000+01:00"}
    assert len(assert_injected(messages, same, times=3)) == 3


def test_twice_is_not_once(messages: list[dict[str, Any]]) -> None:
    told = failure(messages, text="hello")
    assert told.startswith("expected one such message, but there are 2: #1 in 'a' (request ")
    assert "#2 in 'b'" in told


def test_the_closest_is_told_with_its_differences(messages: list[dict[str, Any]]) -> None:
    expected = {
        "metadata": "three",
        "contact_message": {"text_message": {"text": "hello", "more": 1}},
        "note": "x",
    }
    lines = failure(messages, expected, conversation_id="b").splitlines()
    assert lines[0] == "expected one such message, but none of 3 fits; the closest is"
    assert lines[1].startswith("  #2 in 'b'")
    assert lines[2:] == [
        "  metadata: expected 'three', got 'two'",
        "  contact_message.text_message.more: expected 1, is missing",
        "  note: expected 'x', is missing",
    ]


def test_lists_and_types_are_compared_strictly() -> None:
    mock = Simulated()
    mock.inject(text_message(x=[1, {"a": True}]))
    assert_injected(mock.messages, {"x": [1, {"a": True}]})
    assert "x[1].a: expected 1, got True" in failure(mock.messages, {"x": [1, {"a": 1}]})
    assert "x: expected [1], got" in failure(mock.messages, {"x": [1]})


def test_nothing_there_and_something_gone() -> None:
    told = failure([], text="hello", dropped=3)
    assert told.splitlines() == [
        "expected one such message, but nothing was injected",
        "(3 older messages are gone: the retention limit was reached)",
    ]


def test_that_something_was_not_injected(messages: list[dict[str, Any]]) -> None:
    assert_not_injected(messages, conversation_id="c")
    assert_not_injected(messages, {"metadata": "three"}, channel="SMS")
    assert_not_injected([])
    with pytest.raises(AssertionError, match="expected no such message, but there is #2 in 'b'"):
        assert_not_injected(messages, conversation_id="b")
    with pytest.raises(AssertionError, match="but there is #1"):
        assert_not_injected(messages)


def test_those_that_fit(messages: list[dict[str, Any]]) -> None:
    assert [one["sequence"] for one in fitting(messages, conversation_id="b")] == [2, 3]
    assert len(fitting(messages)) == len(messages)
