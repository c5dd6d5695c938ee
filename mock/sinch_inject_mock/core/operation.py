"""What every operation goes through: who asks, may they, does a fault strike, then the work."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote_to_bytes

from sinch_inject_contract.problem import Problem

from sinch_inject_mock.core.answers import Refusal
from sinch_inject_mock.core.auth import authenticate
from sinch_inject_mock.core.exchange import Exchange, Reply, Wait, Work
from sinch_inject_mock.core.fault_effects import strike
from sinch_inject_mock.core.fault_kinds import Fault
from sinch_inject_mock.core.faults import Facts
from sinch_inject_mock.core.fidelity import CHECK_ORDER, OTHER_PROJECT, PATH_IDS, applies
from sinch_inject_mock.core.inject import inject
from sinch_inject_mock.core.reading import delete, listing, read
from sinch_inject_mock.core.routes import Route
from sinch_inject_mock.core.rules import refusal
from sinch_inject_mock.core.state import State

__all__ = ["OPERATIONS", "finish", "serve"]

Operation = Callable[[State, Exchange, Route, Mapping[str, str]], Work]

OPERATIONS: Mapping[str, Operation] = {
    "injectMessage": inject,
    "listMessages": listing,
    "getMessage": read,
    "deleteMessage": delete,
}


@applies(CHECK_ORDER, OTHER_PROJECT)
def serve(
    state: State, exchange: Exchange, route: Route, raw: Mapping[str, bytes]
) -> Generator[Wait, bool, Reply]:
    """Answer one request for an operation; ``raw`` has the ids in its path, as they came.

    Raises:
        Refusal: whatever the first check that fails says.
    """
    key = authenticate(exchange.request.header(b"authorization"), state.keys, state.tokens)
    ids = {name: _path_text(value, name) for name, value in raw.items()}
    exchange.conversation_id = ids.get("conversation_id") or route.query.peek(
        exchange.request.query, "conversation_id"
    )
    exchange.message_id = ids.get("message_id")
    project = ids["project_id"]
    if project != key.project_id:
        message = "You do not have access to the requested resource."
        raise Refusal(403, message, verdict="forbidden")
    if not state.project_limit.allows(project):
        message = "The request rate limit has been exceeded."
        raise Refusal(429, message, verdict="rate-limited")
    body = exchange.request.body
    read_once = cache(lambda: _channel_and_direction(body))
    facts = Facts(route.name, exchange.conversation_id or "", read_once)
    operation = OPERATIONS.get(route.name)
    if operation is None:
        raise Refusal(501, f"The simulator does not know how to {route.name}.", verdict="other")
    fault = state.faults.for_operation(facts)
    work = operation(state, exchange, route, ids)
    if fault is None:
        return finish(work)
    exchange.fault = (fault.kind, fault.source)
    if fault.about.late:
        return _strike_and_do_later(state, exchange, fault, work)
    if fault.stored:
        return _do_and_strike(state, exchange, fault, work)
    if fault.kind == "latency":
        resets = state.resets
        left = yield Wait(fault.delay_ms / 1000)
        if left or state.resets != resets:
            exchange.verdict = "fault"
            return Reply(None)
        return finish(work)
    return strike(fault, exchange, clock=state.clock, tokens=state.tokens)


def finish(work: Work) -> Reply:
    """Do both halves of an operation, or the one that is left.

    Raises:
        Refusal: the request breaks a rule.
    """
    while True:
        try:
            next(work)
        except StopIteration as done:
            reply: Reply = done.value
            return reply


def _do_and_strike(state: State, exchange: Exchange, fault: Fault, work: Work) -> Reply:
    """Do what was asked, then let the fault make the answer."""
    try:
        if fault.kind == "list-lag":
            exchange.lag = fault.delay_ms / 1000
        reply = finish(work)
    except Refusal as refused:
        if fault.kind == "latency":  # a slow server is slow in refusing, too
            refused.delay = fault.delay_ms / 1000
        else:
            _not_struck(state, exchange, fault)
        raise
    return strike(fault, exchange, clock=state.clock, tokens=state.tokens, reply=reply)


def _strike_and_do_later(state: State, exchange: Exchange, fault: Fault, work: Work) -> Reply:
    """Check what was asked, let the fault make the answer, and do it some time after."""
    try:
        next(work)
    except Refusal:
        _not_struck(state, exchange, fault)
        raise
    exchange.late = (fault.delay_ms / 1000, work)
    return strike(fault, exchange, clock=state.clock, tokens=state.tokens)


def _not_struck(state: State, exchange: Exchange, fault: Fault) -> None:
    exchange.fault = None
    state.faults.give_back(fault)


@applies(PATH_IDS)
def _path_text(raw: bytes, name: str) -> str:
    """Decode one percent-encoded part of a path; what is in it is data, also %2F and %3A."""
    text = unquote_to_bytes(raw) if b"%" in raw else raw
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        raise refusal([Problem("", "path", f"{name} is not UTF-8")]) from None
    if "\x00" in decoded:
        raise refusal([Problem("", "path", f"{name} contains U+0000")])
    return decoded


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
