"""Ask the server about the records whose outcome is unknown.

**Presence is counted**: copies with the record's tag in its conversation and at its time, less
the done records that have the same tag, make that many unknown ones done. More copies than
records are duplicates, and named.

**Absence needs proof**, because nothing says how soon a message is listed, nor by which of its
times the filter goes. All of these: its last attempt ended long enough ago; a done record of
this run, sent after that, is found by a query that is built the same way, in the same source,
and in the same conversation if there is one, and its ``accept_time`` is far from its own
sending, so that a filter by arrival would not have found it; and the listing was whole: its
last page was reached, no id came twice, nothing lay outside of what was asked for. Only then
may the next import send it. A message that somebody has deleted looks absent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Protocol

from attrs import define, field, frozen
from sinch_inject_contract.instant import nanoseconds

from sinch_inject.bulk.claiming import CLAIM_LIFE, waited
from sinch_inject.bulk.ledger import Control, Ledger, Settled, State, Unfinished
from sinch_inject.errors import ConfigurationError
from sinch_inject.http.steps import Steps

__all__ = [
    "AROUND",
    "SETTLE_AFTER",
    "Copy",
    "Doubt",
    "Look",
    "Seen",
    "Settlement",
    "check_settle_after",
    "settle",
]

SETTLE_AFTER = 60.0  # seconds: a server may be slow to store
ANY_CONTROL_AFTER = 10  # times that, until a control may be older than the unknown attempt
CONTROLS = 3  # that must all be found
AROUND = 2.0  # seconds either side of accept_time that are listed
FAR = 10.0  # seconds between accept_time and sending that show which of them the filter uses


@frozen
class Copy:
    """A listed message.

    Attributes:
        id: the server's.
        tag: the marker in its metadata, or None.
        conversation_id: where it is.
        at: its accept_time, in seconds since the epoch.
        injected: whether the server says that it was injected.
    """

    id: str
    tag: str | None
    conversation_id: str
    at: float
    injected: bool


@frozen
class Seen:
    """What a listing showed.

    Attributes:
        copies: the messages.
        doubt: why nothing can be concluded from what is missing in it, or None.
        passes: whether another one, a little later, may be without that doubt.
    """

    copies: tuple[Copy, ...]
    doubt: str | None = None
    passes: bool = False


class Look(Protocol):
    """Lists the messages of a conversation around a time, all pages."""

    def __call__(
        self, *, conversation_id: str, start: float, end: float, source: str
    ) -> Steps[Seen]:
        """Yield the steps; times in seconds since the epoch."""
        ...


@frozen
class Doubt:
    """Why absence would prove nothing.

    Attributes:
        reason: in a sentence.
        again_in: seconds until it may be gone; None: it stays.
    """

    reason: str
    again_in: float | None = None


@define
class Settlement:
    """What came of it.

    Attributes:
        done: how many are in their conversations.
        absent: how many are certainly not, and may be sent.
        unknown: those that stay so, each with the reason.
        again_in: seconds until asking again may tell more; None: it will not.
        duplicates: ids of the copies of each tag that has more of them than records.
    """

    done: int = 0
    absent: int = 0
    unknown: list[tuple[Unfinished, str]] = field(factory=list)
    duplicates: dict[str, list[str]] = field(factory=dict)
    again_in: float | None = None

    def stays(self, item: Unfinished, doubt: Doubt) -> None:
        """Keep a record as unknown."""
        self.unknown.append((item, doubt.reason))
        if doubt.again_in is not None:
            self.again_in = min(self.again_in or doubt.again_in, doubt.again_in)


def check_settle_after(place: object, seconds: float) -> None:
    """Look whether settling waits long enough.

    Raises:
        ConfigurationError: in a database another process may still have a claim that is good.
    """
    if "://" in str(place) and seconds <= CLAIM_LIFE:
        raise ConfigurationError(
            f"settle_after must be above {CLAIM_LIFE:g} seconds with Postgres: so long a claim of "
            "another process may be used"
        )


def settle(
    ledger: Ledger, look: Look, *, now: float, after: float = SETTLE_AFTER
) -> Steps[Settlement]:
    """Yield the steps of settling all unknown records of a ledger.

    Args:
        ledger: of the run.
        look: lists messages.
        now: seconds since the epoch.
        after: seconds since the end of an attempt before absence is believed.
    """
    found = Settlement()
    groups: dict[bytes, list[Unfinished]] = defaultdict(list)
    last = 0
    while chunk := (yield from waited(ledger.unfinished((State.UNKNOWN,), after=last))):
        last = chunk[-1].row.n
        for item in chunk:
            groups[item.row.id].append(item)
    twins = yield from waited(ledger.twins())
    controls = yield from waited(ledger.controls())
    proof = _Proof(look, controls, now=now, after=after)
    for id_, items in groups.items():
        yield from _group(ledger, proof, items, twins.get(id_, 0), found)
    return found


def _group(
    ledger: Ledger, proof: _Proof, items: list[Unfinished], done: int, found: Settlement
) -> Steps[None]:
    """Settle the unknown records of one identity: usually one."""
    first = items[0]
    if first.tag is None or first.conversation_id is None or first.accept_time is None:
        for item in items:
            found.stays(item, Doubt("it was sent without a tag"))
        return
    # The control first: what it shows must hold at the time of the query for the record.
    doubts: list[Doubt | None] = []
    for item in items:
        doubt = yield from proof.doubt(item)
        doubts.append(doubt)
    seen = yield from _query(proof.look, first.conversation_id, first.accept_time, first.source)
    ids = [copy.id for copy in seen.copies if _same(copy, first)]
    there = min(len(items), max(0, len(set(ids)) - done))
    if len(set(ids)) > len(items) + done:
        found.duplicates[first.tag] = sorted(set(ids))
    for item in items[:there]:
        yield from _move(ledger, item, State.DONE, proof.now)
        found.done += 1
    for item, doubt in zip(items[there:], doubts[there:], strict=True):
        why = proof.of(seen) or doubt
        if why is not None:
            found.stays(item, why)
        else:
            yield from _move(ledger, item, State.PENDING, proof.now)
            found.absent += 1


def _move(ledger: Ledger, item: Unfinished, state: State, now: float) -> Steps[None]:
    yield from waited(ledger.settle(Settled(n=item.row.n, state=state, at=now)))


def _same(copy: Copy, item: Unfinished) -> bool:
    """Say whether a listed message is this record's."""
    return (
        copy.tag == item.tag
        and copy.conversation_id == item.conversation_id
        and abs(copy.at - seconds(item.accept_time or "")) < 0.001
    )


def _query(look: Look, conversation_id: str, accept_time: str, source: str | None) -> Steps[Seen]:
    """Look around a time; a listing that shows what was not asked for is doubted."""
    at = seconds(accept_time)
    seen = yield from look(
        conversation_id=conversation_id,
        start=at - AROUND,
        end=at + AROUND,
        source=source or "CONVERSATION_SOURCE",
    )
    ids = [copy.id for copy in seen.copies]
    doubt = seen.doubt
    if len(set(ids)) < len(ids):
        doubt = doubt or "the listing named a message twice"
    if any(copy.conversation_id != conversation_id for copy in seen.copies):
        doubt = doubt or "the listing showed another conversation"
    if any(abs(copy.at - at) > AROUND + 1.0 for copy in seen.copies):
        doubt = doubt or "the listing showed messages of another time"
    return Seen(seen.copies, doubt, passes=seen.passes)


class _Proof:
    """Says whether absence can be believed."""

    def __init__(
        self, look: Look, controls: Sequence[Control], *, now: float, after: float
    ) -> None:
        self.look, self.now, self._after = look, now, after
        # What is far from its own sending proves most.
        self._controls = sorted(controls, key=_distance, reverse=True)
        self._shown: dict[int, Doubt | None] = {}

    def doubt(self, item: Unfinished) -> Steps[Doubt | None]:
        """Return why absence would prove nothing for a record, None if it would."""
        ended = item.ended_at if item.ended_at is not None else self.now
        age = self.now - ended
        if age < self._after:
            text = f"its attempt ended {age:.0f} s ago, less than {self._after:.0f}"
            return Doubt(text, self._after - age)
        fit = list(self._fitting(item, ended))
        if not fit:
            text = "no done record of this run, sent after it, can be looked for"
            later = ANY_CONTROL_AFTER * self._after - age
            return Doubt(text, later if later > 0 and self._controls else None)
        for control in fit[:CONTROLS]:
            doubt = yield from self._show(control)
            if doubt is not None:
                return doubt
        return None

    def _fitting(self, item: Unfinished, ended: float) -> Iterator[Control]:
        """Yield the controls for a record, those of its conversation alone if there are any."""
        any_time = self.now - ended >= ANY_CONTROL_AFTER * self._after
        fit = [
            control
            for control in self._controls
            if control.source == item.source and (any_time or control.sent_at > ended)
        ]
        near = [control for control in fit if control.conversation_id == item.conversation_id]
        yield from near or fit

    def _show(self, control: Control) -> Steps[Doubt | None]:
        """Look for a control once; return why it proves nothing."""
        if control.n in self._shown:
            return self._shown[control.n]
        doubt = yield from self._looked(control)
        self._shown[control.n] = doubt
        return doubt

    def _looked(self, control: Control) -> Steps[Doubt | None]:
        if _distance(control) < FAR:
            return Doubt("every done record was sent at its accept_time: the filter is not known")
        seen = yield from _query(
            self.look, control.conversation_id, control.accept_time, control.source
        )
        at = seconds(control.accept_time)
        if any(copy.tag == control.tag and abs(copy.at - at) < 0.001 for copy in seen.copies):
            return self.of(seen)
        text = "a message that is known to be there was not listed"
        return self.of(seen) or Doubt(text, self._after)  # not yet, perhaps

    def of(self, seen: Seen) -> Doubt | None:
        """Return why nothing can be concluded from what a listing lacks."""
        if seen.doubt is None:
            return None
        return Doubt(seen.doubt, self._after if seen.passes else None)


def _distance(control: Control) -> float:
    return abs(control.sent_at - seconds(control.accept_time))


def seconds(accept_time: str) -> float:
    """Return a time in seconds since the epoch."""
    return nanoseconds(accept_time) / 1e9
