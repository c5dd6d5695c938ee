"""The seam between decisions and I/O.

What has to happen in a call or a token fetch is written once, as a generator of steps:
*send this*, *sleep so long*, *wait for that flight*. Two short drivers carry the steps out,
:func:`run` in a thread and :func:`run_async` in an event loop; they are all that differs
between sync and async. What interrupts a step (Ctrl-C, a cancellation) is raised inside the
generator, where it is known how far things have come, before it goes on to the caller.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import random as _random
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from functools import cache
from typing import Any, Protocol, TypeVar

import anyio
import sniffio
from attrs import frozen

from sinch_inject.errors import NotSent
from sinch_inject.http.answer import Answer, Failure
from sinch_inject.http.outgoing import Outgoing

__all__ = ["Send", "Sender", "Sleep", "Steps", "Wait", "World", "run", "run_async"]

T = TypeVar("T")
WAITING = (
    *("Event", "create_task_group", "getaddrinfo", "move_on_after"),
    *("sleep", "wait_readable", "wait_writable"),
)


@frozen(kw_only=True)
class World:
    """What is touched of the world besides the network; tests pass their own.

    Attributes:
        clock: monotonic seconds.
        wall: seconds since the epoch.
        random: a float from 0 up to 1.
        sleep: takes seconds, async or not as the client is; None: the system's.
    """

    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    random: Callable[[], float] = _random.random
    sleep: Callable[[float], Any] | None = None


class Sender(Protocol):
    """Hands one request over, and says what became of it."""

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from a thread; ``budget`` is the time for all of it, in seconds."""
        ...

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from an event loop."""
        ...


@frozen
class Send:
    """Send a request; the reply is an Answer or a Failure."""

    request: Outgoing
    budget: float
    via: Sender


@frozen
class Sleep:
    """Sleep for so many seconds; the reply is None."""

    seconds: float


@frozen
class Wait:
    """Wait for a future; the reply is its result, or None when the time ran out."""

    future: Future[Any]
    timeout: float


Steps = Generator[Send | Sleep | Wait, Any, T]


def run(steps: Steps[T], *, sleep: Callable[[float], Any] | None = None) -> T:
    """Carry out ``steps`` in this thread, and return what they come to."""
    reply: Any = None
    try:
        while True:
            try:
                step = steps.send(reply)
            except StopIteration as end:
                result: T = end.value
                return result
            try:
                match step:
                    case Send(request, budget, via):
                        reply = via.send(request, budget)
                    case Sleep(seconds):
                        reply = (sleep or time.sleep)(seconds)
                    case Wait(future, timeout):
                        reply = _wait(future, timeout)
            except BaseException as interruption:
                steps.throw(interruption)
                raise
    finally:
        steps.close()


async def run_async(steps: Steps[T], *, sleep: Callable[[float], Any] | None = None) -> T:
    """Carry out ``steps`` in this event loop, and return what they come to.

    Raises:
        NotSent: what waits in this loop could not be imported now; nothing was begun.
    """
    reply: Any = None
    if not _can_wait(sniffio.current_async_library()):
        steps.close()
        raise NotSent("the event loop's part could not be imported; descriptors may be short")
    try:
        while True:
            try:
                step = steps.send(reply)
            except StopIteration as end:
                result: T = end.value
                return result
            try:
                match step:
                    case Send(request, budget, via):
                        reply = await via.asend(request, budget)
                    case Sleep(seconds):
                        reply = (sleep or anyio.sleep)(seconds)
                        if inspect.isawaitable(reply):  # it is not, from a sleep that blocks
                            reply = await reply
                    case Wait(future, timeout):
                        reply = await _await(future, timeout)
            except BaseException as interruption:
                steps.throw(interruption)
                raise
    finally:
        steps.close()


@cache
def _loaded(library: str) -> bool:
    """Load what anyio imports when it is first used: its backend, and these of its names."""
    del library  # of the running event loop
    anyio.get_cancelled_exc_class()
    return all(hasattr(anyio, name) for name in WAITING)


def _can_wait(library: str) -> bool:
    try:
        return _loaded(library)
    except OSError:  # not remembered: the next call tries again
        return False


def _wait(future: Future[Any], timeout: float) -> Any:
    try:
        return future.result(timeout=min(timeout, threading.TIMEOUT_MAX))
    except FutureTimeout:
        return None


async def _await(future: Future[Any], timeout: float) -> Any:
    """Wait for a future that any thread may complete, without blocking the event loop."""
    done = anyio.Event()
    soon = _waker()

    def wake(_: Future[Any]) -> None:
        # The loop may be gone by the time the future completes; then nobody waits.
        with contextlib.suppress(RuntimeError):
            soon(done.set)

    future.add_done_callback(wake)
    with anyio.move_on_after(timeout):
        await done.wait()
    return future.result() if future.done() else None


def _waker() -> Callable[[Callable[[], object]], object]:
    """Return what schedules a callback on this event loop from any thread."""
    if sniffio.current_async_library() == "trio":
        import trio

        return trio.lowlevel.current_trio_token().run_sync_soon
    return asyncio.get_running_loop().call_soon_threadsafe
