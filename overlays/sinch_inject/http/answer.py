"""What the server said, in any of the shapes it says things in.

Sinch documents two families of error bodies: ``{"error": {code, message, status, details}}``
(this operation's page; in 2021 the same members stood at the top) and problem+json
(``title``, ``detail``, ``errors``). Proxies answer with HTML, and a broken connection with
half of something. All of them give a readable sentence; none raises.
"""

from __future__ import annotations

import datetime
import enum
import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from attrs import field, frozen

from sinch_inject.privacy import media_type, printable

__all__ = ["Answer", "Failure", "Kind", "Words", "parse_retry_after", "read"]

DEEPEST = 20  # levels of a server's details that are kept
LONGEST_WAIT = 1e6  # seconds, 11 days: nobody waits for more, and a larger number may be another
LONGEST = 500  # characters of a server's sentence that are kept


class Kind(enum.Enum):
    """What sort of failure ended an attempt without an answer."""

    CONNECT = "connect"
    POOL = "pool"
    TIMEOUT = "timeout"
    LOST = "lost"


@frozen
class Answer:
    """An answer whose status line and headers arrived.

    Attributes:
        status: the HTTP status.
        headers: by lower-case name.
        body: as far as it was read, at most what the request wanted of it.
        complete: whether all of it arrived, fits and can be read.
        handed_over: False only if it is proved that it came before the last byte of the
            request was handed over, and that no more of it was.
    """

    status: int
    headers: dict[str, str] = field(factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    complete: bool = True
    handed_over: bool = True

    @property
    def encoded(self) -> bool:
        """Whether the body is packed. Nobody asked for that, and nothing is unpacked."""
        codings = self.headers.get("content-encoding")
        if not codings or not self.body:
            return False
        return any(c.strip() not in ("", "identity") for c in codings.lower().split(","))

    @property
    def media_type(self) -> str:
        """The content type if it is one that servers use; any other is not quoted."""
        return media_type(self.headers.get("content-type", ""))


@frozen
class Failure:
    """An attempt that ended without an answer.

    Attributes:
        kind: what sort of failure.
        text: what sort of exception it was, and the system's words; nothing the server sent.
        handed_over: False only if it is proved that the last byte of the request was not: it
            was never complete, so nobody can have acted on it.
        late: time ran out.
        cause: an exception with the system's words only, without a traceback; or None.
    """

    kind: Kind
    text: str
    handed_over: bool
    late: bool = False
    cause: Exception | None = field(default=None, repr=False, eq=False)


@frozen
class Words:
    """What a refusal says.

    Attributes:
        message: a sentence.
        code: a word for a program, or None.
        details: as the server sent them, scrubbed, or None.
    """

    message: str
    code: str | None = None
    details: Any = None


def read(answer: Answer, *, scrub: Callable[[str], str] = str) -> Words:
    """Return what ``answer`` says.

    Args:
        answer: any answer.
        scrub: takes parts of the request out of a text that might repeat them.
    """
    body = None if answer.encoded else _object(answer.body)
    if body is None:
        return Words(_nothing_readable(answer))
    error = body.get("error")
    inner = error if isinstance(error, dict) else body
    sentence = _text(inner.get("message")) or _problem(body) or _oauth(body)
    details = inner.get("details")
    violations = _violations(details if details is not None else body.get("errors"))
    if violations:
        sentence = f"{sentence}: {violations}" if sentence else violations
    code = _text(inner.get("status")) or _slug(body.get("type"))
    return Words(
        message=printable(scrub(sentence))[:LONGEST] or _nothing_readable(answer),
        code=printable(scrub(code))[:LONGEST] or None,
        details=_scrubbed(details if details is not None else body.get("errors"), scrub),
    )


def _object(body: bytes) -> dict[str, Any] | None:
    """Return the body as a JSON object, or None if it is not one."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _nothing_readable(answer: Answer) -> str:
    """Describe an answer whose body says nothing to us; quotes none of it."""
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "no standard status"
    state = ", encoded" if answer.encoded else ""
    state += "" if answer.complete else ", not complete"
    if not answer.body:
        return f"{phrase}, with an empty body{state}"
    return f"{phrase}, with {len(answer.body)} bytes of {answer.media_type}{state}"


def _text(value: object) -> str:
    """Return ``value`` if it is a text with something in it."""
    return value.strip() if isinstance(value, str) else ""


def _problem(body: dict[str, Any]) -> str:
    """Return the sentence of a problem+json body (RFC 9457)."""
    parts = [_text(body.get("title")), _text(body.get("detail"))]
    return ": ".join(part for part in parts if part)


def _oauth(body: dict[str, Any]) -> str:
    """Return the sentence of an OAuth error (RFC 6749, 5.2)."""
    parts = [_text(body.get("error")), _text(body.get("error_description"))]
    return ": ".join(part for part in parts if part)


def _slug(value: object) -> str:
    """Return the last part of a problem type's URL."""
    return _text(value).rstrip("/").rsplit("/", 1)[-1]


def _violations(details: object) -> str:
    """Collect "field: description" from the shapes in which fields are named."""
    found: list[str] = []
    for detail in details if isinstance(details, list) else []:
        if not isinstance(detail, dict):
            continue
        fields = detail.get("field_violations")
        for item in fields if isinstance(fields, list) else [detail]:
            if not isinstance(item, dict):
                continue
            place = _text(item.get("field")) or _text(item.get("pointer"))
            said = _text(item.get("description")) or _text(item.get("detail"))
            if place or said:
                found.append(": ".join(part for part in (place, said) if part))
    return "; ".join(found)


def _scrubbed(value: Any, scrub: Callable[[str], str], depth: int = 0) -> Any:
    """Return a copy of a JSON value with every text scrubbed, cut where it gets too deep."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if _may_be_said(value, scrub) else "…"
    if isinstance(value, list | dict) and depth >= DEEPEST:
        return "…"
    if isinstance(value, list):
        return [_scrubbed(item, scrub, depth + 1) for item in value]
    if isinstance(value, dict):
        return {scrub(key): _scrubbed(item, scrub, depth + 1) for key, item in value.items()}
    return value


def _may_be_said(value: float, scrub: Callable[[str], str]) -> bool:
    """Say whether a number is none of those that were sent."""
    try:
        return scrub(str(value)) == str(value)
    except ValueError:  # it has thousands of digits
        return False


def parse_retry_after(value: str | None, *, now: float) -> float | None:
    """Return the seconds a ``Retry-After`` asks for (RFC 9110, 10.2.3), or None.

    Args:
        value: the header, seconds or an HTTP date; anything else counts as absent.
        now: the present time, in seconds since the epoch.
    """
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    return max(0.0, moment.timestamp() - now)
