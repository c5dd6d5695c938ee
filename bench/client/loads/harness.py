"""What all loads share: arguments in, one JSON line out, and loops that count CPU time.

A load is a script that runs in an environment of its own, so this file needs nothing but the
standard library. CPU time is the process's own, user and system, over the counted calls; what
comes before (import, connections, token) is not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

CONVERSATION = "01HBENCHCONVERSATION0000000"
PATH = f"/v1/projects/demo-project/conversations/{CONVERSATION}:inject-message"
UTC = timezone.utc  # noqa: UP017 - a peer's environment may have an older Python


@dataclass(frozen=True)
class Task:
    """What a load is asked for.

    Attributes:
        way: ``sync``, ``threads`` or ``tasks``, or a word of the load's own.
        url: the server's origin.
        ca: a file with the certificate authority.
        count: calls that are counted.
        warm: calls before, not counted.
        at_once: threads or tasks.
    """

    way: str
    url: str
    ca: str
    count: int
    warm: int
    at_once: int

    @property
    def port(self) -> int:
        """The server's port; its host is 127.0.0.1."""
        return int(self.url.rsplit(":", 1)[1])


def task() -> Task:
    """Read the arguments."""
    parser = argparse.ArgumentParser()
    parser.add_argument("way")
    parser.add_argument("--url", default="")
    parser.add_argument("--ca", default="")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--warm", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=32)
    return Task(**vars(parser.parse_args()))


def message() -> dict[str, Any]:
    """Return a request of 556 bytes, the size that the project's other measurements use."""
    accepted = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    text = "Your order has left our house and should be with you tomorrow before noon. "
    value: dict[str, Any] = {
        "app_message": {"text_message": {"text": text * 3}},
        "accept_time": accepted.isoformat().replace("+00:00", "Z"),
        "channel_identity": {"channel": "WHATSAPP", "identity": "46700000001"},
        "contact_id": "01HBENCHCONTACT00000000000",
        "direction": "TO_CONTACT",
        "processing_mode": "CONVERSATION",
        "metadata": "",
    }
    value["metadata"] = "m" * (556 - len(json.dumps(value, separators=(",", ":"))))
    return value


def body() -> bytes:
    """Return the same request as bytes."""
    return json.dumps(message(), separators=(",", ":")).encode()


def context(given: Task) -> ssl.SSLContext:
    """Return an SSL context that knows the server's authority."""
    return ssl.create_default_context(cafile=given.ca)


def done(cpu: float, count: int, wall: float, **more: Any) -> None:
    """Print what was measured: CPU microseconds a call, calls, wall seconds."""
    found = {"cpu_us": cpu / count * 1e6, "count": count, "wall_s": wall, **more}
    sys.stdout.write(json.dumps(found) + "\n")


def one_by_one(call: Callable[[], object], given: Task) -> None:
    """Count calls that follow each other in this thread."""
    for _ in range(given.warm):
        call()
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(given.count):
        call()
    done(time.process_time() - cpu, given.count, time.perf_counter() - wall)


def in_threads(call: Callable[[], object], given: Task) -> None:
    """Count calls of so many threads; each calls in a row."""
    each = given.count // given.at_once
    start = threading.Barrier(given.at_once + 1)
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(max(1, given.warm // given.at_once)):
                call()
            start.wait(60)
            for _ in range(each):
                call()
        except BaseException as error:
            failed.append(error)
            start.abort()
            raise

    threads = [threading.Thread(target=work) for _ in range(given.at_once)]
    for thread in threads:
        thread.start()
    start.wait(60)
    wall, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    done(time.process_time() - cpu, each * given.at_once, time.perf_counter() - wall)


async def in_tasks(call: Callable[[], Awaitable[object]], given: Task) -> None:
    """Count calls of so many tasks; each calls in a row."""

    async def work(times: int) -> None:
        for _ in range(times):
            await call()

    async def round_of(times: int) -> None:
        await asyncio.gather(*(work(times) for _ in range(given.at_once)))

    await round_of(max(1, given.warm // given.at_once))
    each = given.count // given.at_once
    wall, cpu = time.perf_counter(), time.process_time()
    await round_of(each)
    done(time.process_time() - cpu, each * given.at_once, time.perf_counter() - wall)
