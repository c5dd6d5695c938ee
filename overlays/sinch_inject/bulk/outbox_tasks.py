"""The outbox for an event loop: as the one for threads, with tasks in their place."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Any, Self

import anyio
import sniffio

from sinch_inject.bulk.bodies import KeyTakenError
from sinch_inject.bulk.claiming import durable
from sinch_inject.bulk.delivery import IDLE
from sinch_inject.bulk.entry import from_value
from sinch_inject.bulk.ledger import Counts, LedgerFailed, State, Unfinished
from sinch_inject.bulk.outbox import OutboxBase
from sinch_inject.bulk.resume import Found
from sinch_inject.bulk.run import SAME_KEY
from sinch_inject.client import AsyncInjectClient
from sinch_inject.errors import PreflightError
from sinch_inject.frames import frames_cut
from sinch_inject.http.steps import run_async
from sinch_inject.request.prepare import Request

__all__ = ["AsyncOutbox"]


class AsyncOutbox(OutboxBase):
    """Delivers messages from an event loop, each once; arguments and errors as for Outbox."""

    _takes = AsyncInjectClient

    async def put(self, conversation_id: str, request: Request, *, key: str | int) -> State:
        """Keep a message; see :meth:`sinch_inject.Outbox.put`."""
        with frames_cut:
            return (await self._added(conversation_id, request, key))[0]

    async def _added(
        self, conversation_id: str, request: Request, key: str | int | None
    ) -> tuple[State, bool]:
        """Keep a message; say where it stands, and whether it is new."""
        with frames_cut:
            try:
                state, new = await durable(self._put(conversation_id, request, key))
            except KeyTakenError:
                raise PreflightError([SAME_KEY]) from None
            if new:
                self._wake.set()
            return state, new

    async def state(self, key: str | int) -> State | None:
        """Return what is known of a key; None: nothing."""
        id_ = from_value({"_key": key}, 0).id
        found = (await durable(self._ledger.find([id_]))).get(id_)
        return None if found is None else found.state

    async def counts(self) -> Counts:
        """Return how many messages are in each state."""
        return await durable(self._ledger.counts())

    async def unknown(self) -> list[Unfinished]:
        """Return the first thousand messages whose outcome is unknown."""
        return await durable(self._ledger.unfinished((State.UNKNOWN,)))

    async def __aenter__(self) -> Self:
        self._leave = threading.Event()
        with frames_cut:
            try:
                await anyio.to_thread.run_sync(self._open, abandon_on_cancel=True)
            except BaseException:  # also while it waits for a lock
                self._leave.set()
                raise
        self._wake, self._stopped, self._ended = anyio.Event(), anyio.Event(), anyio.Event()
        self._tasks: set[asyncio.Task[None]] = set()  # asyncio keeps only weak references
        self._delivery.on_stop(self._stop_waiting)
        self._begin(self._deliver)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with anyio.CancelScope(shield=True):
            await self.aclose()

    async def aclose(self) -> None:
        """Begin nothing new, wait for what is under way, and close; twice does nothing."""
        self._delivery.close()
        self._wake.set()
        await self._ended.wait()
        await anyio.to_thread.run_sync(self._ledger.close)

    async def _deliver(self) -> None:
        delivery = self._delivery
        try:
            while not delivery.closing:
                self._wake = anyio.Event()
                if not delivery.going.stopping and self._stopped.is_set():
                    self._stopped = anyio.Event()
                for n, found in await run_async(delivery.due(), sleep=self._sleep):
                    self._begin(self._one, n, found)
                with anyio.move_on_after(IDLE):
                    await self._wake.wait()
        except LedgerFailed as error:
            delivery.trouble = str(error)
            delivery.close()
        finally:
            while delivery.busy:
                self._wake = anyio.Event()
                await self._wake.wait()
            self._ended.set()

    async def _one(self, n: int, found: Found) -> None:
        try:
            await run_async(self._delivery.one(n, found), sleep=self._sleep)
        except LedgerFailed as error:
            self._delivery.trouble = str(error)
            self._delivery.close()
        finally:
            self._wake.set()

    def _stop_waiting(self) -> None:
        self._stopped.set()

    async def _sleep(self, seconds: float) -> None:
        own = self._calls.world.sleep
        if own is not None:
            await own(seconds)
            return
        with anyio.move_on_after(seconds):
            await self._stopped.wait()

    def _begin(self, function: Any, *arguments: Any) -> None:
        """Start a task that outlives the call that starts it."""
        if sniffio.current_async_library() == "trio":
            import trio

            trio.lowlevel.spawn_system_task(function, *arguments)
            return
        task = asyncio.get_running_loop().create_task(function(*arguments))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
