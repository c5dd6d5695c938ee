"""What goes into the core and what comes out, free of any web framework."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from attrs import Factory, define, frozen

__all__ = [
    "Exchange",
    "Header",
    "Problem",
    "Reply",
    "Request",
    "Source",
    "Strike",
    "StrikeKind",
    "Verdict",
]

Header = tuple[bytes, bytes]
"""Name, in lower case, and value."""
Source = Literal["page", "public-sdk", "assumed"]
Verdict = Literal[
    "injected",
    "rejected",
    "unauthenticated",
    "forbidden",
    "token",
    "fault",
    "rate-limited",
    "other",
]
StrikeKind = Literal["delay", "wait", "truncate", "drip", "hang", "reset"]


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

    def header(self, name: bytes) -> list[bytes]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key == name]


@frozen
class Problem:
    """One broken rule: where, which, in words, and who says that the rule exists."""

    pointer: str
    rule: str
    message: str
    source: Source


@define(eq=False)
class Strike:
    """What the skin does to the connection instead of, or before, plainly answering.

    ``seconds`` is a delay; ``after`` makes the answer when a *wait* is over, ``abandoned``
    is called instead if the client has gone by then.
    """

    kind: StrikeKind
    seconds: float = 0.0
    after: Callable[[], Reply] | None = None
    abandoned: Callable[[], None] | None = None


class Exchange:
    """What becomes known about a request on its way."""

    __slots__ = (
        "conversation_id",
        "fault",
        "is_json",
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


@define(eq=False)
class Reply:
    """One answer. ``status`` is None when the connection is cut without one."""

    status: int | None
    body: bytes = b""
    headers: list[Header] = Factory(list[Header])
    strike: Strike | None = None
