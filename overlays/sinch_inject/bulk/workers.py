"""The workers of a run, as threads and as tasks: each settles one record at a time.

A task has to outlive the call that started it: an async generator cannot hold a task group
open between what it yields, because whoever leaves it early closes it from another task.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import sniffio

from sinch_inject.bulk.one import Outcome
from sinch_inject.bulk.resume import Found
from sinch_inject.bulk.run import Run
from sinch_inject.http.steps import run, run_async

__all__ = ["Tasks", "Threads"]

Said = Outcome | BaseException | None  # None: the run stopped before the record was begun


class _Counted:
    """How many are under way, and what went wrong with the run itself.

    Args:
        going: the run.
        concurrency: how many may be under way.

    Attributes:
        busy: how many are.
    """

    def __init__(self, going: Run, concurrency: int) -> None:
        self._going, self._concurrency = going, concurrency
        self.busy = 0
        self._failed: BaseException | None = None

    @property
    def free(self) -> bool:
        """Whether another record may be begun."""
        return self.busy < self._concurrency and not self._going.stopping

    def _took(self, said: Said) -> Outcome | None:
        self.busy -= 1
        if isinstance(said, BaseException):
            self._failed = self._failed or said
            self._going.stop()
            return None
        return said

    def check(self) -> None:
        """Raise what ended the run, if something did."""
        if self._failed is not None:
            raise self._failed


class Threads(_Counted):
    """Workers that are threads."""

    def __init__(self, going: Run, concurrency: int) -> None:
        super().__init__(going, concurrency)
        self._said: queue.SimpleQueue[Said] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(concurrency, "inject")
        stopped = threading.Event()
        going.on_stop(stopped.set)
        self.sleep = going.calls.world.sleep or stopped.wait

    def begin(self, place: int, found: Found) -> None:
        """Let a thread settle a record."""
        self._pool.submit(self._work, place, found)
        self.busy += 1

    def next(self) -> Outcome | None:
        """Wait for the next outcome; None: that record was not begun."""
        return self._took(self._said.get())

    def end(self) -> None:
        """Begin nothing new, and wait for what is under way."""
        if self.busy:
            self._going.stop()
        self._pool.shutdown()

    def _work(self, place: int, found: Found) -> None:
        try:
            self._said.put(run(self._going.settle(place, found), sleep=self.sleep))
        except BaseException as error:  # noqa: BLE001 - raised where outcomes are asked for
            self._said.put(error)


class Tasks(_Counted):
    """Workers that are tasks of the running event loop."""

    def __init__(self, going: Run, concurrency: int) -> None:
        super().__init__(going, concurrency)
        self._said: deque[Said] = deque()
        self._arrived, self._stopped = anyio.Event(), anyio.Event()
        self._tasks: set[asyncio.Task[None]] = set()  # asyncio keeps only weak references
        going.on_stop(self._stopped.set)
        self.sleep = going.calls.world.sleep or self._until_stopped

    def begin(self, place: int, found: Found) -> None:
        """Let a task settle a record."""
        self.busy += 1
        if sniffio.current_async_library() == "trio":
            import trio

            trio.lowlevel.spawn_system_task(self._work, place, found)
            return
        task = asyncio.get_running_loop().create_task(self._work(place, found))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def next(self) -> Outcome | None:
        """Wait for the next outcome; None: that record was not begun."""
        await self._wait()
        return self._took(self._said.popleft())

    async def end(self) -> None:
        """Begin nothing new, and wait for what is under way."""
        if not self.busy:
            return
        self._going.stop()
        with anyio.CancelScope(shield=True):
            while self.busy:
                await self._wait()
                self._took(self._said.popleft())

    async def _wait(self) -> None:
        while not self._said:
            self._arrived = anyio.Event()
            await self._arrived.wait()

    async def _until_stopped(self, seconds: float) -> Any:
        with anyio.move_on_after(seconds):
            await self._stopped.wait()

    async def _work(self, place: int, found: Found) -> None:
        said: Said = None
        try:
            said = await run_async(self._going.settle(place, found), sleep=self.sleep)
        except Exception as error:  # noqa: BLE001 - raised where outcomes are asked for
            said = error
        except BaseException as error:
            said = error
            raise
        finally:
            self._said.append(said)
            self._arrived.set()
