"""Look into the server's journal: what was answered must be what was done.

A message that was accepted is there once, unaltered, in the right conversation; one that was
refused is not there. The journal itself tells the truth and no secrets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sinch_inject_conformance.request import Sent
from sinch_inject_conformance.server import CannotRun, Session

__all__ = ["journal_faults", "reader", "same_json", "scene_faults"]


NO_JSON = object()
# The journal's words for a request that was carried out.
DONE = frozenset({"injected", "listed", "read", "deleted"})


def same_json(left: Any, right: Any) -> bool:
    """Tell whether two JSON values are equal; ``true`` is not 1, and 1.0 is 1."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(
            same_json(left[name], right[name]) for name in left
        )
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_json, left, right))
    return bool(left == right)


def _value(body: bytes | None) -> Any:
    """Return the JSON value that was sent; what is none is like nothing that can be stored."""
    try:
        return json.loads((body or b"null").decode())
    except (ValueError, RecursionError):
        return NO_JSON


def journal_faults(session: Session, sent: Sent, *, journaled: bool) -> Iterator[str]:
    """Yield what is wrong with the records of one request.

    Args:
        session: a server with a journal.
        sent: a request whose conversation id nobody else uses.
        journaled: whether the request got far enough to be in the journal.
    """
    yield from scene_faults(session, [sent], in_order=True)
    if journaled:
        yield from _request_faults(session, sent)


def scene_faults(session: Session, sent: Sequence[Sent], *, in_order: bool) -> Iterator[str]:
    """Yield what is wrong with the messages that some requests have left.

    Args:
        session: a server with a journal.
        sent: requests into conversations that nobody else uses.
        in_order: the messages lie in the order of the requests.
    """
    for conversation in dict.fromkeys(one.conversation_id for one in sent):
        here = [one for one in sent if one.conversation_id == conversation]
        try:
            messages = session.stored(conversation)
        except CannotRun as error:
            yield str(error)
            return
        accepted = [one for one in here if one.answer.status == 200 and one.injects]
        if len(messages) != len(accepted):
            told = ", ".join(str(one.answer.status) for one in here[:5])
            yield f"answered {told}, but stored {len(messages)} times"
        elif in_order:
            for one, message in zip(accepted, messages, strict=True):
                yield from _message_faults(session, one, message)
        else:
            yield from _unordered_faults(session, accepted, messages)


def _unordered_faults(
    session: Session, accepted: Sequence[Sent], messages: Sequence[dict[str, Any]]
) -> Iterator[str]:
    left = list(messages)
    for one in accepted:
        value = _value(one.request.body)
        match = next((message for message in left if same_json(message["message"], value)), None)
        if match is None:
            yield "a message was accepted, and another stored"
            return
        left.remove(match)
        yield from _message_faults(session, one, match)


def reader(session: Session) -> Callable[[str, int, bytes], str | None]:
    """Return what looks a request up by its id: stored once, unaltered, or not at all."""

    def fault(request_id: str, status: int, body: bytes) -> str | None:
        try:
            new = session.new_messages()
        except CannotRun as error:
            return str(error)
        found = [one for one in new if one["request_id"] == request_id]
        if len(found) != (status == 200):
            return f"answered {status}, but stored {len(found)} times"
        if found and not same_json(found[0]["message"], _value(body)):
            return "stored, but altered"
        return None

    return fault


def _message_faults(session: Session, sent: Sent, message: dict[str, Any]) -> Iterator[str]:
    if message["conversation_id"] != sent.conversation_id:
        yield f"stored in conversation {message['conversation_id']!r}"
    if message["project_id"] != (sent.row.project or session.target.credentials.project_id):
        yield f"stored in project {message['project_id']!r}"
    if not same_json(message["message"], _value(sent.request.body)):
        yield "stored, but altered"
    if message.get("injected") is not True:
        yield "stored, but not marked as injected"


def _request_faults(session: Session, sent: Sent) -> Iterator[str]:
    wanted = sent.answer.header("x-request-id")
    try:
        new = session.new_requests()
    except CannotRun as error:
        yield str(error)
        return
    records = [record for record in new if record["request_id"] == wanted]
    if len(records) != 1:
        yield f"the journal has the request {len(records)} times"
        return
    record = records[0]
    if record["status"] != sent.answer.status:
        yield f"the journal says status {record['status']}"
    if (record["verdict"] in DONE) != (sent.answer.status == 200):
        yield f"the journal's verdict is {record['verdict']!r}"
    if record["verdict"] == "rejected" and sent.answer.status == 400 and not record["problems"]:
        yield "the journal names no problem"
    text = json.dumps(record["headers"])
    for header, value in sent.request.headers:
        scheme, _, secret = value.partition(" ")
        if header == "Authorization" and len(secret) > len(scheme) and secret in text:
            yield "the journal shows the credentials"
