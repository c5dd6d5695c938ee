"""The token source, step by step: who fetches, who waits, and what they get."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sinch_inject import DeadlineExceeded, TokenError, TokenRefused
from sinch_inject.auth.fetch import Token
from sinch_inject.auth.tokens import DROP_PAUSE, LOOK_AFTER, Fetch, Join, TokenSource, Use
from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.outgoing import Origin, Outgoing
from sinch_inject.http.steps import Send, Sleep, Steps, Wait
from support.world import World

REFUSED = Failure(Kind.CONNECT, "ConnectError: refused", handed_over=False)


class NoSender:
    """The tests carry the steps out themselves."""

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        raise NotImplementedError

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        raise NotImplementedError


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def source(world: World) -> TokenSource:
    return TokenSource(
        "https://auth.example/oauth2/token",
        "demo-key",
        "demo-secret",
        sender=NoSender(),
        user_agent="test",
        world=world.lent,
        patience=30.0,
    )


def answer(status: int = 200, body: Any = None, **headers: str) -> Answer:
    value = {"access_token": "t-1", "expires_in": 3600} if body is None else body
    return Answer(
        status, headers, value if isinstance(value, bytes) else json.dumps(value).encode()
    )


def token_answer(value: str, expires_in: Any = 3600) -> Answer:
    return answer(body={"access_token": value, "expires_in": expires_in, "token_type": "bearer"})


def finish(steps: Steps[Token], reply: Any) -> Token:
    """Give the last reply, and return what the steps come to."""
    with pytest.raises(StopIteration) as end:
        steps.send(reply)
    token: Token = end.value.value
    return token


def get(source: TokenSource, reply: Answer) -> Token:
    """Fetch a token with one answer."""
    steps = source.steps()
    assert isinstance(next(steps), Send)
    return finish(steps, reply)


def at_once(source: TokenSource) -> Token:
    """Return the token that is there without any step."""
    return finish(source.steps(), None)


# ---------------------------------------------------------------------- one fetch for everybody


def test_the_first_fetches_and_the_others_wait_for_it(source: TokenSource) -> None:
    fetcher, waiters = source.steps(), [source.steps() for _ in range(5)]
    assert isinstance(next(fetcher), Send)
    flights = [next(waiter) for waiter in waiters]
    assert all(isinstance(flight, Wait) for flight in flights)
    token = finish(fetcher, token_answer("t-1"))
    assert token.value == "t-1"
    for waiter, flight in zip(waiters, flights, strict=True):
        assert isinstance(flight, Wait)
        assert finish(waiter, flight.future.result(0)) is token
    assert at_once(source) is token


def test_the_request_is_the_documented_one(source: TokenSource) -> None:
    step = next(source.steps())
    assert isinstance(step, Send)
    assert step.request.origin == Origin("https", "auth.example", 443)
    assert step.request.target == "/oauth2/token"
    assert step.request.method == "POST"
    assert step.request.body == b"grant_type=client_credentials"
    headers = dict(step.request.headers)
    assert headers[b"Authorization"] == b"Basic ZGVtby1rZXk6ZGVtby1zZWNyZXQ="
    assert headers[b"Content-Type"] == b"application/x-www-form-urlencoded"


def test_a_cancelled_fetcher_hands_over_to_a_waiter(source: TokenSource) -> None:
    fetcher, first, second = source.steps(), source.steps(), source.steps()
    next(fetcher)
    flight = next(first)
    next(second)
    assert isinstance(flight, Wait)
    fetcher.close()  # what a driver does when its caller is cancelled
    assert flight.future.done()
    assert isinstance(first.send(flight.future.result(0)), Send)
    again = second.send(None)
    assert isinstance(again, Wait)
    token = finish(first, token_answer("t-2"))
    assert finish(second, again.future.result(0)) is token


def test_a_fetcher_out_of_time_hands_over_and_does_not_fail_the_others(
    source: TokenSource, world: World
) -> None:
    fetcher, waiter = source.steps(world.now + 1), source.steps(world.now + 60)
    next(fetcher)
    flight = next(waiter)
    assert isinstance(flight, Wait)
    assert flight.timeout == LOOK_AFTER  # then it looks whether the fetcher is still there
    assert waiter.send(None) == flight
    world.now += 2
    with pytest.raises(DeadlineExceeded):
        fetcher.send(REFUSED)
    assert isinstance(waiter.send(flight.future.result(0)), Send)
    assert finish(waiter, token_answer("t-2")).value == "t-2"


def test_each_waiter_has_its_own_deadline(source: TokenSource, world: World) -> None:
    fetcher, hasty, patient = source.steps(), source.steps(world.now + 0.5), source.steps()
    next(fetcher)
    waits = [next(hasty), next(patient)]
    assert [wait.timeout for wait in waits if isinstance(wait, Wait)] == [0.5, LOOK_AFTER]
    world.now += 0.5
    with pytest.raises(DeadlineExceeded):
        hasty.send(None)  # its wait timed out
    assert isinstance(patient.send(None), Wait)
    assert finish(fetcher, token_answer("t-1")).value == "t-1"


def test_a_deadline_that_has_passed_neither_waits_nor_fetches(
    source: TokenSource, world: World
) -> None:
    with pytest.raises(DeadlineExceeded):
        next(source.steps(world.now))
    fetcher = source.steps()
    next(fetcher)
    with pytest.raises(DeadlineExceeded):
        next(source.steps(world.now - 1))
    assert finish(fetcher, token_answer("t-1")).value == "t-1"


def test_a_token_that_is_there_is_used_even_past_the_deadline(
    source: TokenSource, world: World
) -> None:
    token = get(source, token_answer("t-1"))
    assert finish(source.steps(world.now - 1), None) is token


def test_a_failure_is_tried_once_more_by_a_waiter_and_then_told_to_all(
    source: TokenSource, world: World
) -> None:
    fetcher, first, second = source.steps(), source.steps(), source.steps()
    next(fetcher)
    flights = [next(first), next(second)]
    with pytest.raises(TokenError):
        fetcher.send(answer(404, b"<html>"))
    failures = [flight.future.result(0) for flight in flights if isinstance(flight, Wait)]
    assert isinstance(first.send(failures[0]), Send)
    again = second.send(failures[1])
    assert isinstance(again, Wait)
    with pytest.raises(TokenError) as mine:
        first.send(answer(404, b"<html>"))
    with pytest.raises(TokenError) as theirs:
        second.send(again.future.result(0))
    assert str(mine.value) == str(theirs.value)
    assert mine.value is not theirs.value  # each its own traceback


@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused_credentials_are_final_for_all_who_wait(source: TokenSource, status: int) -> None:
    fetcher, waiter = source.steps(), source.steps()
    next(fetcher)
    flight = next(waiter)
    with pytest.raises(TokenRefused, match="invalid_client: no"):
        fetcher.send(answer(status, {"error": "invalid_client", "error_description": "no"}))
    assert isinstance(flight, Wait)
    with pytest.raises(TokenRefused, match=f"{status}.*check SINCH_KEY_ID"):
        waiter.send(flight.future.result(0))


# -------------------------------------------------------------------------- renewal and expiry


def test_one_renews_ahead_while_the_others_go_on(source: TokenSource, world: World) -> None:
    old = get(source, token_answer("t-1"))
    world.now += 3600 - 61
    assert at_once(source) is old
    world.now += 2
    renewer = source.steps()
    assert isinstance(next(renewer), Send)
    assert at_once(source) is old
    new = finish(renewer, token_answer("t-2"))
    assert new.value == "t-2"
    assert at_once(source) is new


def test_all_wait_when_the_token_is_about_to_die(source: TokenSource, world: World) -> None:
    get(source, token_answer("t-1"))
    world.now += 3600 - 4
    fetcher, waiter = source.steps(), source.steps()
    assert isinstance(next(fetcher), Send)
    assert isinstance(next(waiter), Wait)


def test_a_renewal_that_fails_leaves_the_old_token_and_pauses(
    source: TokenSource, world: World
) -> None:
    old = get(source, token_answer("t-1"))
    world.now += 3600 - 50
    renewer = source.steps()
    step = next(renewer)
    assert isinstance(step, Send)
    assert step.budget == 10  # it holds a good token and does not wait longer for another
    assert finish(renewer, REFUSED) is old
    assert at_once(source).value == old.value  # nobody tries again at once
    world.now += 11
    assert isinstance(next(source.steps()), Send)


def test_a_cancelled_renewer_leaves_the_old_token(source: TokenSource, world: World) -> None:
    old = get(source, token_answer("t-1"))
    world.now += 3600 - 50
    renewer = source.steps()
    next(renewer)
    renewer.close()
    assert at_once(source).value == old.value


def test_a_short_lived_token_is_renewed_at_four_fifths(source: TokenSource, world: World) -> None:
    token = get(source, token_answer("t-1", 100))
    assert token.renew_at == world.now + 80
    assert token.dies_at == world.now + 95


# --------------------------------------------------------------------------------- refused: 401


def test_a_refused_token_is_dropped_only_while_it_is_the_cached_one(
    source: TokenSource, world: World
) -> None:
    old = get(source, token_answer("t-1"))
    source.drop(old)
    new = get(source, token_answer("t-2"))
    world.now += DROP_PAUSE  # so that it is not the pause that keeps the new one
    source.drop(old)  # a late answer to a request that went out with the old one
    assert at_once(source) is new


def test_a_token_is_dropped_once_in_a_while_only(source: TokenSource, world: World) -> None:
    """A server that refuses every token has none fetched for every call."""
    source.drop(get(source, token_answer("t-1")))
    fresh = get(source, token_answer("t-2"))
    source.drop(fresh)
    assert at_once(source) is fresh
    world.now += DROP_PAUSE
    source.drop(fresh)
    assert isinstance(next(source.steps()), Send)


def test_states_are_said_without_io(source: TokenSource, world: World) -> None:
    fetch = source.next(world.now)
    assert isinstance(fetch, Fetch)
    assert isinstance(source.next(world.now), Join)
    token = Token("t-1", renew_at=world.now + 10, dies_at=world.now + 20)
    source.land(fetch.flight, token)
    assert source.next(world.now) == Use(token)
    renewal = source.next(world.now + 10)
    assert isinstance(renewal, Fetch)
    assert renewal.old is token


def test_a_fork_frees_lock_and_flight(source: TokenSource, world: World) -> None:
    fetch = source.next(world.now)
    assert isinstance(fetch, Fetch)
    source.forget_locks()
    assert isinstance(source.next(world.now), Fetch)
    source.land(fetch.flight, Token("old", 0, 0))  # the parent's flight changes nothing here
    assert isinstance(source.next(world.now), Join)


# -------------------------------------------------------------------------------- odd answers


@pytest.mark.parametrize(
    ("stated", "lifetime"),
    [
        (3600, 3600),
        ("3600", 3600),
        (59.5, 59.5),
        (None, 300),
        ("soon", 300),
        (True, 300),
        ([], 300),
        (float("nan"), 300),
        (float("inf"), 300),
        ("1e999", 300),
        (10**400, 300),
        (1e300, 1e300),
        (0, 0),
        (-5, 0),
    ],
)
def test_any_lifetime_gives_a_usable_token(
    source: TokenSource, world: World, stated: Any, lifetime: float
) -> None:
    token = get(source, token_answer("t-1", stated))
    assert token.value == "t-1"
    assert token.dies_at == pytest.approx(world.now + lifetime - min(5, lifetime * 0.05))
    assert token.renew_at <= token.dies_at


def test_a_dead_token_serves_its_call_and_no_other(source: TokenSource) -> None:
    get(source, token_answer("t-1", 0))
    assert isinstance(next(source.steps()), Send)


@pytest.mark.parametrize(
    "body",
    [
        {"access_token": "t-1"},
        {"access_token": "t-1", "scope": "", "token_type": "Bearer"},
        {"access_token": "t-1", "token_type": None, "scope": None},
        {"access_token": "t-1", "token_type": "", "expires_in": ""},
    ],
)
def test_what_may_be_missing(source: TokenSource, body: dict[str, Any]) -> None:
    assert get(source, answer(body=body)).value == "t-1"


BAD_200 = [
    b"",
    b"<html>Sign in to the hotel's network</html>",
    b'{"access_token":',
    b"[" * 5000,
    b"\xff\xfe\x00",
    {},
    [],
    "t-1",
    {"access_token": None},
    {"access_token": ""},
    {"access_token": 5},
    {"access_token": "t-1\n"},
    {"access_token": "t 1"},
    {"access_token": "t-\u00e9"},
    {"error": "invalid_client"},
    {"access_token": "t-1", "token_type": "mac"},
]


@pytest.mark.parametrize("body", BAD_200, ids=lambda body: repr(body)[:40])
def test_a_200_without_a_usable_token(source: TokenSource, body: Any) -> None:
    steps = source.steps()
    next(steps)
    with pytest.raises(TokenError) as caught:
        steps.send(answer(200, body, **{"content-type": "text/html; charset=x"}))
    assert not isinstance(caught.value, TokenRefused)
    assert "t-1" not in str(caught.value)
    assert isinstance(next(source.steps()), Send)  # nothing was cached


def test_an_endpoint_that_repeats_the_secret(source: TokenSource) -> None:
    said = "unknown client demo-key:demo-secret, sent Basic ZGVtby1rZXk6ZGVtby1zZWNyZXQ="
    steps = source.steps()
    next(steps)
    with pytest.raises(TokenRefused) as caught:
        steps.send(answer(401, {"error": "invalid_client", "error_description": said}))
    assert "demo-secret" not in str(caught.value)
    assert "ZGVtby1rZXk6" not in str(caught.value)


# ------------------------------------------------------------------------------------ retries


@pytest.mark.parametrize(
    "reply", [REFUSED, answer(429, {}), answer(500, b""), answer(503, b"<html>")]
)
def test_what_may_pass_is_tried_four_times_with_full_jitter(
    source: TokenSource, world: World, reply: Answer | Failure
) -> None:
    steps = source.steps()
    step = next(steps)
    for _ in range(3):
        assert isinstance(step, Send)
        step = steps.send(reply)
        assert isinstance(step, Sleep)
        world.sleep(step.seconds)
        step = steps.send(None)
    assert world.slept == [0.5, 2.0, 8.0]  # half of 1, 4 and 16: chance is 0.5
    with pytest.raises(TokenError):
        steps.send(reply)


def test_retry_after_is_kept_up_to_a_cap(source: TokenSource, world: World) -> None:
    world.chance = 0.0
    steps = source.steps(world.now + 100)
    next(steps)
    assert steps.send(answer(429, {}, **{"retry-after": "3"})) == Sleep(3.0)
    steps.send(None)
    assert steps.send(answer(429, {}, **{"retry-after": "86400"})) == Sleep(16.0)


def test_no_sleep_beyond_the_deadline(source: TokenSource, world: World) -> None:
    steps = source.steps(world.now + 2)
    next(steps)
    with pytest.raises(TokenError):
        steps.send(answer(429, {}, **{"retry-after": "3"}))
    assert world.slept == []


def test_nothing_is_sent_once_the_deadline_has_come(source: TokenSource, world: World) -> None:
    steps = source.steps(world.now + 2)
    next(steps)
    assert isinstance(steps.send(REFUSED), Sleep)
    world.now += 3  # the sleep took longer than it should
    with pytest.raises(DeadlineExceeded):
        steps.send(None)


def test_the_repr_shows_where_and_no_secret(source: TokenSource) -> None:
    get(source, token_answer("t-1"))
    assert repr(source) == "TokenSource('https://auth.example/oauth2/token')"
    assert "t-1" not in repr(at_once(source))
