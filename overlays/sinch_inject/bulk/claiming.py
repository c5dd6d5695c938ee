"""A sender that writes down what it is about to send, durably, before it hands it over.

The claim is the last thing before the bytes, so a record that waits for its turn, for a token
or for better times is never in doubt. What certainly did not get in gives its claim back at
once; what an answer means says the client's own table.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from math import inf
from typing import Any, TypeVar

import anyio
from attrs import evolve

from sinch_inject.bulk.ledger import Claim, Ledger, Settled, State
from sinch_inject.call.outcome import Outcome, judge
from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.steps import Sender, Steps, Wait, run_async

__all__ = ["CLAIM_LIFE", "ClaimingSender", "durable", "waited"]

T = TypeVar("T")
NOT_FINAL = (401, 403, 429)  # refused before processing, and not because of the record
LATE = Failure(Kind.TIMEOUT, "the time was over before the ledger had the claim", False)
STALE = Failure(Kind.TIMEOUT, "the claim was too old to be used when its turn came", False)
CLAIM_LIFE = 5.0  # seconds; settling waits longer than that before it believes an absence


def since_boot() -> float:
    """Return seconds on a clock that goes on while the machine is suspended, where there is one."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def waited(future: Future[T]) -> Steps[T]:
    """Yield the step of waiting until the ledger has it."""
    result: T = yield Wait(future, inf)
    return result


async def durable(future: Future[T]) -> T:
    """Wait until the ledger has it, in an event loop."""
    return await run_async(waited(future), sleep=anyio.sleep)


class ClaimingSender:
    """Stands before the client's sender for one record.

    Args:
        inner: hands the request over.
        ledger: has the claim.
        claim: what is written; its time is set when it is.
        wall: seconds since the epoch.
        clock: monotonic seconds.
        age: seconds that count a suspended machine too; a claim is good for a few of them.

    Attributes:
        claimed: whether the ledger holds a claim that nothing has settled yet.
        attempts: how often the request was handed over.
    """

    def __init__(
        self,
        inner: Sender,
        ledger: Ledger,
        claim: Claim,
        *,
        wall: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
        age: Callable[[], float] = since_boot,
    ) -> None:
        self._inner, self._ledger, self._claim = inner, ledger, claim
        self._wall, self._clock, self._age = wall, clock, age
        self.claimed = False
        self.attempts = 0

    def send(self, request: Any, budget: float) -> Answer | Failure:
        """Claim and send from a thread."""
        end, old = self._clock() + budget, self._age() + CLAIM_LIFE
        self._write().result()
        late = self._late(end, old)
        reply = late or self._inner.send(request, end - self._clock())
        back = self._back(reply)
        if back is not None:
            back.result()
        return reply

    async def asend(self, request: Any, budget: float) -> Answer | Failure:
        """Claim and send from an event loop."""
        end, old = self._clock() + budget, self._age() + CLAIM_LIFE
        await durable(self._write())
        late = self._late(end, old)
        reply = late or await self._inner.asend(request, end - self._clock())
        back = self._back(reply)
        if back is not None:
            await durable(back)
        return reply

    def _late(self, end: float, old: float) -> Failure | None:
        """Say whether it is too late to begin: the last look before the bytes.

        Whoever was stopped since the claim may have lost the run to somebody who has settled
        it by now; an old claim is given back, not used.
        """
        if self._age() >= old:
            return STALE
        return LATE if self._clock() >= end else None

    def _write(self) -> Future[None]:
        # From here on it may be claimed, whoever interrupts the waiting.
        self.claimed = True
        self.attempts += 1
        return self._ledger.claim(evolve(self._claim, at=self._wall()))

    def _back(self, reply: Answer | Failure) -> Future[None] | None:
        """Give the claim back if the record is certainly nowhere, and may be sent again."""
        final = not isinstance(reply, Answer) or reply.status not in NOT_FINAL
        outcome = judge(reply).outcome
        if outcome is Outcome.NOT_SENT or (outcome is Outcome.REJECTED and not final):
            self.claimed = False
            return self._ledger.settle(
                Settled(n=self._claim.n, state=State.PENDING, at=self._wall())
            )
        return None
