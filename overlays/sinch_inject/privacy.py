"""What may be said aloud: headers in logs, and a server's words about a request.

Logs and errors never hold message texts, numbers or secrets. For headers that is an *allow*
list; for a server that repeats what it was sent, the sent values are taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["loggable_headers", "scrubber"]

LOGGABLE = (
    "allow",
    "content-length",
    "content-type",
    "date",
    "retry-after",
    "server",
    "x-request-id",
)
PRIVATE = ("app_message", "contact_message", "metadata", "sender_id")
SHORTEST = 4  # shorter values are words and digits that any sentence holds


def loggable_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that may be logged, by lower-case name."""
    return {name: headers[name] for name in LOGGABLE if name in headers}


def scrubber(body: Mapping[str, Any]) -> Callable[[str], str]:
    """Return a function that takes the content and numbers of ``body`` out of a text."""
    found: set[str] = set()
    for name in PRIVATE:
        _collect(body.get(name), found)
    identity = body.get("channel_identity")
    _collect(identity.get("identity") if isinstance(identity, Mapping) else None, found)
    # Longest first, so that no part of a longer value is left standing.
    values = sorted((v for v in found if len(v) >= SHORTEST), key=lambda v: (-len(v), v))

    def scrub(text: str) -> str:
        for value in values:
            text = text.replace(value, "…")
        return text

    return scrub


def _collect(value: object, into: set[str]) -> None:
    """Add every text below ``value``."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            into.add(item)
        elif isinstance(item, Mapping):
            stack.extend(item.values())
        elif isinstance(item, list | tuple):
            stack.extend(item)
