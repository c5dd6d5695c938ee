"""Which lines a case asks: those of docs/fidelity.md, and the answers of the contract.

Most follow from what a case has anyway: the rule that it tries, the answer that it wants, what
it needs. The rest a case names itself (``asks``). Each line has such cases, which a test holds;
that they fail when a server leaves the line is what the deliberate bugs show (``tools/mutants``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from sinch_inject_conformance.answers import CHALLENGES, EXPIRED, INJECT
from sinch_inject_conformance.case import Row, Scene
from sinch_inject_conformance.expectation import Exactly, Matches
from sinch_inject_conformance.messages.visit import Story
from sinch_inject_conformance.plan import LAYERS, Plan
from sinch_inject_conformance.suite import cases

__all__ = ["Case", "asks", "every_case"]

Case = Row | Scene | Story
LISTED, READ, DELETED = "listMessages/200", "getMessage/200", "deleteMessage/200"
NOT_THERE = ("getMessage/404", "deleteMessage/404")
BY_RULE: Mapping[str, tuple[str, ...]] = {
    "order of checks": ("check-order",),
    "media type": ("content-type",),
    "content type": ("content-type",),
    "content coding": ("content-type",),
    "size": ("body-size",),
    "json": ("strict-json",),
    "json number": ("strict-json",),
    "json string": ("strict-json",),
    "utf-8": ("strict-json",),
    "duplicate name": ("strict-json",),
    "nesting": ("strict-json",),
    "nul": ("nul-characters",),
    "percent-encoding": ("path-ids",),
    "conversation_id": ("other-conversation-in-body",),
    "accept_time": ("time-window-error",),
    "query": ("query",),
    "sent twice": ("no-idempotency",),
    "nearly the same": ("no-idempotency",),
    "list order": ("list-order", LISTED),
    "list filter": ("list-filters", LISTED),
    "list times": ("list-filters",),
    "list lag": ("list-lag", LISTED, READ),
    "pages": ("page-tokens", LISTED, "listMessages/page_size", "listMessages/page_token"),
    "listed": ("message-shape", LISTED, READ),
    "deleted": ("deleted", LISTED, DELETED, *NOT_THERE),
    "read": (LISTED, READ, *NOT_THERE),
}
# A server that was told to do something beside the API says so, and is asked for it.
BY_NEED = {
    "strict": "strict-unknown",
    "rate-limit": "rate-limit",
    "token-rate-limit": "token-rate-limit",
}
BY_CHALLENGE = dict(
    zip(
        (*CHALLENGES, EXPIRED.pattern),
        (
            *("basic-challenge", "no-credentials-challenge"),
            *("invalid-token-challenge", "expired-token-challenge"),
        ),
        strict=True,
    )
)
OUTSIDE = {404: "unknown-path", 405: "wrong-method"}


def every_case(now: datetime | None = None) -> Iterator[tuple[str, Case]]:
    """Yield each case of the layers that do not draw theirs, with its layer."""
    moment = now or datetime.now(UTC)
    for layer in LAYERS:
        for case in cases(layer, Plan(), lambda: moment):
            yield layer, case


def asks(case: Case) -> frozenset[str]:
    """Return the ids of the lines of docs/fidelity.md, and of the answers, that a case asks."""
    found = {*case.asks, *BY_RULE.get(case.rule, ()), "request-id"}
    found |= {line for need, line in BY_NEED.items() if need in case.needs}
    if isinstance(case, Row):
        found.update(_of_answer(case))
    elif isinstance(case, Scene):
        found.update(line for row in case.rows for line in _of_answer(row))
    elif case.rule == "list filter":  # the name begins with the parameter
        found.add(f"listMessages/{case.name.split()[0]}")
    return frozenset(found)


def _of_answer(row: Row) -> Iterator[str]:
    """Yield the lines that a row asks with the one answer that is right."""
    expect = row.expect
    for matcher in expect.headers.values():
        value = getattr(matcher, "text" if isinstance(matcher, Exactly) else "pattern", "")
        if isinstance(matcher, Exactly | Matches) and value in BY_CHALLENGE:
            yield BY_CHALLENGE[value]
    if row.to == "auth" and isinstance(row.body, bytes) and b"client_id" in row.body:
        yield "token-form-credentials"
    if len(expect.statuses) != 1:
        return
    (status,) = expect.statuses
    if expect.kind == "outside" and status in OUTSIDE:
        yield OUTSIDE[status]
    if expect.kind == "token":
        yield "token-answer" if status == 200 else "token-errors"
    if expect.kind == "operation":
        yield from _of_operation(row, status)


def _of_operation(row: Row, status: int) -> Iterator[str]:
    operation = row.expect.operation
    yield f"{operation}/{status}"
    for name, _ in parse_qsl(urlsplit(row.path or "").query, keep_blank_values=True):
        yield f"{operation}/{name}"
    if row.project is not None or row.rule == "project":
        yield f"{operation}/project_id"
    if row.rule == "percent-encoding":
        yield f"{operation}/{'conversation' if operation == INJECT else 'message'}_id"
    if status >= 400:
        yield "error-words"
    if status == 400 and row.explained:
        yield "error-details"
    if status == 403 and row.fault is None:
        yield "other-project"
    if status == 200 and operation == INJECT:
        yield "empty-answer"
