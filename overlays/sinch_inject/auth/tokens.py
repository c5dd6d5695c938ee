"""The token source: one fetch for everybody, ahead of time, and never in a loop.

- A token is used until shortly before it expires. From then on one caller renews it while
  the others go on with the old one; everybody waits only when it is about to die.
- However many threads and tasks ask, one of them fetches and the others wait for that
  flight. The lock is held for a few instructions, never across I/O or a wait, so an event
  loop is never blocked.
- A fetcher that is cancelled, or whose own deadline comes, hands over to a waiter. One that
  fails after its retries hands over once; a waiter that saw two flights fail gives up. A
  refusal of the credentials is final for all who waited.
- A 401 drops the token only if it is still the cached one: late answers to an older token
  must not throw a new one away. And a token is dropped at most once in ten seconds: a server
  that refuses every token must not have one fetched for every call.
- A fetcher whose thread has ended, or whose event loop was stopped in the middle, is noticed
  by those who wait, and one of them takes over.
- The fetch has a transport of its own, so its failure is never mistaken for a failure of
  the message: it is always *not sent*. It may be sent again freely.

Times are monotonic seconds; the server's clock plays no part (``expires_in`` is relative).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from copy import copy

from attrs import evolve, field, frozen

from sinch_inject.auth.fetch import Token, documented, may_pass, read_token
from sinch_inject.errors import DeadlineExceeded, TokenError, TokenRefused
from sinch_inject.http.answer import Answer, Failure, parse_retry_after
from sinch_inject.http.steps import Send, Sender, Sleep, Steps, Wait, World
from sinch_inject.logs import facts, log

__all__ = ["Token", "TokenSource"]

RENEWAL_PAUSE = 10.0  # after a failed renewal, seconds until the next one is tried
RENEWAL_BUDGET = 10.0  # the longest a caller that holds a live token spends on renewing it
DROP_PAUSE = 10.0  # after a token was dropped, seconds until the next one may be
LOOK_AFTER = 1.0  # seconds that a waiter waits before it looks whether the fetcher is still there
CEILINGS = (1.0, 4.0, 16.0)  # of the delays between tries, in seconds; full jitter


Flight = Future["Token | TokenError | None"]  # None: handed over


@frozen
class Use:
    """Go on with this token."""

    token: Token


@frozen
class Fetch:
    """Fetch one. ``old`` is still alive, or None."""

    flight: Flight = field(repr=False)
    old: Token | None


@frozen
class Join:
    """Somebody fetches; wait for that flight."""

    flight: Flight = field(repr=False)


class TokenSource:
    """One access token for any number of threads and tasks.

    Args:
        token_url: the full URL of the token endpoint.
        key_id: the access key's id.
        key_secret: the access key's secret.
        sender: carries out the fetch.
        user_agent: sent with the fetch.
        world: clocks and chance.
        patience: seconds a fetch and its retries may take if the caller sets no deadline.
    """

    def __init__(
        self,
        token_url: str,
        key_id: str,
        key_secret: str,
        *,
        sender: Sender,
        user_agent: str,
        world: World,
        patience: float = 30.0,
    ) -> None:
        self._url = token_url
        self._request, self._scrub = documented(token_url, key_id, key_secret, user_agent)
        self._sender = sender
        self._world = world
        self._patience = patience
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._flight: Flight | None = None
        self._fetcher_lives: Callable[[], bool] = bool
        self._dropped_at = -math.inf
        _sources.add(self)

    def __repr__(self) -> str:
        return f"TokenSource({self._url!r})"

    # ---------------------------------------------------------------- state, under the lock

    def next(self, now: float) -> Use | Fetch | Join:
        """Say what a caller has to do now. ``Fetch`` obliges it to :meth:`land` the flight."""
        with self._lock:
            token = self._token
            alive = token if token is not None and now < token.dies_at else None
            if alive is not None and (now < alive.renew_at or self._flight is not None):
                return Use(alive)
            if self._flight is not None:
                return Join(self._flight)
            self._flight, self._fetcher_lives = Future(), _life()
            return Fetch(self._flight, alive)

    def land(self, flight: Flight, result: Token | TokenError | None) -> None:
        """End a flight with a token, a failure, or None to hand over to a waiter."""
        with self._lock:
            if self._flight is flight:
                self._flight = None
                if isinstance(result, Token):
                    self._token = result
                elif self._token is not None:  # a renewal failed; the old one lives on
                    pause = self._world.clock() + RENEWAL_PAUSE
                    self._token = evolve(self._token, renew_at=pause)
        with contextlib.suppress(InvalidStateError):  # it was taken over in between
            flight.set_result(result)

    def take_over(self, flight: Flight) -> None:
        """Hand a flight over if its fetcher is gone."""
        with self._lock:
            gone = self._flight is flight and not self._fetcher_lives()
        if gone:
            self.land(flight, None)

    def drop(self, token: Token) -> None:
        """Forget ``token``, which the server refused, unless another took its place."""
        with self._lock:
            now = self._world.clock()
            if now - self._dropped_at < DROP_PAUSE:
                return
            if self._token is not None and self._token.value == token.value:
                self._token = None
                self._dropped_at = now

    def forget_locks(self) -> None:
        """In a forked child: the thread that held the lock or the flight is not here."""
        self._lock = threading.Lock()
        self._flight = None

    # -------------------------------------------------------------------------- the steps

    def steps(self, deadline: float | None = None) -> Steps[Token]:
        """Yield what it takes to get a token, and return it.

        Args:
            deadline: monotonic seconds; None: ``patience`` from now.

        Raises:
            TokenError: the endpoint gave none, or turned the credentials down.
            DeadlineExceeded: it did not come in time.
        """
        deadline = self._world.clock() + self._patience if deadline is None else deadline
        failed = 0
        while True:
            match self.next(self._world.clock()):
                case Use(token):
                    return token
                case Fetch(flight, old):
                    return (yield from self._fetch(flight, old, deadline))
                case Join(flight):
                    left = deadline - self._world.clock()
                    result = (yield Wait(flight, min(left, LOOK_AFTER))) if left > 0 else None
                    if isinstance(result, Token):
                        return result
                    if isinstance(result, TokenError):
                        failed += 1
                        if isinstance(result, TokenRefused) or failed == 2:
                            raise copy(result)
                    elif not flight.done():
                        if left <= LOOK_AFTER:
                            raise DeadlineExceeded(
                                "the deadline came while a token was being fetched"
                            )
                        self.take_over(flight)

    def _fetch(self, flight: Flight, old: Token | None, deadline: float) -> Steps[Token]:
        """Fetch a token for everybody who waits on ``flight``."""
        result: Token | TokenError | None = None
        try:
            if old is None:
                result = yield from self._tries(deadline)
            else:
                limit = min(deadline, old.dies_at, self._world.clock() + RENEWAL_BUDGET)
                result = yield from self._tries(limit, ceilings=())
        finally:
            # Also when the caller is cancelled: then result is None, and a waiter takes over.
            self.land(flight, result)
        if isinstance(result, Token):
            return result
        if old is not None:
            return old  # still good; whoever comes after its death gets the error
        if result is None:
            raise DeadlineExceeded("the deadline came before a token could be fetched")
        raise result

    def _tries(
        self, deadline: float, ceilings: tuple[float, ...] = CEILINGS
    ) -> Steps[Token | TokenError | None]:
        """Try until there is a token, a final refusal, or no try left; None: no time left."""
        result: Token | TokenError | None = None
        for ceiling in (*ceilings, None):
            left = deadline - self._world.clock()
            if left <= 0:
                return None
            sent_at = self._world.clock()
            reply: Answer | Failure = yield Send(self._request, left, self._sender)
            result = read_token(reply, sent_at, scrub=self._scrub)
            _tell(reply, result)
            if isinstance(result, Token) or not may_pass(reply):
                return result
            if ceiling is None or self._world.clock() >= deadline:
                break
            asked = None
            if isinstance(reply, Answer):
                asked = parse_retry_after(reply.headers.get("retry-after"), now=self._world.wall())
            delay = self._world.random() * ceiling + min(asked or 0.0, CEILINGS[-1])
            if self._world.clock() + delay >= deadline:
                break
            yield Sleep(delay)
        # The fetcher's own deadline says nothing about the endpoint: hand over, do not fail all.
        return None if self._world.clock() >= deadline else result


def _tell(reply: Answer | Failure, result: Token | TokenError | None) -> None:
    """Log a fetch; nothing of the token."""
    status = reply.status if isinstance(reply, Answer) else None
    outcome = "done" if isinstance(result, Token) else type(result).__name__
    level = logging.DEBUG if isinstance(result, Token) else logging.INFO
    extra = facts("token", outcome=outcome, status=status)
    log.log(level, "token outcome=%s status=%s", outcome, status, extra=extra)


def _life() -> Callable[[], bool]:
    """Return what says whether the caller can still come to an end: its thread, its loop."""
    thread = threading.current_thread()
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return thread.is_alive
    return lambda: thread.is_alive() and loop.is_running()


_sources: weakref.WeakSet[TokenSource] = weakref.WeakSet()


def _after_fork() -> None:
    for source in list(_sources):
        source.forget_locks()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
