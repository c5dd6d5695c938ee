"""How far a long command has come: one line on a terminal, rewritten; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

__all__ = ["Progress"]

ERASE = "\r\x1b[K"


class Progress:
    """A line on stderr that says how far the command is.

    Args:
        stream: where to; by default stderr. Only a terminal gets anything.
        first: seconds before the first line, so that a short run shows none.
        every: seconds between two lines.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        stream: TextIO | None = None,
        *,
        first: float = 1.0,
        every: float = 0.2,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream or sys.stderr
        self._every = every
        self._clock = clock
        self._next = clock() + first
        self._shown = False
        # `2>&-` leaves no stream at all.
        self._wanted = bool(self._stream) and self._stream.isatty()

    def show(self, text: Callable[[], str]) -> None:
        """Show a text if it is time to; it is only made then."""
        if self._wanted and self._clock() >= self._next:
            self._stream.write(ERASE + text())
            self._stream.flush()
            self._next = self._clock() + self._every
            self._shown = True

    def clear(self) -> None:
        """Take the line away, for other text or at the end."""
        if self._shown:
            self._stream.write(ERASE)
            self._stream.flush()
            self._shown = False
