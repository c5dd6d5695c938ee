"""From what the caller gives to what goes out: path, headers and bytes, made once."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from attrs import field, frozen
from sinch_inject_contract.document import operations
from sinch_inject_generated.models import InjectMessageRequest

from sinch_inject.errors import PreflightError, Problem, RequestInfo
from sinch_inject.logs import log
from sinch_inject.request.body import encode, to_dict
from sinch_inject.request.deprecated import deprecated, warn_of
from sinch_inject.request.preflight import errors_of, id_problems, instant, look
from sinch_inject.request.text import tagged

__all__ = ["OPERATION", "Prepared", "Request", "prepare"]

OPERATION = "injectMessage"

Request = InjectMessageRequest | Mapping[str, Any]


@frozen
class Prepared:
    """A request that is ready to go out, and is not read again from what it was made of.

    Attributes:
        target: the path, and a query.
        content: the body, as it goes out.
        body: what it says.
        info: what errors and logs may say about it.
        moment: its ``accept_time``, in seconds since the epoch, or None.
    """

    target: str
    content: bytes = field(repr=lambda content: f"<{len(content)} bytes>")
    body: dict[str, Any] = field(repr=False)
    info: RequestInfo
    moment: float | None = None

    @property
    def lines(self) -> bytes:
        """The header lines that are its own."""
        kind = b"Content-Type: application/json\r\n" if self.content else b""
        return b"%bX-Request-Id: %b\r\n" % (kind, (self.info.request_id or "").encode("ascii"))


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
    operation = operations()[OPERATION]
    target = operation.target(project_id=project_id, conversation_id=conversation_id)
    accept_time = body.value.get("accept_time")
    moment = instant(accept_time)
    info = RequestInfo(
        method=operation.method,
        url=base_url + target,
        conversation_id=conversation_id,
        accept_time=None if moment is None else accept_time,
        tag=tag,
        request_id=token_hex(16),
    )
    if now is not None:
        size = len(body.content)
        found = list(body.odd) or look(body.value, size, moment, conversation_id, now)
        _refuse(found, info)
    if old := deprecated(body.value, operation):
        warn_of(old)
    return Prepared(target, body.content, body.value, info, moment)


def _refuse(problems: list[Problem], info: RequestInfo) -> None:
    """Raise what forbids sending, and log what is only odd."""
    if errors_of(problems):
        raise PreflightError(problems, request=info)
    for problem in problems:
        log.info("request=%s %s", info.request_id, problem)
