"""The ledger in one SQLite file, readable by its owner only.

Why these settings: with ``synchronous=NORMAL`` a power cut takes acknowledged claims back, and
their messages would go out twice; ``fullfsync`` is what macOS needs for the same; ``psow=0``
tells SQLite not to trust that a torn sector leaves its neighbours alone. ``locking_mode=
EXCLUSIVE`` before WAL refuses a second process at once, lets go by itself after a kill, needs
no shared memory, and with one connection SQLite's WAL-reset fault (3.7.0 to 3.51.2) cannot
happen.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sinch_inject.bulk import tables
from sinch_inject.bulk.ledger import LedgerInUse, LedgerRefused, Scope
from sinch_inject.bulk.owner import OwnedLedger

__all__ = ["SqliteLedger"]

Connect = Callable[[str], Any]  # a URI → a connection that works like sqlite3's


def connect(uri: str) -> sqlite3.Connection:
    """Open the file; waits for nobody."""
    return sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)


class SqliteLedger(OwnedLedger):
    """A run's ledger in a file.

    Args:
        path: the file; it is made unless ``scope`` is None.
        scope: see OwnedLedger, as for ``now``.
        now: seconds since the epoch.
        connect: opens the file.
        synchronous: SQLite's setting; only a test wants another.
        outbox: see OwnedLedger.
    """

    def __init__(
        self,
        path: Path,
        scope: Scope | None,
        *,
        now: float,
        connect: Connect = connect,
        synchronous: str = "FULL",
        outbox: bool = False,
    ) -> None:
        self.path = path
        place = _File(path, connect, synchronous, secure=outbox)
        super().__init__(place, scope, now=now, outbox=outbox)


class _File:
    """Where the tables are kept; see :class:`sinch_inject.bulk.owner.Place`."""

    begin = "BEGIN IMMEDIATE"
    remote = False

    def __init__(self, path: Path, connect: Connect, synchronous: str, *, secure: bool) -> None:
        self.path = path
        self.name = str(path)
        self._connect = connect
        self._synchronous = synchronous
        self._secure = secure

    def wakes(self) -> bool:
        """Say yes: the file's lock is held, so whoever had it is gone."""
        return True

    def leave(self) -> None:
        """Do nothing: opening a file waits for nobody."""

    def open(self, scope: Scope | None) -> Any:
        """Open the file, take its lock, and see whose it is.

        Raises:
            LedgerRefused: it is no ledger, or another run's.
        """
        fresh = scope is not None and _make(self.path)
        if not self.path.exists():
            raise LedgerRefused(f"{self.path}: there is no such ledger")
        connection = self._connect(f"{self.path.absolute().as_uri()}?psow=0&mode=rw")
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            tables.recognise(connection, self.path)  # before anything is changed in it
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA synchronous={self._synchronous}")
            connection.execute("PRAGMA fullfsync=1")
            connection.execute("PRAGMA checkpoint_fullfsync=1")
            if self._secure:  # what was delivered is not left in free pages
                connection.execute("PRAGMA secure_delete=ON")
            connection.execute(self.begin)  # IMMEDIATE: now nobody else has it
            tables.prepare(connection, self.path, scope)
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            if fresh:
                self.path.unlink(missing_ok=True)
            raise
        return connection

    def refusal(self, error: BaseException) -> BaseException:
        """Return why it could not be opened, in one sentence."""
        if not isinstance(error, sqlite3.Error | OSError) and "apsw" not in type(error).__module__:
            return error
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return LedgerInUse(f"{self.path} is in use by another process")
        if name == "SQLITE_NOTADB":
            return LedgerRefused(f"{self.path} is not a ledger; --ledger names another file")
        denied = isinstance(error, PermissionError) or not _writable(self.path)
        if denied or name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            return LedgerRefused(f"{self.path}: this file or its folder cannot be written")
        return LedgerRefused(f"{self.path} cannot be used as a ledger: {self.words(error)}")

    def words(self, error: BaseException) -> str:
        """Return what the system or SQLite said."""
        if isinstance(error, OSError) and error.strerror:
            return error.strerror
        return str(error) or type(error).__name__


def _make(path: Path) -> bool:
    """Make an empty file that only its owner may read; False: there is a file already.

    An existing one is not opened: closing it again would let go of a lock that this process
    may hold on it.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    if os.name == "posix":  # the name must outlive a power cut as well
        folder = os.open(path.absolute().parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return True


def _writable(path: Path) -> bool:
    """Say whether the file and the journal beside it can be written."""
    # A name that is too long is not there; Path.exists would raise.
    there = filter(os.path.exists, (path, path.absolute().parent))
    return all(os.access(at, os.W_OK) for at in there)
