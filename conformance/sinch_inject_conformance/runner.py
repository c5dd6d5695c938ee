"""Run the decision table: send each row, judge the answer, look at what was stored."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from attrs import frozen

from sinch_inject_conformance.answers import strictly, unexpected
from sinch_inject_conformance.case import Row, encode
from sinch_inject_conformance.credentials import CHANGES_CLOCK, present
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.result import FAILS, HOLDS, NOT_APPLICABLE, Outcome
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.stored import journal_faults
from sinch_inject_conformance.wire import Answer, Request, curl, pairs

__all__ = ["LAYER", "Sent", "run_rows", "send_row"]

LAYER = "table"
OPERATION = "/v1/projects/{project}/conversations/{conversation}:inject-message"


@frozen
class Sent:
    """A row as it went out: the request, its body's bytes, and where it should have landed."""

    request: Request
    conversation_id: str
    answer: Answer


def run_rows(
    session: Session,
    rows: Iterable[Row],
    *,
    names: Callable[[], str],
    layer: str = LAYER,
) -> Iterator[Outcome]:
    """Yield the outcome of each row.

    Args:
        session: the server.
        rows: what to ask it.
        names: gives a part of a conversation id that nobody has used.
        layer: how to name this part of the suite.
    """
    for row in rows:
        missing = sorted(row.needs - session.offers)
        if missing:
            got = f"the server offers no {', '.join(missing)}"
            yield Outcome(
                layer, row.rule, row.name, row.source, NOT_APPLICABLE, str(row.expect), got
            )
            continue
        with ExitStack() as stack:
            if row.frozen_clock or row.auth in CHANGES_CLOCK:
                stack.enter_context(session.clock_restored())
            sent = send_row(session, row, names())
        yield judge_row(session, row, sent, layer)


def send_row(session: Session, row: Row, name: str) -> Sent:
    """Send one row."""
    if row.frozen_clock:
        session.freeze()
    presented = present(session, row.auth)
    now = session.now()
    encoded, decoded = _conversation(session, row, name)
    path = (row.path or OPERATION).format(
        project=quote(_project(session, row), safe=""),
        project_escaped=_escaped(session.target.credentials.project_id),
        conversation=encoded,
    )
    body = _body(session, row, now)
    request = Request(
        row.method,
        path + presented.query,
        pairs(
            ("Authorization", presented.authorization),
            ("Content-Type", row.content_type if body is not None else None),
            *row.headers,
        ),
        body,
    )
    if row.fault is not None:
        session.told("POST", "/faults", {**row.fault, "match": {"conversation_id": decoded}})
    wire = session.auth if row.to == "auth" else session.api
    return Sent(request, decoded, wire.send(request))


def judge_row(session: Session, row: Row, sent: Sent, layer: str) -> Outcome:
    """Compare what came back, and what was stored, with the row."""
    faults = [*unexpected(row.expect, sent.answer)]
    if "journal" in session.offers and row.expect.kind != "below":
        faults += strictly(sent.answer, explained=row.fault is None and row.to == "api")
        faults += session.repeated_id(sent.answer)
    if "journal" in session.offers and row.to == "api" and session.target.conversation_id is None:
        faults += journal_faults(session, sent, journaled=row.journaled)
    origin = session.target.auth_url if row.to == "auth" else session.target.base_url
    return Outcome(
        layer,
        row.rule,
        row.name,
        row.source,
        FAILS if faults else HOLDS,
        str(row.expect),
        f"{sent.answer.summary()} ({'; '.join(faults)})" if faults else str(sent.answer.status),
        curl(origin, sent.request),
        (sent.request.body or b"").decode("utf-8", "replace") if faults else "",
        sent.answer.elapsed,
    )


def _project(session: Session, row: Row) -> str:
    project = session.target.credentials.project_id
    if row.project is None:
        return project
    other = {"PROJECT-IN-UPPER-CASE": project.swapcase(), "project-and-more": project + "x"}
    return other.get(row.project, row.project)


def _escaped(text: str) -> str:
    return f"%{ord(text[0]):02X}{quote(text[1:], safe='')}"


def _conversation(session: Session, row: Row, name: str) -> tuple[str, str]:
    """Return a conversation id as it is written on the wire, and as it is meant."""
    if row.conversation is not None:
        meant = row.conversation_is if row.conversation_is is not None else row.conversation
        return row.conversation.replace("{n}", name), meant.replace("{n}", name)
    meant = session.target.conversation_id or f"conformance-{name}"
    return quote(meant, safe=""), meant


def _body(session: Session, row: Row, now: datetime) -> bytes | None:
    body = encode(row.body, now)
    if body is None or not isinstance(row.body, bytes):
        return body
    if row.to == "auth":
        credentials = session.target.credentials
        return body.replace(b"{key_id}", quote(credentials.key_id).encode()).replace(
            b"{key_secret}", quote(credentials.key_secret).encode()
        )
    return body.replace(b"%T", json.dumps(write(now - timedelta(hours=1))).encode())


def value_of(body: bytes | None) -> Any:
    """Return the JSON value of a body, or None."""
    try:
        return json.loads(body or b"null")
    except (ValueError, RecursionError):
        return None
