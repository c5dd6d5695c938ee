"""What is below ``/_mock/``, and the page: for tests and for people, without credentials."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.metadata import version
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from sinch_inject_mock.core.answers import Refusal, error_body
from sinch_inject_mock.core.auth import Key
from sinch_inject_mock.core.batches import joined, some
from sinch_inject_mock.core.export import checked_lines, keep
from sinch_inject_mock.core.fault_kinds import KINDS
from sinch_inject_mock.core.journal import RequestFilter
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import Message, MessageFilter, StoreError
from sinch_inject_mock.server.asking import (
    TooLarge,
    Wrong,
    chunks,
    json_object,
    listing,
    text,
    whole_number,
)
from sinch_inject_mock.server.events import Events
from sinch_inject_mock.server.guard import Guard, status_of
from sinch_inject_mock.server.page import PAGE_HEADERS, part

__all__ = ["admin_app"]

Handler = Callable[[Request], Awaitable[Response]]


class Admin:
    """The handlers. Each one is a few lines: what they do is done by the state."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._importing = asyncio.Lock()

    async def health(self, request: Request) -> Response:
        """Say that the simulator is up, and how much it keeps."""
        del request
        state = self._state
        kept = {"messages": len(state.store), "requests": len(state.journal)}
        dropped = {"messages": state.store.dropped, "requests": state.journal.dropped}
        taken = {"messages": state.store.bytes, "requests": state.journal.bytes}
        answer = {"status": "ok", "version": version("sinch-inject")}
        memory = {"bytes": taken, "memory": state.settings.memory}
        # What a client meets on every request, so that a contract test knows what to expect.
        settings = state.settings
        limits = {
            "strict": settings.strict,
            "rate_limit": settings.rate_limit,
            "token_rate_limit": settings.token_rate_limit,
        }
        return JSONResponse({**answer, "kept": kept, "dropped": dropped, **memory, **limits})

    async def messages(self, request: Request) -> Response:
        """List or clear the messages."""
        if request.method == "DELETE":
            self._state.store.clear()
            return JSONResponse({})
        query: Any = request.query_params
        wanted = MessageFilter(
            conversation_id=query.get("conversation_id"),
            channel=query.get("channel"),
            direction=query.get("direction"),
            text=query.get("text"),
            after=whole_number(request, "after") or 0,
            limit=whole_number(request, "limit"),
        )
        return await listing("messages", self._state.store.messages, wanted)

    async def requests(self, request: Request) -> Response:
        """List or clear the journal."""
        if request.method == "DELETE":
            self._state.journal.clear()
            return JSONResponse({})
        query: Any = request.query_params
        wanted = RequestFilter(
            conversation_id=query.get("conversation_id"),
            verdict=query.get("verdict"),
            after=whole_number(request, "after") or 0,
            limit=whole_number(request, "limit"),
        )
        return await listing("requests", self._state.journal.entries, wanted)

    async def reset(self, request: Request) -> Response:
        """Forget everything, but what ``keep`` names."""
        keep = [name for name in request.query_params.get("keep", "").split(",") if name]
        self._state.reset(keep)
        return JSONResponse({})

    async def clock(self, request: Request) -> Response:
        """Show or set the clock."""
        clock = self._state.clock
        if request.method == "PUT":
            wish = await json_object(request, "now", "running", "advance", "mode")
            if wish.get("mode", "real") not in ("real", "frozen"):
                raise Wrong("mode must be real or frozen")
            if not isinstance(wish.get("running", False), bool):
                raise Wrong("running must be true or false")
            if wish.get("mode") == "real":
                clock.run_real()
            elif "advance" in wish:
                seconds = wish["advance"]
                if isinstance(seconds, bool) or not isinstance(seconds, int | float):
                    raise Wrong("advance must be a number of seconds")
                clock.advance(seconds)
            elif wish.get("mode") == "frozen" and "now" not in wish:
                clock.freeze()
            elif wish.get("running") is True:
                clock.run_from(text(wish, "now"))
            else:
                clock.freeze(text(wish, "now"))
        return JSONResponse(clock.state())

    async def faults(self, request: Request) -> Response:
        """List, add or clear faults."""
        faults = self._state.faults
        if request.method == "POST":
            fault = faults.add(await json_object(request))
            return JSONResponse({"id": fault.id}, 201)
        if request.method == "DELETE":
            faults.clear()
            return JSONResponse({})
        return JSONResponse({"faults": [fault.as_json() for fault in faults.listed()]})

    async def fault(self, request: Request) -> Response:
        """Remove one fault."""
        if not self._state.faults.remove(request.path_params["fault_id"]):
            raise HTTPException(404, "no such fault")
        return JSONResponse({})

    async def token(self, request: Request) -> Response:
        """Give out a token of a project; the page sends requests again with it."""
        wish = await json_object(request, "project_id")
        key = self._state.keys.of_project(text(wish, "project_id"))
        if key is None:
            raise Wrong("no key belongs to this project")
        return JSONResponse({"access_token": self._state.tokens.issue(key)}, 201)

    async def revoke(self, request: Request) -> Response:
        """Revoke one token, or all."""
        wish = await json_object(request, "access_token")
        token = text(wish, "access_token") if wish else None
        return JSONResponse({"revoked": self._state.tokens.revoke(token)})

    async def conversation(self, request: Request) -> Response:
        """Register a conversation, perhaps with its contacts."""
        wish = await json_object(request, "contact_ids")
        contacts = wish.get("contact_ids", [])
        if not isinstance(contacts, list) or not all(isinstance(c, str) for c in contacts):
            raise Wrong("contact_ids must be a list of strings")
        self._state.register.conversation(request.path_params["name"], contacts)
        return JSONResponse({})

    async def contact(self, request: Request) -> Response:
        """Register a contact."""
        self._state.register.contact(request.path_params["name"])
        return JSONResponse({})

    async def keys(self, request: Request) -> Response:
        """Add a key."""
        wish = await json_object(request, "key_id", "key_secret", "project_id")
        names = ("key_id", "key_secret", "project_id")
        self._state.keys.add(Key(*(text(wish, name) for name in names)))
        return JSONResponse({}, 201)

    async def export(self, request: Request) -> Response:
        """Write the messages as JSON Lines."""
        del request
        kept = self._state.store.messages
        first = some(kept(0))

        async def lines() -> AsyncIterator[bytes]:
            batch = first
            while batch:
                yield b"".join([*joined(batch, b"\n"), b"\n"])
                batch = some(kept(batch[-1].sequence))

        return StreamingResponse(lines(), media_type="application/jsonl; charset=utf-8")

    async def imported(self, request: Request) -> Response:
        """Take messages as JSON Lines: all, or none if one is wrong."""
        state = self._state
        messages: list[Message] = []
        numbers = itertools.count(1)
        rest = b""
        async with self._importing:  # what one holds is bounded; so is what all hold
            async for chunk in chunks(request, state.settings.memory // 2):
                *whole, rest = (rest + chunk).split(b"\n")
                messages += checked_lines(state, whole, numbers)
            messages += checked_lines(state, [rest], numbers)
            return JSONResponse({"imported": keep(state, messages)})

    async def list_lag(self, request: Request) -> Response:
        """Show or set how long a message is not listed yet."""
        if request.method == "PUT":
            wish = await json_object(request, "seconds")
            self._state.lag_lists(wish.get("seconds", self._state.settings.list_lag))
        return JSONResponse({"seconds": self._state.list_lag})

    async def kinds(self, request: Request) -> Response:
        """Say which kinds of faults there are, by group."""
        del request
        groups: dict[str, list[dict[str, Any]]] = {}
        for name, kind in KINDS.items():
            groups.setdefault(kind.group, []).append({"kind": name, **kind.as_json()})
        return JSONResponse({"groups": groups, "operations": self._state.routes.names()})

    async def page(self, request: Request) -> Response:
        """Serve a part of the page."""
        found = part(request.path_params.get("name", "index.html"))
        if found is None:
            raise HTTPException(404, "no such part of the page")
        return Response(found[0], media_type=found[1], headers=PAGE_HEADERS)


def _routes(admin: Admin) -> list[Route]:
    table: list[tuple[str, str, Handler]] = [
        ("GET", "/", admin.page),
        ("GET", "/_page/{name}", admin.page),
        ("GET", "/_mock/health", admin.health),
        ("GET DELETE", "/_mock/messages", admin.messages),
        ("GET DELETE", "/_mock/requests", admin.requests),
        ("POST", "/_mock/reset", admin.reset),
        ("GET PUT", "/_mock/clock", admin.clock),
        ("GET POST DELETE", "/_mock/faults", admin.faults),
        ("DELETE", "/_mock/faults/{fault_id}", admin.fault),
        ("GET", "/_mock/fault-kinds", admin.kinds),
        ("GET PUT", "/_mock/list-lag", admin.list_lag),
        ("POST", "/_mock/tokens", admin.token),
        ("POST", "/_mock/tokens/revoke", admin.revoke),
        ("PUT", "/_mock/conversations/{name:path}", admin.conversation),
        ("PUT", "/_mock/contacts/{name:path}", admin.contact),
        ("POST", "/_mock/keys", admin.keys),
        ("GET", "/_mock/export", admin.export),
        ("POST", "/_mock/import", admin.imported),
    ]
    return [Route(path, handler, methods=methods.split()) for methods, path, handler in table]


def _status_of(error: Exception) -> int:
    return 413 if isinstance(error, TooLarge) else 503 if isinstance(error, StoreError) else 400


async def _explain(request: Request, error: Exception) -> Response:
    """Answer an error of the caller in the form that the API has for errors."""
    del request
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    status = error.status_code if isinstance(error, HTTPException) else _status_of(error)
    text = error.detail if isinstance(error, HTTPException) else str(error)
    body = error_body(status, text)
    return Response(body, status, headers, media_type="application/json")


class Guarded:
    """The application behind the guard, and the stream of events, which is no Starlette route."""

    def __init__(self, app: Starlette, guard: Guard, events: Events) -> None:
        self._app, self._guard, self._events = app, guard, events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"]
        why = self._guard.refuses(scope["headers"], navigation_allowed=path == "/")
        if why is not None:
            status = status_of(why)
            body = error_body(status, why)
            await Response(body, status, media_type="application/json")(scope, receive, send)
        elif path == "/_mock/events" and scope["method"] == "GET":
            request = Request(scope)
            told = request.headers.get("last-event-id") or request.query_params.get("after")
            await self._events.serve(scope, receive, send, told)
        else:
            await self._app(scope, receive, send)


def admin_app(state: State, guard: Guard, *, stopping: asyncio.Event) -> Guarded:
    """Return the application for the page and ``/_mock/``."""
    kinds = (HTTPException, ValueError, Refusal, StoreError)
    errors: Any = dict.fromkeys(kinds, _explain)
    app = Starlette(routes=_routes(Admin(state)), exception_handlers=errors)
    boot = secrets.token_hex(8)
    events = Events(state, boot, stopping, most_bytes=state.settings.memory // 8)
    return Guarded(app, guard, events)
