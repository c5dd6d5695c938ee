"""How fast: turns at a rate, slower after a 429, and everybody held when the server asks."""

from __future__ import annotations

import pytest
from sinch_inject.bulk.pace import Pace


def sent(pace: Pace, begin: float, end: float) -> int:
    """Count the turns of one worker that always comes back at once."""
    now, many = begin, 0
    while True:
        now += pace.turn(now)
        while wait := pace.again(now):
            now += wait
        if now >= end:
            return many
        many += 1


def test_turns_come_at_the_rate_and_no_faster() -> None:
    pace = Pace(400.0)
    assert sent(pace, 100.0, 110.0) == pytest.approx(4000, abs=25)


def test_turns_that_nobody_took_are_not_made_up_for() -> None:
    pace = Pace(10.0)
    sent(pace, 0.0, 1.0)
    assert sum(pace.turn(60.0) == 0.0 for _ in range(20)) <= 2


def test_a_429_slows_at_most_once_a_second_and_it_grows_back() -> None:
    pace = Pace(400.0)
    for _ in range(50):
        pace.too_fast(10.0, None)
    assert pace.rate == pytest.approx(280.0)
    pace.too_fast(10.9, None)
    assert pace.rate == pytest.approx(280.0 + 0.9 * 20.0)  # it grows, and is not cut again
    pace.too_fast(11.0, None)
    assert pace.rate == pytest.approx(300.0 * 0.7)
    pace.turn(30.0)
    assert pace.rate == 400.0


def test_it_never_stands_still() -> None:
    pace = Pace(400.0)
    for second in range(100):
        pace.too_fast(float(second), 1.0)
    assert pace.rate >= 1.0
    slow = Pace(0.1)
    slow.too_fast(5.0, None)
    assert slow.rate == pytest.approx(0.1)


def test_retry_after_holds_everybody_also_who_has_a_turn() -> None:
    pace = Pace(100.0)
    waits = [pace.turn(0.0) for _ in range(10)]  # ten workers wait for their turn
    pace.too_fast(0.01, 5.0)
    assert all(pace.again(wait) >= 5.0 - wait for wait in waits)
    assert pace.turn(1.0) >= 4.0
    assert pace.again(6.0) == 0.0
