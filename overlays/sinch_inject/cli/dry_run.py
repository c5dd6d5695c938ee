"""``import --dry-run``: what would be done, without a network and without a trace."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

import click

from sinch_inject.bulk.entry import Entry, twice
from sinch_inject.bulk.ledger import Keyed, Row, State
from sinch_inject.bulk.resume import Found, Reading, What
from sinch_inject.bulk.run import SAME_KEY
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.cli.exits import DONE, FOUND
from sinch_inject.errors import Problem
from sinch_inject.http.steps import run
from sinch_inject.request.preflight import check, errors_of

__all__ = ["looked", "tell"]

T = TypeVar("T")
KEYS = """
CREATE TABLE key (id BLOB PRIMARY KEY, n INTEGER NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
BEGIN;
"""
SHOWN = 20  # problems that are shown one by one


def tell(source: Iterable[Entry], ledger: Path, *, as_json: bool) -> int:
    """Say of each record what would become of it; return the exit code."""
    seen: Counter[str] = Counter()
    for entry, what, problem in looked(source, ledger):
        seen[what] += 1
        if problem is not None and seen["rejected"] <= SHOWN:
            click.echo(f"line {entry.line}: {problem}", err=True)
    rejected = seen["rejected"]
    if as_json:
        names = ("send", "known", "rejected", "same_key")
        click.echo(json.dumps({name: seen[name] for name in names}))
    else:
        click.echo(
            f"{seen['send']:,} would be sent, {seen['known']:,} known, {rejected:,} rejected"
            + (
                f", {seen['same_key']:,} with the _key of an earlier one"
                if seen["same_key"]
                else ""
            )
        )
        if rejected > SHOWN:
            click.echo(
                f"{rejected - SHOWN:,} more rejected; `sinch-inject check` shows all", err=True
            )
    return FOUND if rejected else DONE


def looked(
    source: Iterable[Entry], ledger: Path | None, *, now: float | None = None
) -> Iterator[tuple[Entry, str, Problem | None]]:
    """Yield each record, what would become of it, and what is wrong with it.

    Args:
        source: the records.
        ledger: of an earlier run; None, or not there: there was none.
        now: seconds since the epoch by which times are judged; None: the clock's.
    """
    known = ledger if ledger is not None and ledger.exists() else None
    held = SqliteLedger(known, None, now=time.time()) if known else None
    seen = _Seen(held)
    try:
        reading = Reading(seen)
        for entry in source:
            found = run(reading.match(entry))
            yield entry, *_what(found, now)
            seen.take(found)
            reading.settled(found)
    finally:
        seen.close()
        if held is not None:
            held.close()


def _what(found: Found, now: float | None) -> tuple[str, Problem | None]:
    """Return what would become of a record, and what is wrong with it."""
    entry = found.entry
    match found.what:
        case What.SKIP:
            return "known", None
        case What.TWICE:
            return "same_key", None
        case What.REFUSE:
            return "rejected", SAME_KEY
        case What.SEND:
            problems = [entry.problem] if entry.problem else []
            problems = problems or errors_of(
                check(entry.body, conversation_id=entry.conversation_id, now=now)
            )
            return ("rejected", problems[0]) if problems else ("send", None)


class _Seen:
    """What the ledger would know by now, had the records so far been sent.

    Args:
        held: the ledger; None: there is none.
    """

    def __init__(self, held: SqliteLedger | None) -> None:
        self._held = held
        self._sql = sqlite3.connect("", isolation_level=None)  # a file that is gone when closed
        self._sql.executescript(KEYS)

    def rows(self, *, after: int = 0) -> Future[list[Row]]:
        """See Ledger."""
        return self._held.rows(after=after) if self._held else _now([])

    def ends(self) -> Future[tuple[int, int]]:
        """See Ledger."""
        return self._held.ends() if self._held else _now((0, 0))

    def find(self, keys: Sequence[bytes]) -> Future[dict[bytes, Keyed]]:
        """See Ledger."""
        found = self._held.find(keys).result() if self._held else {}
        for key in keys:
            row = self._sql.execute("SELECT n, digest FROM key WHERE id = ?", (key,)).fetchone()
            if row:
                found[key] = Keyed(row[0], row[1], State.DONE)
        return _now(found)

    def take(self, found: Found) -> None:
        """Take a record as sent, or as refused."""
        entry = found.entry
        if entry.key is not None and found.what in (What.SEND, What.REFUSE):
            key = entry.id if found.what is What.SEND else twice(entry)
            row = (key, found.n, entry.digest)
            self._sql.execute("INSERT OR REPLACE INTO key VALUES (?, ?, ?)", row)

    def close(self) -> None:
        """Forget everything."""
        self._sql.close()


def _now(result: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(result)
    return future
