"""The rate limit: a token bucket a project, and one a key for the token endpoint.

Buckets fill in real time, not by the simulator's clock: a frozen clock must not lock a client
out for ever.
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["RateLimit"]


class RateLimit:
    """Allow so many requests a second; ``burst`` is how many may come at once.

    Args:
        rate: requests a second; None allows all.
        elapsed: returns seconds that only go forward.
        burst: by default what a second allows, at least one.
    """

    def __init__(
        self, rate: float | None, elapsed: Callable[[], float], *, burst: float | None = None
    ) -> None:
        self._rate = rate
        self._burst = max(1.0, burst if burst is not None else rate or 1.0)
        self._elapsed = elapsed
        self._buckets: dict[str, tuple[float, float]] = {}

    def allows(self, who: str) -> bool:
        """Take one from the bucket of ``who``, if there is one."""
        if self._rate is None:
            return True
        now = self._elapsed()
        left, then = self._buckets.get(who, (self._burst, now))
        left = min(self._burst, left + (now - then) * self._rate)
        allowed = left >= 1.0
        self._buckets[who] = (left - 1.0 if allowed else left, now)
        return allowed

    def reset(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()
