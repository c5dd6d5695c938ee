"""The tables of a ledger, and what each of its operations does to them.

About 30 bytes a record that is done. There is no index on ``record.id``: random keys in one
wrote 40 times as much, 13.5 kB a record, at 8 times the CPU. ``detail`` holds what is known
of records that are not done; ``control`` the latest that are, which settling needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from sinch_inject.bulk.controls import Controls
from sinch_inject.bulk.ledger import (
    KEYED,
    Claim,
    Keyed,
    LedgerRefused,
    Row,
    Scope,
    Settled,
    State,
    Unfinished,
    allowed,
)

__all__ = ["NotAllowed", "Tables", "prepare", "recognise"]

APPLICATION = 0x53696E4A  # "SinJ"
VERSION = 1
CHUNK = 1000  # rows that one reading answers with
SCHEMA = (
    "CREATE TABLE run (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE record (n INTEGER PRIMARY KEY, id BLOB NOT NULL, state INTEGER NOT NULL, "
    "attempts INTEGER NOT NULL, conversation_id TEXT, accept_time TEXT)",
    "CREATE TABLE detail (n INTEGER PRIMARY KEY, line INTEGER, request_id TEXT, code TEXT, "
    "field TEXT, reason TEXT, tag TEXT, source TEXT, sent_at REAL, ended_at REAL)",
    "CREATE TABLE key (id BLOB PRIMARY KEY, n INTEGER NOT NULL, digest BLOB NOT NULL) "
    "WITHOUT ROWID",
    "CREATE TABLE control (slot INTEGER PRIMARY KEY, n INTEGER NOT NULL, tag TEXT NOT NULL, "
    "conversation_id TEXT NOT NULL, accept_time TEXT NOT NULL, source TEXT NOT NULL, "
    "sent_at REAL NOT NULL)",
    # Of an outbox only; empty for an import.
    "CREATE TABLE body (n INTEGER PRIMARY KEY, content TEXT NOT NULL, put_at REAL NOT NULL)",
    "CREATE TABLE finished (n INTEGER PRIMARY KEY, at REAL NOT NULL)",
)
# One spelling for all databases: a row that is there is overwritten whole.
RECORD = (
    "INSERT INTO record (n, id, state, attempts, conversation_id, accept_time) "
    "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (n) DO UPDATE SET id = excluded.id, "
    "state = excluded.state, attempts = excluded.attempts, "
    "conversation_id = excluded.conversation_id, accept_time = excluded.accept_time"
)
DETAIL = (
    "INSERT INTO detail (n, line, request_id, tag, source, sent_at) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (n) DO UPDATE SET line = excluded.line, request_id = excluded.request_id, "
    "tag = excluded.tag, source = excluded.source, sent_at = excluded.sent_at, "
    "code = NULL, field = NULL, reason = NULL, ended_at = NULL"
)
KEY = (
    "INSERT INTO key (id, n, digest) VALUES (?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET n = excluded.n, digest = excluded.digest"
)
UNDOING = "INSERT INTO run VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
MORE = (  # what UNFINISHED answers with, behind the first four
    *("line", "conversation_id", "accept_time", "source", "tag", "sent_at", "ended_at"),
    *("code", "field", "reason", "request_id"),
)
STATES = "SELECT n, state, id, attempts, conversation_id FROM record WHERE n "
UNFINISHED = """
SELECT record.n, id, state, attempts, line, conversation_id, accept_time, source, tag, sent_at,
  ended_at, code, field, reason, request_id
FROM detail JOIN record USING (n) WHERE detail.n > ? AND state IN ({}) ORDER BY detail.n LIMIT ?
"""


@frozen
class _Known:
    """A record, as the present transaction knows it."""

    state: State = field(converter=State)
    id: bytes = field(converter=bytes)
    attempts: int
    conversation_id: str | None


class NotAllowed(RuntimeError):
    """A record was to go where it must not, such as from done to sending. A fault of the caller."""


def recognise(connection: Any, path: Path) -> None:
    """Look whether a file is a ledger, or empty.

    Raises:
        LedgerRefused: it is something else, or of another version.
    """
    application, version = _one(connection, "PRAGMA application_id"), _version(connection)
    empty = not _one(connection, "SELECT count(*) FROM sqlite_master")
    if application != APPLICATION and not (empty and application == 0):
        raise LedgerRefused(f"{path} is not a ledger; --ledger names another file")
    if application == APPLICATION and version != VERSION:
        raise LedgerRefused(
            f"{path} is a ledger of version {version}; this release reads version {VERSION}"
        )


def prepare(connection: Any, path: Path, scope: Scope | None) -> None:
    """Make the tables of a new ledger; look whose an old one is.

    Raises:
        LedgerRefused: it belongs to another project or server.
    """
    if _one(connection, "PRAGMA application_id") != APPLICATION:
        if scope is None:
            raise LedgerRefused(f"{path} is an empty file, and no ledger")
        for statement in SCHEMA:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION}")
        connection.execute(f"PRAGMA user_version={VERSION}")
        mine = [("project_id", scope.project_id), ("base_url", scope.base_url)]
        for name, value in mine:
            connection.execute("INSERT INTO run VALUES (?, ?)", (name, value))
        return
    there = _scope(connection)
    if scope is not None and there != scope:
        raise LedgerRefused(
            f"{path} belongs to project {there.project_id} at {there.base_url}, "
            f"and this is project {scope.project_id} at {scope.base_url}; "
            "--ledger names another file"
        )


class Tables:
    """What the operations do; each inside the transaction of its group.

    Args:
        connection: with the tables in it.
    """

    def __init__(self, connection: Any) -> None:
        self._run = connection.execute
        self.scope = _scope(connection)
        self._known: dict[int, _Known | None] = {}  # of the present transaction
        self.counts: dict[State, int] = {}
        self.controls = Controls(connection)

    def begin(self, numbers: Sequence[int] = ()) -> None:
        """Begin with a group of operations; read these records at once (Postgres only)."""
        self._known = dict.fromkeys(numbers)
        if numbers:
            for n, *rest in self._run(STATES + "= ANY (?)", (list(numbers),)):
                self._known[n] = _Known(*rest)

    def wake(self, now: float | None) -> None:
        """Turn what a crash left under way into unknown (None: somebody is at it), and count."""
        if now is not None:
            self._orphans(now)
        found = self._run("SELECT state, count(*) FROM record GROUP BY state").fetchall()
        self.counts = dict.fromkeys(State, 0) | {State(at): many for at, many in found}
        self.controls.load()

    def _orphans(self, now: float) -> None:
        self._run(
            "UPDATE detail SET ended_at = ? WHERE n IN "
            "(SELECT n FROM detail JOIN record USING (n) WHERE state = ?)",
            (now, State.SENDING),
        )
        self._run(
            "UPDATE record SET state = ? WHERE state = ? AND n IN (SELECT n FROM detail)",
            (State.UNKNOWN, State.SENDING),
        )

    def rows(self, after: int) -> list[Row]:
        """Return the next records in order."""
        found = self._run(
            "SELECT n, id, state FROM record WHERE n > ? ORDER BY n LIMIT ?", (after, CHUNK)
        )
        return [Row(n, bytes(id_), State(state)) for n, id_, state in found]

    def ends(self) -> tuple[int, int]:
        """Return the last numbers, without a key and of all."""
        plain = self._run("SELECT max(n) FROM record WHERE n < ?", (KEYED,)).fetchone()[0]
        return plain or 0, self._run("SELECT max(n) FROM record").fetchone()[0] or 0

    def find(self, keys: Sequence[bytes]) -> dict[bytes, Keyed]:
        """Return the records with these keys."""
        found = {}
        for key in keys:
            for n, digest, state in self._run(
                "SELECT n, digest, state FROM key JOIN record USING (n) WHERE key.id = ?", (key,)
            ):
                found[key] = Keyed(n, bytes(digest), State(state))
        return found

    def unfinished(self, states: Sequence[State], after: int) -> list[Unfinished]:
        """Return the next records in these states."""
        sql = UNFINISHED.format(",".join("?" * len(states)))
        return [
            Unfinished(
                row=Row(n, bytes(id_), State(state)),
                attempts=attempts,
                **dict(zip(MORE, more, strict=True)),
            )
            for n, id_, state, attempts, *more in self._run(sql, (after, *map(int, states), CHUNK))
        ]

    def twins(self) -> dict[bytes, int]:
        """Count the done records with the identity of an unknown one."""
        found = self._run(
            "SELECT id, count(*) FROM record WHERE state = ? AND id IN "
            "(SELECT id FROM record JOIN detail USING (n) WHERE state = ?) GROUP BY id",
            (State.DONE, State.UNKNOWN),
        )
        return {bytes(id_): many for id_, many in found}

    def equal(self) -> int:
        """Count the records without a key that were sent and are equal to an earlier one."""
        found = self._run(
            "SELECT count(*) - count(DISTINCT id) FROM record WHERE n < ? AND state IN (?, ?)",
            (KEYED, State.DONE, State.UNKNOWN),
        ).fetchone()
        return int(found[0])

    def claim(self, claim: Claim) -> None:
        """Write down that a message is about to go out."""
        before = self._state(claim.n)
        state, attempts = (before.state, before.attempts) if before else (None, 0)
        self._check(claim.n, state, State.SENDING)
        if before and state is State.REJECTED and claim.digest is None and before.id == claim.id:
            raise NotAllowed(f"record {claim.n} was rejected, and is still the same")
        self._run(
            RECORD,
            (
                claim.n,
                claim.id,
                State.SENDING,
                attempts + 1,
                claim.conversation_id,
                claim.accept_time,
            ),
        )
        self._run(
            DETAIL,
            (claim.n, claim.line, claim.request_id, claim.tag, claim.source, claim.at),
        )
        self._key(claim.id, claim.n, claim.digest)
        self._known[claim.n] = _Known(State.SENDING, claim.id, attempts + 1, claim.conversation_id)
        self._count(state, State.SENDING)

    def settle(self, settled: Settled) -> None:
        """Write down what became of a record."""
        before = self._state(settled.n)
        state = before.state if before else None
        self._check(settled.n, state, settled.state)
        if settled.id is not None:
            self._insert(settled, settled.id)
            before = _Known(settled.state, settled.id, 0, None)
        elif before is None:
            raise NotAllowed(f"record {settled.n} is new, and has no id")
        match settled.state:
            case State.DONE:
                self._done(settled, before.conversation_id)
                before = evolve(before, conversation_id=None)
            case State.UNDONE:
                self._forget(settled)
            case _:
                self._keep(settled)
        if settled.state in (State.UNDONE, State.PENDING):
            self._run("DELETE FROM run WHERE name = ?", (f"undoing {settled.n}",))
        if settled.state is State.UNKNOWN:
            self.controls.watch(before.conversation_id)
        self._known[settled.n] = evolve(before, state=settled.state)
        self._count(state, settled.state)

    def _insert(self, settled: Settled, id_: bytes) -> None:
        """Make the row of a record that was refused before it was ever claimed."""
        self._run(
            RECORD,
            (settled.n, id_, settled.state, 0, None, None),
        )
        self._run(DETAIL, (settled.n, settled.line, None, None, None, None))
        self._key(id_, settled.n, settled.digest)

    def _done(self, settled: Settled, conversation_id: str | None) -> None:
        self.controls.add(settled.n, conversation_id)
        self._run(
            "UPDATE record SET state = ?, conversation_id = NULL, accept_time = NULL WHERE n = ?",
            (State.DONE, settled.n),
        )
        self._run("DELETE FROM detail WHERE n = ?", (settled.n,))

    def undo(self, numbers: Sequence[int]) -> None:
        """Write down that the messages of these records are there, and about to be deleted."""
        for n in numbers:
            self._run(UNDOING, (f"undoing {n}", str(n)))

    def undoing(self) -> list[int]:
        """Return the records of which that is the last thing known."""
        found = self._run("SELECT value FROM run WHERE name LIKE ?", ("undoing %",))
        return sorted(int(n) for (n,) in found)

    def _forget(self, settled: Settled) -> None:
        """Keep of what was deleted that it was: it is listed like all that is not done."""
        self._run("UPDATE record SET state = ? WHERE n = ?", (State.UNDONE, settled.n))
        self._run("INSERT INTO detail (n) VALUES (?) ON CONFLICT DO NOTHING", (settled.n,))
        self.controls.drop(settled.n)

    def _keep(self, settled: Settled) -> None:
        self._run("UPDATE record SET state = ? WHERE n = ?", (settled.state, settled.n))
        self._run(
            "UPDATE detail SET ended_at = ?, code = ?, field = ?, reason = ?, "
            "request_id = coalesce(?, request_id), line = coalesce(?, line) WHERE n = ?",
            (
                settled.at,
                settled.code,
                settled.field,
                settled.reason,
                settled.request_id,
                settled.line,
                settled.n,
            ),
        )

    def _key(self, id_: bytes, n: int, digest: bytes | None) -> None:
        if digest is not None:
            self._run(KEY, (id_, n, digest))

    def _state(self, n: int) -> _Known | None:
        if n not in self._known:
            found = self._run(STATES + "= ?", (n,)).fetchone()
            self._known[n] = None if found is None else _Known(*found[1:])
        return self._known[n]

    def _check(self, n: int, before: State | None, after: State) -> None:
        if not allowed(before, after):
            at = "new" if before is None else before.name.lower()
            raise NotAllowed(f"record {n} is {at} and cannot become {after.name.lower()}")

    def _count(self, before: State | None, after: State) -> None:
        if before is not None:
            self.counts[before] -= 1
        self.counts[after] += 1


def _one(connection: Any, sql: str) -> Any:
    return connection.execute(sql).fetchone()[0]


def _version(connection: Any) -> int:
    return int(_one(connection, "PRAGMA user_version"))


def _scope(connection: Any) -> Scope:
    held = dict(connection.execute("SELECT name, value FROM run").fetchall())
    return Scope(held["project_id"], held["base_url"])
