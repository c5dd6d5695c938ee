"""The engine of ``sinch_inject.http`` on each of its ways: threads, asyncio, uvloop, trio.

Each way sends requests one after the other on one engine, so that a test can say the same of
all of them.
"""

from __future__ import annotations

import importlib.util
import ssl
import time
from collections.abc import Callable, Sequence
from typing import Any

import anyio
import httpx
from sinch_inject.http.answer import Answer, Failure
from sinch_inject.http.exchange import Way
from sinch_inject.http.outgoing import Origin, Outgoing, Proxy, lines
from sinch_inject.http.tasks import Tasks
from sinch_inject.http.threads import Threads

__all__ = ["ENGINES", "Engine", "outgoing"]

Results = list[Answer | Failure]
Between = Callable[[], Any]
PATIENT = httpx.Timeout(20.0)


def outgoing(
    url: str, body: bytes = b'{"metadata":"m-1"}', *, method: str = "POST", **options: Any
) -> Outgoing:
    """Return a request to a server's origin."""
    origin = Origin.of(url)
    fixed = lines([(b"Host", origin.netloc.encode()), (b"Accept-Encoding", b"identity")])
    return Outgoing(origin, method, "/v1/messages", fixed, body, **options)


class Engine:
    """One way to send.

    Args:
        name: of the way, for people.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name

    def send(
        self,
        *requests: Outgoing,
        tls: ssl.SSLContext | None = None,
        proxy: str | None = None,
        timeout: httpx.Timeout = PATIENT,
        budget: float | Sequence[float] = 60.0,
        between: Between = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> Results:
        """Send requests one after the other; ``between`` is called before each but the first.

        ``budget`` is that of each of them, or one for each.
        """
        budgets = [budget] * len(requests) if isinstance(budget, float | int) else budget
        way = Way(tls or ssl.create_default_context(), (proxy and Proxy.of(proxy)) or None)
        if self.name == "threads":
            return in_threads(requests, Threads(way, timeout, clock=clock), budgets, between)
        backend = "trio" if self.name == "trio" else "asyncio"
        options = {"use_uvloop": True} if self.name == "uvloop" else {}
        make = lambda: Tasks(way, timeout, clock=clock)  # noqa: E731
        return anyio.run(
            in_a_loop, requests, make, budgets, between, backend=backend, backend_options=options
        )


def in_threads(
    requests: Sequence[Outgoing], engine: Threads, budgets: Sequence[float], between: Between
) -> Results:
    results: Results = []
    for request, budget in zip(requests, budgets, strict=True):
        if results:
            between()
        results.append(engine.send(request, budget))
    engine.close()
    return results


async def in_a_loop(
    requests: Sequence[Outgoing],
    make: Callable[[], Tasks],
    budgets: Sequence[float],
    between: Between,
) -> Results:
    engine = make()
    results: Results = []
    for request, budget in zip(requests, budgets, strict=True):
        if results:
            await anyio.to_thread.run_sync(between)
        results.append(await engine.asend(request, budget))
    engine.close()
    return results


ENGINES = [
    Engine(name)
    for name in ("threads", "asyncio", "uvloop", "trio")
    if name != "uvloop" or importlib.util.find_spec("uvloop")
]
