"""What a report tells of a run: from its ledger, its status file, and the input beside them.

The ledger keeps no times and no bodies of what is done. So the rate comes from the status file,
channels and times from the input; what is not there is left out, and the report says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import field, frozen
from sinch_inject_contract.document import time_window
from sinch_inject_contract.instant import nanoseconds

from sinch_inject.bulk.entry import Entry
from sinch_inject.bulk.ledger import Ledger, State, Unfinished
from sinch_inject.bulk.status import Stretch

__all__ = ["DAY", "Days", "Facts", "Fault", "days_of", "faults_of"]

DAY = 86400
SHOWN = 100  # unknown messages that are listed
NAMED = 5  # lines that a fault names
CODES = 1000  # different faults that are told apart


@frozen(kw_only=True)
class Fault:
    """Records that ended alike.

    Attributes:
        state: ``rejected`` or ``unknown``.
        code: a word that does not change, or a status.
        field: the JSON pointer to what is wrong; empty: not one field.
        reason: a sentence of ours, or empty.
        many: how many records.
        lines: where the first of them stand.
    """

    state: str
    code: str
    field: str
    reason: str
    many: int
    lines: list[int]


@frozen(kw_only=True)
class Days:
    """The messages of the input over their accept_time.

    Attributes:
        channels: all channels, the one with most messages first.
        days: how many on each channel, by the day: its number since 1970, in UTC.
        before: how many are older than what is shown.
        behind: how many are from after tomorrow.
        unread: how many lines have no time.
    """

    channels: list[str]
    days: Mapping[int, Mapping[str, int]]
    before: int
    behind: int
    unread: int


@frozen(kw_only=True)
class Facts:
    """What a report shows.

    Attributes:
        name: of the run.
        now: seconds since the epoch.
        running: whether the run goes on; then only its counts are known.
        counts: how many records are in each state, by its name.
        left: how many were not looked at; None: not known.
        history: the run's time.
        faults: what went wrong, most frequent first.
        doubt: the first messages that are there or not.
        days: the messages over their time; None: the input is not there.
    """

    name: str
    now: float
    running: bool
    counts: Mapping[str, int]
    left: int | None
    history: list[Stretch]
    faults: list[Fault] = field(factory=list)
    doubt: list[Unfinished] = field(factory=list)
    days: Days | None = None


def faults_of(ledger: Ledger) -> tuple[list[Fault], list[Unfinished]]:
    """Return how records went wrong, and the first of those that are unknown."""
    many: Counter[tuple[str, str, str, str]] = Counter()
    lines: dict[tuple[str, str, str, str], list[int]] = {}
    doubt: list[Unfinished] = []
    for item in _unfinished(ledger):
        if item.row.state is State.UNKNOWN and len(doubt) < SHOWN:
            doubt.append(item)
        state = item.row.state.name.lower()
        kind = (state, item.code or "", item.field or "", item.reason or "")
        if kind not in many and len(many) >= CODES:
            kind = (state, "others", "", "")
        many[kind] += 1
        named = lines.setdefault(kind, [])
        if item.line and len(named) < NAMED:
            named.append(item.line)
    faults = [
        Fault(state=kind[0], code=kind[1], field=kind[2], reason=kind[3], many=n, lines=lines[kind])
        for kind, n in many.most_common()
    ]
    return faults, doubt


def _unfinished(ledger: Ledger) -> Iterator[Unfinished]:
    last, states = 0, (State.REJECTED, State.UNKNOWN)
    while chunk := ledger.unfinished(states, after=last).result():
        yield from chunk
        last = chunk[-1].row.n


def days_of(entries: Iterable[Entry], now: float) -> Days:
    """Count an input's messages by day and channel, from 60 days ago to tomorrow."""
    first = int((now - 2 * time_window()[0]) // DAY)
    last = int(now // DAY) + 1
    channels: Counter[str] = Counter()
    days: dict[int, Counter[str]] = {}
    before = behind = unread = 0
    for entry in entries:
        try:
            day = nanoseconds(str(entry.body.get("accept_time"))) // (DAY * 10**9)
        except ValueError:
            unread += 1
            continue
        if day < first or day > last:
            before += day < first
            behind += day > last
            continue
        channel = _channel(entry.body.get("channel_identity"))
        channels[channel] += 1
        days.setdefault(day, Counter())[channel] += 1
    return Days(
        channels=[name for name, _ in channels.most_common()],
        days=days,
        before=before,
        behind=behind,
        unread=unread,
    )


def _channel(identity: Any) -> str:
    name = identity.get("channel") if isinstance(identity, Mapping) else None
    return name if isinstance(name, str) and len(name) <= 64 else "?"
