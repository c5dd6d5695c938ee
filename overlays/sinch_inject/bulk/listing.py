"""List and delete messages through the client's own calls; JSON members are read, no models.

A read may be sent again whatever came of it. Deleting is idempotent: a message that is not
there is deleted.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Mapping
from typing import Any

from attrs import evolve
from sinch_inject_contract.instant import nanoseconds

from sinch_inject.bulk.settle import Copy, Seen
from sinch_inject.call.attempts import Call
from sinch_inject.call.look import tags_in
from sinch_inject.call.pages import Pages
from sinch_inject.call.retry import RetryPolicy
from sinch_inject.client import AsyncInjectClient, InjectClient
from sinch_inject.errors import InvalidRequest, NotFound, OutcomeUnknown, UnexpectedAnswer
from sinch_inject.http.answer import Answer
from sinch_inject.http.steps import Steps
from sinch_inject.request.reads import reading

__all__ = ["Messages"]

PATIENT = RetryPolicy(attempts=6, retry_unknown=True)
PAGE = 50  # messages; an answer of them is far from the limit


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
            doubt = f"the listing failed: {error.status or type(error).__name__}"
            return Seen(tuple(copies), doubt, passes=isinstance(error, OutcomeUnknown))
        return Seen(tuple(copies), pages.doubt)

    def pages(self, **query: Any) -> Listing:
        """Return the pages of a listing, with metadata; the contract's parameters."""
        return Listing(self, query)

    def delete(self, message_id: str, source: str) -> Steps[None]:
        """Yield the steps of deleting one message.

        Raises:
            SinchInjectError: it could not be deleted, or nobody knows.
        """
        with contextlib.suppress(NotFound):
            yield from self.read("deleteMessage", message_id=message_id, messages_source=source)

    def read(self, operation: str, **parameters: Any) -> Steps[Answer]:
        """Yield the steps of a request without a body; return its answer.

        Raises:
            SinchInjectError: there was none.
        """
        prepared = reading(operation, self._base_url, self._project_id, **parameters)
        return (yield from self._calls.steps(prepared)).reply


class Listing:
    """The pages of one listing, to its end or to where it cannot be believed.

    Attributes:
        doubt: why it was not whole, or None.
    """

    def __init__(self, messages: Messages, query: Mapping[str, Any]) -> None:
        self._messages, self._pages = messages, Pages()
        self._query = {"page_size": PAGE, "view": "WITH_METADATA", **query}
        self.doubt: str | None = None

    def next(self) -> Steps[list[Copy] | None]:
        """Yield the steps of reading the next page; None: there was a last one.

        Raises:
            SinchInjectError: it could not be read.
        """
        if not self._pages.more or self.doubt is not None:
            return None
        token = self._pages.token
        reply = yield from self._messages.read("listMessages", page_token=token, **self._query)
        try:
            return [copy_of(row) for row in self._pages.take(reply)]
        except UnexpectedAnswer as error:
            self.doubt = f"the listing failed: {error}"
            return None


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
    found = None
    for found in tags_in(metadata):  # noqa: B007 - the last one is it
        pass
    return found


def rfc3339(moment: float) -> str:
    """Return seconds since the epoch as the API writes times."""
    when = datetime.datetime.fromtimestamp(moment, datetime.UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
