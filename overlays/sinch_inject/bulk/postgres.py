"""The ledger in a Postgres database: the same tables, one schema for each ledger.

Whoever holds the project's advisory lock claims, and the lock is the session's: it goes when
the session goes, so nobody needs a lease, a clock or a limiter that is shared. The connection
that has the lock is the one that writes the claims, and looks before each group of them that it
still has it. Somebody else waits, and takes over.

What this cannot exclude: a process that is stopped between its last look at the clock and the
first byte, for longer than settling waits (see docs/how-to/outbox.md).
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from enum import IntEnum
from functools import cache
from hashlib import blake2b
from typing import Any

from sinch_inject.bulk import tables
from sinch_inject.bulk.ledger import LedgerInUse, LedgerRefused, Scope
from sinch_inject.bulk.owner import OwnedLedger
from sinch_inject.errors import ConfigurationError

__all__ = ["PostgresLedger", "schema_name"]

TYPES = ((" BLOB", " BYTEA"), (" INTEGER", " BIGINT"), (" REAL", " DOUBLE PRECISION"))
NO_SUCH_THING = ((" WITHOUT ROWID", ""),)
# The server notices a peer that is gone after about ten seconds, and lets go of its lock.
SESSION = (
    "SET synchronous_commit = on",  # an acknowledged claim survives the power
    "SET idle_session_timeout = 0",
    "SET idle_in_transaction_session_timeout = 0",
    "SET tcp_keepalives_idle = 5",
    "SET tcp_keepalives_interval = 2",
    "SET tcp_keepalives_count = 3",
    "SET tcp_user_timeout = 10000",
)
# And we notice as soon that the server is gone; what the connection string says is stronger.
CONNECTION = {
    "application_name": "sinch-inject",
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10000,
}
OWNED = (
    "SELECT current_setting('sinch_inject.owner', true) = ? AND EXISTS (SELECT FROM pg_locks "
    "WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted "
    "AND classid = ? AND objid = ? AND objsubid = 1)"
)
LOST = "the session that had the project's lock is gone; nothing was claimed since"
PAUSE = 0.5  # seconds between looks whether the lock is free


def schema_name(run: str, scope: Scope) -> str:
    """Return the schema of a run: readable, and different for each project and server."""
    readable = re.sub(r"[^a-z0-9]+", "_", run.lower()).strip("_")[:32]
    digest = blake2b("\0".join([run, scope.project_id, scope.base_url]).encode(), digest_size=6)
    return f"sinch_inject_{readable}_{digest.hexdigest()}"


class PostgresLedger(OwnedLedger):
    """A run's ledger in a database.

    Args:
        url: ``postgresql://…``, or any connection string of libpq. What it leaves out libpq
            takes from its environment, service and password files.
        run: the name of the run; the same name goes on with it.
        scope: the project it is for.
        now: seconds since the epoch: by then every attempt of an earlier process was over.
        wait: seconds to wait for the project's lock while another process has it.
        outbox: see OwnedLedger.
        leave: set from another thread, it ends the waiting.
        look: only look, as somebody who does not own the run: nothing can be written.

    Raises:
        LedgerInUse: the lock was not free in time.
        LedgerRefused: the database cannot be used, or what
            stands between is a pooler that shares sessions.
        ConfigurationError: psycopg is not installed.
    """

    def __init__(
        self,
        url: str,
        run: str,
        scope: Scope,
        *,
        now: float,
        wait: float = 0.0,
        look: bool = False,
        outbox: bool = False,
        leave: threading.Event | None = None,
    ) -> None:
        place = _Database(url, run, scope, wait, leave or threading.Event(), look=look)
        super().__init__(place, scope, now=now, outbox=outbox)


class _Session:
    """A connection of psycopg that takes SQLite's placeholders and our enums.

    The statements of a transaction go out without waiting for each other's answers (a
    pipeline): a group of claims and outcomes takes two ways to the server and back, the one
    that reads and the one that commits, however many there are.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._open = ExitStack()  # the pipeline of a transaction
        self._held: Any = None
        self.owner: tuple[Any, ...] | None = None

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Run a statement.

        Raises:
            ConnectionError: the transaction of a session that has lost its lock was to end.
        """
        if sql == "BEGIN":
            return self._begin()
        if sql == "COMMIT":
            return self._commit()
        if sql == "ROLLBACK":
            with suppress(Exception):  # it tells again what broke the transaction
                self._open.close()
        return self._run(sql, parameters)

    def _run(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        given = tuple(int(one) if isinstance(one, IntEnum) else one for one in parameters)
        return self._connection.execute(spelled(sql), given)

    def _begin(self) -> Any:
        self._open.enter_context(self._connection.pipeline())
        cursor = self._run("BEGIN")
        self._held = None if self.owner is None else self._run(OWNED, self.owner)
        return cursor

    def _commit(self) -> Any:
        """Commit, but only if the lock is still this session's; return when that is durable."""
        if self._held is not None and not self._held.fetchone()[0]:
            raise ConnectionError(LOST)
        cursor = self._run("COMMIT")
        self._open.close()  # waits for all answers; raises what one of them says
        if cursor.statusmessage != "COMMIT":
            raise ConnectionError("the server has not committed")
        return cursor

    def close(self) -> None:
        """Close the session, and with it let go of the lock."""
        self._connection.close()


@cache
def spelled(sql: str) -> str:
    """Return a statement with psycopg's placeholders."""
    return sql.replace("?", "%s")


class _Database:
    """Where the tables are kept; see :class:`sinch_inject.bulk.owner.Place`."""

    begin = "BEGIN"
    remote = True

    def __init__(
        self, url: str, run: str, scope: Scope, wait: float, leave: threading.Event, *, look: bool
    ) -> None:
        self._leave = leave
        self._url, self._run, self._scope = url, run, scope
        self._wait, self._look = wait, look
        self._schema = schema_name(run, scope)
        self.name = f"ledger {run!r} in Postgres"

    def wakes(self) -> bool:
        """Say yes if the lock is held, so whoever had it is gone."""
        return not self._look

    def leave(self) -> None:
        """Wait for the lock no longer."""
        self._leave.set()

    def open(self, scope: Scope | None) -> Any:
        """Connect, take the project's lock, and see to the tables."""
        session = _Session(self._connect())
        try:
            for statement in SESSION:
                session.execute(statement)
            if self._look:
                session.execute("SET default_transaction_read_only = on")
            else:
                session.owner = self._lock(session)
                self._refuse_pooler(session)
            self._prepare(session)
        except BaseException:
            session.close()
            raise
        return session

    def _connect(self) -> Any:
        try:
            import psycopg
            from psycopg.conninfo import conninfo_to_dict
        except ImportError as error:
            raise ConfigurationError(
                f"a ledger in Postgres needs psycopg ({error.name} is not installed): "
                "pip install 'sinch-inject[postgres]'"
            ) from None
        given: Any = conninfo_to_dict(self._url)
        options: Any = {**CONNECTION, **given}
        return psycopg.connect(autocommit=True, **options)

    def _lock(self, session: _Session) -> tuple[Any, ...]:
        """Take the project's lock, and return what shows that the session has it.

        Raises:
            LedgerInUse: somebody else had it all the time.
        """
        scope = f"{self._scope.project_id}\0{self._scope.base_url}"
        digest = blake2b(scope.encode(), digest_size=8).digest()
        high, low = int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:], "big")
        key = int.from_bytes(digest, "big", signed=True)
        mark = secrets.token_hex(8)
        session.execute("SELECT set_config('sinch_inject.owner', ?, false)", (mark,))
        end = time.monotonic() + self._wait
        while not session.execute("SELECT pg_try_advisory_lock(?::bigint)", (key,)).fetchone()[0]:
            left = end - time.monotonic()
            if left <= 0:
                raise LedgerInUse(
                    f"another process has project {self._scope.project_id} in this database; "
                    "one at a time sends for a project"
                )
            if self._leave.wait(min(PAUSE, left)):
                raise LedgerRefused(f"{self.name} is not waited for any longer")
        return mark, high, low

    def _refuse_pooler(self, session: _Session) -> None:
        """Refuse what hands one session of the server to several clients.

        Raises:
            LedgerRefused: a second connection came out in the session that has the lock.
        """
        other = _Session(self._connect())
        try:
            ours = session.execute("SELECT pg_backend_pid()").fetchone()[0]
            theirs = other.execute("SELECT pg_backend_pid()").fetchone()[0]
            again = session.execute("SELECT pg_backend_pid()").fetchone()[0]
            held = session.execute(OWNED, session.owner or ()).fetchone()[0]
        finally:
            other.close()
        if theirs in (ours, again) or ours != again or not held:
            raise LedgerRefused(
                "a connection pooler in transaction mode stands before this database; the lock is "
                "the session's, so connect to the server itself or to a pool in session mode"
            )

    def _prepare(self, session: _Session) -> None:
        """Make the tables of a new run, or look whether these can be read."""
        found = session.execute("SELECT to_regnamespace(?)", (self._schema,)).fetchone()[0]
        if found is None and self._look:
            raise LedgerRefused(f"{self.name}: there is no such run")
        if found is None:
            session.execute("BEGIN")
            session.execute(f"CREATE SCHEMA {self._schema}")
            session.execute(f"SET LOCAL search_path = {self._schema}")
            for statement in tables.SCHEMA:
                for old, new in (*TYPES, *NO_SUCH_THING):
                    statement = statement.replace(old, new)  # noqa: PLW2901 - step by step
                session.execute(statement)
            scope = self._scope
            mine = {"project_id": scope.project_id, "base_url": scope.base_url, "name": self._run}
            for item in {**mine, "version": str(tables.VERSION)}.items():
                session.execute("INSERT INTO run VALUES (?, ?)", item)
            session.execute("COMMIT")
        session.execute(f"SET search_path = {self._schema}")
        row = session.execute("SELECT value FROM run WHERE name = 'version'").fetchone()
        if row is None or row[0] != str(tables.VERSION):
            there = row[0] if row else "unknown"
            raise LedgerRefused(
                f"{self.name} is of version {there}; this release reads version {tables.VERSION}"
            )

    def refusal(self, error: BaseException) -> BaseException:
        """Return why it could not be opened, in one sentence."""
        if isinstance(error, ConfigurationError) or not isinstance(error, Exception):
            return error
        return LedgerRefused(f"{self.name} cannot be used: {self.words(error)}")

    def words(self, error: BaseException) -> str:
        """Return what kind of error it was; libpq's own words can repeat the connection string."""
        if isinstance(error, ConnectionError):
            return str(error)
        state = getattr(error, "sqlstate", None)
        return f"{type(error).__name__} ({state})" if state else type(error).__name__
