"""Which records of the input are known to the ledger, and what to do with each.

Records without a key are numbered by their place among those without, and read side by side
with the ledger's rows, so that memory stays flat. Records with a key are looked up by it, and
may come in any order; a bit for each of their rows says whether it was met in this reading.

What the ledger knows as sent must not have changed: that would be another message, which
nobody can put in the place of the first.
"""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from typing import Protocol

from attrs import frozen

from sinch_inject.bulk.claiming import waited
from sinch_inject.bulk.entry import Entry, twice
from sinch_inject.bulk.ledger import KEYED, Keyed, Row, State
from sinch_inject.errors import ConfigurationError
from sinch_inject.http.steps import Steps

__all__ = ["Found", "InputChanged", "Reading", "What", "batches"]

BATCH = 50  # records that are looked up together
BATCH_BYTES = 1024 * 1024  # and of their lines, where one may have many megabytes

OPEN = (State.PENDING, State.REJECTED)  # nothing of these is in a conversation


class InputChanged(ConfigurationError):
    """The input differs from what the ledger knows, where that cannot be undone."""


class What(enum.Enum):
    """What to do with a record."""

    SEND = "send"
    SKIP = "skip"  # the ledger knows what became of it
    TWICE = "twice"  # the same key and content as an earlier one
    REFUSE = "refuse"  # the same key as an earlier one, and other content


@frozen
class Found:
    """A record of the input, as the ledger knows it.

    Attributes:
        entry: the record.
        n: its number in the ledger.
        what: what to do.
        state: what is known of it; None: nothing.
    """

    entry: Entry
    n: int
    what: What
    state: State | None


class Known(Protocol):
    """What is asked of a ledger here; see :class:`sinch_inject.bulk.ledger.Ledger`."""

    def rows(self, *, after: int = 0) -> Future[list[Row]]:
        """Return the next records."""
        ...

    def ends(self) -> Future[tuple[int, int]]:
        """Return the last numbers."""
        ...

    def find(self, keys: Sequence[bytes]) -> Future[dict[bytes, Keyed]]:
        """Return records by their keys."""
        ...


class Reading:
    """One reading of the input, from its beginning.

    Args:
        ledger: what is known.
    """

    def __init__(self, ledger: Known) -> None:
        self._ledger = ledger
        self._plain = 0  # records without a key so far
        self._rows: deque[Row] = deque()
        self._read: int | None = 0  # the last row that was read; None: there are no more
        self._ends: tuple[int, int] | None = None
        self._first = (0, 0)  # the same, at the beginning
        self._met = bytearray()  # a bit for each row with a key
        self._going: dict[bytes, Keyed] = {}  # with keys, not durable yet
        self._ahead: dict[bytes, dict[bytes, Keyed]] = {}  # looked up, not matched yet

    def match(self, entry: Entry) -> Steps[Found]:
        """Yield the steps of finding the next record in the ledger.

        Raises:
            InputChanged: it was sent, or may have been, and is another record now.
        """
        if self._ends is None:
            self._first = self._ends = yield from waited(self._ledger.ends())
        if entry.key is not None:
            return (yield from self._keyed(entry))
        self._plain += 1
        row = yield from self._row(self._plain)
        if row is None:
            return Found(entry, self._plain, What.SEND, None)
        if row.id != entry.id:
            _may_differ(entry, row.state)
            return Found(entry, row.n, What.SEND, row.state)
        what = What.SEND if row.state is State.PENDING else What.SKIP
        return Found(entry, row.n, what, row.state)

    def look_ahead(self, entries: Sequence[Entry]) -> Steps[None]:
        """Look up records together that are matched next: to ask for one takes as long.

        A key that comes twice is looked up again when its second record is matched.
        """
        keyed = [entry for entry in entries if entry.key is not None]
        if len(keyed) > 1:
            known = yield from self._known(keyed)
            self._ahead = {entry.id: known for entry in keyed}

    def settled(self, found: Found) -> None:
        """Say that the ledger knows now what became of a record, or that it was not begun."""
        match found.what:
            case What.SEND:
                self._going.pop(found.entry.id, None)
            case What.REFUSE:
                self._going.pop(twice(found.entry), None)
            case _:  # of a record that may be on its way at this moment
                pass

    @property
    def beyond(self) -> bool:
        """Whether nothing that the ledger knew at the beginning can still come."""
        plain, last = self._first
        return self._plain >= plain and last < KEYED

    @property
    def not_met(self) -> int:
        """How many records without a key the ledger has beyond those that were read."""
        return max(0, self._last[0] - self._plain)

    @property
    def _last(self) -> tuple[int, int]:
        return self._ends or (0, KEYED - 1)

    def _row(self, n: int) -> Steps[Row | None]:
        """Return the ledger's row ``n``; called with ever higher numbers."""
        while True:
            while self._rows and self._rows[0].n < n:
                self._rows.popleft()
            if self._rows:
                return self._rows[0] if self._rows[0].n == n else None
            if self._read is None:
                return None
            chunk = yield from waited(self._ledger.rows(after=self._read))
            self._rows.extend(row for row in chunk if row.n < KEYED)
            self._read = self._rows[-1].n if self._rows else None

    def _keyed(self, entry: Entry) -> Steps[Found]:
        """Find a record by its key; the order is free."""
        other, known = twice(entry), self._ahead.pop(entry.id, None)
        if known is None:
            known = yield from self._known([entry])
        row = known.get(entry.id)
        if row is None:
            return self._new(entry, entry.id, What.SEND)
        met = self._meet(row.n)
        if row.digest == entry.digest:
            if met:
                return Found(entry, row.n, What.TWICE, row.state)
            what = What.SEND if row.state is State.PENDING else What.SKIP
            return self._gone(Found(entry, row.n, what, row.state))
        if met:
            if other in known:
                return Found(entry, known[other].n, What.SKIP, State.REJECTED)
            return self._new(entry, other, What.REFUSE)
        _may_differ(entry, row.state)
        return self._gone(Found(entry, row.n, What.SEND, row.state))

    def _known(self, entries: Sequence[Entry]) -> Steps[dict[bytes, Keyed]]:
        """Return what is known of these keys, and of what came under them before."""
        ids = [id_ for entry in entries for id_ in (entry.id, twice(entry))]
        # What is on its way now may be through, and no longer here, when the ledger has answered
        # without it. What is on its way is newer, too.
        going = {id_: row for id_ in ids if (row := self._going.get(id_)) is not None}
        return {**(yield from waited(self._ledger.find(ids))), **going}

    def _new(self, entry: Entry, id_: bytes, what: What) -> Found:
        """Give a number to a record that the ledger does not know."""
        plain, keyed = self._last
        n = max(keyed + 1, KEYED)
        self._ends = plain, n
        self._meet(n)
        self._going[id_] = Keyed(n, entry.digest, State.SENDING)
        return Found(entry, n, what, None)

    def _gone(self, found: Found) -> Found:
        """Remember a known record that goes out again, as it is now."""
        if found.what is What.SEND:
            self._going[found.entry.id] = Keyed(found.n, found.entry.digest, State.SENDING)
        return found

    def _meet(self, n: int) -> bool:
        """Mark a row with a key as met; return whether it was before."""
        place, bit = divmod(n - KEYED, 8)
        if place >= len(self._met):
            self._met.extend(bytes(place + 1024 - len(self._met)))
        before = bool(self._met[place] & 1 << bit)
        self._met[place] |= 1 << bit
        return before


def batches(entries: Iterable[Entry], most: int = BATCH) -> Iterator[list[Entry]]:
    """Yield records in groups that are looked up together; fewer where they are large."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        batch.append(entry)
        size += len(entry.raw)
        if len(batch) == most or size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _may_differ(entry: Entry, state: State) -> None:
    """Let a record be corrected that is in no conversation.

    Raises:
        InputChanged: it is, or may be.
    """
    if state not in OPEN:
        raise InputChanged(
            f"line {entry.line}: the record in this place is {state.name.lower()} already and is "
            "another one now; put it back as it was, or import the changed records from a file "
            "of their own"
        )
