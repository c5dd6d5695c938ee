"""From what the caller gives to what goes out: path, headers and bytes, made once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

from attrs import field, frozen

# The generated function that builds the path; its name is the generator's choice.
from sinch_inject_generated.api.conversation.inject_message import (
    _get_kwargs,  # pyright: ignore[reportPrivateUsage]
)
from sinch_inject_generated.models import InjectMessageRequest

from sinch_inject.errors import PreflightError, Problem, RequestInfo
from sinch_inject.logs import log
from sinch_inject.request.body import encode, to_dict
from sinch_inject.request.preflight import errors_of, id_problems, look
from sinch_inject.request.text import tagged
from sinch_inject.request.times import epoch

__all__ = ["Prepared", "Request", "prepare"]

Request = InjectMessageRequest | Mapping[str, Any]


@frozen
class Prepared:
    """A request that is ready to go out, and is not read again from what it was made of.

    Attributes:
        target: the path.
        headers: what this request has of its own.
        content: the body, as it goes out.
        body: what it says.
        info: what errors and logs may say about it.
    """

    target: str
    headers: dict[str, str]
    content: bytes = field(repr=lambda content: f"<{len(content)} bytes>")
    body: dict[str, Any] = field(repr=False)
    info: RequestInfo


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
    if problems := id_problems(conversation_id):
        raise PreflightError(problems)
    if tag is not None:
        request = to_dict(request)
        if isinstance(request, dict):  # else it is told below
            request = {**request, "metadata": tagged(request.get("metadata"), tag)}
    body = encode(request)
    no_body = cast("InjectMessageRequest", _NoBody())
    kwargs = _get_kwargs(project_id, conversation_id, body=no_body)
    accept_time = body.value.get("accept_time")
    info = RequestInfo(
        method=kwargs["method"].upper(),
        url=base_url + kwargs["url"],
        conversation_id=conversation_id,
        accept_time=accept_time if _is_time(accept_time) else None,
        tag=tag,
        request_id=uuid4().hex,
    )
    if now is not None:
        _refuse(look(body, conversation_id=conversation_id, now=now), info)
    headers = {**kwargs["headers"], "X-Request-Id": info.request_id or ""}
    return Prepared(kwargs["url"], headers, body.content, body.value, info)


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
