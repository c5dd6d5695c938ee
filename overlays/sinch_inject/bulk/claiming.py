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

__all__ = ["ClaimingSender", "durable", "waited"]

T = TypeVar("T")
NOT_FINAL = (401, 403, 429)  # refused before processing, and not because of the record
LATE = Failure(Kind.TIMEOUT, "the time was over before the ledger had the claim", False)


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
    ) -> None:
        self._inner, self._ledger, self._claim = inner, ledger, claim
        self._wall, self._clock = wall, clock
        self.claimed = False
        self.attempts = 0

    def send(self, request: Any, budget: float) -> Answer | Failure:
        """Claim and send from a thread."""
        end = self._clock() + budget
        self._write().result()
        left = end - self._clock()
        reply = self._inner.send(request, left) if left > 0 else LATE
        back = self._back(reply)
        if back is not None:
            back.result()
        return reply

    async def asend(self, request: Any, budget: float) -> Answer | Failure:
        """Claim and send from an event loop."""
        end = self._clock() + budget
        await durable(self._write())
        left = end - self._clock()
        reply = await self._inner.asend(request, left) if left > 0 else LATE
        back = self._back(reply)
        if back is not None:
            await durable(back)
        return reply

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
