"""When to stop a run in which nothing works.

A wrong region answers 404 to everything, a broken server 5xx: each of those would leave a
record in doubt. So 20 outcomes in a row without one done let only one message at a time out,
and if that one is not done either, the run stops. A 404 counts once a conversation: one that
was deleted may have any number of messages. 401 and 403 concern every message, and stop at
once.
"""

from __future__ import annotations

import threading
from collections import Counter

__all__ = ["IN_A_ROW", "Brake"]

IN_A_ROW = 20


class Brake:
    """Watches the outcomes of a run.

    Attributes:
        why: why the run must stop, in a sentence; None: it goes on.
        cause: the error that concerns every message, if it was one.
    """

    def __init__(self) -> None:
        self.why: str | None = None
        self.cause: Exception | None = None
        self._lock = threading.Lock()
        self._said: Counter[str] = Counter()
        self._missing: set[str] = set()
        self._refused: list[int] = []
        self._under_way = 0
        self._tried = False  # whether the one message that was let out alone is under way

    @property
    def trying(self) -> bool:
        """Whether only one message at a time may go out."""
        return self._said.total() >= IN_A_ROW

    def enter(self) -> bool:
        """Ask to send a message; False: not now, others are under way. After it: ``leave``."""
        with self._lock:
            if self.trying and self._under_way:
                return False
            self._tried = self.trying
            self._under_way += 1
            return True

    def leave(self) -> None:
        """Say that a message is no longer under way."""
        with self._lock:
            self._under_way -= 1

    def done(self) -> None:
        """Take note of a message that is in the conversation: something works."""
        with self._lock:
            self._tried = False
            self._said.clear()
            self._missing.clear()
            self._refused.clear()

    def failed(self, said: str, *, refused: int | None, missing: str | None = None) -> None:
        """Take note of a message that was refused or is in doubt.

        Args:
            said: in a word, what came: ``404``.
            refused: the number of a record that was refused, None if it is in doubt.
            missing: the conversation, when it was not found.
        """
        with self._lock:
            if refused is not None:
                self._refused.append(refused)
                self._refused = self._refused[-10 * IN_A_ROW :]
            if missing is not None:
                if missing in self._missing:
                    return
                self._missing.add(missing)
            tried, self._tried = self._tried, False
            self._said[said] += 1
            if tried and self.why is None:
                self.why = self._sentence()

    def stop(self, cause: Exception) -> None:
        """Stop the run for a reason that concerns every message."""
        with self._lock:
            if self.why is None:
                self.why, self.cause = str(cause), cause

    def refused(self) -> list[int]:
        """Return the records whose refusals stopped the run: the fault was hardly theirs."""
        with self._lock:
            return list(self._refused) if self._tripped() else []

    def _tripped(self) -> bool:
        return self.why is not None and self.trying

    def _sentence(self) -> str:
        said = ", ".join(f"{many} times {what}" for what, many in self._said.most_common(4))
        text = f"nothing works: {self._said.total()} outcomes in a row without one done ({said})"
        if set(self._said) == {"404"}:
            text += "; a region that is not the app's answers 404 to everything"
        return text
