"""The judge of ``nox -s settling`` sees what is wrong, whichever way it is."""

from __future__ import annotations

from typing import Any

import pytest

from tools.settling import End, judge


def stored(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    """Return messages as the simulator shows them."""
    return [
        {"id": number, "message": {"contact_message": {"text_message": {"text": text}}}}
        for text, number in pairs
    ]


def test_what_is_told_truly_passes() -> None:
    ends = [End("a", "done"), End("b", "settled", "2"), End("c", "unknown")]
    assert judge(ends, stored(("a", "1"), ("b", "2"))) == []


@pytest.mark.parametrize(
    ("end", "there", "what"),
    [
        (End("a", "done"), [], "a is done and not stored"),
        (End("a", "settled", "1"), [], "a is settled and not stored"),
        (End("a", "unknown"), [("a", "1")], "a is stored and stayed unknown"),
        (End("a", "settled", "2"), [("a", "1")], "a was settled with the id of another"),
        (End("a", "settled"), [("a", "1")], "a was settled with the id of another"),
        (End("a", "done"), [("a", "1"), ("a", "2")], "a is stored 2 times"),
    ],
)
def test_a_lie_is_seen(end: End, there: list[tuple[str, str]], what: str) -> None:
    (said,) = judge([end], stored(*there))
    assert what in said
