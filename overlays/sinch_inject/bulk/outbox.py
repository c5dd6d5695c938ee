"""An outbox: ``put`` returns when the message is durable, and it is delivered once from then on.

For mirroring, which happens every day: a webhook that arrives twice, a crash in between or an
outage of an hour make no second message and lose none. A message with an unknown outcome is
not sent again; it is asked for, as an import's.
"""

from __future__ import annotations

import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sinch_inject.bulk.bodies import KeyTakenError, Put
from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.delivery import IDLE, KEEP, Delivery
from sinch_inject.bulk.entry import from_value, own
from sinch_inject.bulk.given import check_given
from sinch_inject.bulk.ledger import Counts, LedgerFailed, State, Unfinished
from sinch_inject.bulk.listing import Messages
from sinch_inject.bulk.many import CONCURRENCY
from sinch_inject.bulk.owner import OwnedLedger
from sinch_inject.bulk.pace import RATE
from sinch_inject.bulk.resume import Found
from sinch_inject.bulk.run import SAME_KEY
from sinch_inject.bulk.settle import SETTLE_AFTER, check_settle_after
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.client import AsyncInjectClient, InjectClient
from sinch_inject.errors import ConfigurationError, PreflightError, Problem
from sinch_inject.frames import frames_cut
from sinch_inject.http.steps import run
from sinch_inject.request.body import to_dict
from sinch_inject.request.preflight import errors_of
from sinch_inject.request.prepare import Request

__all__ = ["Outbox", "OutboxBase"]

LOOK = 0.05  # seconds between two looks whether an outbox has come to rest
Client = InjectClient | AsyncInjectClient
NO_KEY = Problem("/_key", "required", "a key is needed: it tells a repetition from a new message")


class OutboxBase:
    """What both outboxes share; for the arguments see :class:`Outbox`."""

    _takes: type = InjectClient

    def __init__(
        self,
        place: Path | str,
        client: Client,
        *,
        rate: float = RATE,
        concurrency: int = CONCURRENCY,
        keep: float = KEEP,
        settle_after: float = SETTLE_AFTER,
        name: str = "outbox",
        wait: float = 0.0,
    ) -> None:
        self._held: OwnedLedger | None = None
        self._working: Delivery | None = None
        self._place, self._name, self._wait = place, name, wait
        with frames_cut:
            self._rules: dict[str, Any] = {
                "rate": rate, "concurrency": concurrency, "keep": keep,
                "settle_after": settle_after,
            }  # fmt: skip
            others: dict[str, Any] = {"client": client, "place": place, "name": name, "wait": wait}
            check_given(type(self).__name__, takes=self._takes, **others, **self._rules)
            check_settle_after(place, settle_after)
            self._client, self._calls = client, Calls(client)
        self._leave = threading.Event()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._held or self._name!r})"

    @property
    def trouble(self) -> str | None:
        """Why nothing is delivered at present, or None."""
        return self._delivery.trouble

    @property
    def ended(self) -> bool:
        """Whether nothing is taken or delivered any more: it is closed, or its ledger failed."""
        return self._delivery.closing

    @property
    def _ledger(self) -> OwnedLedger:
        if self._held is None:
            raise ConfigurationError("the outbox is not open: use it in a `with` block")
        return self._held

    @property
    def _delivery(self) -> Delivery:
        if self._working is None:
            raise ConfigurationError("the outbox is not open: use it in a `with` block")
        return self._working

    def _open(self) -> None:
        """Open the ledger; whoever sets ``_leave`` meanwhile does not want it any more."""
        now, scope = self._calls.world.wall(), self._calls.scope
        if "://" in str(self._place):
            from sinch_inject.bulk.postgres import PostgresLedger

            rules: dict[str, Any] = {"wait": self._wait, "leave": self._leave, "outbox": True}
            self._held = PostgresLedger(str(self._place), self._name, scope, now=now, **rules)
        else:
            self._held = SqliteLedger(Path(self._place), scope, now=now, outbox=True)
        if self._leave.is_set():
            self._held.close()
        look = Messages(self._client).around
        self._working = Delivery(self._calls, self._held, look, **self._rules)

    def _put(
        self, conversation_id: str, request: Request, key: str | int | None
    ) -> Future[tuple[State, bool]]:
        """Check a message, and hand it to the ledger.

        Raises:
            PreflightError: it would be refused, or the key is none.
        """
        given = own(to_dict(request))  # what is checked is what is kept, whoever changes it
        problems = errors_of(self._client.check(conversation_id, given))
        if problems:
            raise PreflightError(problems)
        value = {**given, "conversation_id": conversation_id, "_key": key}
        entry = from_value(value, 0)
        if entry.problem is not None or entry.key is None:
            raise PreflightError([entry.problem or NO_KEY])
        item = Put(
            id=entry.id,
            digest=entry.digest,
            key=entry.key,
            content=json.dumps(value, ensure_ascii=False, separators=(",", ":")),
            at=self._calls.world.wall(),
        )
        return self._ledger.put(item)


class Outbox(OutboxBase):
    """Delivers messages from threads, each once.

    Args:
        place: a file, made if it is not there; or ``postgresql://…`` (extra ``postgres``).
        client: delivers; its own retry policy is not used.
        rate: messages a second, at most; a project has 800, which live traffic shares.
        concurrency: how many may be under way at once.
        keep: seconds for which a finished key is known; later it would be a new message.
        settle_after: seconds before the absence of an unknown message is believed.
        name: of the outbox, where one database has several.
        wait: seconds to wait while another process has the project's lock (Postgres only).

    Raises:
        LedgerRefused: it is in use, of another project, or no outbox.

    Example:
        >>> with Outbox("outbox.db", sinch) as outbox:  # doctest: +SKIP
        ...     outbox.put("01HCONV", request, key=event["id"])
    """

    def put(self, conversation_id: str, request: Request, *, key: str | int) -> State:
        """Keep a message; it is durable when this returns, and delivered from then on.

        The same key with the same content again is the same message: its state is returned.

        Raises:
            PreflightError: it would be refused, or its key belongs to another message.
            LedgerFailed: it could not be written, and will not be sent.
        """
        with frames_cut:
            try:
                state, new = self._put(conversation_id, request, key).result()
            except KeyTakenError:
                raise PreflightError([SAME_KEY]) from None
            if new:
                self._wake.set()
            return state

    def state(self, key: str | int) -> State | None:
        """Return what is known of a key; None: nothing."""
        id_ = from_value({"_key": key}, 0).id
        found = self._ledger.find([id_]).result().get(id_)
        return None if found is None else found.state

    def counts(self) -> Counts:
        """Return how many messages are in each state."""
        return self._ledger.counts().result()

    def unknown(self) -> list[Unfinished]:
        """Return the first thousand messages whose outcome is unknown."""
        return self._ledger.unfinished((State.UNKNOWN,)).result()

    def __enter__(self) -> Self:
        with frames_cut:
            self._open()
        self._wake, self._stopped = threading.Event(), threading.Event()
        self._delivery.on_stop(self._stopped.set)
        self._thread = threading.Thread(target=self._deliver, name="outbox", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Begin nothing new, wait for what is under way, and close; twice does nothing."""
        self._drain()
        self._ledger.close()

    def _drain(self) -> None:
        self._delivery.close()
        self._wake.set()
        self._thread.join()

    def _advance(self, at_most: float) -> tuple[Counts, str | None]:
        """Deliver until it rests, for so many seconds at most; return counts and trouble."""
        pause, clock = threading.Event(), self._calls.world.clock
        with self:
            end = clock() + at_most
            while clock() < end and not self._resting():
                pause.wait(LOOK)
            trouble = self.trouble
            self._drain()
            return self.counts(), trouble

    def _resting(self) -> bool:
        """Whether nothing can be done now: nothing waits, or nothing works."""
        if self._delivery.closing or self._delivery.going.stopping:
            return True
        counts = self.counts()
        return self._delivery.begun and not counts[State.PENDING] and not counts[State.SENDING]

    def _deliver(self) -> None:
        delivery = self._delivery
        with ThreadPoolExecutor(self._rules["concurrency"], "outbox") as pool:
            try:
                while not delivery.closing:
                    self._wake.clear()
                    if not delivery.going.stopping:
                        self._stopped.clear()
                    for n, found in run(delivery.due(), sleep=self._sleep):
                        pool.submit(self._one, n, found)
                    self._wake.wait(IDLE)
            except LedgerFailed as error:
                delivery.trouble = str(error)
                delivery.close()

    def _one(self, n: int, found: Found) -> None:
        try:
            run(self._delivery.one(n, found), sleep=self._sleep)
        except LedgerFailed as error:
            self._delivery.trouble = str(error)
            self._delivery.close()
        finally:
            self._wake.set()

    def _sleep(self, seconds: float) -> Any:
        return (self._calls.world.sleep or self._stopped.wait)(seconds)
