"""How far a run is, once a second in a small file, because its ledger is locked meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from sinch_inject.bulk.ledger import Counts, State

__all__ = ["Meter", "Status", "StatusFile", "read_status"]

WINDOW = 10.0  # seconds over which the rate is measured
EVERY = 1.0


@frozen(kw_only=True)
class Status:
    """How far a run is.

    Attributes:
        pid: the process that runs it.
        at: seconds since the epoch.
        counts: how many records are in each state, by its name in lower case.
        total: how many there are; None: the input does not say.
        passed: how many of them were looked at.
        rate: messages a second of late.
        limit: messages a second at present, at most.
        trouble: what keeps messages from going out, or None.
    """

    pid: int
    at: float
    counts: dict[str, int]
    total: int | None
    passed: int
    rate: float
    limit: float
    trouble: str | None

    @property
    def left(self) -> int | None:
        """How many were not looked at yet."""
        return None if self.total is None else max(0, self.total - self.passed)

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

    @property
    def due(self) -> bool:
        """Whether it is time to write again."""
        return self._clock() >= self._next

    def write(self, status: Status) -> None:
        """Replace the file. What cannot be written there is no reason to end a run."""
        self._next = self._clock() + EVERY
        new = self.path.with_name(self.path.name + ".new")
        with contextlib.suppress(OSError):
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(status), file)
            new.replace(self.path)


def read_status(path: Path) -> Status | None:
    """Return what a run wrote last; None: nothing that can be read."""
    try:
        found: Any = json.loads(path.read_text(encoding="utf-8"))
        return Status(**found)
    except (OSError, ValueError, TypeError):
        return None
