"""How a simulator is set up. Frozen: what changes at run time is state, kept by the core."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import field, fields, frozen

__all__ = ["LIMITS", "MIB", "Settings"]

MIB = 1024 * 1024
# What a number may be, both ends included, and whether it must be whole.
LIMITS: dict[str, tuple[float, float, type]] = {
    "token_ttl": (1.0, 1e9, float),
    "rate_limit": (1e-6, 1e9, float),
    "token_rate_limit": (1e-6, 1e9, float),
    "retention": (1, 10_000_000, int),
    "memory": (8 * MIB, 64 * 1024 * MIB, int),
    "max_body": (1, 64 * MIB, int),
    "listener_patience": (0.01, 3600.0, float),
    "list_lag": (0.0, 1e9, float),
    "seed": (-(2**63), 2**63, int),
}


@frozen
class Settings:
    """Settings of one simulator; the defaults suit a first try.

    Raises:
        ValueError: a setting makes no sense; every one that does not is named.
    """

    project_id: str = "demo-project"
    key_id: str = "demo-key"
    key_secret: str = field(default="demo-secret", repr=False)
    now: str | None = None
    """ISO 8601: the clock stands still there from the start."""
    strict: bool = False
    """Conversations and contacts must have been registered."""
    token_ttl: float = 3600.0
    """Seconds."""
    rate_limit: float | None = None
    """Requests a second and project; None is off."""
    token_rate_limit: float | None = None
    """Token requests a second and key; None is off."""
    list_lag: float = 0.0
    """Seconds, on the simulator's clock, until a message that was stored is listed."""
    retention: int = 8_000
    """How many messages, and how many requests, are kept."""
    memory: int = 128 * MIB
    """Bytes: half of it for messages, half for requests. The oldest go."""
    listener_patience: float = 10.0
    """Seconds that a listener to events may read nothing before it is dropped."""
    max_body: int = 1024 * 1024
    """Bytes; larger bodies are refused."""
    seed: int | None = None
    """Of everything random: tokens, ids, faults. None: unpredictable."""
    faults: tuple[dict[str, Any], ...] = ()
    """Faults that stand from the start, in the form of ``POST /_mock/faults``."""
    state: str | None = None
    """A SQLite file that keeps messages across restarts; None keeps them in memory."""
    allowed_hosts: tuple[str, ...] = ()
    """Names, beside loopback and the bound host, that may stand in the Host header."""

    def __attrs_post_init__(self) -> None:
        wrong = list(_wrong(self))
        if wrong:
            raise ValueError("; ".join(wrong))


def _wrong(settings: Settings) -> Iterator[str]:
    for name in ("project_id", "key_id", "key_secret"):
        value: Any = getattr(settings, name)
        if not isinstance(value, str) or not value:
            yield f"{name} must be a string that is not empty"
    if settings.state is not None and str(settings.state) in ("", ":memory:"):
        yield "state must be the path of a file"
    defaults = {one.name: one.default for one in fields(Settings)}
    for name, (low, high, kind) in LIMITS.items():
        value = getattr(settings, name)
        if value is None and defaults[name] is None:
            continue
        whole = kind is int
        if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
            yield f"{name} must be a {'whole ' if whole else ''}number"
        elif not low <= value <= high:  # so that nan is refused, too
            yield f"{name} must be from {low:,} to {high:,}"
