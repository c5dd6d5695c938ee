"""The ASGI skin: bytes to the core and back. Raw, because this is the path that must be fast."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from sinch_inject_mock.core.exchange import Later, Reply, Request, Strike, Wait
from sinch_inject_mock.core.handle import Core
from sinch_inject_mock.server.guard import Guard, status_of
from sinch_inject_mock.server.protocol import TRANSPORT, hold, reset
from sinch_inject_mock.server.unread import Unread

__all__ = ["App", "Application", "Receive", "Scope", "Send"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# A client that goes on sending after the limit is heard out this far, so that it can read the
# refusal; then it is cut off.
PATIENCE = 16
CROWDED = "Too many large bodies arrive at once; send fewer at a time, or give more --memory."


class Application:
    """Serve the API from the core, and what is for tests and people from ``admin``.

    Args:
        stopping: set when the server ends; whatever waits then stops waiting.

    Attributes:
        unread: what its connections were given and have not taken yet.
    """

    def __init__(self, core: Core, admin: App, guard: Guard, *, stopping: asyncio.Event) -> None:
        self._core = core
        self._admin = admin
        self._guard = guard
        self._limit = core.state.settings.max_body
        self._most_arriving = max(core.state.settings.memory // 2, self._limit)
        self._arriving = 0
        self.unread = Unread(core.state.settings.memory // 4)
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path: bytes = scope["raw_path"]
        if path == b"/" or path.startswith((b"/_mock", b"/_page/")):
            await self._admin(scope, receive, send)
            return
        request = await self._read(scope, receive)
        if request is None:
            return
        steps = self._core.handle(request)
        went: bool | None = None
        self._arriving += len(request.body)  # a fault may hold it for long
        try:
            with contextlib.suppress(StopIteration):
                while True:
                    step = next(steps) if went is None else steps.send(went)
                    went = await self._carry_out(step, scope, receive, send)
        finally:
            self._arriving -= len(request.body)

    async def _carry_out(
        self, step: Wait | Later | Reply, scope: Scope, receive: Receive, send: Send
    ) -> bool:
        """Do one step; return how it went, see there."""
        if isinstance(step, Wait):
            return await self._client_left(receive, step.seconds)
        if isinstance(step, Later):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), step.seconds)
            return self._stopping.is_set()
        if step.strike is not None:
            await self._strike(step, step.strike, scope, receive, send)
        elif step.status is not None:
            if step.body:
                hold(scope)
            await _send(step, send)
        return False

    async def _read(self, scope: Scope, receive: Receive) -> Request | None:
        """Read a request; None if the client left. What is over a limit is thrown away."""
        stranger = self._guard.refuses_host(scope["headers"], of_the_api=True)
        turned_away = None if stranger is None else (status_of(stranger), stranger)
        message = await receive()
        body: bytes = message.get("body", b"")
        size = len(body)
        if message.get("more_body"):
            parts = [body]
            try:
                self._arriving += size
                while message.get("more_body") and size <= PATIENCE * self._limit:
                    message = await receive()
                    part: bytes = message.get("body", b"")
                    size += len(part)
                    if size > self._limit or turned_away:
                        continue
                    parts.append(part)
                    self._arriving += len(part)
                    if self._arriving > self._most_arriving:
                        turned_away = (503, CROWDED)
                        self._arriving -= sum(map(len, parts))
                        parts.clear()
                body = b"".join(parts)
            finally:
                self._arriving -= sum(map(len, parts))
        elif self._arriving + size > self._most_arriving and turned_away is None:
            turned_away, body = (503, CROWDED), b""
        if message["type"] == "http.disconnect":
            return None
        client = scope.get("client")
        return Request(
            scope["method"],
            scope["raw_path"],
            scope["headers"],
            body if size <= self._limit else b"",
            scope["query_string"],
            f"{client[0]}:{client[1]}" if client else "",
            size > self._limit,
            turned_away,
        )

    async def _strike(
        self, reply: Reply, strike: Strike, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Do to the connection what the fault says."""
        transport: asyncio.Transport = scope["extensions"][TRANSPORT]
        if strike.kind == "hang":
            await self._client_left(receive, None)
            transport.abort()
            await _closed(receive)
            return
        if strike.kind != "drip":
            await self._client_left(receive, strike.seconds)
        match strike.kind:
            case "reset":
                reset(transport)
                await _closed(receive)
            case "truncate":
                await _send(reply, send, upto=max(1, len(reply.body) // 2))
                transport.close()
                await _closed(receive)
            case "drip":
                await self._drip(reply, strike.seconds, receive, send)
            case _:
                await _send(reply, send)

    async def _drip(self, reply: Reply, seconds: float, receive: Receive, send: Send) -> None:
        """Send the body byte by byte, over so many seconds."""
        await _send(reply, send, upto=0)
        pause = seconds / max(1, len(reply.body))
        for index in range(len(reply.body)):
            await self._client_left(receive, pause)
            last = index == len(reply.body) - 1
            part = reply.body[index : index + 1]
            await send({"type": "http.response.body", "body": part, "more_body": not last})

    async def _client_left(self, receive: Receive, seconds: float | None) -> bool:
        """Wait so long (None: for ever) and tell whether the client left meanwhile.

        The end of the server ends the waiting.
        """
        if seconds == 0:
            return False
        left = asyncio.ensure_future(receive())
        stop = asyncio.ensure_future(self._stopping.wait())
        done, _ = await asyncio.wait(
            {left, stop}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        left.cancel()
        stop.cancel()
        return left in done


async def _closed(receive: Receive) -> None:
    """Wait until a connection that was cut is gone, or uvicorn misses its answer."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(reply: Reply, send: Send, *, upto: int | None = None) -> None:
    """Send an answer, or its beginning: ``upto`` bytes of the body, and more to come."""
    headers = [*reply.headers, (b"content-length", b"%d" % len(reply.body))]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if upto is None:
        await send({"type": "http.response.body", "body": reply.body})
    else:
        body = reply.body[:upto]
        await send({"type": "http.response.body", "body": body, "more_body": True})
