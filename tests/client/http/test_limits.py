"""Room for requests, and that none of it is ever lost: no permit, connection or descriptor."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import httpx
import pytest
from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.exchange import Way
from sinch_inject.http.outgoing import Origin
from sinch_inject.http.pool import Pool
from sinch_inject.http.tasks import Tasks
from sinch_inject.http.threads import Threads
from support.engines import ENGINES, Engine, outgoing
from support.hostile import Connection, Hostile

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
PATIENT = httpx.Timeout(20.0)
SIZE = 4
TIMES = 256  # for each of eight ways: 2,000
BACKENDS = [("asyncio", False), ("asyncio", True), ("trio", False)]


def answers_in_pieces(connection: Connection) -> None:
    """Answer so that a client has to wait here and there."""
    while True:
        connection.request()
        for piece in (OK[:10], OK[10:-1], OK[-1:]):
            connection.server.stopping.wait(0.001)
            connection.send(piece)


def answers(connection: Connection) -> None:
    while True:
        connection.request()
        connection.send(OK)


def descriptors() -> int:
    """Return how many are open, where the system tells."""
    gc.collect()
    listing = Path("/proc/self/fd")
    return len(list(listing.iterdir())) if listing.is_dir() else 0


def fall_to(before: int) -> bool:
    """Wait until no more are open than before: the server, in this process, closes its ends."""
    limit = time.monotonic() + 30
    while descriptors() > before and time.monotonic() < limit:
        time.sleep(0.01)
    return descriptors() <= before


@pytest.mark.parametrize(("backend", "uvloop"), BACKENDS, ids=["asyncio", "uvloop", "trio"])
@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "tls"])
def test_a_cancelled_request_leaves_nothing_behind(
    backend: str,
    uvloop: bool,
    encrypted: bool,
    server_tls: ssl.SSLContext,
    client_tls: ssl.SSLContext,
) -> None:
    chance = random.Random(7)

    async def cancelled(engine: Tasks, url: str, body: bytes) -> None:
        with anyio.move_on_after(chance.choice([0, 0.0005, 0.001, 0.002, 0.003, 0.005])):
            await engine.asend(outgoing(url, body), 60.0)

    async def main(url: str) -> None:
        engine = Tasks(Way(client_tls), PATIENT, connections=SIZE)
        await engine.asend(outgoing(url), 60.0)
        engine.close()
        before = descriptors()
        engine = Tasks(Way(client_tls), PATIENT, connections=SIZE)
        for _ in range(TIMES // (2 * SIZE)):
            async with anyio.create_task_group() as group:
                for number in range(2 * SIZE):  # half of them wait for room
                    body = b"x" * 3_000_000 if number % 4 == 1 else b"{}"
                    group.start_soon(cancelled, engine, url, body)
        # All the room is there still, and no more of it.
        assert await most_at_once(engine) == SIZE
        engine.close()
        assert await anyio.to_thread.run_sync(fall_to, before)

    with Hostile(answers_in_pieces, tls=server_tls if encrypted else None) as server:
        options = {"use_uvloop": True} if uvloop else {}
        anyio.run(main, server.url, backend=backend, backend_options=options)


async def most_at_once(engine: Tasks) -> int:
    """Send many requests at once, and return how many were under way together."""
    most, now = 0, 0
    lock = threading.Lock()

    def script(connection: Connection) -> None:
        nonlocal most, now
        while True:
            connection.request()
            with lock:
                now += 1
                most = max(most, now)
            connection.server.stopping.wait(0.05)
            with lock:
                now -= 1
            connection.send(OK)

    with Hostile(script) as server:
        results: list[Answer | Failure] = []

        async def one() -> None:
            results.append(await engine.asend(outgoing(server.url), 60.0))

        async with anyio.create_task_group() as group:
            for _ in range(3 * SIZE):
                group.start_soon(one)
    assert all(isinstance(result, Answer) for result in results)
    return most


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "tls"])
def test_a_request_that_is_late_leaves_nothing_behind(
    encrypted: bool, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    chance = random.Random(7)

    def late(_: int) -> Answer | Failure:
        budget = chance.choice([0, 0.0005, 0.001, 0.002, 0.003, 0.005])
        return engine.send(outgoing(server.url, b"x" * chance.choice([2, 3_000_000])), budget)

    with Hostile(answers_in_pieces, tls=server_tls if encrypted else None) as server:
        engine = Threads(Way(client_tls), PATIENT, connections=SIZE)
        engine.send(outgoing(server.url), 60.0)
        engine.close()
        before = descriptors()
        engine = Threads(Way(client_tls), PATIENT, connections=SIZE)
        with ThreadPoolExecutor(2 * SIZE) as pool:
            list(pool.map(late, range(TIMES)))
            rest = [pool.submit(engine.send, outgoing(server.url), 60.0) for _ in range(3 * SIZE)]
            assert all(isinstance(future.result(20), Answer) for future in rest)
        engine.close()
        assert fall_to(before)


def test_threads_that_find_no_room() -> None:
    release = threading.Event()

    def script(connection: Connection) -> None:
        connection.request()
        release.wait(20)
        connection.send(OK)

    with Hostile(script) as server, ThreadPoolExecutor(SIZE + 1) as pool:
        hasty = httpx.Timeout(20.0, pool=0.1)
        engine = Threads(Way(ssl.create_default_context()), hasty, connections=SIZE)
        busy = [pool.submit(engine.send, outgoing(server.url), 60.0) for _ in range(SIZE)]
        while len(server.requests) < SIZE:
            time.sleep(0.01)
        result = engine.send(outgoing(server.url), 60.0)
        release.set()
        assert all(isinstance(future.result(20), Answer) for future in busy)
        engine.close()
    assert isinstance(result, Failure)
    assert (result.kind, result.handed_over, result.late) == (Kind.POOL, False, True)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_tasks_that_find_no_room(backend: str) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.server.stopping.wait(0.5)
        connection.send(OK)

    async def main(url: str) -> list[Answer | Failure]:
        hasty = httpx.Timeout(20.0, pool=0.1)
        engine = Tasks(Way(ssl.create_default_context()), hasty, connections=SIZE)
        results: list[Answer | Failure] = []

        async def one() -> None:
            results.append(await engine.asend(outgoing(url), 60.0))

        async with anyio.create_task_group() as group:
            for _ in range(SIZE + 1):
                group.start_soon(one)
        engine.close()
        return results

    with Hostile(script) as server:
        late, *others = anyio.run(main, server.url, backend=backend)
    assert isinstance(late, Failure)
    assert (late.kind, late.handed_over, late.late) == (Kind.POOL, False, True)
    assert all(isinstance(result, Answer) for result in others)


def test_a_connection_that_ends_while_idle_is_let_go_of_at_once() -> None:
    """Its reader stays registered: nobody waits until the next request to see that it is gone."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(OK)
        connection.server.stopping.wait(0.05)

    async def main(url: str) -> None:
        engine = Tasks(Way(ssl.create_default_context()), PATIENT)
        before = descriptors()
        await engine.asend(outgoing(url), 60.0)
        assert await asyncio.to_thread(fall_to, before)
        spent = time.process_time()
        await asyncio.sleep(0.3)
        assert time.process_time() - spent < 0.2  # and nothing goes round and round
        engine.close()

    with Hostile(script) as server:
        asyncio.run(main(server.url))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:This process.*multi-threaded:DeprecationWarning")
def test_a_forked_child_has_connections_of_its_own() -> None:
    with Hostile(answers) as server:
        engine = Threads(Way(ssl.create_default_context()), PATIENT)
        assert isinstance(engine.send(outgoing(server.url), 60.0), Answer)
        child = os.fork()
        if child == 0:
            result = engine.send(outgoing(server.url), 60.0)
            engine.close()
            os._exit(0 if isinstance(result, Answer) else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert isinstance(engine.send(outgoing(server.url), 60.0), Answer)
        engine.close()
    assert server.connections == 2  # the parent's was used again, and not reset by the child


def test_an_engine_can_be_closed_when_its_loop_is_gone() -> None:
    async def main(url: str) -> Tasks:
        engine = Tasks(Way(ssl.create_default_context()), PATIENT)
        await engine.asend(outgoing(url), 60.0)
        return engine

    with Hostile(answers) as server:
        before = descriptors()
        asyncio.run(main(server.url)).close()
        assert fall_to(before)


# ------------------------------------------------------------------------------- the pool


class Idle:
    def __init__(self, host: str = "a") -> None:
        self.origin = Origin("http", host, 80)


def test_the_pool_gives_out_the_last_one_first() -> None:
    pool: Pool[Idle, str] = Pool(3)
    first, second = Idle(), Idle()
    pool.put(first, 1.0)
    pool.put(second, 2.0)
    assert pool.take(Origin("http", "b", 80), 2.0) == (None, [])
    assert pool.take(first.origin, 2.0) == (second, [])
    assert pool.take(first.origin, 2.0) == (first, [])
    assert pool.take(first.origin, 2.0) == (None, [])


def test_the_pool_gives_up_what_is_old() -> None:
    pool: Pool[Idle, str] = Pool(3)
    old, young = Idle(), Idle()
    pool.put(old, 0.0)
    pool.put(young, 1.0)
    assert pool.take(old.origin, 3.5) == (young, [old])
    assert pool.clear() == []


def test_the_pool_keeps_no_more_than_it_has_room_for() -> None:
    pool: Pool[Idle, str] = Pool(2)
    oldest, older = Idle("a"), Idle("b")
    pool.put(oldest, 0.0)
    pool.put(older, 0.0)
    assert pool.enter()
    assert pool.take(Origin("http", "c", 80), 0.0) == (None, [oldest])
    assert pool.take(older.origin, 0.0) == (older, [])


def test_room_is_handed_to_who_waits_longest() -> None:
    pool: Pool[Idle, str] = Pool(1)
    assert pool.enter()
    assert not pool.enter()
    for waiter in ("first", "second", "third"):
        pool.queue(waiter)
    assert pool.give_up("second")
    assert pool.leave() == "first"
    assert not pool.give_up("first")  # it has it
    assert not pool.enter()
    assert pool.leave() == "third"
    assert pool.leave() is None
    assert pool.enter()


def test_a_connection_can_be_taken_out() -> None:
    pool: Pool[Idle, str] = Pool(2)
    one, other = Idle(), Idle()
    pool.put(one, 0.0)
    assert pool.drop(one)
    assert not pool.drop(one)
    assert not pool.drop(other)


@pytest.mark.parametrize("engine", ENGINES, ids=str)
@pytest.mark.parametrize(
    ("budgets", "pause", "late"),
    [((60.0, 0.3), 10.0, True), ((1.0, 60.0), 1.5, False)],
    ids=["shorter", "longer"],
)
def test_each_request_on_a_connection_has_a_time_of_its_own(
    budgets: tuple[float, float], pause: float, *, late: bool, engine: Engine
) -> None:
    """What rings for the one before does not ring for this one, nor hold its own back."""

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(OK)
        connection.request()
        connection.server.stopping.wait(pause)
        connection.send(OK)

    with Hostile(script) as server:
        began = time.monotonic()
        first, second = engine.send(*[outgoing(server.url)] * 2, budget=budgets)
        took = time.monotonic() - began
    assert isinstance(first, Answer)
    assert server.connections == 1
    assert isinstance(second, Failure if late else Answer), second
    assert took < pause or not late
