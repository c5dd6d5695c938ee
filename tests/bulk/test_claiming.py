"""The last look before the bytes: a claim that grew old is given back, and nothing is sent."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sinch_inject.bulk.claiming import CLAIM_LIFE, ClaimingSender
from sinch_inject.bulk.ledger import State
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.http.answer import Answer, Failure
from support.claims import claim, state_of


class Inner:
    """Counts what is handed over, and answers 200."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, request: Any, budget: float) -> Answer | Failure:
        self.sent += 1
        return Answer(200)

    async def asend(self, request: Any, budget: float) -> Answer | Failure:
        return self.send(request, budget)


def reply(sender: ClaimingSender, way: str, budget: float = 30.0) -> Answer | Failure:
    if way == "threads":
        return sender.send(None, budget)
    return asyncio.run(sender.asend(None, budget))


def aged(ledger: SqliteLedger, seconds: float) -> tuple[ClaimingSender, Inner]:
    """Return a sender whose machine was suspended for so long after its claim."""
    inner, ages = Inner(), iter([100.0, 100.0 + seconds])
    sender = ClaimingSender(
        inner, ledger, claim(1), wall=lambda: 1000.0, clock=lambda: 0.0, age=lambda: next(ages)
    )
    return sender, inner


@pytest.mark.parametrize("way", ["threads", "tasks"])
def test_an_old_claim_is_given_back_and_nothing_is_sent(ledger: SqliteLedger, way: str) -> None:
    sender, inner = aged(ledger, CLAIM_LIFE)
    answer = reply(sender, way)
    assert isinstance(answer, Failure)
    assert not answer.handed_over
    assert inner.sent == 0
    assert not sender.claimed
    assert state_of(ledger, 1) is State.PENDING


@pytest.mark.parametrize("way", ["threads", "tasks"])
def test_a_fresh_claim_is_used(ledger: SqliteLedger, way: str) -> None:
    sender, inner = aged(ledger, CLAIM_LIFE - 0.001)
    assert reply(sender, way) == Answer(200)
    assert inner.sent == 1
    assert state_of(ledger, 1) is State.SENDING


@pytest.mark.parametrize("way", ["threads", "tasks"])
def test_no_time_is_left_behind_the_claim(path: Path, ledger: SqliteLedger, way: str) -> None:
    inner, clocks = Inner(), iter([0.0, 31.0])
    sender = ClaimingSender(
        inner, ledger, claim(1), wall=lambda: 1.0, clock=lambda: next(clocks), age=lambda: 0.0
    )
    assert isinstance(reply(sender, way), Failure)
    assert inner.sent == 0
    assert state_of(ledger, 1) is State.PENDING
