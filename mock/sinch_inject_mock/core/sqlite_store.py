"""Messages in a SQLite file, for a simulator that remembers across restarts.

Each message is committed before it is answered: what was said to be injected is there, even if
the process is killed. One connection, used by the server's thread alone.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from sinch_inject_mock.core.store import Memory, Message, Store
from sinch_inject_mock.settings import Settings

__all__ = ["SqliteStore", "open_store"]

FORMAT = 1
TABLES = """
CREATE TABLE IF NOT EXISTS messages (
    sequence INTEGER PRIMARY KEY, id TEXT, project_id TEXT, conversation_id TEXT,
    received_at INTEGER, request_id TEXT, body BLOB
);
CREATE TABLE IF NOT EXISTS registered (
    kind TEXT, name TEXT, contacts TEXT, PRIMARY KEY (kind, name)
);
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER);
"""


class SqliteStore:
    """Messages in a file.

    Raises:
        ValueError: the file is something else.
    """

    def __init__(self, path: str, limit: int) -> None:
        self._limit = max(1, limit)
        self.epoch = 0
        self.dropped = 0
        # Made in one thread and used in another, but never by two at a time.
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        except sqlite3.Error as error:
            raise ValueError(f"{path} cannot be opened: {error}") from None
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise ValueError(f"{path} is not a file of the simulator: {error}") from None

    def _open(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version not in (0, FORMAT) or (version == 0 and tables):
            raise sqlite3.DatabaseError("another program or version wrote it")
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(TABLES)
        self._db.execute(f"PRAGMA user_version={FORMAT}")
        row = self._db.execute("SELECT max(sequence) FROM messages").fetchone()
        cleared = self._db.execute("SELECT value FROM numbers WHERE name='last'").fetchone()
        self.last: int = max(row[0] or 0, cleared[0] if cleared else 0)
        self._count: int = self._db.execute("SELECT count(*) FROM messages").fetchone()[0]

    def add(self, message: Message) -> None:
        """Keep a message; the oldest goes beyond the limit."""
        row = (
            message.sequence,
            message.id,
            message.project_id,
            message.conversation_id,
            message.received_at,
            message.request_id,
            message.body,
        )
        self._db.execute("INSERT INTO messages VALUES (?,?,?,?,?,?,?)", row)
        self.last = message.sequence
        self._count += 1
        if self._count > self._limit:
            oldest = (self.last - self._limit,)
            gone = self._db.execute("DELETE FROM messages WHERE sequence <= ?", oldest).rowcount
            self._count -= gone
            self.dropped += gone

    def messages(self, after: int = 0) -> Iterator[Message]:
        """Return the messages with a larger sequence number, in order."""
        rows = self._db.execute(
            "SELECT sequence, id, project_id, conversation_id, received_at, request_id, body"
            " FROM messages WHERE sequence > ? ORDER BY sequence",
            (after,),
        )
        return (Message(*row) for row in rows)

    def clear(self) -> None:
        """Forget the messages."""
        self._db.execute("INSERT OR REPLACE INTO numbers VALUES ('last', ?)", (self.last,))
        self._db.execute("DELETE FROM messages")
        self._count = self.dropped = 0
        self.epoch += 1

    def register(self, kind: str, name: str, contacts: list[str]) -> None:
        """Keep a registered conversation or contact."""
        row = (kind, name, json.dumps(contacts))
        self._db.execute("INSERT OR REPLACE INTO registered VALUES (?,?,?)", row)

    def registered(self) -> list[tuple[str, str, list[str]]]:
        """Return what was registered."""
        rows = self._db.execute("SELECT kind, name, contacts FROM registered")
        return [(kind, name, json.loads(contacts)) for kind, name, contacts in rows]

    def clear_registered(self) -> None:
        """Forget what was registered."""
        self._db.execute("DELETE FROM registered")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __len__(self) -> int:
        return self._count


def open_store(settings: Settings) -> Store:
    """Return the store that the settings ask for.

    Raises:
        ValueError: the state file is something else.
    """
    if settings.state is None:
        return Memory(settings.retention)
    return SqliteStore(settings.state, settings.retention)
