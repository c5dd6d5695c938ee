"""The layers of the suite against our simulator. Everything must hold."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sinch_inject_conformance import (
    again,
    grammar,
    limits,
    messages,
    order,
    regressions,
    scenes,
    unaltered,
)
from sinch_inject_conformance.answers import documented_statuses
from sinch_inject_conformance.case import At, Row, Scene, encode
from sinch_inject_conformance.fuzz import DETERMINISTIC, FUZZING, Effort, run_schemathesis
from sinch_inject_conformance.grammar import MODULES, grammar_rows
from sinch_inject_conformance.grammar.times import spellings
from sinch_inject_conformance.instant import is_date_time
from sinch_inject_conformance.keywords import keyword_rows
from sinch_inject_conformance.messages.visit import Story
from sinch_inject_conformance.result import FAILS, HOLDS, NOT_APPLICABLE, Outcome
from sinch_inject_conformance.runner import run_rows, run_scenes, run_stories
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.table import rows
from sinch_inject_conformance.target import Credentials, Target
from sinch_inject_contract.document import operations
from sinch_inject_mock import Settings, SinchMock
from support.counting import KeywordCounter
from support.servers import stub

ROWS = [*rows(), *order.cases()]
GRAMMARS = {module.__name__.rpartition(".")[2]: module.cases for module in MODULES}
RULES = list(dict.fromkeys(row.rule for row in ROWS))


def failures(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{one.rule}: {one.case}: expected {one.expected}, got {one.got}\n{one.curl}"
        for one in outcomes
        if one.state != HOLDS
    ]


def test_no_two_cases_of_a_layer_have_the_same_name() -> None:
    layers: list[list[Row] | list[Scene]] = [
        ROWS,
        list(grammar_rows()),
        list(unaltered.cases()),
        [*scenes.scenes(), *again.scenes()],
        list(limits.scenes()),
    ]
    for cases in layers:
        assert len({case.name for case in cases}) == len(cases)


def test_the_cases_come_in_the_same_order_every_time() -> None:
    assert [row.name for row in grammar_rows()] == [row.name for row in grammar_rows()]
    assert [row.name for row in unaltered.cases()] == [row.name for row in unaltered.cases()]


@pytest.mark.parametrize("rule", RULES)
def test_table(rule: str, session: Session, names: Callable[[], str]) -> None:
    """Nothing is "not applicable" to the simulator: it offers all that a row can need."""
    chosen = [row for row in ROWS if row.rule == rule]
    outcomes = list(run_rows(session, chosen, names=names))
    assert len(outcomes) == len(chosen)
    assert failures(outcomes) == []


@pytest.mark.parametrize("name", GRAMMARS)
def test_grammar(name: str, session: Session, names: Callable[[], str]) -> None:
    cases = list(GRAMMARS[name]())
    outcomes = list(run_rows(session, cases, names=names, layer=name))
    assert len(outcomes) == len(cases) > 40
    assert failures(outcomes) == []


def test_every_grammar_is_in_the_layer() -> None:
    folder = Path(grammar.__file__).parent
    assert {file.stem for file in folder.glob("*.py")} - {"__init__"} == GRAMMARS.keys()


def test_date_times_are_told_apart_as_the_judge_does() -> None:
    """The table of spellings says by hand what the judge reads: two who may be wrong."""
    for name, form, right in spellings():
        spelled = At(-2 * 86_400.0, form.replace("%s", "{epoch}")).spell(datetime.now(UTC))
        assert is_date_time(spelled) is right, name


def test_unaltered(session: Session, names: Callable[[], str]) -> None:
    cases = list(unaltered.cases())
    outcomes = list(run_rows(session, cases, names=names, layer="unaltered"))
    assert len(outcomes) == len(cases) > 1000
    assert failures(outcomes) == []


def test_sequences(session: Session, names: Callable[[], str]) -> None:
    cases = [*scenes.scenes(), *again.scenes()]
    outcomes = list(run_scenes(session, cases, names=names, layer="sequences"))
    assert len(outcomes) == len(cases) > 450
    assert failures(outcomes) == []


@pytest.mark.parametrize(
    ("settings", "rules"),
    [
        (Settings(strict=True), {"strict", "order of checks"}),
        (Settings(rate_limit=10.0, token_rate_limit=5.0), {"rate limit", "order of checks"}),
    ],
)
def test_limits(settings: Settings, rules: set[str], names: Callable[[], str]) -> None:
    """A simulator that was told to refuse says so, and each limit is asked of one that has it."""
    credentials = Credentials(settings.project_id, settings.key_id, settings.key_secret)
    with SinchMock(settings) as mock:
        session = Session(
            Target(mock.base_url, credentials, mock.auth_url), monotonic=time.monotonic
        )
        outcomes = list(run_scenes(session, limits.scenes(), names=names, layer="limits"))
        session.close()
    applicable = [one for one in outcomes if one.state != NOT_APPLICABLE]
    assert {one.rule for one in applicable} == rules
    assert failures(applicable) == []


def test_regressions(session: Session, names: Callable[[], str]) -> None:
    outcomes = list(run_rows(session, regressions.load(), names=names))
    assert outcomes
    assert failures(outcomes) == []


def test_keywords(session: Session, names: Callable[[], str]) -> None:
    cases = keyword_rows(session.now())
    outcomes = list(run_rows(session, cases, names=names, layer="keywords"))
    assert len(outcomes) == len(cases)
    assert failures(outcomes) == []


def told(pattern: str) -> int:
    """Return a number that the page about the suite tells."""
    text = (Path(__file__).parents[2] / "docs" / "contract-tests.md").read_text(encoding="utf-8")
    [number] = re.findall(pattern, text)
    return int(number)


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
    assert told(r"All of the (\d+) or so keywords") == pytest.approx(len(expected), rel=0.05)
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
    sent = max(int(one.got.partition(" held")[0]) for one in outcomes)
    assert told(r"\| some (\d+) cases \|") == pytest.approx(sent, rel=0.05)


def test_fuzzing(session: Session, night: bool) -> None:
    effort = Effort(examples=2000, seed=None) if night else Effort(examples=100)
    outcomes = list(run_schemathesis(session, FUZZING, effort))
    assert {one.rule for one in outcomes} >= {
        "contract_verdict",
        "whole_answer",
        "stored_unaltered",
    }
    assert [one for one in outcomes if one.state == FAILS] == []


def test_messages(session: Session, names: Callable[[], str]) -> None:
    cases = list(messages.cases())
    rows = [case for case in cases if isinstance(case, Row)]
    stories = [case for case in cases if isinstance(case, Story)]
    assert len(rows) + len(stories) == len(cases) == len({case.name for case in cases})
    outcomes = [
        *run_rows(session, rows, names=names, layer="messages"),
        *run_stories(session, stories, names=names, layer="messages"),
    ]
    assert len(outcomes) == len(cases) > 900
    assert failures(outcomes) == []


def test_every_documented_answer_of_every_operation_is_reached(
    session: Session, names: Callable[[], str]
) -> None:
    """An operation that nobody asks for, or an answer that nobody saw, would be untested."""
    every = [*ROWS, *(case for case in messages.cases() if isinstance(case, Row))]
    reached: dict[str, set[int]] = {}
    for row in every:
        if row.expect.kind == "operation" and row.to == "api":
            reached.setdefault(row.expect.operation, set()).update(row.expect.statuses)
    for name in ("getMessage", "deleteMessage"):
        reached[name].add(200)  # a message must be there first: the stories do that
    seen = {name: found & set(documented_statuses(name)) for name, found in reached.items()}
    assert seen == {name: set(documented_statuses(name)) for name in operations()}


def only_injecting(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    if ":inject-message" in path:
        return 200, {"content-type": "application/json"}, b"{}"
    return 404, {"content-type": "application/json"}, b"{}"


def test_an_operation_that_nobody_serves_fails(names: Callable[[], str]) -> None:
    """As a server does that knows injecting alone: the rest is answered 404."""
    with stub(only_injecting) as url:
        target = Target(url, Credentials("project", "key", "secret"), url)
        session = Session(target, monotonic=time.monotonic)
        stories = [case for case in messages.cases() if isinstance(case, Story)]
        wanted = [one for one in stories if not one.needs][:5]
        outcomes = list(run_stories(session, wanted, names=names, layer="messages"))
        session.close()
    assert {one.state for one in outcomes} == {FAILS}
    assert all("answered 404, not 200" in one.got for one in outcomes)
