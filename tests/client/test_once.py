"""A hostile server never sees a message twice, a thousand times over.

The server stores each message and then breaks off, says nothing, answers 500 or drops the
connection that it kept alive. With the default settings none arrives a second time.
"""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
from attrs import Factory, define
from sinch_inject import AsyncInjectClient, InjectClient, OutcomeUnknown
from support.hostile import Connection, Hostile
from support.requests import message

MESSAGES = 1000
AT_ONCE = 8
TIMEOUT = httpx.Timeout(connect=20.0, write=20.0, pool=20.0, read=0.2)
DEMO: dict[str, Any] = {
    "project_id": "demo-project",
    "key_id": "demo-key",
    "key_secret": "demo-secret",
    "environ": {},
}


class Tricks:
    """Serves a token, and for every message the next one of four tricks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turn = 0
        self.played: Counter[str] = Counter()

    def _next(self) -> str:
        with self._lock:
            self._turn += 1
            # A hang costs the client its timeout, so there are fewer of them.
            trick = "hang" if self._turn % 25 == 0 else ("reset", "500", "idle")[self._turn % 3]
            self.played[trick] += 1
            return trick

    def __call__(self, connection: Connection) -> None:
        while True:
            line, headers = connection.head()
            body = connection.rest(headers)
            if "/oauth2/token" in line:
                connection.answer(body=b'{"access_token":"t-1","expires_in":3600}')
                continue
            connection.store(body)
            match self._next():
                case "reset":
                    connection.reset()
                    return
                case "hang":
                    connection.hang()
                    return
                case "500":
                    connection.answer("500 Oops", b'{"error":{"code":500,"message":"oops"}}')
                case _:  # keep-alive is promised, and broken at once
                    connection.answer_and_close()
                    return


@define
class Report:
    """The markers of the messages that are in, and of those of which nobody knows."""

    done: set[str] = Factory(set)
    unknown: set[str] = Factory(set)


def with_threads(url: str) -> Report:
    report = Report()
    with InjectClient(base_url=url, auth_url=url, timeout=TIMEOUT, **DEMO) as client:

        def one(number: int) -> None:
            try:
                client.inject("c-1", message(f"m-{number}"))
                report.done.add(f"m-{number}")
            except OutcomeUnknown:
                report.unknown.add(f"m-{number}")

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(one, range(MESSAGES)))
    return report


async def with_tasks(url: str) -> Report:
    report = Report()
    numbers = iter(range(MESSAGES))
    async with AsyncInjectClient(base_url=url, auth_url=url, timeout=TIMEOUT, **DEMO) as client:

        async def worker() -> None:
            for number in numbers:
                try:
                    await client.inject("c-1", message(f"m-{number}"))
                    report.done.add(f"m-{number}")
                except OutcomeUnknown:
                    report.unknown.add(f"m-{number}")

        async with anyio.create_task_group() as group:
            for _ in range(AT_ONCE):
                group.start_soon(worker)
    return report


def in_a_loop(url: str) -> Report:
    return anyio.run(with_tasks, url)


@pytest.mark.parametrize("inject_all", [with_threads, in_a_loop], ids=["threads", "tasks"])
def test_no_message_arrives_twice(inject_all: Callable[[str], Report]) -> None:
    tricks = Tricks()
    with Hostile(tricks) as server:
        report = inject_all(server.url)
    assert [marker for marker, count in server.stored.items() if count > 1] == []
    # Where the end may come after the answer, a message may set out before it, and be lost;
    # but it is never called done.
    lost = {f"m-{number}" for number in range(MESSAGES)} - set(server.stored)
    assert lost <= report.unknown
    assert len(lost) <= (0 if hasattr(socket, "MSG_MORE") else MESSAGES // 10)
    assert report.done <= set(server.stored)
    assert len(report.done) + len(report.unknown) == MESSAGES
    assert len(report.done) >= MESSAGES // 5
    assert min(tricks.played.values()) >= MESSAGES // 30
