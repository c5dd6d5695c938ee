"""The live stream for the page: server-sent events, several changes in one.

Nobody tells the stream that something happened: it looks ten times a second, so a simulator
that nobody watches pays nothing, and a burst becomes one event. What was sent is told in an
opaque id, by which a listener that comes back gets the rest, or learns to start anew.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import as_json
from sinch_inject_mock.server.app import Receive, Scope, Send

__all__ = ["Events", "Position"]

PAUSE = 0.1
MOST_IN_A_BATCH = 500
KEEP_ALIVE = 15.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Position:
    """How far one listener has come."""

    def __init__(self, boot: str, state: State, told: str | None = None) -> None:
        self._boot = boot
        self._state = state
        self._messages = self._requests = 0
        self._seen = (state.store.epoch, state.journal.epoch, state.resets)
        self._clock, self._faults = state.clock.version, state.faults.version
        if told is not None:
            self._resume(told)

    def _resume(self, told: str) -> None:
        """Go on where an earlier listener stopped, if that was at this server."""
        boot, *numbers = told.split(".")
        if boot != self._boot or len(numbers) != 5 or not all(n.isdecimal() for n in numbers):
            return
        counts = [int(number) for number in numbers]
        self._messages, self._requests = counts[:2]
        self._seen = (counts[2], counts[3], counts[4])

    def id(self) -> str:
        """Return the position, to be handed back by a listener."""
        numbers = (self._messages, self._requests, *self._seen)
        return ".".join([self._boot, *map(str, numbers)])

    def hello(self) -> bytes:
        """Return the first event."""
        data = {
            "boot": self._boot,
            "clock": self._state.clock.state(),
            "faults": self._fault_list(),
        }
        return _event("hello", data)

    def news(self) -> Iterator[bytes]:
        """Yield an event for each thing that changed; nothing if nothing did."""
        state = self._state
        yield from self._resets()
        if state.clock.version != self._clock:
            self._clock = state.clock.version
            yield _event("clock", state.clock.state())
        if state.faults.version != self._faults:
            self._faults = state.faults.version
            yield _event("faults", {"faults": self._fault_list()})
        while self.behind():
            batch = self._batch()
            if batch is not None:
                yield batch

    def behind(self) -> bool:
        """Tell whether there is something that was not sent."""
        state = self._state
        return self._messages < state.store.last or self._requests < state.journal.last

    def _resets(self) -> Iterator[bytes]:
        state = self._state
        now = (state.store.epoch, state.journal.epoch, state.resets)
        if now == self._seen:
            return
        messages, requests = now[0] != self._seen[0], now[1] != self._seen[1]
        self._seen = now
        if messages and requests:
            yield _event("reset", {"what": "all"}, self.id())
        elif messages or requests:
            what = "messages" if messages else "requests"
            yield _event("reset", {"what": what}, self.id())

    def _batch(self) -> bytes | None:
        state = self._state
        messages = list(islice(state.store.messages(self._messages), MOST_IN_A_BATCH))
        requests = list(islice(state.journal.entries(self._requests), MOST_IN_A_BATCH))
        # Without any left, those in between were cleared or dropped: jump to the end.
        self._messages = messages[-1].sequence if messages else state.store.last
        self._requests = requests[-1].sequence if requests else state.journal.last
        if not messages and not requests:
            return None
        data = {
            "messages": [as_json(message) for message in messages],
            "requests": [entry.as_json() for entry in requests],
        }
        return _event("batch", data, self.id())

    def _fault_list(self) -> list[dict[str, Any]]:
        return [fault.as_json() for fault in self._state.faults.listed()]


def _event(name: str, data: Any, event_id: str | None = None) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    lines = [f"event: {name}", f"data: {text}"]
    if event_id is not None:
        lines.append(f"id: {event_id}")
    return ("\n".join(lines) + "\n\n").encode()


class Events:
    """Serve ``GET /_mock/events``."""

    def __init__(self, state: State, boot: str, stopping: asyncio.Event) -> None:
        self._state = state
        self._boot = boot
        self._stopping = stopping

    async def serve(self, scope: Scope, receive: Receive, send: Send, told: str | None) -> None:
        """Send events until the listener leaves or the server ends."""
        del scope
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        position = Position(self._boot, self._state, told)
        await _body(send, position.hello())
        left = asyncio.ensure_future(_listener_left(receive))
        stop = asyncio.ensure_future(self._stopping.wait())
        quiet = 0.0
        try:
            while not left.done() and not stop.done():
                sent = False
                for event in position.news():
                    await _body(send, event)
                    await asyncio.sleep(0)  # let requests through between the batches
                    sent = True
                quiet = 0.0 if sent else quiet + PAUSE
                if quiet >= KEEP_ALIVE:
                    quiet = 0.0
                    await _body(send, b": still here\n\n")
                ends = {left, stop}
                await asyncio.wait(ends, timeout=PAUSE, return_when=asyncio.FIRST_COMPLETED)
        finally:
            left.cancel()
            stop.cancel()
        await send({"type": "http.response.body", "body": b""})


async def _body(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _listener_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
