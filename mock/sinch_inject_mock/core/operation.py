"""The operation itself: who asks, may they, does a fault strike, is the request good, keep it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote_to_bytes

from sinch_inject_mock.core.answers import JSON, Refusal
from sinch_inject_mock.core.auth import authenticate
from sinch_inject_mock.core.exchange import Exchange, Problem, Reply, Request, Strike
from sinch_inject_mock.core.fault_effects import strike
from sinch_inject_mock.core.fault_kinds import Fault
from sinch_inject_mock.core.faults import Facts
from sinch_inject_mock.core.fidelity import (
    BODY_SIZE,
    CHECK_ORDER,
    CONTENT_TYPE,
    EMPTY_ANSWER,
    NO_IDEMPOTENCY,
    OTHER_CONVERSATION,
    OTHER_PROJECT,
    PATH_IDS,
    applies,
)
from sinch_inject_mock.core.rules import refusal
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import Message

__all__ = ["inject"]


@applies(CHECK_ORDER, OTHER_PROJECT)
def inject(state: State, exchange: Exchange, raw_project: bytes, raw_conversation: bytes) -> Reply:
    """Answer one request to inject a message.

    Raises:
        Refusal: whatever the first check that fails says.
    """
    key = authenticate(exchange.request.header(b"authorization"), state.keys, state.tokens)
    project = _path_text(raw_project, "project_id")
    conversation = _path_text(raw_conversation, "conversation_id")
    exchange.conversation_id = conversation
    if project != key.project_id:
        message = "You do not have access to the requested resource."
        raise Refusal(403, message, verdict="forbidden")
    if not state.project_limit.allows(project):
        message = "The request rate limit has been exceeded."
        raise Refusal(429, message, verdict="rate-limited")
    body = exchange.request.body
    fault = state.faults.for_operation(Facts(conversation, lambda: _channel_and_direction(body)))
    if fault is None:
        return _store(state, exchange, project, conversation)
    if fault.stored:
        return _store_and_strike(state, exchange, fault, project, conversation)
    if fault.kind == "latency":
        return _wait_and_store(state, exchange, fault, project, conversation)
    return strike(fault, exchange, clock=state.clock, tokens=state.tokens)


@applies(EMPTY_ANSWER, NO_IDEMPOTENCY, OTHER_CONVERSATION)
def _store(state: State, exchange: Exchange, project: str, conversation: str) -> Reply:
    """Check the body and keep the message.

    Raises:
        Refusal: the request breaks a rule.
    """
    request = exchange.request
    _check_content(request)
    now = state.clock.now()
    value = state.rules.check(request.body, now)
    exchange.is_json = True
    if state.settings.strict:
        state.register.check(conversation, value["contact_id"])
    sequence = state.store.last + 1
    message_id = f"{state.prefix}{sequence:014d}"
    state.store.add(
        Message(sequence, message_id, project, conversation, now, exchange.request_id, request.body)
    )
    exchange.message_id = message_id
    exchange.verdict = "injected"
    return Reply(200, b"{}", [JSON])


def _store_and_strike(
    state: State, exchange: Exchange, fault: Fault, project: str, conversation: str
) -> Reply:
    """Keep the message, then let the fault make the answer."""
    try:
        _store(state, exchange, project, conversation)
    except Refusal as refused:
        if fault.kind == "latency":  # a slow server is slow in refusing, too
            refused.delay = fault.delay_ms / 1000
            exchange.fault = (fault.kind, fault.source)
        else:
            state.faults.give_back(fault)
        raise
    return strike(fault, exchange, clock=state.clock, tokens=state.tokens)


def _wait_and_store(
    state: State, exchange: Exchange, fault: Fault, project: str, conversation: str
) -> Reply:
    """Let the client wait first; the message is kept only if the client is still there."""
    exchange.fault = (fault.kind, fault.source)

    def store() -> Reply:
        return _store(state, exchange, project, conversation)

    return Reply(None, strike=Strike("wait", fault.delay_ms / 1000, store))


@applies(PATH_IDS)
def _path_text(raw: bytes, name: str) -> str:
    """Decode one percent-encoded part of a path; what is in it is data, also %2F and %3A."""
    text = unquote_to_bytes(raw) if b"%" in raw else raw
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        raise refusal([Problem("", "path", f"{name} is not UTF-8", "assumed")]) from None
    if "\x00" in decoded:
        raise refusal([Problem("", "path", f"{name} contains U+0000", "assumed")])
    return decoded


@applies(CONTENT_TYPE, BODY_SIZE)
def _check_content(request: Request) -> None:
    types = request.header(b"content-type")
    if types != [b"application/json"]:
        media, _, parameters = (types[0] if types else b"").lower().partition(b";")
        charset = parameters.replace(b'"', b"").replace(b" ", b"")
        wrong_charset = charset.startswith(b"charset=") and charset != b"charset=utf-8"
        if len(types) != 1 or media.strip() != b"application/json" or wrong_charset:
            raise Refusal(415, "The content type must be application/json.")
    encodings = request.header(b"content-encoding")
    if encodings and encodings != [b"identity"]:
        raise Refusal(415, "The body must not be compressed.")
    if request.too_large:
        raise Refusal(413, "The request body is too large.")


def _channel_and_direction(body: bytes) -> tuple[str | None, str | None]:
    """Read what a fault's matcher asks for; a body that cannot be read matches nothing."""
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(value, dict):
        return None, None
    identity = value.get("channel_identity")
    channel = identity.get("channel") if isinstance(identity, dict) else None
    return channel, value.get("direction")
