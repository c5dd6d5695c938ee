"""What a ledger is: what became of each record of a run, kept so that a crash cannot lose it.

A record is *claimed*, durably, before a byte of it is handed over, and *settled* with what
came of it. A claim that was never settled is a message that may be in the conversation or
not, so opening a ledger again turns it into *unknown*::

    (no row) → sending → done | rejected | unknown       (no row) → rejected
    sending → pending                                    the claim is given back
    unknown → done | pending | undone                    the server was asked, or the user says so
    done → undone                                        deleted again (what is about to be
                                                         deleted is written down before)
    rejected | undone → pending                          to be tried again
    pending, or a corrected rejected one → sending

A ledger holds ids and times, never a body, a number or a secret. Its methods answer with
futures, so that threads and tasks of any event loop can wait for what is durable.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Protocol

from attrs import frozen

from sinch_inject.errors import ConfigurationError, NotSent

__all__ = [
    "KEYED",
    "Claim",
    "Control",
    "Counts",
    "Keyed",
    "Ledger",
    "LedgerFailed",
    "LedgerInUse",
    "LedgerRefused",
    "Row",
    "Scope",
    "Settled",
    "State",
    "Unfinished",
    "allowed",
]

KEYED = 1 << 40  # records with a key are numbered from here on, for their order is free


class State(enum.IntEnum):
    """What is known about a record; the numbers are in the file."""

    PENDING = 0
    SENDING = 1
    DONE = 2
    REJECTED = 3
    UNKNOWN = 4
    UNDONE = 5


NEXT: Mapping[State | None, frozenset[State]] = {
    None: frozenset({State.SENDING, State.REJECTED}),
    State.PENDING: frozenset({State.SENDING, State.REJECTED}),
    State.SENDING: frozenset({State.PENDING, State.DONE, State.REJECTED, State.UNKNOWN}),
    State.DONE: frozenset({State.UNDONE}),
    State.REJECTED: frozenset({State.PENDING, State.SENDING, State.REJECTED}),
    State.UNKNOWN: frozenset({State.DONE, State.PENDING, State.UNDONE}),
    State.UNDONE: frozenset({State.PENDING}),
}
Counts = Mapping[State, int]


class LedgerRefused(ConfigurationError):
    """The ledger cannot be used: it is in use, of another run, or no ledger at all."""

    outcome = ""  # also of commands that send nothing


class LedgerInUse(LedgerRefused):
    """Another process has the ledger, or delivers for its project; it may be free later."""


class LedgerFailed(NotSent):
    """The ledger could not be written, so nothing more was sent. Claims that it holds are kept."""


def allowed(before: State | None, after: State) -> bool:
    """Say whether a record may go from one state to another."""
    return after in NEXT[before]


@frozen
class Scope:
    """What a ledger belongs to.

    Attributes:
        project_id: the project of its messages.
        base_url: origin of the API.
    """

    project_id: str
    base_url: str


@frozen
class Row:
    """A record as the ledger knows it.

    Attributes:
        n: its number in the ledger, from 1; from :data:`KEYED` on for records with a key.
        id: 16 bytes that stay when the file is reformatted.
        state: what is known about it.
    """

    n: int
    id: bytes
    state: State


@frozen
class Keyed:
    """A record that is found by its key.

    Attributes:
        n: its number in the ledger.
        digest: 16 bytes of its content.
        state: what is known about it.
    """

    n: int
    digest: bytes
    state: State


@frozen(kw_only=True)
class Claim:
    """What is written down before a message goes out.

    Attributes:
        n: the record's number in the ledger.
        id: its identity, 16 bytes.
        digest: 16 bytes of its content for a record with a key; None for one without.
        line: where it stands in the input.
        conversation_id: the conversation of the path.
        accept_time: as it is sent.
        source: where it will be listed: ``CONVERSATION_SOURCE`` or ``DISPATCH_SOURCE``.
        tag: the marker in its metadata, or None.
        request_id: to grep for.
        at: seconds since the epoch.
    """

    n: int
    id: bytes
    digest: bytes | None = None
    line: int
    conversation_id: str
    accept_time: str
    source: str
    tag: str | None
    request_id: str
    at: float


@frozen(kw_only=True)
class Settled:
    """What became of a record.

    Attributes:
        n: its number in the ledger.
        state: where it goes; :func:`allowed` says from where.
        at: when that was known, in seconds since the epoch.
        id: for a record that was rejected without a claim.
        digest: likewise, of one with a key.
        line: likewise.
        code: a word that does not change, such as ``INVALID_ARGUMENT`` or ``required``.
        field: the JSON pointer to what is wrong.
        reason: a sentence of ours; never the server's words.
        request_id: to grep for.
    """

    n: int
    state: State
    at: float
    id: bytes | None = None
    digest: bytes | None = None
    line: int | None = None
    code: str | None = None
    field: str | None = None
    reason: str | None = None
    request_id: str | None = None


@frozen(kw_only=True)
class Unfinished:
    """A record that is not done, with what is known of it.

    Attributes:
        row: number, identity and state.
        attempts: how many claims it had.
        line: where it stood in the input.
        conversation_id: None if it never got so far.
        accept_time: likewise.
        source: likewise.
        tag: likewise, or sent without one.
        sent_at: when its last attempt began, in seconds since the epoch.
        ended_at: when that was over at the latest.
        code: see :class:`Settled`, as the three that follow.
        field: a JSON pointer.
        reason: a sentence.
        request_id: to grep for.
    """

    row: Row
    attempts: int
    line: int | None = None
    conversation_id: str | None = None
    accept_time: str | None = None
    source: str | None = None
    tag: str | None = None
    sent_at: float | None = None
    ended_at: float | None = None
    code: str | None = None
    field: str | None = None
    reason: str | None = None
    request_id: str | None = None


@frozen(kw_only=True)
class Control:
    """A record that is done: a query that cannot find it cannot prove absence either.

    Attributes:
        n: its number in the ledger.
        tag: the marker in its metadata.
        conversation_id: where it is.
        accept_time: as it was sent.
        source: where it is listed.
        sent_at: when its attempt began, in seconds since the epoch.
    """

    n: int
    tag: str
    conversation_id: str
    accept_time: str
    source: str
    sent_at: float


class Ledger(Protocol):
    """What a run needs of a ledger. A future's result means: it is durable."""

    def rows(self, *, after: int = 0) -> Future[list[Row]]:
        """Return the next records behind number ``after``, in order; none: no more."""
        ...

    def ends(self) -> Future[tuple[int, int]]:
        """Return the last numbers: of a record without a key (0: none), and of any (0: none)."""
        ...

    def find(self, keys: Sequence[bytes]) -> Future[dict[bytes, Keyed]]:
        """Return those records whose identities are among ``keys``; only of records with keys."""
        ...

    def unfinished(self, states: Sequence[State], *, after: int = 0) -> Future[list[Unfinished]]:
        """Return the next records in these states behind number ``after``; none: no more."""
        ...

    def controls(self) -> Future[list[Control]]:
        """Return tagged records that are done: the latest, and the latest beside unknown ones."""
        ...

    def twins(self) -> Future[dict[bytes, int]]:
        """Return how many done records share the identity of each unknown one, where any do."""
        ...

    def equal(self) -> Future[int]:
        """Return how many records without a key were sent, and are equal to an earlier one."""
        ...

    def claim(self, claim: Claim) -> Future[None]:
        """Write down that a message is about to go out."""
        ...

    def settle(self, settled: Settled) -> Future[None]:
        """Write down what became of a record."""
        ...

    def counts(self) -> Future[Counts]:
        """Return how many records are in each state."""
        ...

    def close(self) -> None:
        """Write what waits, and close; twice does nothing."""
        ...
