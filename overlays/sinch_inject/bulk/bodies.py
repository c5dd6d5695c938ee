"""The tables of an outbox: a ledger's, and the bodies of what is not done yet.

A body is written with its record in one transaction and deleted in the one that says *done*:
what was delivered is nobody's to keep. A refused one stays until it is forgotten, so that it
can be tried again. Identities of finished records stay as long as a key must be known again.
"""

from __future__ import annotations

from attrs import field, frozen

from sinch_inject.bulk.ledger import KEYED, Settled, State
from sinch_inject.bulk.tables import CHUNK, Tables

__all__ = ["Bodies", "KeyTakenError", "Put", "Waiting"]

FINISHED = (State.DONE, State.REJECTED, State.UNDONE)
# Of what was finished before a moment; what the others are found by goes last.
COUNT_OLD = (
    "SELECT state, count(*) FROM record WHERE n IN (SELECT n FROM finished WHERE at < ?) "
    "GROUP BY state"
)
FORGET = (
    "DELETE FROM body WHERE n IN (SELECT n FROM finished WHERE at < ?)",
    "DELETE FROM detail WHERE n IN (SELECT n FROM finished WHERE at < ?)",
    "DELETE FROM control WHERE n IN (SELECT n FROM finished WHERE at < ?)",
    "DELETE FROM key WHERE n IN (SELECT n FROM finished WHERE at < ?)",
    "DELETE FROM record WHERE n IN (SELECT n FROM finished WHERE at < ?)",
    "DELETE FROM finished WHERE at < ?",
)


class KeyTakenError(Exception):
    """The key belongs to a record with other content."""


@frozen(kw_only=True)
class Put:
    """A record that is to be kept.

    Attributes:
        id: 16 bytes of its key.
        digest: 16 bytes of its content.
        key: the key.
        content: the record as JSON.
        at: seconds since the epoch.
    """

    id: bytes
    digest: bytes
    key: str = field(repr=False)
    content: str = field(repr=False)
    at: float


@frozen
class Waiting:
    """A record that waits to be delivered.

    Attributes:
        n: its number in the ledger.
        content: the record as JSON, its key included.
    """

    n: int
    content: str = field(repr=False)


class Bodies(Tables):
    """A ledger's tables with bodies beside them."""

    _last: int | None = None  # number that is taken

    def put(self, item: Put) -> tuple[State, bool]:
        """Keep a record, and say where it stands, and whether it is new.

        Raises:
            KeyTakenError: its key is another record's.
        """
        known = self.find([item.id]).get(item.id)
        if known is not None:
            if known.digest != item.digest:
                raise KeyTakenError
            return known.state, False
        if self._last is None:
            self._last = max(KEYED - 1, self.ends()[1])
        n = self._last = self._last + 1
        self._run(
            "INSERT INTO record (n, id, state, attempts) VALUES (?, ?, ?, 0)",
            (n, item.id, State.PENDING),
        )
        self._run("INSERT INTO detail (n) VALUES (?)", (n,))
        self._run("INSERT INTO key (id, n, digest) VALUES (?, ?, ?)", (item.id, n, item.digest))
        self._run(
            "INSERT INTO body (n, content, put_at) VALUES (?, ?, ?)", (n, item.content, item.at)
        )
        self._count(None, State.PENDING)
        return State.PENDING, True

    def waiting(self, after: int, limit: int) -> list[Waiting]:
        """Return the next records that wait, in the order in which they were put."""
        found = self._run(
            "SELECT n, content FROM body JOIN record USING (n) WHERE n > ? AND state = ? "
            "ORDER BY n LIMIT ?",
            (after, State.PENDING, min(limit, CHUNK)),
        )
        return [Waiting(n, content) for n, content in found]

    def settle(self, settled: Settled) -> None:
        """Write down what became of a record; a body is not kept beyond *done*."""
        super().settle(settled)
        if settled.state in (State.DONE, State.UNDONE):
            self._run("DELETE FROM body WHERE n = ?", (settled.n,))
        self._run("DELETE FROM finished WHERE n = ?", (settled.n,))
        if settled.state in FINISHED:
            self._run("INSERT INTO finished (n, at) VALUES (?, ?)", (settled.n, settled.at))

    def forget(self, before: float) -> int:
        """Forget what was finished before a moment; return how many records that were."""
        found = self._run(COUNT_OLD, (before,)).fetchall()
        for state, many in found:
            self.counts[State(state)] -= many
        for statement in FORGET:
            self._run(statement, (before,))
        self.begin()  # what was known may be gone
        return sum(many for _, many in found)
