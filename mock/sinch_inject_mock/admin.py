"""What is below ``/_mock/``, for tests and for the page."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .core import Core
from .journal import RequestFilter
from .store import MessageFilter

__all__ = ["admin_app"]


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    return int(text) if text is not None else None


class Admin:
    """The handlers."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def health(self, request: Request) -> Response:
        """Say that the simulator is up."""
        return JSONResponse({"status": "ok", "version": version("sinch-inject")})

    async def messages(self, request: Request) -> Response:
        """List or clear the messages."""
        if request.method == "DELETE":
            self._core.store.clear()
            return JSONResponse({})
        query: Any = request.query_params
        wanted = MessageFilter(
            query.get("conversation_id"),
            query.get("channel"),
            query.get("direction"),
            query.get("text"),
            _number(request, "after") or 0,
            _number(request, "limit"),
        )
        found = wanted.select(self._core.store.messages(wanted.after))
        return JSONResponse({"messages": found})

    async def requests(self, request: Request) -> Response:
        """List or clear the journal."""
        if request.method == "DELETE":
            self._core.journal.clear()
            return JSONResponse({})
        query: Any = request.query_params
        wanted = RequestFilter(
            query.get("conversation_id"),
            query.get("verdict"),
            _number(request, "after") or 0,
            _number(request, "limit"),
        )
        found = wanted.select(self._core.journal.entries(wanted.after))
        return JSONResponse({"requests": found})


def admin_app(core: Core) -> Starlette:
    """Return the application."""
    admin = Admin(core)
    return Starlette(
        routes=[
            Route("/_mock/health", admin.health),
            Route("/_mock/messages", admin.messages, methods=["GET", "DELETE"]),
            Route("/_mock/requests", admin.requests, methods=["GET", "DELETE"]),
        ]
    )
