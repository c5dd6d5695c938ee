"""Run the suite: which layers, in which order, how gently."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from attrs import evolve

from sinch_inject_conformance import (
    again,
    grammar,
    limits,
    messages,
    order,
    regressions,
    runner,
    scenes,
    unaltered,
)
from sinch_inject_conformance.case import Row, Scene
from sinch_inject_conformance.keywords import keyword_rows
from sinch_inject_conformance.messages.visit import Story
from sinch_inject_conformance.plan import KEYWORDS, LAYERS, MOST_REQUESTS, Plan
from sinch_inject_conformance.result import FAILS, Outcome
from sinch_inject_conformance.server import CannotRun, Session
from sinch_inject_conformance.table import rows
from sinch_inject_conformance.target import Target, is_loopback

__all__ = ["LAYERS", "MOST_REQUESTS", "Plan", "cases", "run"]

PAUSE = 0.5
# So many cases one after the other that break off say nothing new.
MOST_BROKEN_OFF = 20


class _Brake:
    """Waits before each request, and ends the run when there were too many."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep
        self._count = 0

    def __call__(self) -> None:
        self._count += 1
        if self._count > MOST_REQUESTS:
            raise CannotRun(f"stopped before request {self._count}: {MOST_REQUESTS} are the limit")
        if self._count > 1:
            self._sleep(PAUSE)


def run(
    target: Target,
    plan: Plan,
    *,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[Outcome]:
    """Run the suite and yield what becomes of each case.

    Raises:
        CannotRun: the server is not there, refuses the credentials, or is not on this machine
            and the plan is not safe, or names no conversation.
    """
    if not plan.safe and not is_loopback(target.base_url):
        raise CannotRun("a server that is not on this machine is only tested with a safe plan")
    if plan.safe and target.conversation_id is None:
        raise CannotRun("name the conversation that may be written into")
    session = Session(
        target,
        monotonic=monotonic,
        before=_Brake(sleep) if plan.safe else None,
        gentle=plan.safe,
        timeout=plan.timeout,
    )
    try:
        began, in_a_row = monotonic(), 0
        for outcome in _layers(session, plan):
            yield session.private.without(evolve(outcome, took=(now := monotonic()) - began))
            began = now
            if plan.stop_at_first and outcome.state == FAILS:
                return
            in_a_row = in_a_row + 1 if outcome.broken_off else 0
            if outcome.broken_off and not plan.safe:
                _still_there(session, outcome, in_a_row)
    finally:
        session.close()


def _still_there(session: Session, outcome: Outcome, in_a_row: int) -> None:
    """Look whether a case ended the server.

    Raises:
        CannotRun: nobody answers any more, or what the suite needs has been broken for long.
    """
    answer = session.fetch_nothing()
    if not answer.status:
        raise CannotRun(f"the server answers no more after {outcome.case!r}: {answer.error}")
    if in_a_row >= MOST_BROKEN_OFF:
        raise CannotRun(f"{in_a_row} cases in a row could not be played; the last: {outcome.got}")


def _layers(session: Session, plan: Plan) -> Iterator[Outcome]:
    names = _names()
    for layer in (layer for layer in LAYERS if layer in plan.layers):
        if layer in LAYERS[-2:]:
            if not plan.safe:
                yield from _schemathesis(session, layer, plan)
            continue
        chosen = [
            case
            for case in cases(layer, plan, session.now)
            if (case.safe or not plan.safe)
            and (plan.cases is None or (layer, case.name) in plan.cases)
        ]
        rows = [case for case in chosen if isinstance(case, Row)]
        several = [case for case in chosen if isinstance(case, Scene)]
        yield from runner.run_rows(session, rows, names=names, layer=layer)
        told = [case for case in chosen if isinstance(case, Story)]
        yield from runner.run_scenes(session, several, names=names, layer=layer)
        yield from runner.run_stories(session, told, names=names, layer=layer)


def cases(layer: str, plan: Plan, now: Callable[[], datetime]) -> Iterator[Row | Scene | Story]:
    """Yield what a layer asks, in its order; nothing for one that draws its cases."""
    if layer == runner.LAYER:
        wanted = [*rows(), *order.cases()]
        yield from (row for row in wanted if not plan.only or row.rule in plan.only)
    elif layer == grammar.LAYER:
        yield from grammar.grammar_rows()
    elif layer == unaltered.LAYER:
        yield from unaltered.cases()
    elif layer == scenes.LAYER:
        yield from scenes.scenes()
        yield from again.scenes()
    elif layer == messages.LAYER:
        yield from messages.cases()
    elif layer == limits.LAYER:
        yield from limits.scenes()
    elif layer == regressions.LAYER:
        files: Iterable[Path | None] = (None, plan.regressions) if plan.regressions else (None,)
        for file in files:
            yield from regressions.load(file)
    elif layer == KEYWORDS:
        yield from keyword_rows(now())


def _schemathesis(session: Session, layer: str, plan: Plan) -> Iterator[Outcome]:
    # Imported late: it takes a second, and the table does without.
    from sinch_inject_conformance.fuzz import Effort, run_schemathesis

    effort = Effort(plan.examples, plan.seed, plan.seconds, plan.stop_at_first)
    yield from run_schemathesis(session, layer, effort)


def _names() -> Callable[[], str]:
    """Return a source of names that no other run has used."""
    run_id = secrets.token_hex(4)
    numbers = itertools.count()
    return lambda: f"{run_id}-{next(numbers)}"
