"""The one clock: real, frozen, shifted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sinch_inject_contract.instant import nanoseconds
from sinch_inject_mock.core.clock import SECOND, Clock, iso

START = nanoseconds("2026-11-22T12:00:00Z")


class Source:
    """A real time that the test moves."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> int:
        return self.time


@pytest.fixture
def source() -> Source:
    return Source()


def test_runs_as_the_source_does(source: Source) -> None:
    clock = Clock(source)
    source.time += 5 * SECOND
    assert clock.state() == {
        "now": "2026-11-22T12:00:05.000000Z",
        "mode": "real",
        "offset_seconds": 0.0,
    }


def test_stands_still_when_frozen_and_can_jump(source: Source) -> None:
    clock = Clock(source)
    clock.freeze("2026-01-01T00:00:00Z")
    source.time += 5 * SECOND
    clock.advance(60)
    assert clock.now() == nanoseconds("2026-01-01T00:01:00Z")
    assert clock.state()["mode"] == "frozen"


def test_freezing_without_a_time_keeps_the_time(source: Source) -> None:
    clock = Clock(source)
    clock.freeze()
    source.time += 5 * SECOND
    assert clock.now() == START


def test_runs_on_from_another_time(source: Source) -> None:
    clock = Clock(source)
    clock.run_from("2026-11-22T13:00:00Z")
    source.time += SECOND
    assert clock.state() == {
        "now": "2026-11-22T13:00:01.000000Z",
        "mode": "shifted",
        "offset_seconds": 3600.0,
    }


@pytest.mark.parametrize("leave", [Clock.run_real, Clock.reset])
def test_goes_back_to_real(source: Source, leave: Callable[[Clock], None]) -> None:
    clock = Clock(source)
    clock.advance(-60)
    leave(clock)
    assert clock.now() == START


def test_a_reset_goes_back_to_where_it_started(source: Source) -> None:
    clock = Clock(source, start="2026-01-01T00:00:00Z")
    clock.run_real()
    clock.reset()
    assert iso(clock.now()) == "2026-01-01T00:00:00.000000Z"


def test_an_unreadable_time_changes_nothing(source: Source) -> None:
    clock = Clock(source)
    with pytest.raises(ValueError, match="not a date-time"):
        clock.freeze("noon")
    assert clock.now() == START
