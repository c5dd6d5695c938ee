"""The live stream for the page: server-sent events, several changes in one.

Nobody tells the stream that something happened: it looks ten times a second, so a simulator
that nobody watches pays nothing, and a burst becomes one event. What was sent is told in an
opaque id, by which a listener that comes back gets the rest, or learns to start anew.

A listener that does not read costs little: an event is sent in slices, the next one only when
the connection took the last, and texts are not copied before. What all listeners hold together
is bounded; who reads too slowly is dropped, and resumes when it comes back.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from sinch_inject_mock.core.batches import joined, some
from sinch_inject_mock.core.state import State
from sinch_inject_mock.server.app import Receive, Scope, Send
from sinch_inject_mock.server.protocol import TRANSPORT

__all__ = ["Event", "Events", "Position"]

PAUSE = 0.1
SLICE = 64 * 1024
KEEP_ALIVE = 15.0
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]

Event = list[bytes]
"""One event in pieces; the last one ends with an empty line."""


class Position:
    """How far one listener has come."""

    def __init__(self, boot: str, state: State, told: str | None = None) -> None:
        self._boot = boot
        self._state = state
        self._messages = self._requests = 0
        self._deletions = state.store.deletions.last
        self._seen = (state.store.epoch, state.journal.epoch, state.resets)
        self._clock, self._faults = state.clock.version, state.faults.version
        if told is not None:
            self._resume(told)

    def _resume(self, told: str) -> None:
        """Go on where an earlier listener stopped, if that was at this server."""
        boot, *numbers = told.split(".")
        usable = all(number.isdecimal() and len(number) < 19 for number in numbers)
        if boot != self._boot or len(numbers) != 6 or not usable:
            return
        counts = [int(number) for number in numbers]
        self._messages, self._requests, self._deletions = counts[:3]
        self._seen = (counts[3], counts[4], counts[5])

    def id(self) -> str:
        """Return the position, to be handed back by a listener."""
        numbers = (self._messages, self._requests, self._deletions, *self._seen)
        return ".".join([self._boot, *map(str, numbers)])

    def hello(self) -> Event:
        """Return the first event."""
        data = {
            "boot": self._boot,
            "clock": self._state.clock.state(),
            "faults": self._fault_list(),
        }
        return _event("hello", data)

    def news(self) -> Iterator[Event]:
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
            yield from self._batch()
        yield from self._deleted()

    def behind(self) -> bool:
        """Tell whether there is something that was not sent."""
        state = self._state
        return self._messages < state.store.last or self._requests < state.journal.last

    def _resets(self) -> Iterator[Event]:
        state = self._state
        now = (state.store.epoch, state.journal.epoch, state.resets)
        if now == self._seen:
            return
        messages, requests = now[0] != self._seen[0], now[1] != self._seen[1]
        self._seen = now
        if messages:  # numbers may have begun anew
            self._messages, self._deletions = 0, state.store.deletions.last
        if requests:
            self._requests = 0
        if messages and requests:
            yield _event("reset", {"what": "all"}, self.id())
        elif messages or requests:
            what = "messages" if messages else "requests"
            yield _event("reset", {"what": what}, self.id())

    def _deleted(self) -> Iterator[Event]:
        """Yield which messages were deleted; start anew if that is not known any more."""
        deletions = self._state.store.deletions
        if deletions.last == self._deletions:
            return
        ids = deletions.after(self._deletions)
        self._deletions = deletions.last
        if ids is not None:
            yield _event("deleted", {"ids": ids}, self.id())
            return
        self._messages = 0
        yield _event("reset", {"what": "messages"}, self.id())
        while self.behind():
            yield from self._batch()

    def _batch(self) -> Iterator[Event]:
        state = self._state
        messages = some(state.store.messages(self._messages))
        requests = some(state.journal.entries(self._requests))
        # Without any left, those in between were cleared or dropped: jump to the end.
        self._messages = messages[-1].sequence if messages else state.store.last
        self._requests = requests[-1].sequence if requests else state.journal.last
        if not messages and not requests:
            return
        pieces = [b'event: batch\ndata: {"messages":[', *joined(messages)]
        pieces += [b'],"requests":[', *joined(requests)]
        yield [*pieces, b"]}\nid: %b\n\n" % self.id().encode()]

    def _fault_list(self) -> list[dict[str, Any]]:
        return [fault.as_json() for fault in self._state.faults.listed()]


def _event(name: str, data: Any, event_id: str | None = None) -> Event:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    lines = [f"event: {name}", f"data: {text}"]
    if event_id is not None:
        lines.append(f"id: {event_id}")
    return [("\n".join(lines) + "\n\n").encode()]


class Listener:
    """One connection that listens.

    Attributes:
        holds: the bytes of an event that it was given and has not taken yet.
        since: when it last took something, in the event loop's seconds.
    """

    def __init__(self, scope: Scope, send: Send, patience: float) -> None:
        self._patience = patience
        self._transport: asyncio.Transport = scope["extensions"][TRANSPORT]
        self._send = send
        self._time = asyncio.get_running_loop().time
        self.holds = 0
        self.since = self._time()

    async def give(self, event: Event) -> None:
        """Send an event, slice by slice.

        Raises:
            TimeoutError: it was not taken in time.
        """
        gathered = b""
        for piece in event:
            for start in range(0, len(piece), SLICE):
                gathered += piece[start : start + SLICE]
                if len(gathered) >= SLICE:
                    await self._give(gathered)
                    gathered = b""
        if gathered:
            await self._give(gathered)
        self.holds = 0

    async def _give(self, data: bytes) -> None:
        # The server waits in here until the connection took what was sent before.
        async with asyncio.timeout(self._patience):
            await self._send({"type": "http.response.body", "body": data, "more_body": True})
        self.since = self._time()

    def drop(self) -> None:
        """Cut the connection; whoever listens comes back and resumes."""
        self.holds = 0
        self._transport.abort()


class Events:
    """Serve ``GET /_mock/events``.

    Args:
        boot: tells this start of the simulator from others.
        stopping: set when the server ends.
        most_bytes: of events that listeners hold together.
    """

    def __init__(
        self, state: State, boot: str, stopping: asyncio.Event, *, most_bytes: int
    ) -> None:
        self._state = state
        self._boot = boot
        self._stopping = stopping
        self._most_bytes = most_bytes
        self._listeners: set[Listener] = set()

    async def serve(self, scope: Scope, receive: Receive, send: Send, told: str | None) -> None:
        """Send events until the listener leaves, reads too slowly, or the server ends."""
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        position = Position(self._boot, self._state, told)
        listener = Listener(scope, send, self._state.settings.listener_patience)
        self._listeners.add(listener)
        left = asyncio.ensure_future(_listener_left(receive))
        stop = asyncio.ensure_future(self._stopping.wait())
        try:
            await self._give(listener, position.hello())
            await self._follow(listener, position, left, stop)
        except TimeoutError:
            listener.drop()
        finally:
            self._listeners.discard(listener)
            left.cancel()
            stop.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _follow(
        self,
        listener: Listener,
        position: Position,
        left: asyncio.Future[None],
        stop: asyncio.Future[Any],
    ) -> None:
        quiet = 0.0
        while not left.done() and not stop.done():
            sent = False
            for event in position.news():
                await self._give(listener, event)
                await asyncio.sleep(0)  # let requests through between the batches
                sent = True
                if left.done() or stop.done():
                    return
            quiet = 0.0 if sent else quiet + PAUSE
            if quiet >= KEEP_ALIVE:
                quiet = 0.0
                await self._give(listener, [b": still here\n\n"])
            ends = {left, stop}
            await asyncio.wait(ends, timeout=PAUSE, return_when=asyncio.FIRST_COMPLETED)

    async def _give(self, listener: Listener, event: Event) -> None:
        listener.holds = sum(map(len, event))
        self._make_room(listener)
        await listener.give(event)

    def _make_room(self, newest: Listener) -> None:
        """Drop who waits longest, until all that is held is within the limit."""
        waiting = sorted(self._listeners - {newest}, key=lambda one: one.since)
        held = sum(one.holds for one in self._listeners)
        for listener in waiting:
            if held <= self._most_bytes:
                return
            if listener.holds:
                held -= listener.holds
                listener.drop()


async def _listener_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
