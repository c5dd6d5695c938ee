"""The request for one text message, and the tag that makes a message findable.

A tag is put into ``metadata``, the only field that comes back with the message, so that one
whose outcome is unknown can be looked up later.
"""

from __future__ import annotations

import datetime
import json
import re
from functools import cache
from typing import Any, Required, TypedDict, Unpack

from sinch_inject_contract.document import contract
from sinch_inject_generated.models import Channel, Direction, ProcessingMode

from sinch_inject.errors import PreflightError, Problem
from sinch_inject.frames import frames_cut
from sinch_inject.request.times import parse, to_wire

__all__ = ["TextFields", "tagged", "text_request"]

TAG = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def tagged(metadata: Any, tag: object) -> Any:
    """Return ``metadata`` with ``tag`` in it.

    A JSON object gets a member ``tag``, and keeps its own characters; another text gets
    ``[tag:…]`` at its end.

    Raises:
        PreflightError: the tag is not one, has no room, or the metadata holds another already.
    """
    if not isinstance(tag, str) or not TAG.fullmatch(tag):
        text = "a tag is 1 to 64 letters, digits and . _ : -"
        raise PreflightError([Problem("/metadata", "tag", text)])
    if metadata is None or metadata == "":
        return f"[tag:{tag}]"
    if not isinstance(metadata, str):
        return metadata  # not a text: preflight says so
    longer = _with_tag(metadata, tag)
    longest = _longest_metadata()
    if len(longer) > longest >= len(metadata):
        text = (
            f"has no room for the tag {tag}: with it, it is {len(longer)} characters long, "
            f"and at most {longest} are allowed"
        )
        raise PreflightError([Problem("/metadata", "tag", text)])
    return longer


def _with_tag(metadata: str, tag: str) -> str:
    try:
        value = json.loads(metadata)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return f"{metadata} [tag:{tag}]"
    if "tag" in value:
        if value["tag"] == tag:
            return metadata
        text = "already holds another tag"
        raise PreflightError([Problem("/metadata", "tag", text)])
    head = metadata.rstrip()[:-1].rstrip()
    return f'{head}{", " if value else ""}"tag": "{tag}"}}'


@cache
def _longest_metadata() -> int:
    """Return how many characters the contract allows."""
    request = contract()["components"]["schemas"]["InjectMessageRequest"]
    longest: int = request["properties"]["metadata"]["maxLength"]
    return longest


class TextFields(TypedDict, total=False):
    """The fields of a text message; :func:`text_request` explains them."""

    contact_id: Required[str]
    channel: Required[Channel]
    identity: Required[str]
    direction: Required[Direction]
    accept_time: Required[datetime.datetime | str]
    app_id: str | None
    sender_id: str | None
    metadata: str | None
    processing_mode: ProcessingMode | None


# Written down: with annotations as texts, __required_keys__ does not know them.
REQUIRED = {"contact_id", "channel", "identity", "direction", "accept_time"}


def text_request(text: str, **fields: Unpack[TextFields]) -> dict[str, Any]:
    """Return the request for one text message.

    TO_APP makes a ``contact_message``, TO_CONTACT an ``app_message``.

    Args:
        text: the message.
        contact_id: the contact of the conversation.
        channel: such as ``SMS``.
        identity: the contact's number or id on the channel.
        direction: ``TO_APP`` or ``TO_CONTACT``.
        accept_time: when it happened: an aware datetime, or a text with an offset.
        app_id: required on MESSENGER, INSTAGRAM, LINE and WECHAT.
        sender_id: whom a message from the contact was sent to.
        metadata: free text kept with the message, at most 1024 characters.
        processing_mode: ``CONVERSATION`` or ``DISPATCH``.

    Raises:
        PreflightError: ``accept_time`` is no time, or has no offset.
        TypeError: a required field is missing, or there is no such field.
    """
    with frames_cut:
        known, given = TextFields.__annotations__.keys(), fields.keys()
        wrong = sorted(given - known) + sorted(REQUIRED - given)
        if wrong:
            raise TypeError(f"text_request: missing or unknown: {', '.join(wrong)}")
        try:
            accept_time = to_wire(parse(fields["accept_time"]))
        except ValueError as error:
            raise PreflightError([Problem("/accept_time", "time", str(error))]) from None
        member = "app_message" if fields["direction"] == "TO_CONTACT" else "contact_message"
        body: dict[str, Any] = {
            **fields,
            "accept_time": accept_time,
            "channel_identity": {
                name: fields.get(name) for name in ("channel", "identity", "app_id")
            },
            member: {"text_message": {"text": text}},
        }
        for name in ("channel", "identity", "app_id"):
            body.pop(name, None)
        return _without_none(body)


def _without_none(value: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _without_none(item) if isinstance(item, dict) else item
        for name, item in value.items()
        if item is not None
    }
