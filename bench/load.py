"""Closed-loop HTTP load from one core: as many requests at a time as there are connections.

A load client must not be what is measured. This one sends prepared bytes over raw sockets and
parses no more of an answer than its end and its status, which costs about 20 microseconds a
request. Each connection sends its next request when the last one is answered; nothing is pipelined.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from typing import cast

import httptools
from attrs import frozen

CONNECTIONS = 32


@frozen
class Load:
    """What a run of requests came to.

    Attributes:
        statuses: how many answers had which status.
        wall_seconds: from the first connection to the last answer.
        cpu_seconds: what the client itself used.
    """

    statuses: Counter[int]
    wall_seconds: float
    cpu_seconds: float


def post(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """Return a whole POST request, ready to be written again and again."""
    lines = [f"POST {path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def drive(port: int, request: bytes, total: int, *, connections: int = CONNECTIONS) -> Load:
    """Send ``request`` ``total`` times to a server on the loopback interface.

    Raises:
        ConnectionError: the server closed a connection that still had a request in flight.
    """
    return asyncio.run(_drive(port, request, total, connections))


async def _drive(port: int, request: bytes, total: int, connections: int) -> Load:
    loop = asyncio.get_running_loop()
    run = _Run(request, total, loop.create_future())
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(min(connections, total)):
        await loop.create_connection(lambda: _Connection(run), "127.0.0.1", port)
    await run.finished
    load = Load(run.statuses, time.perf_counter() - wall, time.process_time() - cpu)
    for transport in run.transports:
        transport.close()
    return load


class _Run:
    """What the connections of one run share: how many requests are left, and the counts."""

    def __init__(self, request: bytes, total: int, finished: asyncio.Future[None]) -> None:
        self.request = request
        self.to_send = total
        self.to_answer = total
        self.statuses: Counter[int] = Counter()
        self.transports: list[asyncio.Transport] = []
        self.finished = finished


class _Connection(asyncio.Protocol):
    def __init__(self, run: _Run) -> None:
        self._run = run
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport
        self._waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._run.transports.append(self._transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        run = self._run
        self._waiting = False
        run.statuses[self._parser.get_status_code()] += 1
        run.to_answer -= 1
        if run.to_answer == 0:
            run.finished.set_result(None)
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting and not self._run.finished.done():
            lost = ConnectionError(f"the server closed a connection instead of answering: {exc}")
            self._run.finished.set_exception(lost)

    def _send(self) -> None:
        if self._run.to_send > 0 and not self._transport.is_closing():
            self._run.to_send -= 1
            self._waiting = True
            self._transport.write(self._run.request)
