"""Claims and outcomes for tests of a ledger."""

from __future__ import annotations

from typing import Any

from sinch_inject.bulk.ledger import Claim, Ledger, Settled, State, Unfinished

LIMIT = 20.0  # seconds for what takes milliseconds

WAY = {  # through which states a record comes to be in one
    State.PENDING: (State.SENDING, State.PENDING),
    State.SENDING: (State.SENDING,),
    State.DONE: (State.SENDING, State.DONE),
    State.REJECTED: (State.SENDING, State.REJECTED),
    State.UNKNOWN: (State.SENDING, State.UNKNOWN),
    State.UNDONE: (State.SENDING, State.DONE, State.UNDONE),
}


def identity(n: int) -> bytes:
    """Return 16 bytes for record ``n``."""
    return n.to_bytes(16, "big")


def claim(n: int, **given: Any) -> Claim:
    """Return a claim of record ``n``."""
    fields: dict[str, Any] = {
        "n": n,
        "id": identity(n),
        "line": n,
        "conversation_id": "01HCONV",
        "accept_time": "2026-11-20T10:00:00Z",
        "source": "CONVERSATION_SOURCE",
        "tag": f"k-{n}",
        "request_id": f"request-{n}",
        "at": 1000.0 + n,
    }
    return Claim(**(fields | given))


def settled(n: int, state: State, **given: Any) -> Settled:
    """Return that record ``n`` went to ``state``."""
    fields: dict[str, Any] = {"n": n, "state": state, "at": 2000.0 + n}
    return Settled(**(fields | given))


def bring(ledger: Ledger, n: int, state: State, **given: Any) -> None:
    """Bring a new record into a state."""
    for step in WAY[state]:
        if step is State.SENDING:
            ledger.claim(claim(n, **given)).result(LIMIT)
        else:
            ledger.settle(settled(n, step)).result(LIMIT)


def state_of(ledger: Ledger, n: int) -> State | None:
    """Return the state of a record, None if it has no row."""
    found = [row for row in ledger.rows(after=n - 1).result(LIMIT) if row.n == n]
    return found[0].state if found else None


def detail(ledger: Ledger, n: int) -> Unfinished:
    """Return what is kept of a record that is not done."""
    found = ledger.unfinished(tuple(State), after=n - 1).result(LIMIT)
    return next(item for item in found if item.row.n == n)
