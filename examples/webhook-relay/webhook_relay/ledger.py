"""Which events have been seen: webhooks come at least once, a message must go out once."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

__all__ = ["Ledger"]


class Ledger:
    """Remembers events in a SQLite file, across restarts.

    An event is *claimed* before its message is sent. One that is still claimed after a crash
    may have been sent or not; it stays claimed, and a person looks.
    """

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, state TEXT)")

    def claim(self, event: str) -> str | None:
        """Claim an event; return its state if somebody was here before."""
        with self._lock:
            done = self._database.execute(
                "INSERT OR IGNORE INTO event VALUES (?, 'sending')", (event,)
            )
            return None if done.rowcount else self._state(event)

    def settle(self, event: str, state: str) -> None:
        """Write down what became of a claimed event."""
        with self._lock:
            self._database.execute("UPDATE event SET state = ? WHERE id = ?", (state, event))

    def forget(self, event: str) -> None:
        """Give a claim back: nothing was sent, it may be tried again."""
        with self._lock:
            self._database.execute("DELETE FROM event WHERE id = ?", (event,))

    def state(self, event: str) -> str | None:
        """Return ``sending``, ``done``, ``rejected`` or ``unknown``; None: never seen."""
        with self._lock:
            return self._state(event)

    def _state(self, event: str) -> str | None:
        row = self._database.execute("SELECT state FROM event WHERE id = ?", (event,)).fetchone()
        return str(row[0]) if row else None

    def close(self) -> None:
        """Close the file."""
        self._database.close()
