"""What a run should have put on the server: its tags, in a table on the disk, so memory is flat.

Tags come from the records alone, so this works without the ledger, too; with it, records that
were rejected, deleted or not sent yet are left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from attrs import frozen
from sinch_inject_contract.instant import nanoseconds

from sinch_inject.bulk.entry import Entry, with_tag
from sinch_inject.bulk.one import source_of
from sinch_inject.bulk.settle import Copy

__all__ = ["Expected", "Listed", "Verdict"]

GROUP = 10_000  # rows in one transaction of a table that nobody keeps
TABLES = """
CREATE TABLE expected (n INTEGER PRIMARY KEY, tag TEXT NOT NULL, line INTEGER NOT NULL,
  conversation_id TEXT NOT NULL);
CREATE TABLE listed (id TEXT PRIMARY KEY, tag TEXT NOT NULL, at REAL NOT NULL,
  conversation_id TEXT NOT NULL, source TEXT NOT NULL, injected INTEGER NOT NULL) WITHOUT ROWID;
"""


@frozen
class Listed:
    """A message of the run that the server listed.

    Attributes:
        id: the server's.
        tag: the marker in its metadata.
        source: where it was listed.
    """

    id: str
    tag: str
    source: str


@frozen
class Verdict:
    """How often the records were found.

    Attributes:
        records: how many were looked for.
        once: how many were found, each once.
        missing: how many were not.
        more: how many messages there are beyond one for each record.
        untagged: how many records could not be looked for, having no room for a tag.
    """

    records: int
    once: int
    missing: int
    more: int
    untagged: int


class Expected:
    """The records of a run, and what the server listed of them."""

    def __init__(self) -> None:
        self._sql = sqlite3.connect("", isolation_level=None)  # a file that is gone when closed
        self._sql.executescript(TABLES + "BEGIN;")
        self._waiting = 0
        self.untagged = 0
        self.spans: dict[str, tuple[float, float]] = {}  # of accept_time, for each source

    def add(self, n: int, entry: Entry) -> None:
        """Expect a record.

        Args:
            n: its number, any that is its own.
            entry: the record.
        """
        _, tag = with_tag(entry)
        if tag is None:
            self.untagged += 1
            return
        try:
            at = nanoseconds(str(entry.body.get("accept_time"))) / 1e9
        except ValueError:
            return  # it was never sent
        source = source_of(entry.body.get("processing_mode"))
        first, last = self.spans.get(source, (at, at))
        self.spans[source] = min(first, at), max(last, at)
        row = (n, tag, entry.line, entry.conversation_id)
        self._write("INSERT OR REPLACE INTO expected VALUES (?, ?, ?, ?)", row)

    def index(self) -> None:
        """Make it ready for what the server lists."""
        self._sql.execute("CREATE INDEX tags ON expected (tag)")

    def take(self, copy: Copy, source: str) -> None:
        """Take a listed message in, if its tag and conversation are those of a record."""
        known = self._sql.execute(
            "SELECT 1 FROM expected WHERE tag = ? AND conversation_id = ?",
            (copy.tag, copy.conversation_id),
        ).fetchone()
        if known:
            row = (copy.id, copy.tag, copy.at, copy.conversation_id, source, copy.injected)
            self._write("INSERT OR REPLACE INTO listed VALUES (?, ?, ?, ?, ?, ?)", row)

    def verdict(self) -> Verdict:
        """Return how often the records were found."""
        records = once = missing = more = 0
        for wanted, found in self._sql.execute(
            "SELECT wanted, coalesce(found, 0) FROM "
            "(SELECT tag, count(*) AS wanted FROM expected GROUP BY tag) LEFT JOIN "
            "(SELECT tag, count(*) AS found FROM listed GROUP BY tag) USING (tag)"
        ):
            records += wanted
            once += min(wanted, found)
            missing += max(0, wanted - found)
            more += max(0, found - wanted)
        return Verdict(records, once, missing, more, self.untagged)

    def missing(self, limit: int) -> list[int]:
        """Return the lines of records of which nothing was found, at most ``limit``."""
        rows = self._sql.execute(
            "SELECT line FROM expected WHERE tag NOT IN (SELECT tag FROM listed) "
            "ORDER BY line LIMIT ?",
            (limit,),
        )
        return [line for (line,) in rows]

    def surplus(self) -> Iterator[Listed]:
        """Yield the messages beyond one for each record, but never the oldest ones."""
        rows = self._sql.execute(
            "SELECT id, tag, source FROM (SELECT id, tag, source, injected, row_number() OVER "
            "(PARTITION BY tag ORDER BY id) AS place FROM listed) JOIN "
            "(SELECT tag, count(*) AS wanted FROM expected GROUP BY tag) USING (tag) "
            "WHERE place > wanted AND injected"
        ).fetchall()
        yield from (Listed(*row) for row in rows)

    def all(self) -> Iterator[Listed]:
        """Yield every message of the run that says that it was injected."""
        rows = self._sql.execute(
            "SELECT id, tag, source FROM listed WHERE injected ORDER BY tag"
        ).fetchall()
        yield from (Listed(*row) for row in rows)

    def lacking(self, numbers: Sequence[int]) -> list[int]:
        """Return those of these records of which nothing was found."""
        wanted = set(numbers)
        rows = self._sql.execute(
            "SELECT n FROM expected WHERE tag NOT IN (SELECT tag FROM listed) ORDER BY n"
        )
        return [n for (n,) in rows if n in wanted]

    def numbers(self, tag: str) -> list[int]:
        """Return the numbers of the records with a tag."""
        return [n for (n,) in self._sql.execute("SELECT n FROM expected WHERE tag = ?", (tag,))]

    def close(self) -> None:
        """Forget everything."""
        self._sql.close()

    def _write(self, sql: str, row: tuple[object, ...]) -> None:
        self._sql.execute(sql, row)
        self._waiting += 1
        if self._waiting == GROUP:
            self._sql.execute("COMMIT")
            self._sql.execute("BEGIN")
            self._waiting = 0
