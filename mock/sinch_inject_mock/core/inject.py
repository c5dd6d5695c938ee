"""Inject a message: is the request good, then keep it."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message as Header
from typing import Any

from sinch_inject_contract.instant import nanoseconds

from sinch_inject_mock.core.answers import JSON, Refusal
from sinch_inject_mock.core.clock import SECOND
from sinch_inject_mock.core.exchange import Exchange, Reply, Request, Work
from sinch_inject_mock.core.fidelity import (
    BODY_SIZE,
    CONTENT_TYPE,
    EMPTY_ANSWER,
    LIST_LAG,
    NO_IDEMPOTENCY,
    OTHER_CONVERSATION,
    applies,
)
from sinch_inject_mock.core.routes import Route
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import Message

__all__ = ["inject"]


@applies(EMPTY_ANSWER, NO_IDEMPOTENCY, OTHER_CONVERSATION)
def inject(state: State, exchange: Exchange, route: Route, ids: Mapping[str, str]) -> Work:
    """Check the body and keep the message.

    Raises:
        Refusal: the request breaks a rule.
    """
    del route
    request = exchange.request
    project, conversation = ids["project_id"], ids["conversation_id"]
    _check_content(request)
    now = state.clock.now()
    value = state.rules.check(request.body, now)
    exchange.is_json = True
    if state.settings.strict:
        state.register.check(conversation, value["contact_id"])
    yield
    _keep(state, exchange, project, conversation, value)
    exchange.verdict = "injected"
    return Reply(200, b"{}", [JSON])


@applies(LIST_LAG)
def _keep(
    state: State, exchange: Exchange, project: str, conversation: str, value: Mapping[str, Any]
) -> None:
    now = state.clock.now()
    lag = state.list_lag if exchange.lag is None else exchange.lag
    sequence = state.store.last + 1
    message_id = f"{state.prefix}{sequence:014d}"
    request = exchange.request
    state.store.add(
        Message(
            *(sequence, message_id, project, conversation, now, exchange.request_id, request.body),
            nanoseconds(value["accept_time"]),
            now + round(lag * SECOND),
        )
    )
    exchange.message_id = message_id


@applies(CONTENT_TYPE, BODY_SIZE)
def _check_content(request: Request) -> None:
    types = request.header(b"content-type")
    if types != [b"application/json"] and not (len(types) == 1 and _is_json(types[0])):
        raise Refusal(415, "The content type must be application/json.")
    encodings = request.header(b"content-encoding")
    if encodings and [one.lower() for one in encodings] != [b"identity"]:
        raise Refusal(415, "The body must not be compressed.")
    if request.too_large:
        raise Refusal(413, "The request body is too large.")


def _is_json(value: bytes) -> bool:
    """Tell whether a content type is JSON in UTF-8: charset wherever it stands, others ignored."""
    header = Header()
    header["content-type"] = value.decode("latin-1")
    charsets = [text for name, text in header.get_params([]) if name.lower() == "charset"]
    return header.get_content_type() == "application/json" and all(
        str(text).lower() == "utf-8" for text in charsets
    )
