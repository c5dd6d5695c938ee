"""One call as a sequence of steps, in a world whose time and chance the test decides over."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import define, field
from sinch_inject import (
    AuthenticationFailed,
    BasicAuth,
    ConnectionFailed,
    ConnectionLost,
    DeadlineExceeded,
    InjectClient,
    InjectResult,
    NotFound,
    PreflightError,
    RateLimited,
    RetryPolicy,
    ServerError,
    SinchInjectError,
)
from sinch_inject.auth.credentials import Authorization, Credentials
from sinch_inject.call.attempts import Call
from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.outgoing import Origin, Outgoing
from sinch_inject.http.steps import Steps, run
from sinch_inject.request.prepare import prepare
from support.requests import message
from support.world import World

NOT_SENT = Failure(Kind.CONNECT, "ConnectError: refused", handed_over=False)
LOST = Failure(Kind.LOST, "ReadError: reset", handed_over=True)
OK = Answer(200, {"x-request-id": "theirs"}, b"{}")


def refused(status: int, **headers: str) -> Answer:
    return Answer(status, headers, b'{"error":{"message":"no"}}')


@define
class Script:
    """A sender that gives the next reply of a list, each after ``takes`` seconds."""

    world: World
    replies: Iterator[Answer | Failure]
    takes: float = 0.0
    budgets: list[float] = field(factory=list)
    headers: list[str] = field(factory=list)

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        self.budgets.append(budget)
        self.headers.append(dict(request.headers)[b"Authorization"].decode())
        self.world.now += self.takes
        return next(self.replies)

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        return self.send(request, budget)


class SlowToken(Credentials):
    """A token that takes its time to come."""

    can_refresh = True

    def __init__(self, world: World, seconds: float) -> None:
        self.world, self.seconds, self.count = world, seconds, 0
        self.deadlines: list[float | None] = []

    def steps(self, deadline: float | None = None) -> Steps[Authorization]:
        self.deadlines.append(deadline)
        yield from ()
        self.world.now += self.seconds
        self.count += 1
        return Authorization(f"Bearer t-{self.count}")


@define(slots=False)
class Case:
    """One call to be: its world, its rules and how long things take."""

    world: World = field(factory=World)
    takes: float = 0.0
    token_takes: float | None = None
    deadline: float | None = 60.0
    preflight: bool = True
    policy: RetryPolicy = field(factory=RetryPolicy)

    def play(self, *replies: Answer | Failure, **changes: Any) -> InjectResult | SinchInjectError:
        """Make one call that gets these replies, and return what it comes to."""
        self.sender = Script(self.world, iter(replies), self.takes)
        auth: Credentials = BasicAuth("k", "s")
        if self.token_takes is not None:
            auth = self.token = SlowToken(self.world, self.token_takes)
        changes.setdefault("accept_time", "2026-09-21T00:00:00Z")
        prepared = prepare("https://x", "p", "c-1", message(**changes), tag=None)
        call = Call(
            origin=Origin.of("https://x"),
            lines=b"",
            credentials=auth,
            sender=self.sender,
            retry=self.policy,
            deadline=self.deadline,
            preflight=self.preflight,
            world=self.world.lent,
        )
        try:
            return run(call.steps(prepared), sleep=self.world.sleep).result
        except SinchInjectError as error:
            ending = error
        assert ending.request is prepared.info
        assert ending.request_id in (prepared.info.request_id, "theirs")
        return ending


def test_a_result_says_when_and_how_often() -> None:
    case = Case(takes=0.25)
    result = case.play(NOT_SENT, OK)
    assert isinstance(result, InjectResult)
    assert (result.status, result.attempts, result.request_id) == (200, 2, "theirs")
    assert case.world.slept == [0.25]
    assert result.elapsed == pytest.approx(0.75)
    assert result.sent_at.timestamp() == pytest.approx(case.world.epoch + 1000.5)


def test_not_sent_and_429_are_tried_again_up_to_the_last_attempt() -> None:
    case = Case()
    error = case.play(NOT_SENT, refused(429), NOT_SENT, refused(429))
    assert type(error) is RateLimited
    assert error.attempts == 4
    assert case.world.slept == [0.25, 0.5, 1.0]


@pytest.mark.parametrize("reply", [LOST, Answer(500), Answer(302), refused(404), refused(400)])
def test_anything_else_is_sent_once(reply: Answer | Failure) -> None:
    error = Case().play(reply)
    assert isinstance(error, SinchInjectError)
    assert error.attempts == 1


def test_the_deadline_covers_attempts_and_sleeps_and_shrinks_the_budgets() -> None:
    case = Case(takes=2.0, deadline=10.0)
    error = case.play(NOT_SENT, refused(429, **{"retry-after": "3"}), NOT_SENT)
    assert type(error) is ConnectionFailed
    assert error.attempts == 3
    assert case.sender.budgets == pytest.approx([10.0, 7.75, 2.25])
    assert case.world.now - 1000 < 10


def test_a_retry_after_beyond_the_deadline_is_told_at_once() -> None:
    case = Case(deadline=5.0)
    error = case.play(refused(429, **{"retry-after": "30"}))
    assert type(error) is RateLimited
    assert error.retry_after == 30.0
    assert case.world.slept == []


def test_no_deadline() -> None:
    case = Case(takes=1e6, deadline=None)
    assert isinstance(case.play(NOT_SENT, NOT_SENT, OK), InjectResult)
    assert case.sender.budgets == [float("inf")] * 3


@pytest.mark.parametrize("takes", [5.0, 6.0])
def test_a_token_that_comes_with_the_deadline_starts_no_attempt(takes: float) -> None:
    """An attempt of a millisecond could only end unknown."""
    case = Case(token_takes=takes, deadline=5.0)
    error = case.play()
    assert type(error) is DeadlineExceeded
    assert error.attempts == 0


def test_the_time_for_the_token_counts() -> None:
    case = Case(token_takes=2.0, deadline=5.0)
    began = case.world.now
    case.play(OK)
    assert case.token.deadlines == [began + 5.0]
    assert case.sender.budgets == [3.0]


def test_a_sleep_that_takes_too_long_ends_with_the_last_error() -> None:
    case = Case(deadline=5.0)
    case.world.lag = 10.0
    error = case.play(NOT_SENT)
    assert type(error) is ConnectionFailed


def test_a_401_brings_one_fresh_token() -> None:
    case = Case(token_takes=0.0)
    assert isinstance(case.play(refused(401), OK), InjectResult)
    assert case.sender.headers == ["Bearer t-1", "Bearer t-2"]
    assert case.world.slept == []
    assert type(case.play(refused(401), refused(401))) is AuthenticationFailed
    assert type(case.play(refused(401), refused(429), refused(401))) is AuthenticationFailed


def test_a_401_to_a_key_is_final() -> None:
    assert type(Case().play(refused(401))) is AuthenticationFailed


# ------------------------------------------------------------------ callers who accept duplicates


def accepting(**options: Any) -> Case:
    return Case(policy=RetryPolicy(retry_unknown=True), **options)


def test_unknown_is_tried_again_if_duplicates_are_accepted() -> None:
    assert isinstance(accepting().play(LOST, Answer(503), OK), InjectResult)


@pytest.mark.parametrize(
    "later",
    [refused(404), refused(400), refused(429), NOT_SENT],
    ids=lambda reply: repr(reply)[:20],
)
def test_a_later_refusal_does_not_make_an_unknown_known(later: Answer | Failure) -> None:
    error = accepting().play(LOST, *[later] * 3)
    assert type(error) is ConnectionLost
    assert error.attempts in (2, 4)


def test_the_last_unknown_is_the_one_that_is_told() -> None:
    error = accepting().play(LOST, Answer(500), refused(404))
    assert type(error) is ServerError
    assert error.status == 500


def test_a_message_that_leaves_the_window_after_an_unknown_stays_unknown() -> None:
    case = accepting()
    age = 30 * 86400 - 0.1
    assert type(case.play(LOST, accept_time=ago(case.world, age))) is ConnectionLost


# -------------------------------------------------------------------------------- time window


def ago(world: World, seconds: float) -> str:
    return datetime.datetime.fromtimestamp(world.wall() - seconds, datetime.UTC).isoformat()


def test_the_window_is_checked_again_before_each_attempt() -> None:
    case = Case()
    error = case.play(NOT_SENT, accept_time=ago(case.world, 30 * 86400 - 0.1))
    assert type(error) is PreflightError
    assert error.attempts == 1
    assert [problem.rule for problem in error.problems] == ["time_window"]


def test_without_preflight_the_server_decides_about_time() -> None:
    case = Case(preflight=False)
    assert type(case.play(NOT_SENT, refused(404), accept_time="2020-01-01T00:00:00Z")) is NotFound


def test_a_message_of_now_passes_though_clocks_differ() -> None:
    case = Case()
    assert isinstance(case.play(OK, accept_time=ago(case.world, -59)), InjectResult)
    assert type(case.play(accept_time=ago(case.world, -61))) is PreflightError


# -------------------------------------------------------- what cannot be sent, preflight or not

CYCLE: dict[str, Any] = {}
CYCLE["a"] = CYCLE
UNSENDABLE = [float("nan"), float("inf"), object(), b"x", "\ud800", CYCLE, {(1, 2): 3}, {1, 2}]


@pytest.mark.parametrize("preflight", [True, False])
@pytest.mark.parametrize("value", UNSENDABLE, ids=lambda value: repr(value)[:20])
def test_what_cannot_be_json_is_not_sent(value: object, preflight: bool) -> None:
    with (
        InjectClient(
            project_id="p",
            auth=BasicAuth("k", "s"),
            base_url="http://127.0.0.1:9",
            environ={},
            preflight=preflight,
        ) as client,
        pytest.raises(PreflightError) as caught,
    ):
        client.inject("c-1", message(extra=value))
    assert caught.value.__cause__ is None
    assert caught.value.attempts <= 1


@pytest.mark.parametrize("preflight", [True, False])
@pytest.mark.parametrize("conversation_id", ["", None, 5, "a\ud800", "x" * 100_000])
def test_what_cannot_be_a_path_is_not_sent(conversation_id: Any, preflight: bool) -> None:
    with (
        InjectClient(
            project_id="p",
            auth=BasicAuth("k", "s"),
            base_url="http://127.0.0.1:9",
            environ={},
            preflight=preflight,
        ) as client,
        pytest.raises(PreflightError, match="conversation_id of the path"),
    ):
        client.inject(conversation_id, message())
