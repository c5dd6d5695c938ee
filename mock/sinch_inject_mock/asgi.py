"""The ASGI skin: bytes to the core and back. Raw, because this is the path that must be fast."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from .core import Core
from .exchange import Reply, Request

__all__ = ["Application", "Receive", "Scope", "Send"]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Application:
    """Serve the API from the core, and everything that is for tests from ``admin``."""

    def __init__(self, core: Core, admin: App) -> None:
        self._core = core
        self._admin = admin
        self._limit = core.settings.max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path: bytes = scope["raw_path"]
        if path == b"/" or path.startswith((b"/_mock/", b"/_page/")):
            await self._admin(scope, receive, send)
            return
        request = await self._read(scope, receive)
        if request is not None:
            await self._send(self._core.handle(request), send)

    async def _read(self, scope: Scope, receive: Receive) -> Request | None:
        """Read a request; None if the client left. What is over the limit is thrown away."""
        message = await receive()
        body: bytes = message.get("body", b"")
        size = len(body)
        while message.get("more_body"):
            message = await receive()
            part: bytes = message.get("body", b"")
            size += len(part)
            if size <= self._limit:
                body += part
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
        )

    async def _send(self, reply: Reply, send: Send) -> None:
        headers = [*reply.headers, (b"content-length", b"%d" % len(reply.body))]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})
