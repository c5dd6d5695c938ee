"""The pages of a list, one after the other, and what makes a page.

Decides without I/O: :class:`Pages` says which page comes next and takes its answer. Only the
JSON members are looked at; models are made where somebody wants them.
"""

from __future__ import annotations

import json
from typing import Any

from sinch_inject.errors import UnexpectedAnswer
from sinch_inject.http.answer import Answer

__all__ = ["Message", "Pages", "value_of"]

EMPTY = 100  # pages without a message, one after the other, that are believed
Message = dict[str, Any]


class Pages:
    """Where a list has come to.

    Attributes:
        token: of the page that comes next; None for the first one.
        more: whether there is one.
    """

    def __init__(self) -> None:
        self.token: str | None = None
        self.more = True
        self._seen: set[str] = set()
        self._empty = 0

    def take(self, reply: Answer) -> list[Message]:
        """Return the messages of a page, and turn to the next one.

        Raises:
            UnexpectedAnswer: it is no page, or its token was there before, or the pages do
                not come to an end.
        """
        page = value_of(reply, "a page of messages")
        messages, token = page.get("messages") or [], page.get("next_page_token") or ""
        if not isinstance(messages, list) or not all(isinstance(item, dict) for item in messages):
            raise _odd("the server answered 200, but `messages` is no list of objects")
        if not isinstance(token, str):
            raise _odd("the server answered 200, but `next_page_token` is no text")
        self.more = bool(token)
        if token in self._seen:
            raise _odd("the server gave the same page token twice: the list would never end")
        self._empty = 0 if messages else self._empty + 1
        if self._empty >= EMPTY and self.more:
            raise _odd(f"the server gave {EMPTY} empty pages in a row, and no end")
        self._seen.add(token)
        self.token = token
        found: list[Message] = messages
        return found


def value_of(reply: Answer, what: str) -> dict[str, Any]:
    """Return the JSON object of an answer that is done.

    Raises:
        UnexpectedAnswer: it is none.
    """
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _odd(f"the server answered {reply.status}, but not with {what}")
    return value


def _odd(text: str) -> UnexpectedAnswer:
    error = UnexpectedAnswer(text, status=200)
    error.outcome = "no usable answer"
    return error
