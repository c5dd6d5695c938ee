"""What listing, reading and deleting refuse: callers, methods, parameters, ids; in which order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sinch_inject_conformance.case import Expect, Row
from sinch_inject_conformance.expectation import Exactly, Listing, Present
from sinch_inject_conformance.grammar.keys import first, position, with_id, with_secret, with_token
from sinch_inject_conformance.messages import parameters
from sinch_inject_conformance.messages.operations import (
    ASSUMED,
    OPERATIONS,
    PAGE,
    SDK,
    Operation,
)

__all__ = ["rows"]

NOT_THERE = Expect({404}, kind="outside")
UNAUTHENTICATED = Expect({401}, {"WWW-Authenticate": Present()})


def rows() -> Iterator[Row]:
    """Yield a row for each refusal of each operation."""
    for operation in OPERATIONS:
        yield from _callers(operation)
        yield from _methods(operation)
        yield from _faults(operation)
        yield from _order(operation)
        yield from _sources(operation)
    yield from parameters.rows()


def _callers(one: Operation) -> Iterator[Row]:
    rule, good = "authentication", Expect({one.status})
    safe = one.name == "listMessages"
    yield one.row("a bearer token", rule, SDK, good, auth="bearer", needs={"oauth"})
    yield one.row("Basic", rule, SDK, good, auth="basic")
    for name in (
        "none", "empty", "digest", "bearer-unknown", "bearer-empty", "bearer-jwt", "basic-wrong",
        "basic-empty", "basic-unknown", "basic-case", "basic-short", "basic-long", "basic-garbage",
    ):  # fmt: skip
        yield one.row(name, rule, SDK, UNAUTHENTICATED, auth=name, safe=safe and name == "none")
    for name in ("bearer-altered", "bearer-long", "bearer-short", "bearer-bare", "query"):
        yield one.row(name, rule, SDK, UNAUTHENTICATED, auth=name, needs={"oauth"})
    yield one.row("revoked", rule, SDK, UNAUTHENTICATED, auth="revoked", needs={"oauth", "tokens"})
    yield one.row("expired", rule, SDK, UNAUTHENTICATED, auth="expired", needs={"oauth", "clock"})
    for at in (0, 3, 7):
        for how in ("in other case", "gone", "another"):
            spot, change = f"letter {at} {how}", position(at, how)
            yield one.row(f"id, {spot}", rule, SDK, UNAUTHENTICATED, auth=with_id(change))
            yield one.row(f"secret, {spot}", rule, SDK, UNAUTHENTICATED, auth=with_secret(change))
            yield one.row(
                f"token, {spot}",
                rule,
                SDK,
                UNAUTHENTICATED,
                auth=with_token(change),
                needs={"oauth"},
            )
    yield one.row(
        "40 letters of a token",
        rule,
        SDK,
        UNAUTHENTICATED,
        auth=with_token(first(40)),
        needs={"oauth"},
    )
    for auth, value in (
        ("none", 'Bearer realm="sinch"'), ("basic-wrong", 'Basic realm="Realm"'),
        ("bearer-unknown", 'Bearer error="invalid_token"'),
    ):  # fmt: skip
        expect = Expect({401}, {"WWW-Authenticate": Exactly(value)})
        yield one.row(f"challenge, {auth}", "challenge", ASSUMED, expect, auth=auth)
    for project in ("another-project", "PROJECT-IN-UPPER-CASE", "project-and-more"):
        yield one.row(f"on {project}", "project", PAGE, Expect({403}), project=project)


def _methods(one: Operation) -> Iterator[Row]:
    if one.name == "deleteMessage":
        return
    allowed = Expect({405}, {"Allow": Listing(one.allows)}, kind="outside")
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PROPFIND", "PURGE"):
        if method not in one.allows:
            body: dict[str, Any] | None = {} if method in {"POST", "PUT", "PATCH"} else None
            for auth in ("usual", "none"):
                yield one.row(
                    f"{method}, {auth} credentials",
                    "method",
                    ASSUMED,
                    allowed,
                    method=method,
                    body=body,
                    auth=auth,
                )


def _faults(one: Operation) -> Iterator[Row]:
    """Ask for each documented answer that only a fault gives."""
    match = {"operation": one.name}
    for status in (400, 401, 403, 404, 429, 500, 501, 503):
        headers = {"WWW-Authenticate": Present()} if status == 401 else {}
        yield one.row(
            f"fault {status}",
            "answer",
            SDK,
            Expect({status}, headers),
            needs={"faults"},
            fault={"kind": str(status), "count": 1, "match": match},
            explained=False,
        )
    yield one.row(
        "fault 429 with Retry-After",
        "answer",
        SDK,
        Expect({429}, {"Retry-After": Exactly("7")}),
        needs={"faults"},
        explained=False,
        fault={"kind": "429", "count": 1, "retry_after": 7, "match": match},
    )


def _order(one: Operation) -> Iterator[Row]:
    rule = "order of checks"
    wrong = f"{one.path}?messages_source=x"
    match = {"operation": one.name}
    fault = {"kind": "503", "count": 1, "match": match}
    yield one.row(
        "a wrong query, no credentials", rule, ASSUMED, UNAUTHENTICATED, path=wrong, auth="none"
    )
    yield one.row(
        "a wrong query, another project",
        rule,
        ASSUMED,
        Expect({403}),
        path=wrong,
        project="another-project",
    )
    yield one.row(
        "no credentials, another project",
        rule,
        ASSUMED,
        UNAUTHENTICATED,
        auth="none",
        project="another-project",
    )
    yield one.row(
        "a wrong query, a fault",
        rule,
        ASSUMED,
        Expect({503}),
        path=wrong,
        fault=fault,
        needs={"faults"},
    )
    yield one.row("a wrong query", rule, ASSUMED, Expect({400}), path=wrong)
    yield one.row("a body, which nobody reads", rule, ASSUMED, Expect({one.status}), body={"x": 1})


def _sources(one: Operation) -> Iterator[Row]:
    for word in (
        "conversation_source", "CONVERSATION", "DISPATCH", "0", "1", "", "CONVERSATION_SOURCE ",
        "*", "ConversationSource", "CONVERSATION_SOURCE,DISPATCH_SOURCE",
        "MESSAGES_SOURCE_UNSPECIFIED",
    ):  # fmt: skip
        yield one.row(
            f"messages_source {word!r}",
            "query",
            SDK,
            Expect({400}),
            path=f"{one.path}?messages_source={quote(word)}",
        )
    for word in ("CONVERSATION_SOURCE", "DISPATCH_SOURCE"):
        yield one.row(
            f"messages_source {word}",
            "query",
            SDK,
            Expect({one.status}),
            path=f"{one.path}?messages_source={word}",
        )
    twice = f"{one.path}?messages_source=CONVERSATION_SOURCE&messages_source=CONVERSATION_SOURCE"
    yield one.row("messages_source twice", "query", ASSUMED, Expect({400}), path=twice)
    for query in (
        "?",
        "?x=y",
        "?x",
        "?&",
        "?%78=1",
        "?MESSAGES_SOURCE=x",
        "?messages-source=x",
        "?x=%FF"[:4],
    ):
        yield one.row(
            f"query {query}", "query", ASSUMED, Expect({one.status}), path=one.path + query
        )
