"""One call, from the credentials to the result: the sequence, without I/O.

Credentials → the time window once more → send → outcome → done, again, or an error. It is a
generator of steps (``steps.py``), so the threaded and the async client run the same lines.
One absolute deadline covers everything, token fetch, sleeps and retries included, and bounds
each attempt by what is left of it.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from typing import Any

import httpx
from attrs import define, field, frozen

from sinch_inject import privacy
from sinch_inject.auth.credentials import Credentials
from sinch_inject.call.outcome import Outcome, Verdict, judge
from sinch_inject.call.retry import Again, RetryPolicy, decide
from sinch_inject.call.telemetry import Span
from sinch_inject.errors import (
    DeadlineExceeded,
    OutcomeUnknown,
    PreflightError,
    Problem,
    SinchInjectError,
)
from sinch_inject.http import answer
from sinch_inject.http.answer import Answer, Failure, parse_retry_after
from sinch_inject.http.steps import Send, Sender, Sleep, Steps
from sinch_inject.request.preflight import window_problem
from sinch_inject.request.prepare import Prepared

__all__ = ["Equipment", "InjectResult", "Rules", "Surroundings", "call"]

log = logging.getLogger("sinch_inject")
log.addHandler(logging.NullHandler())  # an application that set up no logging hears nothing
LEVELS = {Outcome.DONE: logging.DEBUG, Outcome.UNKNOWN: logging.WARNING}


@frozen
class InjectResult:
    """A message that is in the conversation.

    Attributes:
        status: the HTTP status, 200 or 204.
        attempts: how many attempts it took.
        sent_at: when the attempt that worked began, UTC.
        elapsed: seconds for the whole call.
        request_id: to grep for; the server's if it named one, else ours. The API gives no
            message id.
    """

    status: int
    attempts: int
    sent_at: datetime.datetime
    elapsed: float
    request_id: str


@frozen(kw_only=True)
class Surroundings:
    """What a call touches of the world; tests pass their own.

    Attributes:
        clock: monotonic seconds.
        wall: seconds since the epoch.
        random: a float from 0 up to 1.
    """

    clock: Callable[[], float]
    wall: Callable[[], float]
    random: Callable[[], float]


@frozen(kw_only=True)
class Rules:
    """How patient and how strict a call is.

    Attributes:
        retry: the retry policy.
        deadline: seconds for the whole call; None: no limit.
        preflight: check the contract and the time window before sending.
    """

    retry: RetryPolicy = field(factory=RetryPolicy)
    deadline: float | None = 60.0
    preflight: bool = True


@frozen(kw_only=True)
class Equipment:
    """What a client lends to each of its calls.

    Attributes:
        build: makes an httpx request of the generated keyword arguments.
        credentials: give the ``Authorization`` header.
        sender: hands over the request.
        rules: patience and strictness.
        world: clocks and chance.
    """

    build: Callable[[dict[str, Any]], httpx.Request]
    credentials: Credentials
    sender: Sender
    rules: Rules
    world: Surroundings


@define
class Progress:
    """How far a call has come."""

    started: float
    end: float
    attempt: int = 0
    refreshed: bool = False
    last: SinchInjectError | None = None
    unknown: OutcomeUnknown | None = None


def call(prepared: Prepared, equipment: Equipment, span: Span) -> Steps[InjectResult]:
    """Yield the steps of one call, and return its result.

    Args:
        prepared: the request.
        equipment: what the client lends.
        span: is told of every attempt.

    Raises:
        SinchInjectError: the first level of its tree is the outcome of the *call*: once an
            attempt ended unknown, a later one that was refused does not make it known.
    """
    started = equipment.world.clock()
    deadline = equipment.rules.deadline
    end = float("inf") if deadline is None else started + deadline
    progress = Progress(started, end)
    try:
        return (yield from _attempts(prepared, equipment, span, progress))
    except SinchInjectError as error:
        error.attempts = progress.attempt
        error.request = prepared.info
        error.request_id = error.request_id or prepared.info.request_id
        unknown = progress.unknown
        if unknown is None or isinstance(error, OutcomeUnknown):
            raise
        unknown.attempts = progress.attempt
        unknown.request = prepared.info
        raise unknown from None


def _attempts(
    prepared: Prepared, equipment: Equipment, span: Span, progress: Progress
) -> Steps[InjectResult]:
    """Attempt until it is done, or nothing more may be done."""
    world, credentials = equipment.world, equipment.credentials
    while True:
        header, token = yield from credentials.steps(progress.end)
        # After the token: an attempt of a millisecond could only end unknown.
        if world.clock() >= progress.end:
            raise progress.last or DeadlineExceeded(
                "the deadline came before an attempt could start"
            )
        if equipment.rules.preflight:
            _in_window(prepared, world.wall())
        progress.attempt += 1
        request = _built(prepared, equipment)
        request.headers["authorization"] = header
        sent_at = world.wall()
        budget = progress.end - world.clock()
        reply: Answer | Failure = yield Send(request, budget, equipment.sender)
        verdict = judge(reply)
        request_id = _tell(span, prepared, progress.attempt, reply, verdict)
        if verdict.outcome is Outcome.DONE and isinstance(reply, Answer):
            return InjectResult(
                status=reply.status,
                attempts=progress.attempt,
                sent_at=datetime.datetime.fromtimestamp(sent_at, datetime.UTC),
                elapsed=world.clock() - progress.started,
                request_id=request_id,
            )
        if isinstance(reply, Answer) and reply.status == 401:
            credentials.refused(token)
        error = progress.last = _error(prepared, reply, verdict, world.wall(), request_id)
        if isinstance(error, OutcomeUnknown):
            progress.unknown = error
        again = _again(equipment, progress, verdict, reply, error)
        if again is None:
            raise error
        progress.refreshed = progress.refreshed or again.fresh_token
        if again.delay:
            log.info("request=%s waits %.2f s", prepared.info.request_id, again.delay)
            yield Sleep(again.delay)


def _built(prepared: Prepared, equipment: Equipment) -> httpx.Request:
    """Make the httpx request; only without a preflight can that fail."""
    try:
        return equipment.build(prepared.kwargs)
    except (TypeError, ValueError, RecursionError, httpx.InvalidURL) as error:
        # Only the kind of error: its text may quote the message.
        text = f"cannot be written as JSON ({type(error).__name__}); preflight says where"
        raise PreflightError([Problem("", "json", text)]) from None


def _again(
    equipment: Equipment,
    progress: Progress,
    verdict: Verdict,
    reply: Answer | Failure,
    error: SinchInjectError,
) -> Again | None:
    return decide(
        equipment.rules.retry,
        verdict,
        attempt=progress.attempt,
        status=reply.status if isinstance(reply, Answer) else None,
        retry_after=error.retry_after,
        refreshed=progress.refreshed,
        can_refresh=equipment.credentials.can_refresh,
        remaining=progress.end - equipment.world.clock(),
        random=equipment.world.random,
    )


def _in_window(prepared: Prepared, now: float) -> None:
    """Check the time once more: a sleep may have taken the message out of the window."""
    problem = window_problem(prepared.info.accept_time, now=now)
    if problem is not None and problem.severity == "error":
        raise PreflightError([problem])


def _tell(
    span: Span, prepared: Prepared, attempt: int, reply: Answer | Failure, verdict: Verdict
) -> str:
    """Log an attempt and tell the span; return the id to grep for."""
    info = prepared.info
    ours = info.request_id or ""
    if isinstance(reply, Answer):
        request_id = privacy.printable(reply.headers.get("x-request-id", ""))[:128] or ours
        status, said = reply.status, privacy.loggable_headers(reply.headers)
    else:
        request_id, status, said = ours, None, {}
    level = LEVELS.get(verdict.outcome, logging.INFO)
    log.log(
        level,
        "request=%s attempt=%d conversation=%s outcome=%s status=%s server_request=%s headers=%s",
        *(ours, attempt, info.conversation_id, verdict.outcome.value, status, request_id, said),
    )
    span.attempt(attempt, outcome=verdict.outcome.value, status=status)
    return request_id


def _error(
    prepared: Prepared,
    reply: Answer | Failure,
    verdict: Verdict,
    now: float,
    request_id: str,
) -> SinchInjectError:
    """Build the error that an attempt comes to."""
    kind = verdict.error or SinchInjectError
    scrub = privacy.scrubber(prepared.body)
    if isinstance(reply, Failure):
        return kind(scrub(reply.text), request_id=request_id)
    words = answer.read(reply, scrub=scrub)
    return kind(
        words.message,
        status=reply.status,
        code=words.code,
        details=words.details,
        retry_after=parse_retry_after(reply.headers.get("retry-after"), now=now),
        request_id=request_id,
        answer=reply.body,
    )
