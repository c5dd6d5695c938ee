"""One step of any run for a scheduler: go on with it for a while, whoever asks and however often.

Every scheduler runs a job again after a crash, and some run it twice at once. The ledger decides
what is sent, never the scheduler: a second call finds the ledger in use, and does nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attrs import field, frozen

from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.given import check_given
from sinch_inject.bulk.ledger import Counts, Ledger, LedgerInUse, LedgerRefused, State
from sinch_inject.bulk.listing import Messages
from sinch_inject.bulk.many import CONCURRENCY, Stopped, threaded
from sinch_inject.bulk.outbox import Outbox
from sinch_inject.bulk.owner import OwnedLedger
from sinch_inject.bulk.pace import RATE, Pace
from sinch_inject.bulk.run import Run
from sinch_inject.bulk.settle import SETTLE_AFTER, check_settle_after, settle
from sinch_inject.bulk.source import JsonLines, files_of
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.client import InjectClient
from sinch_inject.errors import SinchInjectError
from sinch_inject.frames import frames_cut
from sinch_inject.http.steps import run

__all__ = ["Advanced", "FileImport", "advance"]


@frozen(kw_only=True)
class Advanced:
    """What came of it.

    Attributes:
        counts: how many messages are in each state; empty if busy.
        finished: nothing is left to do. A refused message is finished, an unknown one is not.
        busy: somebody else has the run at present, and nothing was done here.
        trouble: why messages did not go out, or None.
    """

    counts: Counts = field(factory=dict[State, int])
    finished: bool = False
    busy: bool = False
    trouble: str | None = None


@frozen(kw_only=True)
class FileImport:
    """The import of one file, for :func:`advance`.

    Attributes:
        file: JSON Lines, gzipped or not; as for ``sinch-inject import``.
        client: sends; its own retry policy is not used.
        ledger: a file [default: beside the input], or ``postgresql://…``.
        name: of the run in a database [default: the name of the file].
        rate: messages a second, at most.
        concurrency: how many may be under way at once.
        settle_after: seconds before the absence of an unknown message is believed.
        wait: seconds to wait while another process has the project's lock (Postgres only).
    """

    file: Path | str
    client: InjectClient = field(repr=False)
    ledger: Path | str | None = field(default=None, repr=False)
    name: str | None = None
    rate: float = RATE
    concurrency: int = CONCURRENCY
    settle_after: float = SETTLE_AFTER
    wait: float = 0.0

    def counts(self) -> Counts:
        """Return how many messages are in each state; beside a running import only in Postgres.

        Raises:
            LedgerRefused: it was never begun, or its file is in use.
        """
        with frames_cut, _opened(self, Calls(self.client), look=True) as held:
            return held.counts().result()


def advance(work: Outbox | FileImport, *, at_most: float = 60.0) -> Advanced:
    """Go on with an outbox that is not open, or with an import, and return how far it is.

    Asks for what is unknown, then sends what waits. Nothing new is begun after ``at_most``
    seconds; what is under way then comes to its end. May be called again, and from two places
    at once: whoever comes second returns at once with ``busy``, or waits its turn for as long
    as the ``wait`` of the work says.

    Args:
        work: what to go on with.
        at_most: seconds.

    Raises:
        LedgerRefused: it is of another project, or no ledger.
        LedgerFailed: it could not be written; nothing was sent unclaimed.
        InputChanged: what was sent already is another record in the file now.

    Example:
        >>> while not advance(work).finished:  # doctest: +SKIP
        ...     time.sleep(60)
    """
    given: Any = work
    if not isinstance(given, Outbox | FileImport):
        raise TypeError("advance takes an Outbox or a FileImport")
    check_given("advance", at_most=at_most)
    try:
        with frames_cut:
            return _outbox(work, at_most) if isinstance(work, Outbox) else _import(work, at_most)
    except LedgerInUse as error:
        return Advanced(busy=True, trouble=str(error))


def _outbox(outbox: Outbox, at_most: float) -> Advanced:
    counts, trouble = outbox._advance(at_most)  # pyright: ignore[reportPrivateUsage]
    return _found(counts, trouble, whole=True)


def _import(work: FileImport, at_most: float) -> Advanced:
    optional: dict[str, Any] = {"ledger": work.ledger, "name": work.name}
    check_given(
        "FileImport",
        urls=True,
        client=work.client,
        file=work.file,
        **{name: value for name, value in optional.items() if value is not None},
        rate=work.rate,
        concurrency=work.concurrency,
        settle_after=work.settle_after,
        wait=work.wait,
    )
    check_settle_after(work.ledger, work.settle_after)
    calls = Calls(work.client)
    with _opened(work, calls) as held:
        going = Run(calls, held, pace=Pace(work.rate))
        timer = threading.Timer(at_most, going.stop)
        timer.daemon = True
        timer.start()
        trouble = None
        try:
            trouble = _settled(held, work, calls)
            for _ in threaded(going, JsonLines(Path(work.file)), work.concurrency):
                pass
        except Stopped as error:
            trouble = str(error)
        finally:
            timer.cancel()
        counts = held.counts().result()
    return _found(counts, trouble or going.trouble, whole=not going.stopping)


def _settled(held: Ledger, work: FileImport, calls: Calls) -> str | None:
    """Ask for what is unknown; return why that could not be done, or None."""
    if not held.counts().result()[State.UNKNOWN]:
        return None
    look, now = Messages(work.client).around, calls.world.wall()
    try:
        run(settle(held, look, now=now, after=work.settle_after), sleep=calls.world.sleep)
    except SinchInjectError as error:  # then the next call asks again
        return f"looking for unknown messages: {type(error).__name__}"
    return None


@contextmanager
def _opened(work: FileImport, calls: Calls, *, look: bool = False) -> Generator[OwnedLedger]:
    file, now = Path(work.file), calls.world.wall()
    held: OwnedLedger
    if "://" in str(work.ledger):
        from sinch_inject.bulk.postgres import PostgresLedger

        name = work.name or file.name
        rules: dict[str, Any] = {"now": now, "wait": work.wait, "look": look}
        held = PostgresLedger(str(work.ledger), name, calls.scope, **rules)
    else:
        place = None if work.ledger is None else Path(work.ledger)
        path = files_of(file, place).ledger
        if look and not path.exists():
            raise LedgerRefused(f"{path}: there is no such ledger")
        held = SqliteLedger(path, calls.scope, now=now)
    try:
        yield held
    finally:
        held.close()


def _found(counts: Mapping[State, int], trouble: str | None, *, whole: bool) -> Advanced:
    left = counts[State.PENDING] + counts[State.SENDING] + counts[State.UNKNOWN]
    return Advanced(counts=counts, finished=whole and not left, trouble=trouble)
