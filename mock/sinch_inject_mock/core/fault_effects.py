"""What a fault makes of an answer."""

from __future__ import annotations

from sinch_inject_mock.core.answers import JSON, error_body
from sinch_inject_mock.core.auth import INVALID, Tokens, challenge, expired
from sinch_inject_mock.core.clock import Clock
from sinch_inject_mock.core.exchange import Exchange, Reply, Strike
from sinch_inject_mock.core.fault_kinds import KEEPS_ANSWER, NOT_A_DELAY, Fault

__all__ = ["strike"]

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


def strike(
    fault: Fault,
    exchange: Exchange,
    *,
    clock: Clock,
    tokens: Tokens,
    reply: Reply | None = None,
) -> Reply:
    """Return the answer of a fault.

    ``reply`` is the real answer, if what was asked has been done already.
    """
    exchange.fault = (fault.kind, fault.source)
    if fault.kind not in KEEPS_ANSWER:
        exchange.verdict = "fault"
    about = fault.about
    if fault.kind == "expired-token":
        answer = _expired(exchange, clock=clock, tokens=tokens)
    elif about.status not in (200, None):
        answer = _error(about.status, fault.retry_after)
    elif about.status is None or about.body is not None:
        answer = Reply(about.status, about.body or b"", list(about.headers))
    else:
        answer = reply or Reply(200, b"{}", [JSON])
    seconds = 0.0 if fault.kind in NOT_A_DELAY else fault.delay_ms / 1000
    if about.how != "delay" or seconds:
        answer.strike = Strike(about.how, seconds)
    return answer


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
