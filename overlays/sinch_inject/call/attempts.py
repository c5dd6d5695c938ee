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

from attrs import evolve, field, frozen
from sinch_inject_contract.document import operations

from sinch_inject import privacy
from sinch_inject.auth.credentials import Authorization, Credentials
from sinch_inject.call.outcome import Outcome, Verdict, judge
from sinch_inject.call.progress import Progress, ending, error_of, tell_known
from sinch_inject.call.retry import Again, RetryPolicy, decide
from sinch_inject.call.telemetry import Attempt, Span, hear, span
from sinch_inject.errors import (
    DeadlineExceeded,
    OutcomeUnknown,
    PreflightError,
    SinchInjectError,
)
from sinch_inject.http.answer import Answer, Failure
from sinch_inject.http.outgoing import Origin, Outgoing
from sinch_inject.http.steps import Send, Sender, Sleep, Steps, World
from sinch_inject.logs import facts, log
from sinch_inject.request.preflight import window_problem
from sinch_inject.request.prepare import Prepared

__all__ = ["NO_ANSWER", "Call", "Done", "InjectResult", "seconds_to_look"]

LOOK = 30.0  # seconds to look for a message, where True says to
NO_ANSWER = "no usable answer"  # of an operation that changes nothing when it is repeated
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
        settled: its outcome was unknown, and it was found by looking.
        message_id: known only then.
    """

    status: int
    attempts: int
    sent_at: datetime.datetime
    elapsed: float
    request_id: str
    settled: bool = False
    message_id: str | None = None


@frozen
class Done:
    """What the attempt that worked came to."""

    reply: Answer
    result: InjectResult


def seconds_to_look(given: bool | float) -> float:
    """Return what ``settle`` means."""
    return LOOK if given is True else float(given)


@frozen(kw_only=True)
class Call:
    """How the calls of a client are made; ``with_options`` evolves it.

    Attributes:
        origin: where requests go.
        lines: the header lines that all of them have.
        credentials: give the ``Authorization`` header.
        sender: hands over the request.
        world: clocks and chance.
        retry: the retry policy.
        deadline: seconds for a whole call; None: no limit.
        preflight: check the contract and the time window before sending.
        settle: seconds to look for a message whose outcome is unknown; 0: not at all.
        on_attempt: is told of each attempt.
    """

    origin: Origin
    lines: bytes = field(repr=False)
    credentials: Credentials
    sender: Sender
    world: World
    retry: RetryPolicy = field(factory=RetryPolicy)
    deadline: float | None = 60.0
    preflight: bool = True
    settle: float = field(default=0.0, converter=seconds_to_look)
    on_attempt: Callable[[Attempt], object] | None = None

    def through(self, via: Callable[[Sender], Sender] | None) -> Call:
        """Return the same with another sender before the client's own."""
        return self if via is None else evolve(self, sender=via(self.sender))

    def steps(self, prepared: Prepared) -> Steps[Done]:
        """Yield the steps of one call, and return its result with the answer.

        An operation that the contract calls safe is also tried again after *unknown*.

        Raises:
            SinchInjectError: the first level of its tree is the outcome of the *call*: once an
                attempt ended unknown, a later one that was refused does not make it known.
        """
        started = self.world.clock()
        end = float("inf") if self.deadline is None else started + self.deadline
        progress = Progress(started, end)
        with span(prepared.info) as trace:
            try:
                return (yield from _attempts(prepared, self, trace, progress))
            except SinchInjectError as error:
                raise ending(error, prepared, progress) from error.__cause__
            except BaseException as interruption:
                tell_known(interruption, ending(progress.known(), prepared, progress))
                raise


def _attempts(prepared: Prepared, call: Call, trace: Span, progress: Progress) -> Steps[Done]:
    """Attempt until it is done, or nothing more may be done."""
    world, credentials = call.world, call.credentials
    operation = operations()[prepared.info.operation]
    lines = call.lines + prepared.lines
    while True:
        authorization = yield from credentials.steps(progress.end)
        # After the token: an attempt of a millisecond could only end unknown.
        if world.clock() >= progress.end:
            raise progress.last or DeadlineExceeded(
                "the deadline came before an attempt could start"
            )
        now = world.wall()
        # Before it goes out: what a clock says that no date can hold must not hide the outcome.
        sent_at = datetime.datetime.fromtimestamp(now, datetime.UTC)
        if call.preflight:
            _in_window(prepared, now)
        request = Outgoing(
            *(call.origin, operation.method, prepared.target),
            *(lines + authorization.line, prepared.content, operation.answer_limit),
        )
        progress.attempt += 1
        began = world.clock()
        progress.sending = True
        reply: Answer | Failure = yield Send(request, progress.end - began, call.sender)
        progress.sending = False
        verdict = judge(reply)
        request_id = _request_id(prepared, authorization, reply)
        _tell(trace, prepared, authorization, progress.attempt, reply, verdict, request_id)
        _hear(call, prepared, progress.attempt, reply, verdict, began)
        deleted = operation.method == "DELETE" and progress.unknown is not None
        if isinstance(reply, Answer) and (
            verdict.outcome is Outcome.DONE or (deleted and reply.status == 404)
        ):
            result = InjectResult(
                status=reply.status,
                attempts=progress.attempt,
                sent_at=sent_at,
                elapsed=world.clock() - progress.started,
                request_id=request_id,
            )
            return Done(reply, result)
        if isinstance(reply, Answer) and reply.status == 401:
            credentials.refused(authorization)
        error = progress.last = error_of(
            *(prepared, authorization, reply, verdict, world.wall(), request_id)
        )
        if isinstance(error, OutcomeUnknown):
            progress.unknown = error
        if operation.safe and isinstance(error, OutcomeUnknown):
            error.outcome, error.retryable = NO_ANSWER, True
        again = _again(call, progress, verdict, reply, error, safe=operation.safe)
        if again is None:
            raise error
        progress.refreshed = progress.refreshed or again.fresh_token
        if again.delay:
            ours = prepared.info.request_id
            extra = facts("wait", request_id=ours, attempt=progress.attempt, seconds=again.delay)
            log.info("request=%s waits %.2f s", ours, again.delay, extra=extra)
            yield Sleep(again.delay)


def _again(
    call: Call,
    progress: Progress,
    verdict: Verdict,
    reply: Answer | Failure,
    error: SinchInjectError,
    *,
    safe: bool,
) -> Again | None:
    # An answer that was too large would be so again.
    too_large = isinstance(reply, Answer) and not reply.complete and reply.status == 200
    policy = evolve(call.retry, retry_unknown=True) if safe and not too_large else call.retry
    return decide(
        policy,
        verdict,
        attempt=progress.attempt,
        status=reply.status if isinstance(reply, Answer) else None,
        retry_after=error.retry_after,
        refreshed=progress.refreshed,
        can_refresh=call.credentials.can_refresh,
        remaining=progress.end - call.world.clock(),
        random=call.world.random,
    )


def _in_window(prepared: Prepared, now: float) -> None:
    """Check the time once more: a sleep may have taken the message out of the window."""
    problem = window_problem(prepared.moment, now=now)
    if problem is not None and problem.severity == "error":
        raise PreflightError([problem])


def _request_id(prepared: Prepared, authorization: Authorization, reply: Answer | Failure) -> str:
    """Return the id to grep for: the server's if it named one, else ours."""
    theirs = None
    if isinstance(reply, Answer) and "x-request-id" in reply.headers:
        theirs = privacy.request_id(
            reply.headers,
            sent=(authorization.value.encode(), prepared.content),
            private={*privacy.private(prepared.body), *privacy.secrets_in(authorization.value)},
        )
    return theirs or prepared.info.request_id or ""


def _tell(
    trace: Span,
    prepared: Prepared,
    authorization: Authorization,
    attempt: int,
    reply: Answer | Failure,
    verdict: Verdict,
    request_id: str,
) -> None:
    """Log an attempt, where somebody listens, and tell the span."""
    outcome, level = verdict.outcome.value, LEVELS.get(verdict.outcome, logging.INFO)
    status = reply.status if isinstance(reply, Answer) else None
    trace.attempt(attempt, outcome=outcome, status=status)
    if not log.isEnabledFor(level):
        return
    said: dict[str, str] = {}
    if isinstance(reply, Answer):
        scrub = privacy.scrubber(prepared.body, authorization=authorization.value)
        said = privacy.loggable_headers(reply.headers, scrub=scrub)
    if said.get("x-request-id", request_id) != request_id:
        del said["x-request-id"]
    ours, conversation = prepared.info.request_id or "", prepared.info.conversation_id
    log.log(
        level,
        "request=%s attempt=%d conversation=%s outcome=%s status=%s server_request=%s headers=%s",
        *(ours, attempt, conversation, outcome, status, request_id, said),
        extra=facts(
            "attempt",
            request_id=ours,
            attempt=attempt,
            conversation_id=conversation,
            outcome=outcome,
            status=status,
            server_request_id=request_id,
        ),
    )


def _hear(
    call: Call,
    prepared: Prepared,
    number: int,
    reply: Answer | Failure,
    verdict: Verdict,
    began: float,
) -> None:
    """Tell the hook, if there is one, of the attempt that began at ``began``."""
    if call.on_attempt is None:
        return
    attempt = Attempt(
        operation=prepared.info.operation,
        conversation_id=prepared.info.conversation_id,
        request_id=prepared.info.request_id or "",
        number=number,
        outcome=verdict.outcome.value,
        status=reply.status if isinstance(reply, Answer) else None,
        seconds=call.world.clock() - began,
    )
    hear(call.on_attempt, attempt)
