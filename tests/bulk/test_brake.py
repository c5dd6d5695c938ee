"""When a run stops because nothing works."""

from __future__ import annotations

import pytest
from sinch_inject.bulk.brake import IN_A_ROW, Brake


def fail(brake: Brake, times: int, said: str = "500", *, start: int = 0) -> None:
    for n in range(start, start + times):
        missing = f"c-{n}" if said == "404" else None
        brake.failed(said, refused=n if said == "404" else None, missing=missing)


def test_after_twenty_failures_one_at_a_time_and_then_an_end() -> None:
    brake = Brake()
    assert all(brake.enter() for _ in range(3))
    fail(brake, IN_A_ROW - 1)
    assert brake.enter()  # still any number
    fail(brake, 1)
    assert not brake.enter()  # four are under way
    for _ in range(4):
        brake.leave()
    assert brake.enter()
    assert not brake.enter()
    brake.leave()
    fail(brake, 1)
    assert brake.why is not None
    assert "21 outcomes in a row without one done (21 times 500)" in brake.why


def test_one_that_is_done_lets_the_others_go_on() -> None:
    brake = Brake()
    fail(brake, IN_A_ROW)
    assert brake.enter()
    brake.done()
    brake.leave()
    fail(brake, IN_A_ROW - 1)
    assert brake.enter()
    assert brake.enter()
    assert brake.why is None


def test_what_was_under_way_when_it_tripped_does_not_end_it() -> None:
    brake = Brake()
    assert brake.enter()
    fail(brake, IN_A_ROW + 5)
    assert brake.why is None


def test_a_missing_conversation_counts_once() -> None:
    brake = Brake()
    for n in range(500):
        brake.failed("404", refused=n, missing="gone")
    assert not brake.trying


def test_the_refusals_that_stopped_it_are_given_back() -> None:
    brake = Brake()
    fail(brake, 3, "404")
    brake.done()
    fail(brake, IN_A_ROW, "404", start=10)
    assert brake.refused() == []  # it has not stopped
    assert brake.enter()
    fail(brake, 1, "404", start=90)
    assert brake.refused() == [*range(10, 10 + IN_A_ROW), 90]
    assert brake.why is not None
    assert "region" in brake.why


@pytest.mark.parametrize("before", [0, 3])
def test_stopping_for_the_credentials_gives_no_other_refusal_back(before: int) -> None:
    brake = Brake()
    fail(brake, before, "404")
    brake.stop(ValueError("401"))
    brake.stop(ValueError("later"))
    assert (brake.why, brake.refused()) == ("401", [])
