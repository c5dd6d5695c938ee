"""Again or not, and when: the whole decision, without a clock."""

from __future__ import annotations

import datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sinch_inject import NO_RETRY, RetryPolicy
from sinch_inject.call.outcome import Outcome, judge
from sinch_inject.call.retry import Again, decide
from sinch_inject.http.answer import Answer, Failure, Kind, parse_retry_after

POLICY = RetryPolicy(attempts=4, initial=1.0, factor=2.0, ceiling=10.0, retry_after_cap=30.0)
NOT_SENT = Failure(Kind.CONNECT, "refused", handed_over=False)
LOST = Failure(Kind.LOST, "reset", handed_over=True)
NOW = 1_790_000_000.0


def decision(
    reply: Answer | Failure,
    *,
    policy: RetryPolicy = POLICY,
    attempt: int = 1,
    retry_after: float | None = None,
    refreshed: bool = False,
    can_refresh: bool = True,
    remaining: float = 1e9,
    chance: float = 0.5,
) -> Again | None:
    return decide(
        policy,
        judge(reply),
        attempt=attempt,
        status=reply.status if isinstance(reply, Answer) else None,
        retry_after=retry_after,
        refreshed=refreshed,
        can_refresh=can_refresh,
        remaining=remaining,
        random=lambda: chance,
    )


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415])
def test_a_refusal_would_only_be_repeated(status: int) -> None:
    assert decision(Answer(status)) is None


@pytest.mark.parametrize("status", [201, 302, 408, 500, 501, 502, 503, 504, 520])
def test_an_unknown_is_never_tried_again(status: int) -> None:
    assert decision(Answer(status)) is None
    assert decision(Answer(status), retry_after=1.0) is None
    assert decision(LOST) is None


@pytest.mark.parametrize("reply", [LOST, Answer(500), Answer(503), Answer(200, body=b"<html>")])
def test_an_unknown_is_tried_again_by_those_who_accept_duplicates(reply: Answer | Failure) -> None:
    policy = RetryPolicy(attempts=4, initial=1.0, retry_unknown=True)
    assert decision(reply, policy=policy) == Again(0.5)


@pytest.mark.parametrize("reply", [NOT_SENT, Answer(429)])
def test_what_was_not_processed_is_tried_again(reply: Answer | Failure) -> None:
    assert [decision(reply, attempt=n) for n in (1, 2, 3, 4)] == [
        Again(0.5),
        Again(1.0),
        Again(2.0),
        None,
    ]


@pytest.mark.parametrize("reply", [NOT_SENT, Answer(429), Answer(500), LOST])
def test_no_retry_is_no_retry_of_any_kind(reply: Answer | Failure) -> None:
    assert decision(reply, policy=NO_RETRY) is None


def test_the_one_fresh_token_is_not_counted_as_trying_again() -> None:
    assert decision(Answer(401), policy=NO_RETRY) == Again(0.0, fresh_token=True)
    assert decision(Answer(401), policy=NO_RETRY, attempt=2, refreshed=True) is None
    assert decision(Answer(429), policy=NO_RETRY, attempt=2, refreshed=True) is None
    twice = RetryPolicy(attempts=2, initial=1.0)
    assert decision(Answer(429), policy=twice, attempt=2, refreshed=True) == Again(1.0)
    assert decision(Answer(429), policy=twice, attempt=3, refreshed=True) is None


def test_a_401_is_answered_with_one_fresh_token_at_once() -> None:
    assert decision(Answer(401)) == Again(0.0, fresh_token=True)
    assert decision(Answer(401), refreshed=True) is None
    assert decision(Answer(401), can_refresh=False) is None


def test_delays_have_full_jitter_and_a_ceiling() -> None:
    assert decision(NOT_SENT, chance=0.0) == Again(0.0)
    patient = RetryPolicy(attempts=10**9, initial=1.0, ceiling=10.0)
    assert decision(NOT_SENT, policy=patient, attempt=4, chance=1.0) == Again(8.0)
    assert decision(NOT_SENT, policy=patient, attempt=5, chance=1.0) == Again(10.0)
    assert decision(NOT_SENT, policy=patient, attempt=10**6, chance=1.0) == Again(10.0)


def test_retry_after_is_a_lower_bound_with_a_cap() -> None:
    assert decision(Answer(429), retry_after=7.0, chance=0.0) == Again(7.0)
    assert decision(Answer(429), retry_after=7.0, chance=1.0) == Again(8.0)
    assert decision(Answer(429), retry_after=86400.0, chance=0.0) == Again(30.0)


def test_a_delay_that_would_pass_the_deadline_is_not_slept() -> None:
    assert decision(Answer(429), retry_after=7.0, chance=0.0, remaining=7.0) is None
    assert decision(Answer(429), retry_after=7.0, chance=0.0, remaining=7.1) == Again(7.0)
    assert decision(NOT_SENT, remaining=0.0, chance=0.0) is None


@given(
    status=st.integers(100, 999),
    attempt=st.integers(1, 10),
    refreshed=st.booleans(),
    body=st.binary(max_size=20),
)
def test_nothing_that_may_be_stored_is_ever_sent_again(
    status: int, attempt: int, refreshed: bool, body: bytes
) -> None:
    reply = Answer(status, body=body)
    if decision(reply, attempt=attempt, refreshed=refreshed) is not None:
        assert judge(reply).outcome is Outcome.REJECTED
        assert status in (401, 429)


# ---------------------------------------------------------------------------- Retry-After


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("9" * 50, 1e6),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("soon", None),
        ("\u0663", None),
        ("Wed, 99 Foo 2026 99:99:99 GMT", None),
    ],
)
def test_seconds(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, now=NOW) == seconds


def test_dates() -> None:
    moment = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    later = moment + datetime.timedelta(seconds=90)
    assert parse_retry_after(format_datetime(later, usegmt=True), now=NOW) == 90.0
    assert parse_retry_after(format_datetime(later.replace(tzinfo=None)), now=NOW) == 90.0
    assert parse_retry_after(format_datetime(moment - datetime.timedelta(9)), now=NOW) == 0.0


@given(st.text(max_size=60) | st.from_regex(r"[A-Z][a-z]{2}, \d+ [A-Z][a-z]{2} \d+ [\d:]+ \S*"))
def test_no_header_can_raise(value: str) -> None:
    seconds = parse_retry_after(value, now=NOW)
    assert seconds is None or seconds >= 0
