"""One run: what becomes of each record, written once for threads and for event loops.

A record waits for its turn, and goes out by the client's own call behind a claim. *Not sent*
and 429 stay with it: it waits, for as long as the run may last, so an outage marks nothing and
passes nothing over. An outcome is told once the ledger has it. Nothing is sent again here whose
outcome is unknown.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable

from sinch_inject.bulk.brake import Brake
from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.claiming import waited
from sinch_inject.bulk.entry import Entry, twice
from sinch_inject.bulk.ledger import Ledger, Settled, State
from sinch_inject.bulk.one import One, Outcome
from sinch_inject.bulk.pace import Pace
from sinch_inject.bulk.resume import Found, Reading, What, batches
from sinch_inject.errors import (
    AuthenticationFailed,
    ConfigurationError,
    NotFound,
    OutcomeUnknown,
    PermissionDenied,
    PreflightError,
    Problem,
    RateLimited,
    Rejected,
    SinchInjectError,
    TokenRefused,
)
from sinch_inject.http.steps import Sleep, Steps

__all__ = ["FIRST_PAUSE", "LONGEST_PAUSE", "SAME_KEY", "Run"]

FIRST_PAUSE = 0.5  # seconds
LONGEST_PAUSE = 60.0
BEHIND_OTHERS = 0.05  # seconds until a look whether the others are back
SAME_KEY = Problem("/_key", "unique_key", "has the _key of an earlier record, and other content")


class Run:
    """What the workers of one run share.

    Args:
        calls: the client.
        ledger: what is known.
        pace: how fast.
        tags: whether messages get a tag.
        limit: how many messages may be begun; None: any number.

    Attributes:
        begun: how many messages had their turn.
        brake: stops the run when nothing works.
        seen: how many records of each sort: ``sent``, ``untagged``, ``twice``, a state's name.
        stopping: nothing new is begun, and nobody waits any longer.
        trouble: what keeps messages from going out at present, or None.
    """

    def __init__(
        self,
        calls: Calls,
        ledger: Ledger,
        *,
        pace: Pace,
        tags: bool = True,
        limit: int | None = None,
    ) -> None:
        self.calls, self.ledger = calls, ledger
        self.pace, self.tags = pace, tags
        self.begun, self._limit = 0, limit
        self.reading = Reading(ledger)
        self.brake = Brake()
        self.seen: Counter[str] = Counter()
        self.stopping = False
        self.trouble: str | None = None
        self._wake: list[Callable[[], object]] = []
        self._place = 0
        self._lock = threading.Lock()

    def on_stop(self, wake: Callable[[], object]) -> None:
        """Have ``wake`` called when the run stops."""
        self._wake.append(wake)

    def stop(self) -> None:
        """Begin nothing new; what is under way comes to its end."""
        self.stopping = True
        for wake in self._wake:
            wake()

    def compare(self, entries: Iterable[Entry]) -> Steps[None]:
        """Read the input once, as far as the ledger knows it, before anything is sent.

        Raises:
            InputChanged: see :meth:`Reading.match`.
        """
        reading = Reading(self.ledger)
        for batch in batches(entries):
            yield from reading.look_ahead(batch)
            for entry in batch:
                reading.settled((yield from reading.match(entry)))
            if reading.beyond:
                break

    def find(self, entry: Entry) -> Steps[tuple[int, Found]]:
        """Find the next record of the input; return its place and what to do with it.

        Raises:
            InputChanged: see :meth:`Reading.match`.
        """
        self._place += 1
        return self._place, (yield from self.reading.match(entry))

    def settle(self, place: int, found: Found) -> Steps[Outcome | None]:
        """Do what there is to do for one record; None: the run stopped before it was begun.

        Raises:
            LedgerFailed: the ledger cannot be written.
        """
        match found.what:
            case What.SKIP | What.TWICE:
                self._count("twice" if found.what is What.TWICE else "known")
                return self._outcome(place, found, found.state, known=True)
            case What.REFUSE:
                error = PreflightError([SAME_KEY])
                return (yield from self._reject(place, found, error, id_=twice(found.entry)))
            case What.SEND:
                if found.entry.problem is not None:
                    error = PreflightError([found.entry.problem])
                    return (yield from self._reject(place, found, error))
                return (yield from self._send(place, found))

    def _send(self, place: int, found: Found) -> Steps[Outcome | None]:
        """Send one record, however long it takes."""
        one = One(self.calls, self.ledger, found, tagged=self.tags)
        pauses, begun = 0, False
        while (yield from self._turn()):
            begun = begun or self._begin()
            if not begun:
                self.brake.leave()
                self.stop()
                break
            try:
                error = yield from one.attempt()
            finally:
                self.brake.leave()
            match error:
                case None:
                    return (yield from self._done(place, found, one))
                case PreflightError():
                    return (yield from self._reject(place, found, error))
                case AuthenticationFailed() | PermissionDenied() | TokenRefused():
                    self._halt(error)
                case ConfigurationError():
                    self._halt(error)
                case RateLimited():
                    self.pace.too_fast(self.calls.world.clock(), error.retry_after)
                    self._count("rate_limited")
                case Rejected() | OutcomeUnknown():
                    return (yield from self._failed(place, found, one, error))
                case _:
                    pauses += 1
                    yield from self._pause(pauses, error)
        self.reading.settled(found)
        return None

    def _turn(self) -> Steps[bool]:
        """Wait for the turn to send; False: the run stops."""
        clock = self.calls.world.clock
        while not self.stopping:
            wait = self.pace.turn(clock())
            while wait > 0.0 and not self.stopping:
                yield Sleep(wait)
                wait = self.pace.again(clock())
            while not self.stopping:
                if self.brake.why is not None:
                    self.stop()
                elif self.brake.enter():
                    return True
                else:
                    yield Sleep(BEHIND_OTHERS)
        return False

    def _begin(self) -> bool:
        """Count a record that has its first turn; False: it is one too many."""
        with self._lock:
            if self.begun == self._limit:
                return False
            self.begun += 1
            return True

    def _pause(self, pauses: int, error: SinchInjectError) -> Steps[None]:
        """Wait for better times; the longer, the longer they last."""
        self.trouble = type(error).__name__
        ceiling = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(pauses - 1, 20))
        yield Sleep(
            max(error.retry_after or 0.0, ceiling * (0.5 + 0.5 * self.calls.world.random()))
        )

    def _halt(self, error: SinchInjectError) -> None:
        self.brake.stop(error)
        self.stop()

    def _done(self, place: int, found: Found, one: One) -> Steps[Outcome]:
        yield from one.settle(State.DONE)
        self.trouble = None
        self.brake.done()
        self._count("sent")
        if one.tag is None and self.tags:
            self._count("untagged")
        return self._outcome(place, found, State.DONE, attempts=one.attempts)

    def _failed(
        self, place: int, found: Found, one: One, error: Rejected | OutcomeUnknown
    ) -> Steps[Outcome]:
        state = State.REJECTED if isinstance(error, Rejected) else State.UNKNOWN
        yield from one.settle(state, error)
        missing = found.entry.conversation_id if isinstance(error, NotFound) else None
        said = str(error.status or type(error).__name__)
        self.brake.failed(
            said, refused=found.n if state is State.REJECTED else None, missing=missing
        )
        if self.brake.why is not None:
            self.stop()
        return self._outcome(place, found, state, error, attempts=one.attempts)

    def _reject(
        self, place: int, found: Found, error: PreflightError, *, id_: bytes | None = None
    ) -> Steps[Outcome]:
        """Write down that a record cannot be sent; it was never claimed."""
        entry = found.entry
        worst = next(problem for problem in error.problems if problem.severity == "error")
        settled = Settled(
            n=found.n,
            state=State.REJECTED,
            at=self.calls.world.wall(),
            id=id_ or entry.id,
            digest=None if entry.key is None else entry.digest,
            line=entry.line,
            code=worst.rule,
            field=worst.pointer,
            reason=worst.message,
        )
        yield from waited(self.ledger.settle(settled))
        return self._outcome(place, found, State.REJECTED, error)

    def _outcome(
        self,
        place: int,
        found: Found,
        state: State | None,
        error: SinchInjectError | None = None,
        *,
        attempts: int = 0,
        known: bool = False,
    ) -> Outcome:
        self.reading.settled(found)
        if not known and state is not None:
            self._count(state.name.lower())
        return Outcome(
            n=place,
            row=found.n,
            line=found.entry.line,
            key=found.entry.key,
            state=state,
            error=error,
            attempts=attempts,
            known=known,
            entry=found.entry,
        )

    def _count(self, what: str) -> None:
        with self._lock:  # ``+= 1`` of two threads may lose one
            self.seen[what] += 1

    def release(self) -> Steps[None]:
        """Give back the refusals that stopped the run: a later one may try those records again."""
        for n in self.brake.refused():
            self._count("released")
            given = Settled(n=n, state=State.PENDING, at=self.calls.world.wall())
            yield from waited(self.ledger.settle(given))
