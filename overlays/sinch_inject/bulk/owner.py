"""A ledger whose one connection belongs to one thread, wherever its tables are kept.

What waits for the thread goes into one transaction, so that the claims and outcomes of all
workers share one write to the disk, and is acknowledged after it. Once a write failed,
nothing is claimed any more: what it left behind cannot be known from here.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from sinch_inject.bulk.bodies import Bodies, KeyTakenError, Put, Waiting
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
from sinch_inject.bulk.tables import NotAllowed, Tables

__all__ = ["OwnedLedger", "Place"]

T = TypeVar("T")
Operation = Callable[[Any], Any]  # takes the tables
_Item = tuple[Operation, Future[Any], int | None]  # the record that it is about
LARGEST_GROUP = 1000  # operations in one transaction


class Place(Protocol):
    """Where the tables are kept.

    Attributes:
        name: for sentences; holds no password.
        begin: the statement that begins a transaction.
        remote: every question takes a way through the network, so few should be asked.
    """

    @property
    def name(self) -> str:
        """See the class."""
        ...

    @property
    def begin(self) -> str:
        """See the class."""
        ...

    @property
    def remote(self) -> bool:
        """See the class."""
        ...

    def open(self, scope: Scope | None) -> Any:
        """Return a connection to the tables; nobody else may claim as long as it stands.

        Its ``execute`` takes ``?`` for parameters. Called in the thread that will use it.

        Raises:
            LedgerRefused: somebody else has it, it is another run's, or no ledger.
        """
        ...

    def leave(self) -> None:
        """Have an ``open`` that waits end soon; called from another thread."""
        ...

    def wakes(self) -> bool:
        """Say whether what is under way in there was left by somebody who is gone."""
        ...

    def refusal(self, error: BaseException) -> BaseException:
        """Return what to raise where opening ended with ``error``."""
        ...

    def words(self, error: BaseException) -> str:
        """Return what a failed write said, without anything private."""
        ...


class OwnedLedger:
    """A ledger; for the methods see :class:`sinch_inject.bulk.ledger.Ledger`.

    Args:
        place: where its tables are kept.
        scope: what it must belong to; None: only look, whatever it belongs to.
        now: seconds since the epoch: by then every attempt of an earlier process was over.
        outbox: it keeps bodies too; see :class:`sinch_inject.bulk.bodies.Bodies`. One that was
            an outbox once always is.

    Raises:
        LedgerRefused: it is in use, of another run, cannot be written, or is no ledger.
    """

    def __init__(
        self, place: Place, scope: Scope | None, *, now: float, outbox: bool = False
    ) -> None:
        self._place = place
        self._outbox = outbox
        self._queue: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
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
            place.leave()
            self._thread.join()
            raise

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._place.name!r})"

    def rows(self, *, after: int = 0) -> Future[list[Row]]:
        """See Ledger."""
        return self._do(lambda held: held.rows(after))

    def ends(self) -> Future[tuple[int, int]]:
        """See Ledger."""
        return self._do(lambda held: held.ends())

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
        return self._do(lambda held: held.claim(claim), claim.n)

    def settle(self, settled: Settled) -> Future[None]:
        """See Ledger."""
        return self._do(lambda held: held.settle(settled), settled.n)

    # Of `undo` only.

    def undo(self, numbers: Sequence[int]) -> Future[None]:
        """Write down that messages which are there are about to be deleted."""
        return self._do(lambda held: held.undo(numbers))

    def undoing(self) -> Future[list[int]]:
        """Return the records of which that is the last thing known."""
        return self._do(lambda held: held.undoing())

    # Of an outbox only.

    def put(self, item: Put) -> Future[tuple[State, bool]]:
        """Keep a record; see :meth:`sinch_inject.bulk.bodies.Bodies.put`."""
        return self._do(lambda held: held.put(item))

    def waiting(self, after: int, limit: int) -> Future[list[Waiting]]:
        """Return the next records that wait."""
        return self._do(lambda held: held.waiting(after, limit))

    def forget(self, before: float) -> Future[int]:
        """Forget what was finished before a moment."""
        return self._do(lambda held: held.forget(before))

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

    def _do(self, operation: Callable[[Any], T], n: int | None = None) -> Future[T]:
        """Hand an operation, on record ``n``, to the thread that owns the connection."""
        future: Future[T] = Future()
        if os.getpid() != self._pid:
            raise LedgerFailed(f"{self._place.name} was opened by another process")
        with self._lock:
            if self._closed:
                raise LedgerFailed(f"{self._place.name} is closed")
            self._queue.put((operation, future, n))
        return future

    # ------------------------------------------------------------- in the thread that owns it

    def _serve(self, scope: Scope | None, now: float, opened: Future[Scope]) -> None:
        connection = None
        try:
            connection = self._place.open(scope)
            held = _tables_of(connection, self._place.name, outbox=self._outbox)
            with self._transaction(connection):
                held.wake(now if self._place.wakes() else None)
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
            with contextlib.suppress(Exception):
                connection.close()

    def _refusal(self, error: BaseException) -> BaseException:
        try:
            return self._place.refusal(error)
        except Exception as worse:  # noqa: BLE001 - whoever opens it waits for an answer
            return worse

    @contextlib.contextmanager
    def _transaction(self, connection: Any) -> Generator[None]:
        connection.execute(self._place.begin)
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(Exception):
                connection.execute("ROLLBACK")
            raise

    def _group(self, connection: Any, held: Tables) -> bool:
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
        held: Tables,
        group: list[_Item],
    ) -> None:
        done: list[tuple[Future[Any], Any]] = []
        if self._failed is None:
            try:
                with self._transaction(connection):
                    numbers = [n for _, _, n in group if n is not None]
                    held.begin(numbers if self._place.remote else ())
                    for operation, future, _ in group:
                        done.append((future, _tried(operation, held)))
            except Exception as error:  # noqa: BLE001 - whoever waits is told
                # What a failed write or fsync left in the file cannot be known: this is the end.
                self._failed = f"{self._place.name} cannot be written: {self._place.words(error)}"
        if self._failed is not None:
            for _, future, _ in group:
                future.set_exception(LedgerFailed(self._failed))
            return
        for future, result in done:
            if isinstance(result, _Raised):
                future.set_exception(result.error)
            else:
                future.set_result(result)


def _tables_of(connection: Any, name: str, *, outbox: bool) -> Tables:
    """Return the tables of an import, or of an outbox; what is new becomes what was asked for.

    Raises:
        LedgerRefused: an outbox was asked for, and it is an import's.
    """
    marked = connection.execute("SELECT value FROM run WHERE name = 'outbox'").fetchone()
    if outbox and not marked:
        if connection.execute("SELECT n FROM record LIMIT 1").fetchone():
            raise LedgerRefused(f"{name} is the ledger of an import, and no outbox")
        connection.execute("INSERT INTO run VALUES ('outbox', '1')")
    return Bodies(connection) if outbox or marked else Tables(connection)


class _Raised:
    """What one operation raised; the others of its group are not concerned."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _tried(operation: Operation, held: Tables) -> Any:
    """Carry out one operation; one that is not allowed changed nothing."""
    try:
        return operation(held)
    except (NotAllowed, KeyTakenError) as error:
        return _Raised(error)
