"""The HTTP side of an outbox, for services in other languages and several workers of one machine.

===============  =======================================================================
POST /outbox     a record: 202 durable and new, 200 with its state when it is known, 409 its
                 key belongs to another message, 422 with what is wrong, 400 no JSON
GET /outbox/KEY  its state, 404 nothing is known of it
GET /metrics     figures for Prometheus
GET /healthz     200 it takes messages, 503 it ends; the one path without a token
===============  =======================================================================

Answers hold problems in our words, never what was sent.
"""

from __future__ import annotations

import hmac
import io
import sys
import traceback
from collections import Counter
from itertools import islice
from typing import Any

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sinch_inject.bulk.entry import from_value
from sinch_inject.bulk.ledger import LedgerFailed, State
from sinch_inject.bulk.outbox_tasks import AsyncOutbox
from sinch_inject.bulk.records import Flaw, read
from sinch_inject.bulk.run import SAME_KEY
from sinch_inject.errors import PreflightError, Problem

__all__ = ["MirrorApp"]

LARGEST = 8 * 1024 * 1024  # bytes of a body
ROOM = 8 * LARGEST  # bytes of all bodies that are being read
DISCARDED = 4 * LARGEST  # bytes that are read of a larger one, so that its sender sees the answer
CLOSE = {"connection": "close"}
METRICS = """\
# HELP sinch_inject_outbox_messages Messages that the outbox knows, by state.
# TYPE sinch_inject_outbox_messages gauge
{messages}
# HELP sinch_inject_outbox_paused Whether something keeps messages from going out.
# TYPE sinch_inject_outbox_paused gauge
sinch_inject_outbox_paused {paused}
# HELP sinch_inject_mirror_answers_total Answers to requests, by status.
# TYPE sinch_inject_mirror_answers_total counter
{answers}
"""


class MirrorApp:
    """An ASGI application.

    Args:
        outbox: open.
        token: what a request has to bring; None: whoever reaches the socket may.
        patience: seconds for a body.
    """

    def __init__(self, outbox: AsyncOutbox, token: bytes | None, *, patience: float) -> None:
        self._outbox, self._token, self._patience = outbox, token, patience
        self._held = 0  # bytes of bodies
        self._answers: Counter[int] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        except LedgerFailed as error:  # whoever serves it ends now
            response = said(503, str(error))
        except Exception as error:  # noqa: BLE001 -- what it says may be private
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} at {frame.filename}:{frame.lineno}"
            sys.stderr.write(f"a fault of sinch-inject itself, please report it: {place}\n")
            response = said(500, "a fault of sinch-inject itself; it is not known to be kept")
        self._answers[response.status_code] += 1
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path: str = request.scope["path"]
        if path == "/healthz":
            return said(503, "it ends") if self._outbox.ended else JSONResponse({"ok": True})
        if not self._may(request):
            return said(401, "a token is needed", {"www-authenticate": "Bearer"})
        match request.method, path:
            case "POST", "/outbox":
                return await self._post(request)
            case "GET" | "HEAD", "/metrics":
                return await self._metrics()
            case "GET" | "HEAD", _ if path.startswith("/outbox/"):
                return await self._state(path.removeprefix("/outbox/"))
            case _, "/outbox":
                return said(405, "a record is sent with POST", {"allow": "POST"})
            case _ if path == "/metrics" or path.startswith("/outbox/"):
                return said(405, "this is read with GET", {"allow": "GET, HEAD"})
            case _:
                return said(404, "there are /outbox, /outbox/KEY, /metrics and /healthz")

    def _may(self, request: Request) -> bool:
        """Say whether a request has the token; how long that takes tells nothing of it."""
        if self._token is None:
            return True
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.strip().encode(), self._token)
        return right and scheme.lower() == "bearer"

    async def _post(self, request: Request) -> Response:
        body = bytearray()
        try:
            refused = await self._read(request, body)
            return refused or await self._put(bytes(body))
        finally:
            self._held -= len(body)

    async def _read(self, request: Request, body: bytearray) -> Response | None:
        """Read a body; return the answer if it is too large, or too slow."""
        if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
            return said(415, "a body is not compressed", {**CLOSE, "accept-encoding": "identity"})
        if {"content-length", "transfer-encoding"} <= {*request.headers}:
            return said(400, "a body has one framing", CLOSE)
        large = said(413, f"a body has at most {LARGEST:,} bytes", CLOSE)
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > DISCARDED:
            return large
        size = 0
        with anyio.move_on_after(self._patience):
            async for chunk in request.stream():
                size += len(chunk)
                if size > DISCARDED:
                    return large
                if size > LARGEST:
                    continue
                if self._held + len(chunk) > ROOM:
                    return said(503, "too many large bodies at once", {**CLOSE, "retry-after": "1"})
                body += chunk
                self._held += len(chunk)
            return large if size > LARGEST else None
        return said(408, f"the body did not come within {self._patience:g} seconds", CLOSE)

    async def _put(self, raw: bytes) -> Response:
        found = list(islice(read(io.BytesIO(raw)), 2))
        if len(found) != 1:
            return wrong(400, [Problem("", "json", "one record is wanted, as JSON")])
        if isinstance(found[0], Flaw):
            return wrong(400, [Problem("", found[0].rule, found[0].message)])
        entry = from_value(found[0].value, 0)
        if entry.problem is not None:
            return wrong(422, [entry.problem])
        try:
            state, new = await self._outbox._added(  # pyright: ignore[reportPrivateUsage]
                entry.conversation_id, dict(entry.body), entry.key
            )
        except PreflightError as error:
            return wrong(409 if SAME_KEY in error.problems else 422, list(error.problems))
        return known(202 if new else 200, entry.key or "", state)

    async def _state(self, key: str) -> Response:
        state = await self._outbox.state(key)
        if state is None:
            return said(404, "nothing is known of this key")
        return known(200, key, state)

    async def _metrics(self) -> Response:
        counts = await self._outbox.counts()
        messages = [
            f'sinch_inject_outbox_messages{{state="{state.name.lower()}"}} {counts[state]}'
            for state in State
        ]
        answers = [
            f'sinch_inject_mirror_answers_total{{status="{status}"}} {many}'
            for status, many in sorted(self._answers.items())
        ]
        text = METRICS.format(
            messages="\n".join(messages),
            paused=int(self._outbox.trouble is not None),
            answers="\n".join(answers),
        )
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4")


def said(status: int, error: str, headers: dict[str, str] | None = None) -> Response:
    """Return an answer that says in a sentence why not."""
    return JSONResponse({"error": error}, status, headers)


def wrong(status: int, problems: list[Problem]) -> Response:
    """Return an answer that names what is wrong with a record."""
    return JSONResponse({"problems": [shown(problem) for problem in problems]}, status)


def shown(problem: Problem) -> dict[str, str]:
    """Return a problem with the members that `check --json` has."""
    members = ("pointer", "rule", "severity", "message", "source", "reference")
    return {name: getattr(problem, name) for name in members}


def known(status: int, key: str, state: State) -> Response:
    """Return what is known of a record."""
    return JSONResponse({"key": key, "state": state.name.lower()}, status)
