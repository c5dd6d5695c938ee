"""Our HTTP engine alone, and the whole client, at a pace.

Ways: ``tasks`` (the engine, as many in flight as asked), ``paced`` (the engine, 800 a second)
and ``client-paced`` (the client, likewise; a token is renewed in between). Paced requests
start in groups of eight every ten milliseconds, the project's limit spread evenly; how late an
answer is counts from the moment at which its group was due.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx
from harness import CONVERSATION, PATH, body, context, done, in_tasks, message, task
from sinch_inject import AsyncInjectClient
from sinch_inject.http.answer import Answer
from sinch_inject.http.exchange import Way
from sinch_inject.http.outgoing import Origin, Outgoing, lines
from sinch_inject.http.tasks import Tasks

given = task()
NETWORK_MS = 50.0  # how far away the server is
GROUP, TICK = 8, 0.01  # 800 a second
ENVIRONMENT = {
    "SINCH_PROJECT_ID": "demo-project",
    "SINCH_KEY_ID": "demo-key",
    "SINCH_KEY_SECRET": "demo-secret",
    "SINCH_BASE_URL": given.url,
    "SINCH_AUTH_URL": given.url,
}


def request() -> Outgoing:
    """Return the same POST as bytes."""
    origin = Origin.of(given.url)
    head = [
        (b"Host", origin.netloc.encode()),
        (b"Content-Type", b"application/json"),
        (b"Authorization", b"Bearer bench"),
    ]
    return Outgoing(origin=origin, method="POST", target=PATH, lines=lines(head), body=body())


async def paced(call: Callable[[], Awaitable[object]]) -> None:
    """Call 800 times a second, and say how late the answers were."""
    await asyncio.gather(*(call() for _ in range(40)))  # connections
    late: list[float] = []

    async def one(due: float) -> None:
        await call()
        late.append((time.perf_counter() - due) * 1000 - NETWORK_MS)

    wall, cpu = time.perf_counter(), time.process_time()
    under_way: set[asyncio.Task[None]] = set()
    for tick in range(given.count // GROUP):
        due = wall + tick * TICK
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        for _ in range(GROUP):
            made = asyncio.create_task(one(due))
            under_way.add(made)
            made.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)
    used, whole = time.process_time() - cpu, time.perf_counter() - wall
    late.sort()
    done(used, len(late), whole, late_p99_ms=late[int(len(late) * 0.99)])


async def main() -> None:
    """Run the way that was asked for."""
    trusted = context(given)
    if given.way == "client-paced":
        value = message()
        async with AsyncInjectClient.from_env(environ=ENVIRONMENT, verify=trusted) as sinch:
            await paced(lambda: sinch.inject(CONVERSATION, value))
        return
    engine = Tasks(Way(trusted), httpx.Timeout(30), connections=100)
    prepared = request()

    async def call() -> None:
        answer = await engine.asend(prepared, 30.0)
        if not isinstance(answer, Answer) or answer.status != 200:
            raise RuntimeError(answer)

    await (paced(call) if given.way == "paced" else in_tasks(call, given))
    engine.close()


asyncio.run(main())
