"""The ledger in one SQLite file, readable by its owner only.

One thread owns the one connection. What waits for it goes into one transaction, so that the
claims and outcomes of all workers share one fsync, and is acknowledged after it.

Why these settings: with ``synchronous=NORMAL`` a power cut takes acknowledged claims back, and
their messages would go out twice; ``fullfsync`` is what macOS needs for the same; ``psow=0``
tells SQLite not to trust that a torn sector leaves its neighbours alone. ``locking_mode=
EXCLUSIVE`` before WAL refuses a second process at once, lets go by itself after a kill, needs
no shared memory, and with one connection SQLite's WAL-reset fault (3.7.0 to 3.51.2) cannot
happen.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sinch_inject.bulk import tables
from sinch_inject.bulk.ledger import (
    Claim,
    Control,
    Counts,
    Keyed,
    LedgerFailed,
    LedgerRefused,
    Row,
    Scope,
    Settled,
    State,
    Unfinished,
)

__all__ = ["SqliteLedger"]

T = TypeVar("T")
Connect = Callable[[str], Any]  # a URI → a connection that works like sqlite3's
Operation = Callable[[tables.Tables], Any]
LARGEST_GROUP = 1000  # operations in one transaction


def connect(uri: str) -> sqlite3.Connection:
    """Open the file; waits for nobody."""
    return sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)


class SqliteLedger:
    """A run's ledger; for the methods see :class:`sinch_inject.bulk.ledger.Ledger`.

    Args:
        path: the file; it is made unless ``scope`` is None.
        scope: what it must belong to; None: only look, whatever it belongs to.
        now: seconds since the epoch: by then every attempt of an earlier process was over.
        connect: opens the file.
        synchronous: SQLite's setting; only a test wants another.

    Raises:
        LedgerRefused: it is in use, of another run, cannot be written, or is no ledger.
    """

    def __init__(
        self,
        path: Path,
        scope: Scope | None,
        *,
        now: float,
        connect: Connect = connect,
        synchronous: str = "FULL",
    ) -> None:
        self.path = path
        self._connect = connect
        self._synchronous = synchronous
        self._queue: queue.SimpleQueue[tuple[Operation, Future[Any]] | None] = queue.SimpleQueue()
        self._failed: str | None = None
        self._closed = False
        self._lock = threading.Lock()  # nothing may enter the queue behind its end
        self._pid = os.getpid()
        opened: Future[Scope] = Future()
        self._thread = threading.Thread(
            target=self._serve, args=(scope, now, opened), name="ledger", daemon=True
        )
        self._thread.start()
        try:
            self.scope = opened.result()
        except BaseException:
            self._thread.join()
            raise

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.path)!r})"

    def rows(self, *, after: int = 0) -> Future[list[Row]]:
        """See Ledger."""
        return self._do(lambda held: held.rows(after))

    def find(self, keys: Sequence[bytes]) -> Future[dict[bytes, Keyed]]:
        """See Ledger."""
        return self._do(lambda held: held.find(keys))

    def unfinished(self, states: Sequence[State], *, after: int = 0) -> Future[list[Unfinished]]:
        """See Ledger."""
        return self._do(lambda held: held.unfinished(states, after))

    def controls(self) -> Future[list[Control]]:
        """See Ledger."""
        return self._do(lambda held: held.controls.all())

    def twins(self) -> Future[dict[bytes, int]]:
        """See Ledger."""
        return self._do(lambda held: held.twins())

    def equal(self) -> Future[int]:
        """See Ledger."""
        return self._do(lambda held: held.equal())

    def claim(self, claim: Claim) -> Future[None]:
        """See Ledger."""
        return self._do(lambda held: held.claim(claim))

    def settle(self, settled: Settled) -> Future[None]:
        """See Ledger."""
        return self._do(lambda held: held.settle(settled))

    def counts(self) -> Future[Counts]:
        """See Ledger."""
        return self._do(lambda held: dict(held.counts))

    def close(self) -> None:
        """See Ledger."""
        if os.getpid() != self._pid:
            return  # a fork's copy: the file is its parent's
        with self._lock:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _do(self, operation: Callable[[tables.Tables], T]) -> Future[T]:
        """Hand an operation to the thread that owns the connection."""
        future: Future[T] = Future()
        if os.getpid() != self._pid:
            raise LedgerFailed(f"{self.path} was opened by another process")
        with self._lock:
            if self._closed:
                raise LedgerFailed(f"{self.path} is closed")
            self._queue.put((operation, future))
        return future

    # ------------------------------------------------------------- in the thread that owns it

    def _serve(self, scope: Scope | None, now: float, opened: Future[Scope]) -> None:
        connection = None
        try:
            connection = self._open(scope)
            held = tables.Tables(connection)
            with _transaction(connection):
                held.wake(now)
            belongs = held.scope
        except BaseException as error:  # noqa: BLE001 - raised again where it was opened
            if connection is not None:
                connection.close()
            opened.set_exception(self._refusal(error))
            return
        opened.set_result(belongs)
        try:
            while self._group(connection, held):
                pass
        finally:
            with contextlib.suppress(sqlite3.Error):
                connection.close()

    def _open(self, scope: Scope | None) -> Any:
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
            with _transaction(connection):  # IMMEDIATE: now nobody else has it
                tables.prepare(connection, self.path, scope)
        except BaseException:
            connection.close()
            if fresh:
                self.path.unlink(missing_ok=True)
            raise
        return connection

    def _group(self, connection: Any, held: tables.Tables) -> bool:
        """Carry out all that waits in one transaction; False: the end has come."""
        first = self._queue.get()
        if first is None:
            return False
        group, going_on = [first], True
        while len(group) < LARGEST_GROUP:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                break
            if item is None:
                going_on = False
                break
            group.append(item)
        self._carry_out(connection, held, group)
        return going_on

    def _carry_out(
        self,
        connection: Any,
        held: tables.Tables,
        group: list[tuple[Operation, Future[Any]]],
    ) -> None:
        done: list[tuple[Future[Any], Any]] = []
        if self._failed is None:
            try:
                with _transaction(connection):
                    for operation, future in group:
                        done.append((future, _tried(operation, held)))
            except Exception as error:  # noqa: BLE001 - whoever waits is told
                # What a failed write or fsync left in the file cannot be known: this is the end.
                self._failed = f"{self.path} cannot be written: {_words(error)}"
        if self._failed is not None:
            for _, future in group:
                future.set_exception(LedgerFailed(self._failed))
            return
        for future, result in done:
            if isinstance(result, _Raised):
                future.set_exception(result.error)
            else:
                future.set_result(result)

    def _refusal(self, error: BaseException) -> BaseException:
        """Return why it could not be opened, in one sentence."""
        if not isinstance(error, sqlite3.Error | OSError) and "apsw" not in type(error).__module__:
            return error
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return LedgerRefused(f"{self.path} is in use by another process")
        if name == "SQLITE_NOTADB":
            return LedgerRefused(f"{self.path} is not a ledger; --ledger names another file")
        denied = isinstance(error, PermissionError) or not _writable(self.path)
        if denied or name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            return LedgerRefused(f"{self.path}: this file or its folder cannot be written")
        return LedgerRefused(f"{self.path} cannot be used as a ledger: {_words(error)}")


class _Raised:
    """What one operation raised; the others of its group are not concerned."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _tried(operation: Operation, held: tables.Tables) -> Any:
    """Carry out one operation; one that is not allowed changed nothing."""
    try:
        return operation(held)
    except tables.NotAllowed as error:
        return _Raised(error)


@contextlib.contextmanager
def _transaction(connection: Any) -> Generator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with contextlib.suppress(Exception):
            connection.execute("ROLLBACK")
        raise


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
    return all(os.access(at, os.W_OK) for at in (path, path.absolute().parent) if at.exists())


def _words(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
