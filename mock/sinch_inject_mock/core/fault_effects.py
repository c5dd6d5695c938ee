"""What a fault makes of an answer."""

from __future__ import annotations

from sinch_inject_mock.core.answers import JSON, error_body
from sinch_inject_mock.core.auth import INVALID, Tokens, challenge, expired
from sinch_inject_mock.core.clock import Clock
from sinch_inject_mock.core.exchange import Exchange, Header, Reply, Strike, StrikeKind
from sinch_inject_mock.core.fault_kinds import Fault

__all__ = ["strike"]

Shape = tuple[int | None, bytes, list[Header], StrikeKind]

HTML: Header = (b"content-type", b"text/html; charset=utf-8")
PAGE = b"<!doctype html><title>Error</title><h1>Something went wrong</h1>"
MESSAGES = {
    400: "The request is malformed.",
    401: "Request had invalid credentials.",
    403: "You do not have access to the requested resource.",
    404: "The conversation does not exist.",
    429: "The request rate limit has been exceeded.",
    500: "There was an internal server error.",
    501: "There was an internal server error.",
    503: "The service is currently unavailable.",
    520: "There was an unknown error.",
}
# The real answer, delivered in another way; every other kind gives another answer.
KEEPS_ANSWER = ("latency", "slow-body")
SHAPES: dict[str, Shape] = {
    "latency": (200, b"{}", [JSON], "delay"),
    "slow-body": (200, b"{}", [JSON], "drip"),
    "truncated": (200, b"{}", [JSON], "truncate"),
    "html": (200, PAGE, [HTML], "delay"),
    "empty": (200, b"", [], "delay"),
    "broken-json": (200, b'{"broken":', [JSON], "delay"),
    "hang": (None, b"", [], "hang"),
    "reset": (None, b"", [], "reset"),
}


def strike(fault: Fault, exchange: Exchange, *, clock: Clock, tokens: Tokens) -> Reply:
    """Return the answer of a fault. The message, if any, has been stored already."""
    exchange.fault = (fault.kind, fault.source)
    if fault.kind not in KEEPS_ANSWER:
        exchange.verdict = "fault"
    name = fault.kind.removeprefix("token-")
    kind: StrikeKind = "delay"
    if name in SHAPES:
        status, body, headers, kind = SHAPES[name]
        reply = Reply(status, body, list(headers))
    elif fault.kind == "expired-token":
        reply = _expired(exchange, clock=clock, tokens=tokens)
    else:
        reply = _error(int(name), fault.retry_after)
    if kind != "delay" or fault.delay_ms:
        reply.strike = Strike(kind, fault.delay_ms / 1000)
    return reply


def _error(status: int, retry_after: str | None) -> Reply:
    headers = [JSON]
    if status == 401:
        headers.append(challenge(INVALID))
    if retry_after is not None:
        headers.append((b"retry-after", retry_after.encode()))
    return Reply(status, error_body(status, MESSAGES[status]), headers)


def _expired(exchange: Exchange, *, clock: Clock, tokens: Tokens) -> Reply:
    for value in exchange.request.header(b"authorization"):
        tokens.expire(value.decode("latin-1").partition(" ")[2].strip())
    return Reply(401, error_body(401, MESSAGES[401]), [JSON, challenge(expired(clock.now()))])
