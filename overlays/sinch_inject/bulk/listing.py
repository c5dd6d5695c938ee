"""List and delete messages through the client's own calls; JSON members are read, no models.

A read may be sent again whatever came of it. Deleting is idempotent: a message that is not
there is deleted.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from secrets import token_hex
from typing import Any
from urllib.parse import quote, urlencode

from attrs import evolve
from sinch_inject_contract.document import operations
from sinch_inject_contract.instant import nanoseconds

from sinch_inject.bulk.settle import Copy, Seen
from sinch_inject.call.attempts import Call
from sinch_inject.call.retry import RetryPolicy
from sinch_inject.client import AsyncInjectClient, InjectClient
from sinch_inject.errors import (
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    RequestInfo,
    UnexpectedAnswer,
)
from sinch_inject.http.answer import Answer, Failure
from sinch_inject.http.outgoing import Outgoing
from sinch_inject.http.steps import Sender, Steps
from sinch_inject.request.prepare import Prepared

__all__ = ["Messages"]

PATIENT = RetryPolicy(attempts=6, retry_unknown=True)
PAGE = 50  # messages; an answer of them is far from the limit
MOST_PAGES = 100_000
PLAIN = re.compile(r"\[tag:([A-Za-z0-9._:-]{1,64})\]")


class _Reader:
    """A sender that keeps the answer, and lets it be as long as the operation's may be."""

    def __init__(self, inner: Sender, limit: int) -> None:
        self._inner, self._limit = inner, limit
        self.reply: Answer | Failure | None = None

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from a thread."""
        self.reply = self._inner.send(evolve(request, limit=self._limit), budget)
        return self.reply

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        """Send from an event loop."""
        self.reply = await self._inner.asend(evolve(request, limit=self._limit), budget)
        return self.reply


class Messages:
    """The messages of a project.

    Args:
        client: reads them.
    """

    def __init__(self, client: InjectClient | AsyncInjectClient) -> None:
        calls: Call = client._calls  # pyright: ignore[reportPrivateUsage]  # the one way in
        settings = client._settings  # pyright: ignore[reportPrivateUsage]
        self._calls = evolve(calls, retry=PATIENT)
        self._base_url, self._project_id = settings.base_url, settings.project_id

    def around(self, *, conversation_id: str, start: float, end: float, source: str) -> Steps[Seen]:
        """See :class:`sinch_inject.bulk.settle.Look`."""
        copies: list[Copy] = []
        pages = self.pages(
            conversation_id=conversation_id,
            start_time=rfc3339(start),
            end_time=rfc3339(end),
            messages_source=source,
        )
        try:
            while (page := (yield from pages.next())) is not None:
                copies += page
        except (InvalidRequest, NotFound, OutcomeUnknown) as error:
            return Seen(
                tuple(copies), f"the listing failed: {error.status or type(error).__name__}"
            )
        return Seen(tuple(copies), pages.doubt)

    def pages(self, **query: str) -> Pages:
        """Return the pages of a listing, with metadata."""
        return Pages(self, query)

    def delete(self, message_id: str, source: str) -> Steps[None]:
        """Yield the steps of deleting one message.

        Raises:
            SinchInjectError: it could not be deleted, or nobody knows.
        """
        path = _path("deleteMessage", self._project_id, message_id)
        target = f"{path}?{urlencode({'messages_source': source})}"
        for last in (False, False, True):
            try:
                yield from self.read("deleteMessage", target)
            except NotFound:
                return
            except OutcomeUnknown:  # also where a 404 came after it
                if last:
                    raise
            else:
                return

    def list_target(self, query: Mapping[str, str]) -> str:
        """Return path and query of a listing."""
        return f"{_path('listMessages', self._project_id)}?{urlencode(query)}"

    def read(self, operation: str, target: str) -> Steps[Any]:
        """Yield the steps of a request without a body; return the JSON of its answer.

        Raises:
            SinchInjectError: there was none.
        """
        described = _operation(operation)
        request_id = token_hex(16)
        info = RequestInfo(
            method=described.method,
            url=self._base_url + target.partition("?")[0],
            conversation_id="",
            request_id=request_id,
        )
        prepared = Prepared(target, b"", {}, info)
        reader: list[_Reader] = []

        def through(inner: Sender) -> Sender:
            reader.append(_Reader(inner, described.answer_limit))
            return reader[-1]

        yield from self._calls.through(through).steps(prepared)
        reply = reader[-1].reply
        body = reply.body if isinstance(reply, Answer) else b""
        return json.loads(body) if body.strip() else {}


class Pages:
    """The pages of one listing.

    Attributes:
        doubt: why it was not whole, or None.
    """

    def __init__(self, messages: Messages, query: Mapping[str, str]) -> None:
        self._messages = messages
        self._query = {"page_size": str(PAGE), "view": "WITH_METADATA", **query}
        self._token: str | None = ""
        self._tokens: set[str] = set()
        self.doubt: str | None = None

    def next(self) -> Steps[list[Copy] | None]:
        """Yield the steps of reading the next page; None: there was a last one.

        Raises:
            UnexpectedAnswer: it is no page.
        """
        if self._token is None:
            return None
        query = {**self._query, **({"page_token": self._token} if self._token else {})}
        value = yield from self._messages.read("listMessages", self._messages.list_target(query))
        rows = value.get("messages", []) if isinstance(value, dict) else None
        token = value.get("next_page_token") or "" if isinstance(value, dict) else ""
        if not isinstance(rows, list) or not isinstance(token, str):
            raise UnexpectedAnswer("the answer is no page of messages")
        self._turn(token)
        return [copy_of(row) for row in rows if isinstance(row, dict)]

    def _turn(self, token: str) -> None:
        """Remember which page comes next; one that was there already ends the listing."""
        if token in self._tokens or len(self._tokens) >= MOST_PAGES:
            self.doubt = "the listing's pages do not end"
            token = ""
        self._tokens.add(token)
        self._token = token or None


def copy_of(row: Mapping[str, Any]) -> Copy:
    """Return a listed message."""
    try:
        at = nanoseconds(str(row.get("accept_time"))) / 1e9
    except ValueError:
        at = float("-inf")
    return Copy(
        id=str(row.get("id") or ""),
        tag=tag_in(row.get("metadata")),
        conversation_id=str(row.get("conversation_id") or ""),
        at=at,
        injected=row.get("injected") is True,
    )


def tag_in(metadata: Any) -> str | None:
    """Return the tag that :func:`sinch_inject.request.text.tagged` has put into a text."""
    if not isinstance(metadata, str):
        return None
    try:
        value = json.loads(metadata)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        return value["tag"] if isinstance(value.get("tag"), str) else None
    found = PLAIN.findall(metadata)
    return found[-1] if found else None


def rfc3339(moment: float) -> str:
    """Return seconds since the epoch as the API writes times."""
    when = datetime.datetime.fromtimestamp(moment, datetime.UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _operation(name: str) -> Any:
    return operations()[name]


def _path(name: str, project_id: str, message_id: str = "") -> str:
    path: str = _operation(name).path
    return path.format(project_id=quote(project_id, safe=""), message_id=quote(message_id, safe=""))
