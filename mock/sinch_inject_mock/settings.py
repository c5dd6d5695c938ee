"""How a simulator is set up. Frozen: what changes at run time is state, kept by the core."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

__all__ = ["Settings"]


@frozen
class Settings:
    """Settings of one simulator; the defaults suit a first try."""

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
    retention: int = 8_000
    """How many messages, and how many requests, are kept."""
    max_body: int = 1024 * 1024
    """Bytes; larger bodies are refused."""
    seed: int | None = None
    """Of everything random: tokens, ids, faults. None: unpredictable."""
    faults: tuple[dict[str, Any], ...] = ()
    """Faults that stand from the start, in the form of ``POST /_mock/faults``."""
    state: str | None = None
    """A SQLite file that keeps messages across restarts; None keeps them in memory."""
    allowed_hosts: tuple[str, ...] = ()
    """Names, beside loopback and the bound host, under which the page may be asked for."""
