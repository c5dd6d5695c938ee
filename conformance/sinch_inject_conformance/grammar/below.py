"""Requests that no application ever sees: what the server itself answers is an answer, too.

Each way not to be read, at each place of the API. Whoever refuses, the refusal has the form that
every other has: status, headers, media type, body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sinch_inject_conformance.case import Expect, Row, text
from sinch_inject_conformance.grammar.framings import UNREADABLE, Shape, headed, rewritten

__all__ = ["cases"]

# Nothing at all is a right answer as well: the connection ends.
REFUSED = Expect({0, 400, 411, 413, 414, 431, 501, 505}, kind="outside")
LARGE = 200_000
PLACES = (
    ("injecting", "POST", "/v1/projects/{project}/conversations/{conversation}:inject-message"),
    ("listing", "GET", "/v1/projects/{project}/messages"),
    ("reading", "GET", "/v1/projects/{project}/messages/x"),
    ("deleting", "DELETE", "/v1/projects/{project}/messages/x"),
    ("a token", "POST", "/oauth2/token"),
    ("no place", "GET", "/nothing"),
)
TOO_LARGE: Sequence[tuple[str, Shape]] = (
    ("a long value", headed("X: " + "a" * LARGE, "Content-Length: 0")),
    ("a long name", headed("X" * LARGE + ": a", "Content-Length: 0")),
    ("many headers", headed(*(f"X-{n}: {n}" for n in range(LARGE // 10)), "Content-Length: 0")),
    ("a long query", headed("Content-Length: 0",
                            line="{method} {path}?" + "a" * LARGE + " HTTP/1.1")),
    ("a long cookie", rewritten(lambda it: it.replace(b"\r\n", b"\r\nCookie: a=" + b"b" * LARGE
                                                      + b"\r\n", 1))),
)  # fmt: skip


def cases() -> Iterator[Row]:
    """Yield a row for each way at each place."""
    for place, method, path in PLACES:
        for name, shape in (*UNREADABLE, *TOO_LARGE):
            if method != "POST" and "chunk" in name:  # without a body there are none
                continue
            body = text() if method == "POST" else None
            yield Row(f"below, {place}: {name}", "below", "assumed", REFUSED, body, method=method,
                      path=path, shape=shape, ends=True, journaled=False,
                      explained=False)  # fmt: skip
