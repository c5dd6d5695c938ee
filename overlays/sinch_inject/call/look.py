"""Look for a message by its tag: what settles an unknown outcome, and ``find``.

The conversation is listed around the message's ``accept_time``, and the tag must stand in the
metadata as a whole, with the same conversation and the same time. Presence proves that the
message is there. Absence proves nothing: how late a message may become visible is not
documented, so a message that is not found stays unknown, and is never sent again by itself.
"""

from __future__ import annotations

import datetime
import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

from attrs import evolve, frozen
from sinch_inject_contract.instant import nanoseconds

from sinch_inject.call.attempts import Call, InjectResult
from sinch_inject.call.pages import Message, Pages
from sinch_inject.errors import OutcomeUnknown, SeveralFound, SinchInjectError
from sinch_inject.http.steps import Sleep, Steps
from sinch_inject.request.prepare import Prepared
from sinch_inject.request.reads import PAGE_SIZE, reading
from sinch_inject.request.times import parse, to_wire

__all__ = ["Look", "found_one", "look_for", "new_tag", "settled", "tags_in"]

AROUND = datetime.timedelta(seconds=2)  # on either side of accept_time
SOON = 0.25  # seconds until the second look; then twice as long each time
LATEST = 5.0  # seconds between two looks at most
IN_TEXT = re.compile(r"\[tag:([A-Za-z0-9._:-]{1,64})\]")


@frozen(kw_only=True)
class Look:
    """What to look for, and where.

    Attributes:
        base_url: origin of the API.
        project_id: for the path.
        conversation_id: that holds the message.
        accept_time: of the message, a text with an offset.
        tag: in its metadata.
        source: ``CONVERSATION_SOURCE`` or ``DISPATCH_SOURCE``; None: the server's choice.
    """

    base_url: str
    project_id: str
    conversation_id: str
    accept_time: str
    tag: str
    source: str | None = None

    def steps(self, call: Call) -> Steps[list[Message]]:
        """Yield the steps of one look; return the messages that are found, as JSON.

        Raises:
            SinchInjectError: it could not be looked.
        """
        moment = parse(self.accept_time)
        pages, found = Pages(), list[Message]()
        while pages.more:
            prepared = reading(
                *("listMessages", self.base_url, self.project_id),
                conversation_id=self.conversation_id,
                start_time=to_wire(moment - AROUND),
                end_time=to_wire(moment + AROUND),
                page_size=PAGE_SIZE,
                page_token=pages.token,
                view="WITH_METADATA",
                messages_source=self.source,
            )
            done = yield from call.steps(prepared)
            found += filter(self.is_it, pages.take(done.reply))
        return found

    def is_it(self, message: Message) -> bool:
        """Say whether a message is the one that is looked for."""
        return (
            message.get("conversation_id") == self.conversation_id
            and self.tag in tags_in(message.get("metadata"))
            and _same(message.get("accept_time"), self.accept_time)
        )


def tags_in(metadata: object) -> Iterator[str]:
    """Yield the tags that a metadata text holds."""
    if not isinstance(metadata, str):
        return
    try:
        value = json.loads(metadata)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict):
        if isinstance(value.get("tag"), str):
            yield value["tag"]
        return
    yield from IN_TEXT.findall(metadata)


def new_tag() -> str:
    """Return a tag that no other message has."""
    return f"k-{secrets.token_hex(8)}"


def found_one(found: list[Message], look: Look) -> Message | None:
    """Return the one message that was found, or None.

    Raises:
        SeveralFound: there are more.
    """
    if len(found) > 1:
        ids = [str(message.get("id", "?")) for message in found]
        text = f"{len(found)} messages have the tag {look.tag}: {', '.join(ids[:10])}"
        raise SeveralFound(text, message_ids=ids)
    return found[0] if found else None


def settled(
    call: Call, look: Look, error: OutcomeUnknown, *, began: float, seconds: float
) -> Steps[InjectResult]:
    """Yield the steps that settle an unknown outcome, for at most ``seconds``.

    Args:
        call: how calls are made; its deadline is not looked at.
        look: for the message.
        error: what its call came to.
        began: when the call began, in seconds since the epoch.
        seconds: how long to look.

    Raises:
        OutcomeUnknown: ``error`` again, with ``looked``.
    """
    clock, pause = call.world.clock, SOON
    started = clock()
    while (left := started + seconds - clock()) > 0:
        found: list[Message] = []
        try:
            found = yield from look.steps(evolve(call, deadline=left))
            error.looked += 1
        except SinchInjectError:
            pass  # it says nothing about the message
        if found:
            return _result(found[-1], call, error, began)
        if clock() + pause >= started + seconds:
            break
        yield Sleep(pause)
        pause = min(pause * 2, LATEST)
    error.message += (
        f"; looked for it {error.looked} times in {seconds:g} s and did not find it, which proves "
        "nothing: only a message that was sent later and is listed would"
    )
    raise error


def _result(message: Message, call: Call, error: OutcomeUnknown, began: float) -> InjectResult:
    found: Any = message.get("id")
    return InjectResult(
        status=200,
        attempts=error.attempts,
        sent_at=datetime.datetime.fromtimestamp(began, datetime.UTC),
        elapsed=call.world.wall() - began,
        request_id=error.request_id or "",
        settled=True,
        message_id=found if isinstance(found, str) else None,
    )


def _same(listed: object, sent: str) -> bool:
    """Say whether two texts are the same moment."""
    try:
        return isinstance(listed, str) and nanoseconds(listed) == nanoseconds(sent)
    except ValueError:
        return False


def look_for(prepared: Prepared, base_url: str, project_id: str) -> Look | None:
    """Return the look for a message that was sent, or None if it cannot be told from others."""
    info = prepared.info
    if info.tag is None or info.accept_time is None:
        return None
    dispatch = prepared.body.get("processing_mode") == "DISPATCH"
    return Look(
        base_url=base_url,
        project_id=project_id,
        conversation_id=info.conversation_id,
        accept_time=info.accept_time,
        tag=info.tag,
        source="DISPATCH_SOURCE" if dispatch else "CONVERSATION_SOURCE",
    )
