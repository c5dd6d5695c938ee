"""One token request, however many threads and tasks ask at once, against the simulator."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import anyio.to_thread
import pytest
from sinch_inject import (
    AsyncInjectClient,
    AuthenticationFailed,
    DeadlineExceeded,
    InjectClient,
    OAuth2ClientCredentials,
)
from sinch_inject.http.steps import run, run_async
from sinch_inject_mock import SinchMock
from support.hostile import Connection, Hostile
from support.requests import message

MANY = 100


def credentials(url: str) -> OAuth2ClientCredentials:
    return OAuth2ClientCredentials("demo-key", "demo-secret", auth_url=url)


def header(auth: OAuth2ClientCredentials, deadline: float | None = None) -> str:
    return run(auth.steps(deadline)).value


async def aheader(auth: OAuth2ClientCredentials, deadline: float | None = None) -> str:
    return (await run_async(auth.steps(deadline))).value


def token_requests(mock: SinchMock) -> int:
    return sum(entry["verdict"] == "token" for entry in mock.requests)


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_hundred_threads_and_a_hundred_tasks(sinch_mock: SinchMock, backend: str) -> None:
    sinch_mock.faults.add("latency", delay_ms=50)
    auth = credentials(sinch_mock.auth_url)
    start = threading.Barrier(MANY + 1)
    found: list[str] = []

    def thread() -> None:
        start.wait()
        found.append(header(auth))

    async def task() -> None:
        found.append(await aheader(auth))

    async def tasks() -> None:
        await anyio.to_thread.run_sync(start.wait)
        async with anyio.create_task_group() as group:
            for _ in range(MANY):
                group.start_soon(task)

    threads = [threading.Thread(target=thread) for _ in range(MANY)]
    for each in threads:
        each.start()
    anyio.run(tasks, backend=backend)
    for each in threads:
        each.join()
    assert len(found) == 2 * MANY
    assert len(set(found)) == 1
    assert token_requests(sinch_mock) == 1


def test_a_hundred_calls_of_three_clients_share_one_token(sinch_mock: SinchMock) -> None:
    auth = credentials(sinch_mock.auth_url)
    options: dict[str, Any] = {
        "project_id": "demo-project",
        "base_url": sinch_mock.base_url,
        "environ": {},
    }

    async def tasks() -> None:
        client = AsyncInjectClient(auth=auth, **options)
        async with client, anyio.create_task_group() as group:
            for number in range(20):
                group.start_soon(client.inject, "c-1", message(f"task-{number}"))

    one, two = InjectClient(auth=auth, **options), InjectClient(auth=auth, **options)
    with one, two, ThreadPoolExecutor(20) as pool:
        ends = [
            pool.submit(client.inject, "c-1", message(f"thread-{number}"))
            for number, client in enumerate([one, two] * 20)
        ]
        anyio.run(tasks)
        for end in ends:
            assert end.result().attempts == 1
    assert len(sinch_mock.messages) == 60
    assert token_requests(sinch_mock) == 1


def test_a_token_that_the_server_drops_is_fetched_once_more(sinch_mock: SinchMock) -> None:
    with InjectClient.from_env(environ=sinch_mock.env, region="us") as client:
        client.inject("c-1", message("m-1"))
        sinch_mock.revoke_tokens()
        with ThreadPoolExecutor(20) as pool:
            ends = [pool.submit(client.inject, "c-1", message(f"m-{n}")) for n in range(40)]
        results = [end.result() for end in ends]
    assert token_requests(sinch_mock) == 2
    assert {result.attempts for result in results} <= {1, 2}
    assert len(sinch_mock.messages) == 41


CHALLENGES = [
    'Bearer error="invalid_token", error_description="The access token expired"',
    'Basic realm="Realm"',
    "Bearer",
    "",
]


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_a_401_brings_one_fresh_token_whatever_its_words(challenge: str) -> None:
    tokens: list[str] = []

    def script(connection: Connection) -> None:
        while True:
            story = connection.request()
            if story.line.startswith("POST /oauth2/token"):
                tokens.append(f"t-{len(tokens) + 1}")
                connection.answer(body=b'{"access_token":"%s"}' % tokens[-1].encode())
            else:
                header = f"WWW-Authenticate: {challenge}\r\n" if challenge else ""
                connection.answer("401 Unauthorized", b"{}", headers=header)

    with Hostile(script) as server:
        options: dict[str, Any] = {
            "project_id": "p",
            "key_id": "k",
            "key_secret": "s",
            "environ": {},
        }
        client = InjectClient(base_url=server.url, auth_url=server.url, **options)
        with client, pytest.raises(AuthenticationFailed) as caught:
            client.inject("c-1", message())
    assert caught.value.attempts == 2
    assert tokens == ["t-1", "t-2"]
    sent = [story.headers["authorization"] for story in server.requests if "/v1/" in story.line]
    assert sent == ["Bearer t-1", "Bearer t-2"]


# ------------------------------------------------------------------- one who waits, one who goes


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_event_loop_goes_on_while_a_thread_fetches(backend: str) -> None:
    fetching, go = threading.Event(), threading.Event()

    def script(connection: Connection) -> None:
        connection.request()
        fetching.set()
        go.wait(10)
        connection.answer(body=b'{"access_token":"t-1"}')

    async def loop(auth: OAuth2ClientCredentials) -> tuple[str, int]:
        ticks, found = 0, ""

        async def tick() -> None:
            nonlocal ticks
            while ticks < 20:
                await anyio.sleep(0.001)
                ticks += 1
            go.set()  # only a loop that is not blocked gets here

        with anyio.fail_after(10):
            async with anyio.create_task_group() as group:
                group.start_soon(tick)
                found = await aheader(auth)
        return found, ticks

    with Hostile(script) as server:
        auth = credentials(server.url)
        thread = threading.Thread(target=header, args=(auth,))
        thread.start()
        fetching.wait(10)
        found, ticks = anyio.run(loop, auth, backend=backend)
        thread.join()
    assert found == "Bearer t-1"
    assert ticks == 20
    assert len(server.requests) == 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_cancelled_fetcher_hands_over_to_a_waiting_task(backend: str) -> None:
    fetching = threading.Event()

    def script(connection: Connection) -> None:
        connection.request()
        if not fetching.is_set():
            fetching.set()
            connection.hang()
        connection.answer(body=b'{"access_token":"t-2"}')

    async def main(auth: OAuth2ClientCredentials) -> str:
        found = ""

        async def wait() -> None:
            nonlocal found
            found = await aheader(auth)

        async with anyio.create_task_group() as both, anyio.create_task_group() as fetcher:
            fetcher.start_soon(aheader, auth)
            await anyio.to_thread.run_sync(fetching.wait, 10)
            both.start_soon(wait)
            await anyio.sleep(0.01)
            fetcher.cancel_scope.cancel()
        return found

    with Hostile(script) as server:
        assert anyio.run(main, credentials(server.url), backend=backend) == "Bearer t-2"
    assert len(server.requests) == 2


def test_each_waiter_keeps_its_own_deadline() -> None:
    fetching = threading.Event()

    def script(connection: Connection) -> None:
        connection.request()
        fetching.set()
        connection.hang()

    def expect_deadline(auth: OAuth2ClientCredentials, seconds: float) -> float:
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            header(auth, started + seconds)
        return time.monotonic() - started

    with Hostile(script) as server, ThreadPoolExecutor(2) as pool:
        auth = credentials(server.url)
        fetcher = pool.submit(expect_deadline, auth, 1.0)
        fetching.wait(10)
        hasty = pool.submit(expect_deadline, auth, 0.1)
        assert 0.1 <= hasty.result() < 0.6
        assert not fetcher.done()
        assert fetcher.result() >= 1.0


# --------------------------------------------------------------- storms, and fetchers that vanish


def test_a_server_that_refuses_every_token_brings_no_storm(sinch_mock: SinchMock) -> None:
    sinch_mock.faults.add("expired-token")
    with InjectClient.from_env(environ=sinch_mock.env, region="us") as client:
        with ThreadPoolExecutor(20) as pool:
            ends = [pool.submit(client.inject, "c-1", message(f"m-{n}")) for n in range(200)]
        assert {type(end.exception()) for end in ends} == {AuthenticationFailed}
    assert token_requests(sinch_mock) <= 4


def test_a_loop_that_was_stopped_in_the_middle_holds_nobody_up() -> None:
    def script(connection: Connection) -> None:
        connection.request()
        if len(server.requests) == 1:
            connection.hang()
        connection.answer(body=b'{"access_token":"t-1","expires_in":3600}', close=True)

    with Hostile(script) as server:
        auth = credentials(server.url)
        loop = asyncio.new_event_loop()
        task = loop.create_task(aheader(auth, time.monotonic() + 60))
        loop.run_until_complete(asyncio.sleep(0.3))  # and nobody runs it again
        began = time.monotonic()
        assert header(auth, began + 30) == "Bearer t-1"
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            loop.run_until_complete(task)
        loop.close()
    assert time.monotonic() - began < 15
