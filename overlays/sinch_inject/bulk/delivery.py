"""What an outbox does between a put and *done*, without waiting: both outboxes carry it out.

It is the run of an import that never ends: the same claims, pace, brake and outcomes. What
differs is where records come from, and that it goes on: a brake that stopped a run is let go
after a pause, and unknown outcomes are asked for again and again.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.claiming import waited
from sinch_inject.bulk.entry import from_value
from sinch_inject.bulk.ledger import LedgerFailed, State
from sinch_inject.bulk.owner import OwnedLedger
from sinch_inject.bulk.pace import Pace
from sinch_inject.bulk.resume import Found, What
from sinch_inject.bulk.run import Run
from sinch_inject.bulk.settle import Look, settle
from sinch_inject.errors import SinchInjectError
from sinch_inject.http.steps import Steps

__all__ = ["KEEP", "Delivery"]

KEEP = 30 * 24 * 3600.0  # seconds for which a finished key is known
PAUSE = 60.0  # seconds after the brake stopped everything
LOOK_AGAIN = 30.0  # seconds between two rounds of settling and forgetting
IDLE = 1.0  # seconds until a look whether something is due


class Delivery:
    """Decides what goes out next.

    Args:
        calls: the client.
        ledger: an outbox's.
        look: lists messages.
        rate: messages a second, at most.
        concurrency: how many may be under way.
        keep: seconds for which a finished key is known.
        settle_after: seconds before the absence of an unknown message is believed.

    Attributes:
        going: the present run.
        trouble: why nothing goes out at present, or None.
        closing: nothing new is begun.
        begun: what was unknown at the start was asked for.
    """

    def __init__(
        self,
        calls: Calls,
        ledger: OwnedLedger,
        look: Look,
        *,
        rate: float,
        concurrency: int,
        keep: float,
        settle_after: float,
    ) -> None:
        self._calls, self._ledger, self._look = calls, ledger, look
        self._pace, self._concurrency = Pace(rate), concurrency
        self._keep, self._settle_after = keep, settle_after
        self._under_way: set[int] = set()
        self._on_stop: Callable[[], object] = bool
        self._tidy_at = self._resume_at = -float("inf")
        self.trouble: str | None = None
        self.closing = self.begun = False
        self.going = self._run()

    def on_stop(self, wake: Callable[[], object]) -> None:
        """Have ``wake`` called when the run stops."""
        self._on_stop = wake
        self.going.on_stop(wake)

    def due(self) -> Steps[list[tuple[int, Found]]]:
        """Yield the steps of finding what goes out now; each has to go through :meth:`one`.

        Raises:
            LedgerFailed: the ledger cannot be written any more.
        """
        now = self._calls.world.clock()
        if self.going.stopping and not self._under_way and not self.closing:
            yield from self._after_the_brake(now)
        if self.closing or self.going.stopping:
            return []
        if now >= self._tidy_at:
            yield from self._tidy()
            self._tidy_at = self._calls.world.clock() + LOOK_AGAIN
            self.begun = True
        if len(self._under_way) >= self._concurrency:
            return []
        waiting = yield from waited(self._ledger.waiting(0, self._concurrency))
        found: list[tuple[int, Found]] = []
        for item in waiting:
            if item.n not in self._under_way and len(self._under_way) < self._concurrency:
                entry = from_value(json.loads(item.content), 0)
                self._under_way.add(item.n)
                found.append((item.n, Found(entry, item.n, What.SEND, State.PENDING)))
        return found

    def one(self, n: int, found: Found) -> Steps[None]:
        """Yield the steps of delivering one record, however long it takes."""
        try:
            yield from self.going.settle(0, found)
            self.trouble = self.going.trouble or self.going.brake.why
        finally:
            self._under_way.discard(n)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._under_way)

    def close(self) -> None:
        """Begin nothing new; what is under way comes to its end."""
        self.closing = True
        self.going.stop()

    def _run(self) -> Run:
        going = Run(self._calls, self._ledger, pace=self._pace)
        going.on_stop(self._on_stop)
        return going

    def _after_the_brake(self, now: float) -> Steps[None]:
        """Give back what was refused while nothing worked, and begin anew after a pause."""
        if self._resume_at < 0:
            self.trouble = self.going.brake.why
            yield from self.going.release()
            self._resume_at = now + PAUSE
        elif now >= self._resume_at:
            self._resume_at = -float("inf")
            self.going = self._run()

    def _tidy(self) -> Steps[None]:
        """Ask for what is unknown, and forget what was finished long ago."""
        wall = self._calls.world.wall()
        yield from waited(self._ledger.forget(wall - self._keep))
        counts = yield from waited(self._ledger.counts())
        if not counts[State.UNKNOWN]:
            return
        try:
            yield from settle(self._ledger, self._look, now=wall, after=self._settle_after)
        except LedgerFailed:
            raise
        except SinchInjectError as error:  # then it is asked again
            self.trouble = f"looking for unknown messages: {type(error).__name__}"
