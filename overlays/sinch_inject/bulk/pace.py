"""How fast messages go out: one rate for all workers, and a hold when the server asks for it.

Additive up, multiplicative down: a 429 cuts the rate to seven tenths, at most once a second,
because the others that were under way are answered 429 too; after that it grows by a twentieth
of the limit each second. ``Retry-After`` holds everybody. Nothing here reads a clock or
sleeps.

The default is half of the 800 calls a second that a project has, because live traffic shares
them.
"""

from __future__ import annotations

import threading

__all__ = ["RATE", "Pace"]

RATE = 400.0  # messages a second
DOWN = 0.7
AT_MOST_EVERY = 1.0  # seconds between two cuts
UP = 0.05  # of the limit, each second
SLOWEST = 1.0  # messages a second
CATCH_UP = 0.05  # seconds of unused turns that may be used later


class Pace:
    """Gives out turns.

    Args:
        limit: messages a second, above 0.

    Attributes:
        rate: messages a second at present.
    """

    def __init__(self, limit: float = RATE) -> None:
        self.limit = self.rate = limit
        self._lock = threading.Lock()
        self._next = 0.0
        self._held_until = 0.0
        self._cut_at: float | None = None
        self._grown_at = 0.0

    def turn(self, now: float) -> float:
        """Take the next turn; return how many seconds to wait for it."""
        with self._lock:
            self._grow(now)
            at = max(self._next, now - CATCH_UP, self._held_until)
            self._next = at + 1.0 / self.rate
            return max(0.0, at - now)

    def again(self, now: float) -> float:
        """Return how long to wait once more, after a turn has come; 0.0: go.

        Above 0 only if everybody was held in the meantime.
        """
        with self._lock:
            held = now < self._held_until
        return self.turn(now) if held else 0.0

    def too_fast(self, now: float, retry_after: float | None) -> None:
        """Take note of a 429."""
        with self._lock:
            self._grow(now)
            if self._cut_at is None or now - self._cut_at >= AT_MOST_EVERY:
                self.rate = max(self.rate * DOWN, min(SLOWEST, self.limit))
                self._cut_at = self._grown_at = now
            if retry_after:
                self._held_until = max(self._held_until, now + retry_after)
                self._next = max(self._next, self._held_until)

    def _grow(self, now: float) -> None:
        if self.rate < self.limit:
            grown = (now - max(self._grown_at, self._held_until)) * UP * self.limit
            if grown > 0.0:
                self.rate = min(self.limit, self.rate + grown)
                self._grown_at = now
