"""What goes into the core and what comes out, free of any web framework."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Literal

from attrs import Factory, define, frozen
from sinch_inject_contract.problem import Problem

__all__ = [
    "Exchange",
    "Header",
    "Later",
    "Reply",
    "Request",
    "Steps",
    "Strike",
    "StrikeKind",
    "Verdict",
    "Wait",
    "Work",
]

Header = tuple[bytes, bytes]
"""Name, in lower case, and value."""
Verdict = Literal[
    "injected",
    "listed",
    "read",
    "deleted",
    "rejected",
    "unauthenticated",
    "forbidden",
    "token",
    "fault",
    "rate-limited",
    "other",
]
StrikeKind = Literal["delay", "truncate", "drip", "hang", "reset"]


@define(eq=False)
class Request:
    """One request: the path as it came, percent-encoded; header names in lower case."""

    method: str
    path: bytes
    headers: Sequence[Header]
    body: bytes = b""
    query: bytes = b""
    client: str = ""
    too_large: bool = False
    """The body was thrown away."""
    turned_away: tuple[int, str] | None = None
    """Status and reason with which the server refuses it, whatever is asked for."""

    def header(self, name: bytes) -> list[bytes]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key == name]


@define(eq=False)
class Strike:
    """What the server does to the connection instead of, or before, plainly answering."""

    kind: StrikeKind
    seconds: float = 0.0


@frozen
class Wait:
    """A step: the client waits so many seconds. Sent back is whether it left meanwhile."""

    seconds: float


@frozen
class Later:
    """A step: so many seconds pass, whoever is there. Sent back is whether the server ends."""

    seconds: float


@define(eq=False)
class Reply:
    """One answer. ``status`` is None when the connection is cut without one."""

    status: int | None
    body: bytes = b""
    headers: list[Header] = Factory(list[Header])
    strike: Strike | None = None


Steps = Generator[Wait | Later | Reply, bool, None]
"""What the server does for one request, step by step; it sends back how each step went."""
Work = Generator[None, None, Reply]
"""An operation in two halves: everything is checked before the one ``yield``, done after it."""


class Exchange:
    """What becomes known about a request on its way."""

    __slots__ = (
        "conversation_id",
        "fault",
        "is_json",
        "lag",
        "late",
        "message_id",
        "problems",
        "request",
        "request_id",
        "started",
        "verdict",
    )

    def __init__(self, request: Request, request_id: str, started: float) -> None:
        self.request = request
        self.request_id = request_id
        self.started = started
        self.verdict: Verdict = "rejected"
        self.problems: tuple[Problem, ...] = ()
        self.is_json = False
        self.message_id: str | None = None
        self.conversation_id: str | None = None
        self.fault: tuple[str, str] | None = None
        self.lag: float | None = None
        """Seconds before the message is listed, if a fault says so."""
        self.late: tuple[float, Work] | None = None
        """What is done that many seconds after the answer."""
