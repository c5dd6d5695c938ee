"""The simulator without a network: a request goes in, steps come out.

No framework, no I/O, no time or chance of its own: clock and random source are passed in, and
what takes time is a step that the server carries out. Everything is written to the journal
before its answer goes out, so whoever sees an answer finds the entry.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Mapping

from sinch_inject_mock.core.answers import JSON, Refusal
from sinch_inject_mock.core.exchange import (
    Exchange,
    Later,
    Reply,
    Request,
    Steps,
    Strike,
    Wait,
    Work,
)
from sinch_inject_mock.core.fidelity import REQUEST_ID, UNKNOWN_PATH, WRONG_METHOD, applies
from sinch_inject_mock.core.journal import Entry, mask_headers, mask_text, readable, shortened
from sinch_inject_mock.core.operation import finish, serve
from sinch_inject_mock.core.routes import Route
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import StoreError
from sinch_inject_mock.core.token_endpoint import give_token

__all__ = ["Core"]

TOKEN_PATH = b"/oauth2/token"
ALLOW_POST = {"POST": None}
TOKEN_IN_ANSWER = re.compile(rb'("access_token":")[^"]*')


class Core:
    """Answer requests from a state."""

    def __init__(self, state: State) -> None:
        self.state = state

    @applies(REQUEST_ID)
    def handle(self, request: Request) -> Steps:
        """Answer one request that is not for ``/_mock/`` or the page, step by step."""
        state = self.state
        state.requests += 1
        request_id = f"{state.prefix}{state.requests:014d}"
        exchange = Exchange(request, request_id, state.elapsed())
        resets = state.resets
        try:
            reply = yield from _answer(state, exchange)
        except Refusal as refused:
            reply = _refused(exchange, refused)
        except StoreError as error:
            reply = _refused(exchange, Refusal(503, str(error), verdict="other"))
        if state.resets != resets:  # while it waited; nothing of it belongs into what is new
            yield Reply(None, strike=Strike("reset"))
            return
        reply.headers.append((b"x-request-id", request_id.encode()))
        _record(state, exchange, reply)
        yield reply
        if exchange.late is not None:
            yield from _do_late(state, *exchange.late)


def _do_late(state: State, seconds: float, work: Work) -> Steps:
    """Do what the answer came too early for, unless all was forgotten in between."""
    resets = state.resets
    ends = yield Later(seconds)
    if not ends and state.resets == resets:
        with contextlib.suppress(Refusal, StoreError):  # whom it concerns has been answered
            finish(work)
    work.close()


@applies(UNKNOWN_PATH)
def _answer(state: State, exchange: Exchange) -> Generator[Wait, bool, Reply]:
    request = exchange.request
    if request.turned_away is not None:
        raise Refusal(*request.turned_away, verdict="other")
    if request.path == TOKEN_PATH:
        _check_method(request, ALLOW_POST)
        return give_token(state, exchange)
    found = state.routes.find(request.path)
    if found is None:
        raise Refusal(404, "There is nothing at this path.", verdict="other")
    routes, ids = found
    _check_method(request, routes)
    return (yield from serve(state, exchange, routes[request.method], ids))


@applies(WRONG_METHOD)
def _check_method(request: Request, allowed: Mapping[str, Route | None]) -> None:
    if request.method not in allowed:
        names = ", ".join(allowed)
        message = f"Use {' or '.join(allowed)}."
        raise Refusal(405, message, verdict="other", headers=[(b"allow", names.encode())])


def _refused(exchange: Exchange, refused: Refusal) -> Reply:
    exchange.verdict = refused.verdict
    exchange.problems = refused.problems
    body = b"" if exchange.request.method == "HEAD" else refused.body()
    reply = Reply(refused.status, body, [JSON, *refused.headers])
    if refused.delay:
        reply.strike = Strike("delay", refused.delay)
    return reply


def _record(state: State, exchange: Exchange, reply: Reply) -> None:
    request = exchange.request
    body, is_json = request.body, exchange.is_json
    if body and not is_json:
        body, is_json = _journal_body(state, body)
    answer = reply.body
    if exchange.verdict == "token" and reply.status == 200:
        answer = TOKEN_IN_ANSWER.sub(rb"\1***", answer)
    path = request.path.decode("latin-1")
    if request.query:
        query = "?" + request.query.decode("latin-1")
        path += mask_text(query, state.keys.secrets())
    answer = shortened(answer)
    seconds = state.elapsed() - exchange.started
    if reply.strike is not None:
        seconds += reply.strike.seconds
    state.journal.add(
        Entry(
            state.journal.last + 1,
            exchange.request_id,
            state.clock.now(),
            request.method,
            path,
            mask_headers(request.headers),
            body,
            is_json,
            exchange.verdict,
            reply.status,
            answer,
            exchange.problems,
            seconds * 1000,
            exchange.fault,
            exchange.message_id,
            exchange.conversation_id,
            request.client,
        )
    )


def _journal_body(state: State, body: bytes) -> tuple[bytes, bool]:
    """Return the body of a refused request, and whether it is JSON that can be shown as such."""
    text, is_json = readable(body)
    return (text.encode(), True) if is_json else (_masked(state, text), False)


def _masked(state: State, text: str) -> bytes:
    return mask_text(text, state.keys.secrets()).encode()
