"""Whether to try again, and when. Pure: no clock, no sleep, no I/O.

Sending again is safe after *not sent*, after a 429 (refused before processing) and, once,
after a 401 with a fresh token. It is never safe after *unknown*, and never happens then,
unless the caller accepted duplicates with ``retry_unknown=True``. Other refusals would only
be refused again.

Delays are exponential with full jitter: uniform between 0 and a ceiling that doubles. A
``Retry-After``, in seconds or as a date, is a lower bound, up to a cap. A delay that would
pass the deadline is not slept: the error is raised at once.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from sinch_inject import options
from sinch_inject.call.outcome import Outcome, Verdict
from sinch_inject.errors import ConfigurationError

__all__ = ["NO_RETRY", "Again", "RetryPolicy", "decide"]

CHECKS: dict[str, options.Check] = {
    "attempts": options.whole,
    **dict.fromkeys(("initial", "ceiling", "retry_after_cap"), options.pause),
    "factor": options.growth,
    "retry_unknown": options.flag,
}


@frozen(kw_only=True)
class RetryPolicy:
    """How often and how patiently to try.

    Attributes:
        attempts: at most this many in all. The one fresh token after a 401 is not counted as
            trying again: it is fetched with ``attempts=1`` too.
        initial: ceiling of the first delay, in seconds.
        factor: by what the ceiling grows from attempt to attempt, 1 to 1,000.
        ceiling: the largest delay of our own, in seconds.
        retry_after_cap: the longest the server may make us wait, in seconds.
        retry_unknown: also try again when the outcome is unknown. Accepts duplicates.

    Raises:
        ConfigurationError: names everything that is wrong.
    """

    attempts: int = 4
    initial: float = 0.5
    factor: float = 2.0
    ceiling: float = 20.0
    retry_after_cap: float = 60.0
    retry_unknown: bool = False

    def __attrs_post_init__(self) -> None:
        wrong = options.wrong({name: getattr(self, name) for name in CHECKS}, CHECKS)
        if wrong:
            raise ConfigurationError(f"RetryPolicy: {'; '.join(wrong)}")


NO_RETRY = RetryPolicy(attempts=1)


@frozen
class Again:
    """Try again.

    Attributes:
        delay: seconds to wait first.
        fresh_token: fetch a new token before the attempt.
    """

    delay: float
    fresh_token: bool = False


def decide(
    policy: RetryPolicy,
    verdict: Verdict,
    *,
    attempt: int,
    status: int | None = None,
    retry_after: float | None = None,
    refreshed: bool = False,
    can_refresh: bool = True,
    remaining: float = float("inf"),
    random: Callable[[], float],
) -> Again | None:
    """Say whether to try again after attempt number ``attempt`` (from 1); None: no.

    Args:
        policy: how often and how patiently.
        verdict: what the attempt came to.
        attempt: the number of the attempt that ended.
        status: its HTTP status, None without an answer.
        retry_after: what the server asked for, in seconds.
        refreshed: whether this call already tried a fresh token after a 401.
        can_refresh: whether the credentials are a token that can be renewed.
        remaining: seconds until the deadline.
        random: returns a float from 0 up to 1.
    """
    if status == 401 and verdict.outcome is Outcome.REJECTED:
        return Again(0.0, fresh_token=True) if can_refresh and not refreshed else None
    if attempt - refreshed >= policy.attempts:
        return None
    safe = verdict.outcome is Outcome.NOT_SENT or status == 429
    accepted = verdict.outcome is Outcome.UNKNOWN and policy.retry_unknown
    if not (safe or accepted):
        return None
    # Past 2**60 a float has long met the ceiling; a larger exponent would only overflow.
    growth = policy.factor ** min(attempt - 1, 60)
    delay = random() * min(policy.ceiling, policy.initial * growth)
    if retry_after is not None:
        delay += min(retry_after, policy.retry_after_cap)
    return Again(delay) if delay < remaining else None
