"""The crash judge: it finds what is wrong, and nothing wrong in an import that was killed."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tools.crash.judge import (
    DONE,
    PENDING,
    REJECTED,
    SENDING,
    UNDONE,
    UNKNOWN,
    judge,
    judge_again,
    judge_settled,
)
from tools.crash.trial import killed


@pytest.mark.skipif(os.name != "posix", reason="kills")
def test_an_import_that_is_killed_three_times_loses_nothing_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    verdict = killed(7, 150, tmp_path)
    assert verdict.wrong == []
    assert verdict.kills == 3
    assert verdict.stored > 100


@pytest.mark.parametrize(
    ("stored", "state", "words"),
    [
        (2, DONE, "record 1 was stored 2 times"),
        (2, UNKNOWN, "record 1 was stored 2 times"),
        (0, DONE, "record 1 is done and was not stored"),
        (0, PENDING, "record 1 is pending and was not stored"),
        (0, SENDING, "record 1 is sending and was not stored"),
        (1, REJECTED, "record 1 was stored and is rejected"),
        (1, PENDING, "record 1 was stored and is pending"),
        (1, UNDONE, "record 1 was stored and is undone"),
        (0, None, "record 1 is not in the ledger"),
        (1, None, "record 1 is not in the ledger"),
    ],
)
def test_the_judge_names_what_is_wrong(stored: int, state: int | None, words: str) -> None:
    ledger = {} if state is None else {1: state}
    assert judge(Counter({1: stored} if stored else {}), ledger, 1) == [words]


@pytest.mark.parametrize(
    ("stored", "state"), [(1, DONE), (1, UNKNOWN), (0, UNKNOWN), (0, REJECTED)]
)
def test_the_judge_accepts_what_is_right(stored: int, state: int) -> None:
    assert judge(Counter({1: stored} if stored else {}), {1: state}, 1) == []
    assert judge(Counter(), {1: REJECTED, 2: REJECTED}, 1) == [
        "record 2 is in the ledger, not in the file"
    ]


def test_the_judge_of_settling_lets_nothing_stay_unknown_or_unstored() -> None:
    assert judge_settled(Counter({1: 1}), {1: DONE}, 1) == []
    assert judge_settled(Counter({1: 1}), {1: UNKNOWN}, 1) == ["record 1 stayed unknown"]
    assert "record 1 was not stored" in judge_settled(Counter(), {1: REJECTED}, 1)
    assert judge_settled(Counter({1: 2}), {1: DONE}, 1) == ["record 1 was stored 2 times"]


def test_the_judge_names_what_came_again() -> None:
    assert judge_again(Counter()) == []
    assert judge_again(Counter({3: 1, 2: 4})) == [
        "record 2 was sent again",
        "record 3 was sent again",
    ]
