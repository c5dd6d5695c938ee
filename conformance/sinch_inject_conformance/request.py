"""Make the request of a row: credentials, ids on the path, the body's bytes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from urllib.parse import quote

from attrs import frozen

from sinch_inject_conformance.case import NOON, Row, encode
from sinch_inject_conformance.credentials import present
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.wire import Answer, Request, pairs

__all__ = ["Prepared", "Sent", "prepare"]

INJECT = "injectMessage"
OPERATION = "/v1/projects/{project}/conversations/{conversation}:inject-message"


@frozen
class Prepared:
    """A row as it will go out, and the conversation that it should land in."""

    row: Row
    request: Request
    conversation_id: str


@frozen
class Sent:
    """A row as it went out, where it should have landed, and what came back."""

    row: Row
    request: Request
    conversation_id: str
    answer: Answer

    @property
    def injects(self) -> bool:
        """Whether a message is stored if this is accepted."""
        return self.row.to == "api" and self.row.expect.operation == INJECT


def prepare(session: Session, row: Row, name: str) -> Prepared:
    """Return the request of a row.

    Args:
        session: the server.
        row: what to ask.
        name: a part of a conversation id.
    """
    presented = present(session, row.auth)
    now = session.now()
    encoded, decoded = _conversation(session, row, name)
    path = row.path or OPERATION
    for part, text in (
        ("{project}", quote(_project(session, row), safe="")),
        ("{project_escaped}", _escaped(session.target.credentials.project_id)),
        ("{conversation}", encoded),
    ):
        path = path.replace(part, text)
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
        row.shape,
        row.waits,
        row.ends,
    )
    return Prepared(row, request, decoded)


def _project(session: Session, row: Row) -> str:
    project = session.target.credentials.project_id
    if row.project is None:
        return project
    other = {"PROJECT-IN-UPPER-CASE": project.swapcase(), "project-and-more": project + "x"}
    return other.get(row.project, row.project)


def _escaped(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


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
        for name, value in (
            (b"{key_id}", quote(credentials.key_id)),
            (b"{key_secret}", quote(credentials.key_secret)),
            (b"{key_id_escaped}", _escaped(credentials.key_id)),
            (b"{key_secret_escaped}", _escaped(credentials.key_secret)),
            (b"{key_secret_escaped_twice}", _escaped(_escaped(credentials.key_secret))),
        ):
            body = body.replace(name, value.encode())
        return body
    body = body.replace(b"%T", json.dumps(write(now - timedelta(hours=1))).encode())
    body = body.replace(b"%N", json.dumps(NOON.spell(now)).encode())
    return body + b"a" * (row.fill - len(body) - 2) + b'"}' if row.fill else body
