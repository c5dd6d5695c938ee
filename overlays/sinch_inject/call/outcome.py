"""What is known after an attempt: one function, one table.

The API has no idempotency key and answers without an id, so the only protection against a
duplicate is to know. An attempt ends in an :class:`Answer` or in a :class:`Failure`, and
:func:`judge` says what that means:

===========================================  =========  ==============================
what happened                                outcome    error
===========================================  =========  ==============================
204; 200 with nothing, or an object of ours  DONE
400, 405, 413, 415                           REJECTED   InvalidRequest
401 / 403 / 404 / 429                        REJECTED   AuthenticationFailed / Permission-
                                                        Denied / NotFound / RateLimited
501 / any other 5xx                          UNKNOWN    ServerNotImplemented / ServerError
any other status; a 200 that is not ours     UNKNOWN    UnexpectedAnswer
before the last byte was handed over, proved:
  an answer that refuses, as above           REJECTED   as above
  2xx                                        UNKNOWN    UnexpectedAnswer
  any other answer                           NOT_SENT   ConnectionFailed
  a failure                                  NOT_SENT   ConnectionFailed, PoolExhausted
a failure otherwise                          UNKNOWN    ConnectionLost, TimedOut
===========================================  =========  ==============================

A request whose last byte was never handed over was never complete: its length frames it, and
under TLS no end of it can be made up. And should a proxy take what came for all of it, the body
ends with its closing brace, so that no beginning of it is JSON.

Whether it was is never read off an exception's name. The engine counts what the kernel took
(``http/connection.py``), and the fault matrix in ``tests/client`` proves it on every way.
"""

from __future__ import annotations

import enum
import json

from attrs import frozen

from sinch_inject import errors
from sinch_inject.http.answer import Answer, Failure, Kind

__all__ = ["Outcome", "Verdict", "judge"]


class Outcome(enum.Enum):
    """What is known about the message."""

    DONE = "done"
    REJECTED = "rejected"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"


@frozen
class Verdict:
    """What an attempt came to.

    Attributes:
        outcome: what is known.
        error: the class to raise, None when done.
    """

    outcome: Outcome
    error: type[errors.SinchInjectError] | None = None


NOTHING = (b"", b"{}")  # what the page documents
DONE = Verdict(Outcome.DONE)
NOT_OURS = Verdict(Outcome.UNKNOWN, errors.UnexpectedAnswer)

BY_STATUS = {
    204: DONE,
    400: Verdict(Outcome.REJECTED, errors.InvalidRequest),
    401: Verdict(Outcome.REJECTED, errors.AuthenticationFailed),
    403: Verdict(Outcome.REJECTED, errors.PermissionDenied),
    404: Verdict(Outcome.REJECTED, errors.NotFound),
    405: Verdict(Outcome.REJECTED, errors.InvalidRequest),
    413: Verdict(Outcome.REJECTED, errors.InvalidRequest),
    415: Verdict(Outcome.REJECTED, errors.InvalidRequest),
    429: Verdict(Outcome.REJECTED, errors.RateLimited),
    501: Verdict(Outcome.UNKNOWN, errors.ServerNotImplemented),
}
BY_FAILURE = {
    (Kind.CONNECT, False): Verdict(Outcome.NOT_SENT, errors.ConnectionFailed),
    (Kind.TIMEOUT, False): Verdict(Outcome.NOT_SENT, errors.ConnectionFailed),
    (Kind.LOST, False): Verdict(Outcome.NOT_SENT, errors.ConnectionFailed),
    (Kind.POOL, False): Verdict(Outcome.NOT_SENT, errors.PoolExhausted),
    (Kind.CONNECT, True): Verdict(Outcome.UNKNOWN, errors.ConnectionLost),
    (Kind.TIMEOUT, True): Verdict(Outcome.UNKNOWN, errors.TimedOut),
    (Kind.LOST, True): Verdict(Outcome.UNKNOWN, errors.ConnectionLost),
    (Kind.POOL, True): Verdict(Outcome.UNKNOWN, errors.TimedOut),
}


def judge(result: Answer | Failure) -> Verdict:
    """Say what is known after an attempt that ended in ``result``."""
    if isinstance(result, Failure):
        return BY_FAILURE[result.kind, result.handed_over]
    if not result.handed_over:
        return _early(result)
    if result.status == 200:
        return DONE if is_ours(result) else NOT_OURS
    if 500 <= result.status <= 599 and result.status not in BY_STATUS:
        return Verdict(Outcome.UNKNOWN, errors.ServerError)
    return BY_STATUS.get(result.status, NOT_OURS)


def _early(answer: Answer) -> Verdict:
    """Judge an answer that came before the request was handed over to its last byte.

    Nobody can have acted on it. A server that says so is believed when it refuses; one that
    says it has done it says what cannot be.
    """
    if 200 <= answer.status <= 299:
        return NOT_OURS
    verdict = BY_STATUS.get(answer.status)
    if verdict is not None and verdict.outcome is Outcome.REJECTED:
        return verdict
    return Verdict(Outcome.NOT_SENT, errors.ConnectionFailed)


def is_ours(answer: Answer) -> bool:
    """Say whether the body of a 200 is one that this API gives.

    Nothing, or a JSON object without ``error``. The page documents an empty object; members
    that the API may add one day must not turn every success into an unknown.
    """
    if not answer.complete:
        return False
    if answer.encoded:
        return False
    if answer.body in NOTHING or not answer.body.strip():
        return True
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "error" not in value
