"""How far a run is, once a second in a small file, because its ledger is locked meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import asdict, evolve, field, frozen

from sinch_inject.bulk.ledger import Counts, State

__all__ = ["Meter", "Status", "StatusFile", "Stretch", "read_status"]

MOST = 240  # stretches that are kept of a run's time; beyond that, two become one
WINDOW = 10.0  # seconds over which the rate is measured
EVERY = 1.0
FINISHED = ("done", "rejected", "unknown", "undone")


@frozen
class Stretch:
    """A stretch of a run's time.

    Attributes:
        at: when it began, in seconds since the epoch.
        seconds: how long it was.
        sent: how many messages were done in it.
        rate_limited: how many were answered 429.
        limit: messages a second at its end, at most.
    """

    at: float
    seconds: float
    sent: int
    rate_limited: int
    limit: float


@frozen(kw_only=True)
class Status:
    """How far a run is.

    Attributes:
        pid: the process that runs it.
        at: seconds since the epoch.
        counts: how many records are in each state, by its name in lower case.
        total: how many there are; None: the input does not say.
        passed: how many of them were looked at.
        twice: how many of those were an earlier one with the same key.
        rate: messages a second of late.
        limit: messages a second at present, at most.
        trouble: what keeps messages from going out, or None.
        sent: how many messages the process has done.
        rate_limited: how many were answered 429, and waited.
        history: the run's time so far, earlier processes included.
    """

    pid: int
    at: float
    counts: dict[str, int]
    total: int | None
    passed: int
    rate: float
    limit: float
    trouble: str | None
    sent: int = 0
    rate_limited: int = 0
    twice: int = 0
    history: list[Stretch] = field(factory=list)

    @property
    def left(self) -> int | None:
        """How many nothing is known of yet, by the counts."""
        if self.total is None:
            return None
        known = sum(self.counts.get(name, 0) for name in FINISHED)
        ahead = max(0, known - (self.passed - self.twice))  # what earlier runs settled
        return max(0, self.total - self.passed - ahead)

    @property
    def seconds_left(self) -> float | None:
        """How long it will take at this rate."""
        return self.left / self.rate if self.left and self.rate > 0 else None


def named(counts: Counts) -> dict[str, int]:
    """Return counts by the names of the states, in lower case."""
    return {state.name.lower(): counts.get(state, 0) for state in State}


class Meter:
    """Measures a rate.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque([(clock(), 0)])

    def rate(self, many: int) -> float:
        """Return by how many a second a count has grown of late."""
        now = self._clock()
        self._marks.append((now, many))
        while len(self._marks) > 2 and now - self._marks[1][0] >= WINDOW:
            self._marks.popleft()
        then, before = self._marks[0]
        return (many - before) / (now - then) if now > then else 0.0


class StatusFile:
    """The small file.

    Args:
        path: it is replaced as a whole, so that nobody reads half of it.
        clock: monotonic seconds.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self.path, self._clock = path, clock
        self._next = clock()
        before = read_status(path)
        self._history = before.history if before else []
        self._began = clock()
        self._last: Status | None = None

    @property
    def due(self) -> bool:
        """Whether it is time to write again."""
        return self._clock() >= self._next

    def write(self, status: Status) -> None:
        """Replace the file. What cannot be written there is no reason to end a run."""
        self._next = self._clock() + EVERY
        self._remember(status)
        status = evolve(status, history=self._history)
        new = self.path.with_name(self.path.name + ".new")
        with contextlib.suppress(OSError):
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(status), file)
            new.replace(self.path)

    def _remember(self, status: Status) -> None:
        """Add what has happened since the last time; keep it small, however long it takes."""
        began = self._last.at if self._last else status.at - (self._clock() - self._began)
        done, refused = (self._last.sent, self._last.rate_limited) if self._last else (0, 0)
        self._last = status
        if status.at <= began:  # somebody has set the clock back
            return
        new = Stretch(
            at=began,
            seconds=status.at - began,
            sent=status.sent - done,
            rate_limited=status.rate_limited - refused,
            limit=status.limit,
        )
        self._history = [*self._history, new]
        if len(self._history) > MOST:
            pairs = zip(self._history[::2], self._history[1::2], strict=False)
            odd = self._history[-1:] if len(self._history) % 2 else []
            joined = [one for pair in pairs for one in _joined(*pair)] + odd
            self._history = joined[-MOST:]


def _joined(one: Stretch, two: Stretch) -> list[Stretch]:
    """Return two stretches as one, unless the run stood still between them."""
    if two.at - (one.at + one.seconds) > EVERY:
        return [one, two]
    sent, refused = one.sent + two.sent, one.rate_limited + two.rate_limited
    return [Stretch(one.at, two.at + two.seconds - one.at, sent, refused, two.limit)]


def read_status(path: Path) -> Status | None:
    """Return what a run wrote last; None: nothing that can be read."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        history = [Stretch(**stretch) for stretch in found.pop("history", [])]
        return Status(**found, history=history)
    except (AttributeError, OSError, ValueError, TypeError):
        return None
