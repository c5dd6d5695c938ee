"""Answers that are not read: bounded together, whoever asks for how many."""

from __future__ import annotations

import asyncio
import time

__all__ = ["Unread"]

SMALL = 64 * 1024  # bytes on a connection that do not matter
PAUSE = 0.1  # seconds between two looks for the sake of what is small
PATIENCE = 1.0  # seconds that a client may take nothing while there is too much


class Unread:
    """What connections were given and have not taken yet.

    Args:
        most_bytes: beyond it those are cut that took nothing for a while, the longest first.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._looked = 0.0
        # How much waited on each when it last took something, and when that was.
        self._seen: dict[asyncio.Transport, tuple[int, float]] = {}

    def note(self, given: asyncio.Transport) -> None:
        """Take note that a connection was given something."""
        small = given.get_write_buffer_size() <= SMALL
        if small and not self._seen:
            return
        now = time.monotonic()
        if small and now < self._looked + PAUSE:
            return
        self._looked = now
        if not small:
            self._seen.setdefault(given, (0, now))
        waits = {one: one.get_write_buffer_size() for one in self._seen if not one.is_closing()}
        self._seen = {
            one: self._seen[one] if self._seen[one][0] == size else (size, now)
            for one, size in waits.items()
            if size
        }
        held = sum(waits.values())
        for one in sorted(self._seen, key=lambda one: self._seen[one][1]):
            if held <= self._most_bytes or now - self._seen[one][1] < PATIENCE:
                return
            held -= waits[one]
            one.abort()
