"""Judge the body of a refusal: the error object with what is encoded in it, or RFC 9457.

Two families of error bodies are known from Sinch. Whichever a server sends, its media type says
which, and the body has to be it.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from typing import Any

from sinch_inject_conformance.protobuf import NotProtobuf, fields

__all__ = ["BAD_REQUEST", "WORDS", "error_faults", "problem_faults", "violations"]

BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
# error.status: of the contract's examples; else the word that gRPC has for an HTTP status.
WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "INVALID_ARGUMENT",
    413: "INVALID_ARGUMENT",
    415: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL_ERROR",
    501: "INTERNAL_ERROR",
    503: "UNAVAILABLE",
    520: "INTERNAL_ERROR",
}
# RFC 3986: what a URI reference is made of.
URI_REFERENCE = re.compile(r"(?:[!#$&'()*+,/:;=?@\[\]A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*")


def error_faults(status: int, value: object) -> Iterator[str]:
    """Yield what is wrong with a body that says it is application/json and refuses."""
    error = value.get("error") if isinstance(value, dict) else None
    if not isinstance(error, dict):
        yield "the body of a refusal has no object named error"
        return
    code, word, message = error.get("code"), error.get("status"), error.get("message")
    # JSON Schema takes 400.0 for a whole number; nobody writes one so.
    if type(code) is not int or code != status:
        yield f"error.code is {code!r}, the status {status}"
    if not isinstance(word, str) or not re.fullmatch("[A-Z][A-Z0-9_]*", word):
        yield f"error.status is no word for a program: {word!r}"
    if not isinstance(message, str) or not message.strip():
        yield "error.message says nothing"
    details = error.get("details", [])
    for number, detail in enumerate(details if isinstance(details, list) else []):
        yield from (f"error.details[{number}] {fault}" for fault in _detail_faults(detail))


def _detail_faults(detail: Any) -> Iterator[str]:
    """Yield what is wrong with one detail. Sinch has been seen to send others than these two."""
    if not isinstance(detail, dict) or "type_url" not in detail:
        return
    if not re.fullmatch(r"[a-z0-9.-]+/[A-Za-z0-9_.]+", str(detail["type_url"])):
        yield f"has a type_url that is none: {detail['type_url']!r}"
    try:
        found = violations(detail)
    except ValueError as error:
        yield f"has a value that is {error}"
        return
    if found is not None and not found:
        yield "names no field"
    for field, words in found or ():
        if not words.strip():
            yield f"says nothing about {field!r}"


def violations(detail: dict[str, Any]) -> Sequence[tuple[str, str]] | None:
    """Return the fields of a ``google.rpc.BadRequest`` and what is wrong with each.

    None if the detail is of another type, which is then only looked at as protobuf.

    Raises:
        ValueError: the value is not base64, or not protobuf, or not of that type.
    """
    value = detail.get("value", "")
    try:
        data = base64.b64decode(str(value), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("no base64") from None
    try:
        top = fields(data)
        if detail["type_url"] != BAD_REQUEST:
            return None
        inner = [dict(fields(content)) for number, content in top if number == 1]
        return [(one.get(1, b"").decode(), one.get(2, b"").decode()) for one in inner]
    except (NotProtobuf, UnicodeDecodeError):
        raise ValueError("no protobuf of its type") from None


def problem_faults(status: int, value: object) -> Iterator[str]:
    """Yield what is wrong with a body that says it is application/problem+json (RFC 9457)."""
    if not isinstance(value, dict):
        yield "a problem is no object"
        return
    if not {"type", "title"} & value.keys():
        yield "a problem has neither type nor title"
    for name in ("type", "instance"):
        text = value.get(name, "")
        if not isinstance(text, str) or not URI_REFERENCE.fullmatch(text):
            yield f"a problem's {name} is no URI reference"
    for name in ("title", "detail"):
        if not isinstance(value.get(name, ""), str):
            yield f"a problem's {name} is no text"
    told = value.get("status", status)
    if type(told) is not int or told != status:
        yield f"a problem's status is {told!r}, the answer's {status}"
