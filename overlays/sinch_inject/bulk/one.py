"""One record of a run: how it goes out, and what became of it."""

from __future__ import annotations

import contextlib

from attrs import field, frozen

from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.claiming import ClaimingSender, waited
from sinch_inject.bulk.entry import Entry, with_tag
from sinch_inject.bulk.ledger import Claim, Ledger, LedgerFailed, Settled, State
from sinch_inject.bulk.resume import Found
from sinch_inject.errors import SinchInjectError
from sinch_inject.frames import cut
from sinch_inject.http.steps import Sender, Steps

__all__ = ["One", "Outcome", "source_of"]


@frozen(kw_only=True)
class Outcome:
    """What became of one record.

    Attributes:
        n: its place in the input, from 1.
        row: its number in the ledger.
        line: where it stands, from 1.
        key: its ``_key``, or None.
        state: what the ledger knows; None: nothing was begun.
        error: why it is not done, None for what an earlier run found out.
        attempts: how often it was handed over in this run.
        known: whether an earlier run, or an equal record with the same key, settled it.
        entry: the record.
    """

    n: int
    row: int
    line: int
    key: str | None
    state: State | None
    error: SinchInjectError | None = None
    attempts: int = 0
    known: bool = False
    entry: Entry = field(repr=False)


class One:
    """One record that goes out.

    Args:
        calls: the client.
        ledger: where it is claimed.
        found: the record, and its number.
        tagged: whether its message gets a tag.

    Attributes:
        tag: the marker in its metadata, or None.
        attempts: how often it was handed over.
    """

    def __init__(self, calls: Calls, ledger: Ledger, found: Found, *, tagged: bool) -> None:
        self._calls, self._ledger, self._found = calls, ledger, found
        self.tag = with_tag(found.entry)[1] if tagged else None
        self.attempts = 0
        self._sender: ClaimingSender | None = None

    def attempt(self) -> Steps[SinchInjectError | None]:
        """Call the client, with the claim before the bytes; return the error that it ends with."""
        entry, self._sender = self._found.entry, None
        call = self._calls.inject(entry.conversation_id, entry.body, self.tag, self._through)
        try:
            yield from call
        except LedgerFailed:
            raise
        except SinchInjectError as error:
            cut(error)
            return error
        except BaseException:
            self._broken_off()
            raise
        finally:
            self.attempts += self._sender.attempts if self._sender else 0
        return None

    def _through(self, inner: Sender, request_id: str) -> Sender:
        entry, body = self._found.entry, self._found.entry.body
        claim = Claim(
            n=self._found.n,
            id=entry.id,
            digest=None if entry.key is None else entry.digest,
            line=entry.line,
            conversation_id=entry.conversation_id,
            accept_time=str(body.get("accept_time", "")),
            source=source_of(body.get("processing_mode")),
            tag=self.tag,
            request_id=request_id,
            at=0.0,
        )
        world = self._calls.world
        self._sender = ClaimingSender(
            inner, self._ledger, claim, wall=world.wall, clock=world.clock
        )
        return self._sender

    def settle(self, state: State, error: SinchInjectError | None = None) -> Steps[None]:
        """Write down what became of it."""
        settled = Settled(
            n=self._found.n,
            state=state,
            at=self._calls.world.wall(),
            code=None if error is None else error.code or _word(error),
            request_id=None if error is None else error.request_id,
        )
        yield from waited(self._ledger.settle(settled))

    def _broken_off(self) -> None:
        """Say of a message that was under way that nobody knows what became of it."""
        if self._sender is not None and self._sender.claimed:
            settled = Settled(n=self._found.n, state=State.UNKNOWN, at=self._calls.world.wall())
            with contextlib.suppress(LedgerFailed):  # then opening it again says so
                self._ledger.settle(settled)


def source_of(processing_mode: object) -> str:
    """Return where a message of this mode is listed."""
    return "DISPATCH_SOURCE" if processing_mode == "DISPATCH" else "CONVERSATION_SOURCE"


def _word(error: SinchInjectError) -> str:
    return str(error.status) if error.status is not None else type(error).__name__
