"""What a fault makes of an answer."""

from __future__ import annotations

from .answers import JSON, error_body
from .auth import INVALID, Tokens, challenge, expired
from .clock import Clock
from .exchange import Exchange, Reply, Strike
from .faults import Fault

__all__ = ["strike"]

HTML = (b"content-type", b"text/html; charset=utf-8")
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
KEEPS_ANSWER = {"latency": "delay", "slow-body": "drip"}


def strike(fault: Fault, exchange: Exchange, *, clock: Clock, tokens: Tokens) -> Reply:
    """Return the answer of a fault. The message, if any, has been stored already."""
    seconds = fault.delay_ms / 1000
    exchange.fault = (fault.kind, fault.source)
    if fault.kind not in KEEPS_ANSWER:
        exchange.verdict = "fault"
    match fault.kind.removeprefix("token-"):
        case "latency":
            return Reply(200, b"{}", [JSON], strike=Strike("delay", seconds))
        case "slow-body":
            return Reply(200, b"{}", [JSON], strike=Strike("drip", seconds))
        case "truncated":
            return Reply(200, b"{}", [JSON], strike=Strike("truncate", seconds))
        case "hang":
            return Reply(None, strike=Strike("hang", seconds))
        case "reset":
            return Reply(None, strike=Strike("reset", seconds))
        case "html":
            reply = Reply(200, PAGE, [HTML])
        case "empty":
            reply = Reply(200)
        case "broken-json":
            reply = Reply(200, b'{"broken":', [JSON])
        case "expired-token" | "expired":
            reply = _expired(exchange, clock=clock, tokens=tokens)
        case status:
            reply = _error(int(status), fault.retry_after)
    if seconds:
        reply.strike = Strike("delay", seconds)
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
