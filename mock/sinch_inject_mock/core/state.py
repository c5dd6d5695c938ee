"""Everything a simulator remembers, and how it forgets."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from random import Random

from attrs import evolve
from sinch_inject_contract.document import contract, operations

from sinch_inject_mock.core.auth import Key, Keys, Tokens
from sinch_inject_mock.core.clock import Clock
from sinch_inject_mock.core.faults import Faults
from sinch_inject_mock.core.fidelity import RATE_LIMIT, TOKEN_RATE_LIMIT, applies
from sinch_inject_mock.core.journal import Journal
from sinch_inject_mock.core.known_ids import Register
from sinch_inject_mock.core.memory_store import Memory
from sinch_inject_mock.core.pages import Pages
from sinch_inject_mock.core.ratelimit import RateLimit
from sinch_inject_mock.core.routes import Routes
from sinch_inject_mock.core.rules import Rules
from sinch_inject_mock.core.store import Store
from sinch_inject_mock.settings import Settings

__all__ = ["PARTS", "State"]

PARTS = ("messages", "requests", "tokens", "faults", "clock", "conversations", "keys")
TOKEN_BURST = 3.0
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class State:
    """The state of one simulator.

    Args:
        settings: how it is set up.
        clock: by default the real time, or standing still at ``settings.now``.
        random: the source of tokens, ids and chance; by default from ``settings.seed``.
        store: where messages are kept; by default in memory.
        elapsed: seconds that only go forward, for latency and rate limits.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        random: Random | None = None,
        store: Store | None = None,
        elapsed: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.settings = settings
        self.random = random or Random(settings.seed)  # noqa: S311 -- tokens guard nothing here
        # Chance that can be repeated begins anew with a reset, too.
        repeatable = random is not None or settings.seed is not None
        self._chance = self.random.getstate() if repeatable else None
        self.clock = clock or Clock(start=settings.now)
        self.elapsed = elapsed
        self.routes = Routes(operations().values(), contract()["components"]["schemas"])
        self.keys = Keys()
        self.tokens = Tokens(self.clock, self.random, lifetime=settings.token_ttl)
        half = settings.memory // 2
        self.store: Store = Memory(settings.retention, half) if store is None else store
        self.journal = Journal(settings.retention, half)
        self.register = Register(self.store)
        self.resets = 0
        self._draw()
        names = self.routes.names()
        self.faults = Faults(self.random, settings.faults, operations=names)
        self.rules = Rules()
        self.list_lag = settings.list_lag
        self.limit_rates(settings.rate_limit, settings.token_rate_limit)
        self._add_default_key()

    @applies(RATE_LIMIT, TOKEN_RATE_LIMIT)
    def limit_rates(self, project: float | None, token: float | None) -> None:
        """Set the rate limits, in requests a second; None is off."""
        self.project_limit = RateLimit(project, self.elapsed)
        burst = token * TOKEN_BURST if token else None
        self.token_limit = RateLimit(token, self.elapsed, burst=burst)

    def _draw(self) -> None:
        """Begin with new ids: what was said before means nothing any more."""
        if self._chance is not None:
            self.random.setstate(self._chance)
        self.prefix = "".join(self.random.choices(ALPHABET, k=12))
        self.pages = Pages(self.random, self.resets)
        self.requests = 0

    def lag_lists(self, seconds: float) -> None:
        """Have messages listed only so long after they are stored, from now on.

        Raises:
            ValueError: no such time.
        """
        evolve(self.settings, list_lag=seconds)
        self.list_lag = seconds

    def _add_default_key(self) -> None:
        settings = self.settings
        self.keys.add(Key(settings.key_id, settings.key_secret, settings.project_id))

    def reset(self, keep: Collection[str] = ()) -> None:
        """Forget everything but some parts.

        Raises:
            ValueError: no such part.
        """
        unknown = sorted(set(keep) - set(PARTS))
        if unknown:
            raise ValueError(f"cannot keep {unknown[0]!r}; parts are {', '.join(PARTS)}")
        forget: dict[str, Callable[[], object]] = {
            "messages": lambda: self.store.clear(anew=True),
            "requests": self._forget_requests,
            "tokens": self.tokens.revoke,
            "faults": self.faults.reset,
            "clock": self.clock.reset,
            "conversations": self.register.clear,
            "keys": self._reset_keys,
        }
        self.resets += 1
        for part, action in forget.items():
            if part not in keep:
                action()
        self.project_limit.reset()
        self.token_limit.reset()
        self.list_lag = self.settings.list_lag

    def _forget_requests(self) -> None:
        self._draw()
        self.journal.clear(anew=True)

    def _reset_keys(self) -> None:
        self.keys.clear()
        self._add_default_key()
