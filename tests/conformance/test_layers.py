"""The layers of the suite against our simulator. Everything must hold."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sinch_inject_conformance import regressions
from sinch_inject_conformance.answers import documented_statuses
from sinch_inject_conformance.case import Row, encode
from sinch_inject_conformance.fuzz import DETERMINISTIC, FUZZING, Effort, run_schemathesis
from sinch_inject_conformance.keywords import keyword_rows
from sinch_inject_conformance.result import FAILS, HOLDS, Outcome
from sinch_inject_conformance.runner import run_rows
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.table import rows
from support.counting import KeywordCounter

ROWS = rows()
RULES = list(dict.fromkeys(row.rule for row in ROWS))


def failures(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{one.rule}: {one.case}: expected {one.expected}, got {one.got}\n{one.curl}"
        for one in outcomes
        if one.state != HOLDS
    ]


def test_no_two_rows_have_the_same_name() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("rule", RULES)
def test_table(rule: str, session: Session, names: Callable[[], str]) -> None:
    """Nothing is "not applicable" to the simulator: it offers all that a row can need."""
    chosen = [row for row in ROWS if row.rule == rule]
    outcomes = list(run_rows(session, chosen, names=names))
    assert len(outcomes) == len(chosen)
    assert failures(outcomes) == []


def test_regressions(session: Session, names: Callable[[], str]) -> None:
    outcomes = list(run_rows(session, regressions.load(), names=names))
    assert outcomes
    assert failures(outcomes) == []


def test_keywords(session: Session, names: Callable[[], str]) -> None:
    cases = keyword_rows(session.now())
    outcomes = list(run_rows(session, cases, names=names, layer="keywords"))
    assert len(outcomes) == len(cases)
    assert failures(outcomes) == []


def test_every_keyword_is_seen_to_pass_and_to_fail() -> None:
    now = datetime.now(UTC)
    counter = KeywordCounter("InjectMessageRequest")
    cases: list[Row] = [*ROWS, *keyword_rows(now)]
    for row in cases:
        if row.to == "api" and row.body is not None:
            body = encode(row.body, now) or b""
            with contextlib.suppress(ValueError, RecursionError):  # not every row is JSON
                counter.see(json.loads(body))
    expected = counter.expected()
    assert len(expected) > 500
    assert sorted(expected - counter.passed.keys()) == []
    assert sorted(expected - counter.failed.keys()) == []


def test_every_documented_answer_is_reached(session: Session, names: Callable[[], str]) -> None:
    chosen = [row for row in ROWS if row.expect.kind == "operation"]
    reached = {
        int(outcome.got)
        for outcome in run_rows(session, chosen, names=names)
        if outcome.state == HOLDS
    }
    assert sorted(reached) == documented_statuses()


def test_schemathesis(session: Session) -> None:
    outcomes = list(run_schemathesis(session, DETERMINISTIC, Effort()))
    assert len(outcomes) >= 16
    assert failures(outcomes) == []


def test_fuzzing(session: Session, night: bool) -> None:
    effort = Effort(examples=2000, seed=None) if night else Effort(examples=100)
    outcomes = list(run_schemathesis(session, FUZZING, effort))
    assert {one.rule for one in outcomes} >= {
        "contract_verdict",
        "whole_answer",
        "stored_unaltered",
    }
    assert [one for one in outcomes if one.state == FAILS] == []
