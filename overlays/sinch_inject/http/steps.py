"""The seam between decisions and I/O.

What has to happen in a call or a token fetch is written once, as a generator of steps:
*send this*, *sleep so long*, *wait for that flight*. Two short drivers carry the steps out,
:func:`run` in a thread and :func:`run_async` in an event loop; they are all that differs
between sync and async. A driver always closes its generator, so a cancelled caller's
``finally`` blocks run before the cancellation goes on.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, Protocol, TypeVar

import anyio
import httpx
from attrs import frozen

from sinch_inject.http import loops
from sinch_inject.http.answer import Answer, Failure

__all__ = ["Send", "Sender", "Sleep", "Steps", "Wait", "run", "run_async"]

T = TypeVar("T")


class Sender(Protocol):
    """Hands one request to an HTTP engine, and says what became of it."""

    def send(self, request: httpx.Request, budget: float) -> Answer | Failure:
        """Send from a thread; ``budget`` is the time for all of it, in seconds."""
        ...

    async def asend(self, request: httpx.Request, budget: float) -> Answer | Failure:
        """Send from an event loop."""
        ...


@frozen
class Send:
    """Send a request; the reply is an Answer or a Failure."""

    request: httpx.Request
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


def run(steps: Steps[T], *, sleep: Callable[[float], Any]) -> T:
    """Carry out ``steps`` in this thread, and return what they come to."""
    reply: Any = None
    with contextlib.closing(steps):
        while True:
            try:
                step = steps.send(reply)
            except StopIteration as end:
                result: T = end.value
                return result
            match step:
                case Send(request, budget, via):
                    reply = via.send(request, budget)
                case Sleep(seconds):
                    reply = sleep(seconds)
                case Wait(future, timeout):
                    try:
                        reply = future.result(timeout=min(timeout, threading.TIMEOUT_MAX))
                    except FutureTimeout:
                        reply = None


async def run_async(steps: Steps[T], *, sleep: Callable[[float], Any]) -> T:
    """Carry out ``steps`` in this event loop, and return what they come to."""
    reply: Any = None
    with contextlib.closing(steps):
        while True:
            try:
                step = steps.send(reply)
            except StopIteration as end:
                result: T = end.value
                return result
            match step:
                case Send(request, budget, via):
                    reply = await via.asend(request, budget)
                case Sleep(seconds):
                    reply = await sleep(seconds)
                case Wait(future, timeout):
                    reply = await _wait(future, timeout)


async def _wait(future: Future[Any], timeout: float) -> Any:
    """Wait for a future that any thread may complete, without blocking the event loop."""
    done = anyio.Event()
    soon = loops.waker()

    def wake(_: Future[Any]) -> None:
        # The loop may be gone by the time the future completes; then nobody waits.
        with contextlib.suppress(RuntimeError):
            soon(done.set)

    future.add_done_callback(wake)
    with anyio.move_on_after(timeout):
        await done.wait()
    return future.result() if future.done() else None
