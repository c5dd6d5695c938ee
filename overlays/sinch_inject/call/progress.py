"""How far a call has come, and the error that it ends with, should it end there."""

from __future__ import annotations

import contextlib

from attrs import define
from sinch_inject_contract.document import operations

from sinch_inject import privacy
from sinch_inject.auth.credentials import Authorization
from sinch_inject.call.outcome import Verdict
from sinch_inject.errors import KNOWN, NotSent, OutcomeUnknown, SinchInjectError
from sinch_inject.http import answer
from sinch_inject.http.answer import Answer, Failure, parse_retry_after
from sinch_inject.http.outgoing import LARGEST_ANSWER
from sinch_inject.request.prepare import Prepared

__all__ = ["Progress", "ending", "error_of", "tell_known"]


@define
class Progress:
    """How far a call has come."""

    started: float
    end: float
    attempt: int = 0
    refreshed: bool = False
    sending: bool = False
    last: SinchInjectError | None = None
    unknown: OutcomeUnknown | None = None

    def known(self) -> SinchInjectError:
        """Return what is known in this moment, should the call end here."""
        if self.sending:
            return OutcomeUnknown("interrupted while it was being sent")
        if self.last is None:
            return NotSent("interrupted before an attempt was made")
        return self.last


def tell_known(interruption: BaseException, error: SinchInjectError) -> None:
    """Have what interrupts a call say how far it had come."""
    if isinstance(interruption, GeneratorExit):
        return
    with contextlib.suppress(AttributeError, TypeError):  # of an exception with slots
        setattr(interruption, KNOWN, error)
        interruption.add_note(f"sinch-inject: {error}")


def ending(error: SinchInjectError, prepared: Prepared, progress: Progress) -> SinchInjectError:
    """Return the error that a call ends with, after ``error``."""
    safe = operations()[prepared.info.operation].safe
    if progress.unknown is not None and not isinstance(error, OutcomeUnknown) and not safe:
        error = progress.unknown
    error.attempts = progress.attempt
    error.request = prepared.info
    error.request_id = error.request_id or prepared.info.request_id
    return error


def error_of(
    prepared: Prepared,
    authorization: Authorization,
    reply: Answer | Failure,
    verdict: Verdict,
    now: float,
    request_id: str,
) -> SinchInjectError:
    """Build the error that an attempt comes to."""
    kind = verdict.error or SinchInjectError
    scrub = privacy.scrubber(prepared.body, authorization=authorization.value)
    if isinstance(reply, Failure):
        error = kind(scrub(reply.text), request_id=request_id)
        error.__cause__ = reply.cause
        return error
    words = answer.read(reply, scrub=scrub)
    return kind(
        words.message,
        status=reply.status,
        code=words.code,
        details=words.details,
        retry_after=parse_retry_after(reply.headers.get("retry-after"), now=now),
        request_id=request_id,
        answer=reply.body[:LARGEST_ANSWER],
    )
