"""``plan``: what an import is going to be. Time is given; nothing is sent."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sinch_inject.bulk.entry import from_value
from sinch_inject.bulk.plan import GROUP, Plan
from sinch_inject_mock import SinchMock
from support.files import lines, write
from support.simulated import NOW, text_message

Run = Callable[..., Result]
START = datetime.datetime.fromisoformat(NOW)


def record(conversation: str = "c-1", *, days: float = 1.0, **more: Any) -> dict[str, Any]:
    """Return a record of so many days before the start."""
    at = (START - datetime.timedelta(days=days)).isoformat()
    return {"conversation_id": conversation, **text_message(accept_time=at, **more)}


@pytest.fixture
def plan(run: Run, tmp_path: Path) -> Run:
    """Return a function that plans the import of records, as JSON."""

    def plan(records: list[Any], *options: str) -> Result:
        file = write(tmp_path / "messages.jsonl", records)
        return run("plan", str(file), "--now", NOW, *options)

    return plan


def test_how_many_on_which_channel_and_how_long(plan: Run) -> None:
    line = {"channel": "LINE", "identity": "U1", "app_id": "01HAPP"}
    given = [record(days=day) for day in (1, 3, 2)] + [record("c-2", channel_identity=line)]
    done = plan(given, "--rate", "0.01")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "4 to send, 0 known, 0 rejected; 7 min at 0.01/s",
        "SMS 3, LINE 1",
        "accept_time from 2026-11-19T12:00:00+00:00 to 2026-11-21T12:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("many", "rate", "long"),
    [(2, "4", "0.5 s"), (2, "0.001", "33 min"), (2, "0.0001", "5 h 33 min")],
)
def test_a_time_is_told_as_people_say_it(plan: Run, many: int, rate: str, long: str) -> None:
    assert f"; {long} at {rate}/s" in plan([record()] * many, "--rate", rate).stdout


def test_what_grows_too_old_before_its_turn_is_named(plan: Run) -> None:
    second = 1 / 86400
    given = [record(days=30 - 5 * second, conversation=f"c-{n}") for n in range(7)]
    given[1] = record(days=30 + second)  # too old already
    done = plan(given, "--rate", "1", "--json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    # Turns at 0, 1, 2, … s: the sixth message that is sent, on line 7, comes at 5 s.
    assert (told["send"], told["rejected"], told["leaving"]) == (6, 1, 1)
    assert told["leaving_lines"] == [7]
    assert done.stderr.startswith("line 2: error at /accept_time: is 30 days old or more")
    said = plan(given, "--rate", "1").stdout
    assert "1 leave the window of 30 days before their turn: line 7; a higher rate" in said
    assert plan(given[2:], "--rate", "2").exit_code == 0


def test_what_shares_conversation_and_time_is_counted(plan: Run) -> None:
    other = record()
    other["accept_time"] = "2026-11-21T13:00:00+01:00"  # the same moment
    given = [record(), other, record(days=2), record("c-2"), record("c-3"), record("c-3")]
    told = json.loads(plan(given, "--json").stdout)
    assert (told["together"], told["places"]) == (4, 2)
    assert "4 share conversation and accept_time with another, in 2 places" in plan(given).stdout


def test_many_messages_are_counted_in_more_than_one_transaction() -> None:
    plan = Plan(400.0, START.timestamp())
    try:
        for number in range(2 * GROUP + 1):
            plan.take(from_value(record(f"c-{number // 2}"), number + 1))
        figures = plan.figures()
    finally:
        plan.close()
    assert (figures.send, figures.together, figures.places) == (2 * GROUP + 1, 2 * GROUP, GROUP)


def test_what_is_settled_is_not_counted(run: Run, mock: SinchMock, tmp_path: Path) -> None:
    given: list[Any] = [*lines(5), '{"broken']
    given[0] = given[4] = {**given[0], "_key": "a"}
    other = {**given[3], "_key": "a"}
    given += [other, other]
    file = write(tmp_path / "messages.jsonl", given)
    before = json.loads(run("plan", str(file), "--json").stdout)
    assert (before["send"], before["known"], before["rejected"]) == (4, 2, 2)
    assert run("import", str(file), "--limit", "2", env=mock.env).exit_code == 3
    after = json.loads(run("plan", str(file), "--json").stdout)
    assert (after["send"], after["known"], after["rejected"]) == (2, 4, 2)


def test_stdin_and_what_cannot_be_planned(run: Run, tmp_path: Path) -> None:
    row = json.dumps(record()).encode()
    done = run("plan", "-", "--now", NOW, stdin=row)
    assert done.stdout.startswith("1 to send, ")
    assert run("plan", str(tmp_path / "nothing.jsonl")).exit_code == 2
    assert run("plan", "-", "--rate", "0", stdin=row).exit_code == 2
    assert run("plan", "-", "--now", "noon", stdin=row).exit_code == 2
    empty = run("plan", "-", stdin=b"")
    assert (empty.exit_code, empty.stdout) == (
        0,
        "0 to send, 0 known, 0 rejected; 0.0 s at 400/s\n",
    )
