"""Messages in a SQLite file, for a simulator that remembers across restarts.

Each message is committed before it is answered: what was said to be injected is there, even if
the process is killed. One connection, used by the server's thread alone; a lock beside the file
keeps a second simulator out for as long as the first one lives.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Generator, Iterator
from typing import Any

from sinch_inject_mock.core.memory_store import Memory
from sinch_inject_mock.core.store import Deletions, Message, Store, StoreError
from sinch_inject_mock.settings import Settings

__all__ = ["SqliteStore", "open_store"]

FORMAT = 2
LAST = 2**53  # a number that no simulator comes to
TABLES = """
CREATE TABLE IF NOT EXISTS messages (
    sequence INTEGER PRIMARY KEY, id TEXT, project_id TEXT, conversation_id TEXT,
    received_at TEXT, request_id TEXT, body BLOB, accepted TEXT, listed_at TEXT
);
CREATE INDEX IF NOT EXISTS by_id ON messages (id);
CREATE INDEX IF NOT EXISTS by_time ON messages (accepted, sequence);
CREATE TABLE IF NOT EXISTS registered (
    kind TEXT, name TEXT, contacts TEXT, PRIMARY KEY (kind, name)
);
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER);
"""
SELECT = (
    "SELECT sequence, id, project_id, conversation_id, received_at, request_id, body, accepted,"
    " listed_at FROM messages"
)
# Nanoseconds of the years 1 to 9999 do not fit into SQLite's integers; as texts they sort, too.
SHIFT = 10**20
TEXTS = (str, str, str, str, str, bytes, str, str)


def _text_of(when: int) -> str:
    return f"{when + SHIFT:021d}"


def _time_of(text: str) -> int:
    if len(text) != len(_text_of(0)):
        raise ValueError("no time")
    return int(text) - SHIFT


def _message(row: tuple[Any, ...]) -> Message:
    """Return the message of a row.

    Raises:
        ValueError: somebody changed it.
    """
    sequence, *rest = row
    if not isinstance(sequence, int) or tuple(map(type, rest)) != TEXTS:
        raise ValueError("a value of another type")
    message_id, project, conversation, received, request_id, body, accepted, listed = rest
    times = [_time_of(text) for text in (received, accepted, listed)]
    return Message(
        sequence, message_id, project, conversation, times[0], request_id, body, times[1], times[2]
    )


def _looked_at(row: tuple[Any, ...]) -> Message:
    """Return the message of a row, whose body was looked at, too.

    Raises:
        ValueError: somebody changed it.
    """
    message = _message(row)
    if not message.body.lstrip().startswith(b"{"):
        raise ValueError("no object")
    json.loads(message.body)
    return message


class SqliteStore:
    """Messages in a file.

    Raises:
        ValueError: the file is something else, is damaged, or another simulator has it.
    """

    def __init__(self, path: str, limit: int, most_bytes: int) -> None:
        self._limit, self._most_bytes = limit, most_bytes
        self.bytes = 0
        self.epoch = 0
        self.dropped = 0
        self.deletions = Deletions()
        self._path = path
        with contextlib.ExitStack() as stack:
            # Made in one thread and used in another, but never by two at a time.
            try:
                self._db = _connect(path)
            except sqlite3.Error as error:
                raise ValueError(f"{path} cannot be opened: {error}") from None
            stack.callback(self._db.close)
            try:
                self._refuse_others()
                self._lock = stack.enter_context(_locked(path))
                self._open()
            except sqlite3.DatabaseError as error:
                raise ValueError(f"{path} {_what_is_wrong(error)}: {error}") from None
            self._open_files = stack.pop_all()

    def _refuse_others(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version not in (0, FORMAT) or (version == 0 and tables):
            raise sqlite3.DatabaseError("another program or version wrote it")

    def _open(self) -> None:
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        found = self._db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"it is damaged ({found.splitlines()[0]})")
        self._db.executescript(TABLES)
        self._db.execute(f"PRAGMA user_version={FORMAT}")
        rows = self._db.execute(
            "SELECT max(sequence) FROM messages UNION ALL SELECT value FROM numbers"
            " WHERE name='last'"
        )
        numbers = [number for (number,) in rows if number is not None]
        if not all(isinstance(number, int) and 0 <= number <= LAST for number in numbers):
            raise sqlite3.DatabaseError("the number of its last message is damaged")
        self.last: int = max(numbers, default=0)
        self._count = 0
        for row in self._db.execute(f"{SELECT} ORDER BY sequence"):
            try:
                message = _looked_at(row)
            except (ValueError, RecursionError):
                raise sqlite3.DatabaseError(f"message {row[0]} in it is damaged") from None
            self._count += 1
            self.bytes += message.size()
        self._keep_to_the_limits()

    @contextlib.contextmanager
    def _told(self) -> Generator[None]:
        """Tell what went wrong with the file in one sentence."""
        try:
            yield
        except (sqlite3.Error, ValueError) as error:
            raise StoreError(f"The file of the simulator failed: {error}.") from None

    def add(self, message: Message) -> None:
        """Keep a message; the oldest go beyond the limits."""
        times = [_text_of(when) for when in (message.received_at, message.accepted)]
        row = (
            *(message.sequence, message.id, message.project_id, message.conversation_id),
            *(times[0], message.request_id, message.body, times[1], _text_of(message.listed_at)),
        )
        with self._told():
            self._db.execute("INSERT INTO messages VALUES (?,?,?,?,?,?,?,?,?)", row)
            self.last = message.sequence
            self._count += 1
            self.bytes += message.size()
            self._keep_to_the_limits()

    def _keep_to_the_limits(self) -> None:
        while self._count > self._limit or (self.bytes > self._most_bytes and self._count > 1):
            oldest = next(self._select("ORDER BY sequence LIMIT 1"))
            self._remove(oldest)
            self.dropped += 1

    def _remove(self, message: Message) -> None:
        self._db.execute("DELETE FROM messages WHERE sequence = ?", (message.sequence,))
        self._count -= 1
        self.bytes -= message.size()

    def _select(self, rest: str, *values: Any) -> Iterator[Message]:
        with self._told():
            for row in self._db.execute(f"{SELECT} {rest}", values):
                yield _message(row)

    def messages(self, after: int = 0) -> Iterator[Message]:
        """Return the messages with a larger sequence number, in order."""
        return self._select("WHERE sequence > ? ORDER BY sequence", after)

    def newest(
        self, behind: tuple[int, int] | None = None, *, before: int | None = None
    ) -> Iterator[Message]:
        """Return messages by accept_time, the newest first."""
        where: list[str] = []
        values: list[str | int] = []
        if behind is not None:
            where.append("(accepted, sequence) < (?, ?)")
            values += [_text_of(behind[0]), behind[1]]
        if before is not None:
            where.append("accepted < ?")
            values.append(_text_of(before))
        condition = f"WHERE {' AND '.join(where)} " if where else ""
        return self._select(f"{condition}ORDER BY accepted DESC, sequence DESC", *values)

    def get(self, message_id: str) -> Message | None:
        """Return the message with an id."""
        return next(self._select("WHERE id = ? ORDER BY sequence DESC LIMIT 1", message_id), None)

    def delete(self, message: Message) -> None:
        """Delete a message."""
        with self._told():
            self._keep_number(self.last)
            self._remove(message)
        self.deletions.add(message.id)

    def clear(self, *, anew: bool = False) -> None:
        """Forget the messages."""
        with self._told():
            self.last = 0 if anew else self.last
            self._keep_number(self.last)
            self._db.execute("DELETE FROM messages")
        self._count = self.dropped = self.bytes = 0
        self.epoch += 1

    def _keep_number(self, last: int) -> None:
        self._db.execute("INSERT OR REPLACE INTO numbers VALUES ('last', ?)", (last,))

    def register(self, kind: str, name: str, contacts: list[str]) -> None:
        """Keep a registered conversation or contact."""
        row = (kind, name, json.dumps(contacts))
        with self._told():
            self._db.execute("INSERT OR REPLACE INTO registered VALUES (?,?,?)", row)

    def registered(self) -> list[tuple[str, str, list[str]]]:
        """Return what was registered.

        Raises:
            ValueError: somebody changed it.
        """
        rows = self._db.execute("SELECT kind, name, contacts FROM registered")
        try:
            return [(kind, name, json.loads(contacts)) for kind, name, contacts in rows]
        except (ValueError, TypeError, sqlite3.Error):
            message = f"{self._path} is damaged: what was registered cannot be read"
            raise ValueError(message) from None

    def clear_registered(self) -> None:
        """Forget what was registered."""
        with self._told():
            self._db.execute("DELETE FROM registered")

    def close(self) -> None:
        """Close the file."""
        self._open_files.close()

    def __len__(self) -> int:
        return self._count


def _connect(path: str) -> sqlite3.Connection:
    return sqlite3.connect(path, check_same_thread=False, isolation_level=None)


def _what_is_wrong(error: sqlite3.DatabaseError) -> str:
    """Tell a file that is another one from one that cannot be used just now."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_NOTADB) & 0xFF
    ours = code in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
    return "is not a file of the simulator" if ours else "cannot be opened"


@contextlib.contextmanager
def _locked(path: str) -> Generator[None]:
    """Hold the lock of a file: a database of its own, which SQLite locks on every system."""
    lock = sqlite3.connect(
        f"{os.path.realpath(path)}-lock", timeout=0, check_same_thread=False, isolation_level=None
    )
    with contextlib.closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise ValueError(f"{path} is in use by another simulator") from None
        yield


def open_store(settings: Settings) -> Store:
    """Return the store that the settings ask for.

    Raises:
        ValueError: the state file is something else, or another simulator has it.
    """
    most_bytes = settings.memory // 2
    if settings.state is None:
        return Memory(settings.retention, most_bytes)
    return SqliteStore(settings.state, settings.retention, most_bytes)
