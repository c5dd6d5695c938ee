"""``inject_many`` and ``inject_many_async``: any number of records in, one outcome each out.

They differ in the lines that start a worker, wait and sleep. The input is read by whoever asks
for outcomes, and outcomes wait for whoever asks: back pressure both ways. What can be read
again, a file or a list, is read some records ahead, so that the ledger is asked for all of them
at once; anything else never ahead of what the workers can take. Leaving early begins nothing
new and waits for what is under way.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Generator, Iterable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import anyio

from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.entry import Entry, from_given
from sinch_inject.bulk.given import check_given
from sinch_inject.bulk.ledger import Ledger
from sinch_inject.bulk.one import Outcome
from sinch_inject.bulk.pace import RATE, Pace
from sinch_inject.bulk.resume import batches
from sinch_inject.bulk.run import Run
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.bulk.workers import Tasks, Threads
from sinch_inject.client import AsyncInjectClient, InjectClient
from sinch_inject.errors import SinchInjectError
from sinch_inject.frames import frames_cut
from sinch_inject.http.steps import run, run_async

__all__ = [
    "CONCURRENCY",
    "Stopped",
    "inject_many",
    "inject_many_async",
    "tasked",
    "threaded",
]

CONCURRENCY = 50
Record = Mapping[str, Any] | Entry


class Stopped(SinchInjectError):
    """The run stopped because nothing worked; what was refused may be tried again."""


def inject_many(
    client: InjectClient,
    records: Iterable[Record],
    *,
    ledger: Path | str | Ledger,
    rate: float = RATE,
    concurrency: int = CONCURRENCY,
    tags: bool = True,
) -> Generator[Outcome]:
    """Inject many messages, each once, and yield what became of each when that is durable.

    Calling it again with the same records and ledger goes on where an earlier run ended. A
    message whose outcome is unknown is never sent again here.

    Args:
        client: with its own credentials, preflight and deadline; its retry policy is not used.
        records: request bodies with ``conversation_id``, and perhaps ``_key``.
        ledger: the file of this run, made if it is not there; or an open ledger.
        rate: messages a second, at most; a project has 800, which live traffic shares.
        concurrency: how many may be under way at once.
        tags: put a marker into each message's metadata, by which it can be found.

    Raises:
        ConfigurationError: the client has ``retry_unknown`` or ``settle``, or an argument is wrong.
        LedgerRefused: the ledger is in use, of another run, or none.
        LedgerFailed: it cannot be written; nothing was sent unclaimed.
        InputChanged: what was sent already is another record now.
        Stopped: nothing works.
    """
    with frames_cut:
        rules: dict[str, Any] = {
            "ledger": ledger,
            "rate": rate,
            "concurrency": concurrency,
            "tags": tags,
        }
        check_given("inject_many", client=client, records=records, **rules)
        opening = _Opening(Calls(client), ledger, rate, tags=tags)
        with opening as going:
            yield from threaded(going, records, concurrency)


async def inject_many_async(
    client: AsyncInjectClient,
    records: AsyncIterable[Record] | Iterable[Record],
    *,
    ledger: Path | str | Ledger,
    rate: float = RATE,
    concurrency: int = CONCURRENCY,
    tags: bool = True,
) -> AsyncGenerator[Outcome]:
    """Inject many messages from an event loop; arguments and errors as for ``inject_many``.

    To leave it early, close it: ``async with contextlib.aclosing(inject_many_async(…))``.
    """
    with frames_cut:
        rules: dict[str, Any] = {
            "ledger": ledger,
            "rate": rate,
            "concurrency": concurrency,
            "tags": tags,
        }
        if not isinstance(records, AsyncIterable):
            rules["records"] = records
        check_given("inject_many_async", takes=AsyncInjectClient, client=client, **rules)
        opening = _Opening(Calls(client), ledger, rate, tags=tags)
        going = await anyio.to_thread.run_sync(opening.__enter__)
        try:
            async with aclosing(tasked(going, records, concurrency)) as outcomes:
                async for outcome in outcomes:
                    yield outcome
        finally:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(opening.close)


@contextmanager
def _reading(records: Iterable[Record]) -> Generator[Iterator[Entry]]:
    """Give the entries, and close the file of a generator that is not read to its end."""
    own = iter(records)
    try:
        yield map(_entry, own, count(1))
    finally:
        if own is not records and isinstance(own, Generator):
            own.close()


def threaded(going: Run, records: Iterable[Record], concurrency: int) -> Generator[Outcome]:
    """Let threads settle the records of one run."""
    workers = Threads(going, concurrency)
    try:
        twice = iter(records) is not records  # it can be read again, and so ahead
        if twice:
            with _reading(records) as entries:
                run(going.compare(entries), sleep=workers.sleep)
        with _reading(records) as given:
            entries = _ahead(going, given, workers) if twice else given
            more = True
            while more or workers.busy:
                while more and workers.free:
                    entry = next(entries, None)
                    if entry is None:
                        more = False
                    else:
                        workers.begin(*run(going.find(entry), sleep=workers.sleep))
                more = more and not going.stopping
                outcome = workers.next() if workers.busy else None
                if outcome is not None:
                    yield outcome
    finally:
        workers.end()
    workers.check()
    run(going.release(), sleep=workers.sleep)
    _explain(going)


def _ahead(going: Run, given: Iterable[Entry], workers: Threads) -> Iterator[Entry]:
    """Yield entries that were looked up in the ledger together."""
    for batch in batches(given):
        run(going.reading.look_ahead(batch), sleep=workers.sleep)
        yield from batch


async def tasked(
    going: Run, records: AsyncIterable[Record] | Iterable[Record], concurrency: int
) -> AsyncGenerator[Outcome]:
    """Let tasks settle the records of one run; the same as :func:`threaded`."""
    workers = Tasks(going, concurrency)
    try:
        given = _entries(records)
        if isinstance(records, Iterable) and iter(records) is not records:
            compared = going.compare(map(_entry, records, count(1)))
            await run_async(compared, sleep=workers.sleep)
            given = _ahead_async(going, records, workers)
        async with aclosing(given) as entries:
            more = True
            while more or workers.busy:
                while more and workers.free:
                    entry = await anext(entries, None)
                    if entry is None:
                        more = False
                    else:
                        workers.begin(*await run_async(going.find(entry), sleep=workers.sleep))
                more = more and not going.stopping
                outcome = await workers.next() if workers.busy else None
                if outcome is not None:
                    yield outcome
    finally:
        await workers.end()
    workers.check()
    await run_async(going.release(), sleep=workers.sleep)
    _explain(going)


async def _ahead_async(
    going: Run, records: Iterable[Record], workers: Tasks
) -> AsyncGenerator[Entry]:
    """Yield entries that were looked up in the ledger together."""
    for batch in batches(map(_entry, records, count(1))):
        await run_async(going.reading.look_ahead(batch), sleep=workers.sleep)
        for entry in batch:
            yield entry


async def _entries(records: AsyncIterable[Record] | Iterable[Record]) -> AsyncGenerator[Entry]:
    """Yield the entries of any kind of input."""
    place = 0
    if isinstance(records, AsyncIterable):
        async for record in records:
            place += 1
            yield _entry(record, place)
    else:
        for record in records:
            place += 1
            yield _entry(record, place)


def _entry(record: Record, place: int) -> Entry:
    return record if isinstance(record, Entry) else from_given(record, place)


def _explain(going: Run) -> None:
    """Say why a run stopped before its end.

    Raises:
        Stopped: nothing worked.
    """
    if going.brake.why is not None:
        raise Stopped(going.brake.why) from going.brake.cause


class _Opening:
    """Opens the ledger for one run, and closes it if it was opened here."""

    def __init__(
        self,
        calls: Calls,
        ledger: Path | str | Ledger,
        rate: float,
        *,
        tags: bool,
    ) -> None:
        self._calls, self._given = calls, ledger
        self._pace, self._tags = Pace(rate), tags
        self._own: Ledger | None = None

    def __enter__(self) -> Run:
        ledger = self._given
        if isinstance(ledger, str | Path):
            now = self._calls.world.wall()
            ledger = self._own = SqliteLedger(Path(ledger), self._calls.scope, now=now)
        return Run(self._calls, ledger, pace=self._pace, tags=self._tags)

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger."""
        if self._own is not None:
            self._own.close()
