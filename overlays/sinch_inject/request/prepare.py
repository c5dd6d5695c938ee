"""From what the caller gives to what goes out.

A dict goes out as given. A model's date-times go out in UTC; one without an offset is an
error. A tag is put into ``metadata``, the only field that comes back with the message, so
that a message whose outcome is unknown can be looked up later.
"""

from __future__ import annotations

import datetime
import json
import logging
import re
from collections.abc import Mapping
from typing import Any, Required, TypedDict, Unpack, cast
from uuid import uuid4

from attrs import field, frozen

# The generated function that builds the path; its name is the generator's choice.
from sinch_inject_generated.api.conversation.inject_message import (
    _get_kwargs,  # pyright: ignore[reportPrivateUsage]
)
from sinch_inject_generated.models import (
    Channel,
    Direction,
    InjectMessageRequest,
    ProcessingMode,
)

from sinch_inject.errors import PreflightError, Problem, RequestInfo
from sinch_inject.request.body import to_dict, written
from sinch_inject.request.preflight import check, errors_of, not_json
from sinch_inject.request.times import epoch, parse, to_wire

__all__ = ["Prepared", "Request", "TextFields", "prepare", "tagged", "text_request"]

log = logging.getLogger("sinch_inject")

Request = InjectMessageRequest | Mapping[str, Any]
LONGEST_ID = 4096  # characters; a longer path is refused everywhere
TAG = re.compile(r"[A-Za-z0-9._:-]{1,64}")
UNWRITABLE = Problem("", "json", "cannot be written as JSON")


@frozen
class Prepared:
    """A request that is ready to go out, and is not read again from what it was made of.

    Attributes:
        target: the path.
        headers: what this request has of its own.
        content: the body, as it goes out.
        info: what errors and logs may say about it.
    """

    target: str
    headers: dict[str, str]
    content: bytes = field(repr=lambda content: f"<{len(content)} bytes>")
    info: RequestInfo

    @property
    def body(self) -> dict[str, Any]:
        """The JSON value of the body, read from its bytes."""
        value: dict[str, Any] = json.loads(self.content)
        return value


@frozen
class _NoBody:
    """Has the one method that the generated code calls on a body; the bytes are made here."""

    def to_dict(self) -> None:
        return None


def prepare(
    base_url: str,
    project_id: str,
    conversation_id: str,
    request: Any,
    *,
    tag: str | None = None,
    now: float | None = None,
) -> Prepared:
    """Build the request that goes out, after checking it.

    Args:
        base_url: origin of the API.
        project_id: for the path.
        conversation_id: for the path.
        request: an InjectMessageRequest or a dict.
        tag: a marker for ``metadata``, or None.
        now: seconds since the epoch, for the time window; None: only what cannot be sent at
            all is refused.

    Raises:
        PreflightError: it would be refused, or cannot be sent.
    """
    _check_path(conversation_id)
    body = to_dict(request)
    if not isinstance(body, dict):
        raise PreflightError([Problem("", "type", "must be an InjectMessageRequest or a dict")])
    if tag is not None:
        body = {**body, "metadata": tagged(body.get("metadata"), tag)}
    no_body = cast("InjectMessageRequest", _NoBody())
    kwargs = _get_kwargs(project_id, conversation_id, body=no_body)
    accept_time = body.get("accept_time")
    info = RequestInfo(
        method=kwargs["method"].upper(),
        url=base_url + kwargs["url"],
        conversation_id=conversation_id,
        accept_time=accept_time if _is_time(accept_time) else None,
        tag=tag,
        request_id=uuid4().hex,
    )
    if now is not None:
        _refuse(check(body, conversation_id=conversation_id, now=now), info)
    content = written(body)
    if content is None:
        _refuse([*not_json(body)] or [UNWRITABLE], info)
    headers = {**kwargs["headers"], "X-Request-Id": info.request_id or ""}
    return Prepared(kwargs["url"], headers, content or b"", info)


def _refuse(problems: list[Problem], info: RequestInfo) -> None:
    """Raise what forbids sending, and log what is only odd."""
    if errors_of(problems):
        raise PreflightError(problems, request=info)
    for problem in problems:
        log.info("request=%s %s", info.request_id, problem)


def _is_time(value: object) -> bool:
    """Say whether a value is a time, and not a text that got there by mistake."""
    if not isinstance(value, str):
        return False
    try:
        epoch(value)
    except ValueError:
        return False
    return True


def _check_path(conversation_id: object) -> None:
    """Refuse an id that would make another URL, or none, whether there is a preflight or not."""
    text = ""
    if not isinstance(conversation_id, str) or not conversation_id:
        text = "the conversation_id of the path must be a text, not empty"
    elif len(conversation_id) > LONGEST_ID:
        text = f"the conversation_id of the path is longer than {LONGEST_ID} characters"
    elif not conversation_id.isascii() and conversation_id != conversation_id.encode(
        errors="replace"
    ).decode(errors="replace"):
        text = "the conversation_id of the path holds half a surrogate pair"
    if text:
        raise PreflightError([Problem("/conversation_id", "minLength", text)])


def tagged(metadata: Any, tag: object) -> Any:
    """Return ``metadata`` with ``tag`` in it.

    A JSON object gets a member ``tag``, and keeps its own characters; another text gets
    ``[tag:…]`` at its end.

    Raises:
        PreflightError: the tag is not one, or the metadata holds another tag already.
    """
    if not isinstance(tag, str) or not TAG.fullmatch(tag):
        text = "a tag is 1 to 64 letters, digits and . _ : -"
        raise PreflightError([Problem("/metadata", "tag", text)])
    if not metadata:
        return f"[tag:{tag}]"
    if not isinstance(metadata, str):
        return metadata  # not a text: preflight says so
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
        "channel_identity": {name: fields.get(name) for name in ("channel", "identity", "app_id")},
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
