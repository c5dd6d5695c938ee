"""One clock for everything that has a time: tokens, the window of ``accept_time``, the journal.

It runs as the source runs (*real*), stands still (*frozen*) or runs shifted by an offset
(*shifted*). Times are integer nanoseconds since 1970 in UTC, so that both ends of the time
window are exact; people see ISO 8601.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sinch_inject_contract.instant import EPOCH, nanoseconds

__all__ = ["Clock", "iso"]

SECOND = 1_000_000_000


FIRST, LAST = nanoseconds("0001-01-01T00:00:00Z"), nanoseconds("9999-12-31T23:59:59Z")
OUT_OF_RANGE = "the clock goes from year 1 to year 9999"


class Clock:
    """Tell the simulator's time.

    Args:
        source: returns the real time in nanoseconds since 1970.
        start: an ISO 8601 time at which the clock stands still from the beginning.
    """

    def __init__(
        self, source: Callable[[], int] = time.time_ns, *, start: str | None = None
    ) -> None:
        self._source = source
        self._start = start
        self.version = 0
        self.reset()

    def reset(self) -> None:
        """Go back to how the clock was at the start."""
        self._frozen: int | None = None
        self._offset = 0
        if self._start is not None:
            self.freeze(self._start)
        self.version += 1

    def now(self) -> int:
        """Return nanoseconds since 1970."""
        if self._frozen is not None:
            return self._frozen
        return self._source() + self._offset

    def run_real(self) -> None:
        """Run as the source does."""
        self._frozen, self._offset = None, 0
        self.version += 1

    def freeze(self, when: str | None = None) -> None:
        """Stand still, at an ISO 8601 time or now.

        Raises:
            ValueError: the time cannot be read.
        """
        self._frozen = self.now() if when is None else _known(nanoseconds(when))
        self.version += 1

    def run_from(self, when: str) -> None:
        """Run on from an ISO 8601 time.

        Raises:
            ValueError: the time cannot be read.
        """
        self._offset = _known(nanoseconds(when)) - self._source()
        self._frozen = None
        self.version += 1

    def advance(self, seconds: float) -> None:
        """Jump by some seconds, forward or back; a frozen clock stays frozen.

        Raises:
            ValueError: that is before year 1 or after year 9999.
        """
        if not abs(seconds) < LAST / SECOND:
            raise ValueError(OUT_OF_RANGE)
        step = round(seconds * SECOND)
        _known(self.now() + step)
        if self._frozen is not None:
            self._frozen += step
        else:
            self._offset += step
        self.version += 1

    def state(self) -> dict[str, Any]:
        """Return what ``GET /_mock/clock`` answers."""
        offset = self.now() - self._source()
        running = "shifted" if self._offset else "real"
        return {
            "now": iso(self.now()),
            "mode": "frozen" if self._frozen is not None else running,
            "offset_seconds": round(offset / SECOND, 6),
        }


def _known(when: int) -> int:
    """Return a time that the clock can show.

    Raises:
        ValueError: it cannot.
    """
    if not FIRST <= when <= LAST:
        raise ValueError(OUT_OF_RANGE)
    return when


def iso(when: int) -> str:
    """Write nanoseconds since 1970 as ISO 8601 in UTC, to the microsecond."""
    moment = EPOCH + timedelta(microseconds=min(max(when, FIRST), LAST) // 1000)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
