"""The simulator without a network: a request goes in, an answer comes out.

No framework, no I/O, no time or chance of its own: clock and random source are passed in.
Everything is written to the journal before its answer goes out, so whoever sees an answer
finds the entry. Only a request that has to wait first is written when the wait is over.
"""

from __future__ import annotations

import re

from sinch_inject_mock.core.answers import JSON, Refusal
from sinch_inject_mock.core.exchange import Exchange, Reply, Request, Strike
from sinch_inject_mock.core.fidelity import REQUEST_ID, UNKNOWN_PATH, WRONG_METHOD, applies
from sinch_inject_mock.core.journal import Entry, mask_headers, mask_text, readable
from sinch_inject_mock.core.operation import inject
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.token_endpoint import give_token

__all__ = ["Core"]

TOKEN_PATH = b"/oauth2/token"
SUFFIX = b":inject-message"
TOKEN_IN_ANSWER = re.compile(rb'("access_token":")[^"]*')


class Core:
    """Answer requests from a state."""

    def __init__(self, state: State) -> None:
        self.state = state

    @applies(REQUEST_ID)
    def handle(self, request: Request) -> Reply:
        """Answer one request that is not for ``/_mock/`` or the page."""
        state = self.state
        state.requests += 1
        request_id = f"{state.prefix}{state.requests:014d}"
        exchange = Exchange(request, request_id, state.elapsed())
        try:
            reply = _answer(state, exchange)
        except Refusal as refused:
            reply = _refused(exchange, refused)
        strike = reply.strike
        if strike is not None and strike.kind == "wait":
            self._finish_later(exchange, strike)
        else:
            self._finish(exchange, reply)
        return reply

    def _finish(self, exchange: Exchange, reply: Reply) -> None:
        reply.headers.append((b"x-request-id", exchange.request_id.encode()))
        _record(self.state, exchange, reply)

    def _finish_later(self, exchange: Exchange, strike: Strike) -> None:
        """Have the answer made, and the entry written, when the wait is over."""
        answer = strike.after

        def after() -> Reply:
            try:
                reply = answer() if answer else Reply(None)
            except Refusal as refused:
                reply = _refused(exchange, refused)
            self._finish(exchange, reply)
            return reply

        def abandoned() -> None:
            exchange.verdict = "fault"
            self._finish(exchange, Reply(None))

        strike.after, strike.abandoned = after, abandoned


@applies(UNKNOWN_PATH)
def _answer(state: State, exchange: Exchange) -> Reply:
    path = exchange.request.path
    if path == TOKEN_PATH:
        _only_post(exchange.request)
        return give_token(state, exchange)
    parts = path.split(b"/")
    if (
        len(parts) == 6
        and parts[:3] == [b"", b"v1", b"projects"]
        and parts[4] == b"conversations"
        and parts[3]
        and parts[5].endswith(SUFFIX)
        and len(parts[5]) > len(SUFFIX)
    ):
        _only_post(exchange.request)
        return inject(state, exchange, parts[3], parts[5][: -len(SUFFIX)])
    raise Refusal(404, "There is nothing at this path.", verdict="other")


@applies(WRONG_METHOD)
def _only_post(request: Request) -> None:
    if request.method != "POST":
        raise Refusal(405, "Use POST.", verdict="other", headers=[(b"allow", b"POST")])


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
    return (body, True) if is_json else (mask_text(text, state.keys.secrets()).encode(), False)
