"""List, read and delete messages that are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sinch_inject_contract.instant import nanoseconds
from sinch_inject_contract.problem import Problem

from sinch_inject_mock.core.answers import JSON, Refusal, dumps
from sinch_inject_mock.core.exchange import Exchange, Reply, Work
from sinch_inject_mock.core.fidelity import (
    DELETED,
    FILTERS,
    LIST_LAG,
    LIST_ORDER,
    MESSAGE_SHAPE,
    PAGE_TOKENS,
    SOURCES,
    applies,
)
from sinch_inject_mock.core.pages import Cursor
from sinch_inject_mock.core.routes import Route
from sinch_inject_mock.core.rules import refusal
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import Message

__all__ = ["delete", "listing", "read"]

LARGEST_PAGE = 32 * 1024 * 1024
CONVERSATION, DISPATCH = "CONVERSATION_SOURCE", "DISPATCH_SOURCE"


@applies(LIST_ORDER, PAGE_TOKENS, LIST_LAG)
def listing(state: State, exchange: Exchange, route: Route, ids: Mapping[str, str]) -> Work:
    """Answer one page.

    Raises:
        Refusal: a parameter is wrong, or the page token is not one of this list.
    """
    asked = route.query.read(exchange.request.query)
    wanted = _Wanted(ids["project_id"], asked)
    token = asked.pop("page_token", None)
    cursor = state.pages.first(state) if token is None else state.pages.resume(token, ids, asked)
    yield
    shown: list[bytes] = []
    size = 0
    following = ""
    for message in _newest(state, cursor, asked):
        value = wanted.take(message)
        if value is None:
            continue
        if len(shown) == asked["page_size"] or size > LARGEST_PAGE:
            following = state.pages.token(cursor, ids, asked)
            break
        shown.append(dumps(value))
        size += len(shown[-1])
        cursor = cursor.behind(message)
    exchange.verdict = "listed"
    pages = b'{"messages":[%b],"next_page_token":%b}' % (b",".join(shown), dumps(following))
    return Reply(200, pages, [JSON])


def _newest(state: State, cursor: Cursor, asked: Mapping[str, Any]) -> Iterator[Message]:
    """Yield the messages of a list behind a place in it, the newest accept_time first."""
    start, end = (
        nanoseconds(asked[name]) if name in asked else None for name in ("start_time", "end_time")
    )
    for message in state.store.newest(cursor.place, before=end):
        if start is not None and message.accepted <= start:
            return
        if message.sequence <= cursor.last and message.listed_at <= cursor.now:
            yield message


class _Wanted:
    """Which messages are wanted, and how they are shown."""

    @applies(FILTERS)
    def __init__(self, project: str, asked: Mapping[str, Any]) -> None:
        self._project = project
        self._conversation = asked.get("conversation_id")
        self._source = asked.get("messages_source", CONVERSATION)
        self._metadata = asked.get("view") != "WITHOUT_METADATA"
        if asked.get("only_recipient_originated"):
            if self._source != DISPATCH:
                message = "is for messages_source DISPATCH_SOURCE only"
                problem = Problem(
                    "/only_recipient_originated", "query", message, source="public-sdk"
                )
                raise refusal([problem])
            asked = {"direction": "TO_APP", **asked}
            self._nothing = asked["direction"] != "TO_APP"
        else:
            self._nothing = False
        names = ("contact_id", "direction")
        self._members = {name: asked[name] for name in names if name in asked}
        renamed = {"channel": "channel", "channel_identity": "identity", "app_id": "app_id"}
        self._identity = {key: asked[name] for name, key in renamed.items() if name in asked}

    def take(self, message: Message) -> dict[str, Any] | None:
        """Return a message as it is shown; None if it is not wanted."""
        if self._nothing or message.project_id != self._project:
            return None
        if self._conversation not in (None, message.conversation_id):
            return None
        value: dict[str, Any] = json.loads(message.body)
        identity = value["channel_identity"]
        if not _in_source(value, self._source):
            return None
        if any(value.get(name) != wish for name, wish in self._members.items()):
            return None
        if any(identity.get(name) != wish for name, wish in self._identity.items()):
            return None
        shown = _shown(message, value)
        if not self._metadata:
            del shown["metadata"]
        return shown


@applies(SOURCES)
def _in_source(value: Mapping[str, Any], source: str) -> bool:
    return (value.get("processing_mode") == "DISPATCH") == (source == DISPATCH)


@applies(MESSAGE_SHAPE)
def _shown(message: Message, value: dict[str, Any]) -> dict[str, Any]:
    """Return the message as the API gives it: what was sent, and what is known of it."""
    return {
        **value,
        "id": message.id,
        "conversation_id": message.conversation_id,
        "channel_identity": {"app_id": "", **value["channel_identity"]},
        "metadata": value.get("metadata", ""),
        "processing_mode": value.get("processing_mode") or "CONVERSATION",
        "injected": True,
    }


def read(state: State, exchange: Exchange, route: Route, ids: Mapping[str, str]) -> Work:
    """Answer one message.

    Raises:
        Refusal: there is none.
    """
    message, value = _found(state, exchange, route, ids)
    yield
    exchange.verdict = "read"
    return Reply(200, dumps(_shown(message, value)), [JSON])


@applies(DELETED)
def delete(state: State, exchange: Exchange, route: Route, ids: Mapping[str, str]) -> Work:
    """Delete one message.

    Raises:
        Refusal: there is none.
    """
    message, _ = _found(state, exchange, route, ids)
    yield
    state.store.delete(message)
    state.journal.deleted(message.id)
    exchange.verdict = "deleted"
    return Reply(200, b"{}", [JSON])


def _found(
    state: State, exchange: Exchange, route: Route, ids: Mapping[str, str]
) -> tuple[Message, dict[str, Any]]:
    asked = route.query.read(exchange.request.query)
    message = state.store.get(ids["message_id"])
    if message is not None and message.project_id == ids["project_id"]:
        value: dict[str, Any] = json.loads(message.body)
        if _in_source(value, asked.get("messages_source", CONVERSATION)):
            exchange.conversation_id = message.conversation_id
            return message, value
    raise Refusal(404, "The message does not exist.")
