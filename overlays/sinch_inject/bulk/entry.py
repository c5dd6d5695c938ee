"""A record of the input: who it is, and what goes out for it.

Its *identity* stays when the file is reformatted or its members change places: 16 bytes of
BLAKE2b over its ``_key``, or, without one, over its canonical JSON (RFC 8785). Its *tag* goes
into ``metadata`` and comes back with the message, so that a lost ledger, another machine or a
later listing can recognise it: it is the idempotency key that the API lacks. It is made of
key and content together, because keys like 1, 2, 3 are in many files.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785
from attrs import field, frozen

from sinch_inject.bulk.records import Flaw, Line
from sinch_inject.errors import PreflightError, Problem
from sinch_inject.request.text import tagged

__all__ = ["METADATA", "Entry", "from_given", "from_line", "from_value", "own", "twice", "with_tag"]

METADATA = 1024  # characters that the API takes
LONGEST_KEY = 512  # characters
UNWRITABLE = Problem("", "json", "holds what JSON or UTF-8 cannot carry")


@frozen(kw_only=True)
class Entry:
    """One record.

    Attributes:
        line: where it stands in the input, from 1.
        id: its identity, 16 bytes.
        key: its ``_key`` as a text, or None.
        digest: 16 bytes of its content.
        tag: ``k-`` and 16 letters and digits.
        conversation_id: the conversation of the path; empty if the record is flawed.
        body: the request without it.
        problem: why it cannot be sent, or None.
        raw: its line as it was read, where there was one.
    """

    line: int
    id: bytes
    key: str | None = None
    digest: bytes
    tag: str = ""
    conversation_id: str = field(default="", repr=False)
    body: Mapping[str, Any] = field(factory=dict, repr=False)
    problem: Problem | None = None
    raw: bytes = field(default=b"", repr=False)


def from_line(line: Line) -> Entry:
    """Return the record on a line."""
    found = line.found
    if isinstance(found, Flaw):
        place = f"line {found.line}, column {found.column} " if found.column else ""
        problem = Problem("", found.rule, f"{place}{found.message}")
        return Entry(
            line=found.line, id=line.digest, digest=line.digest, problem=problem, raw=line.raw
        )
    return from_value(found.value, found.line, raw=line.raw, fallback=line.digest)


def from_given(value: Any, line: int) -> Entry:
    """Return the record that a caller's value is, who may change it while the record waits."""
    try:
        return from_value(own(value), line)
    except PreflightError as error:
        digest = _hash(b"line", repr(type(value)).encode())
        return Entry(line=line, id=digest, digest=digest, problem=error.problems[0])


def own(value: Any) -> Any:
    """Return a copy of a JSON value that nobody else can change; what is none stays in it.

    Raises:
        PreflightError: it holds itself, or changes while it is read.
    """
    try:
        return _copied(value)
    except RuntimeError:  # a RecursionError too
        raise PreflightError([UNWRITABLE]) from None


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(item) for item in value]
    return value


def from_value(value: Any, line: int, *, raw: bytes = b"", fallback: bytes = b"") -> Entry:
    """Return the record that a JSON value is.

    Args:
        value: a request body with ``conversation_id``, and perhaps ``_key``.
        line: where it stands, from 1.
        raw: its line as it was read.
        fallback: its identity, should it have no canonical JSON.
    """
    if not isinstance(value, Mapping):
        digest = _hash(b"line", raw or repr(type(value)).encode())
        return Entry(
            line=line,
            id=fallback or digest,
            digest=digest,
            problem=Problem("", "type", "is no object"),
            raw=raw,
        )
    key, problem = _key(value.get("_key"))
    content = {name: item for name, item in value.items() if name not in ("_key", "_error")}
    canonical = _canonical(content)
    if canonical is None:
        canonical = fallback or b"?"
        problem = problem or UNWRITABLE
    body = {name: item for name, item in content.items() if name != "conversation_id"}
    conversation = content.get("conversation_id")
    problem = problem or _name_problem(content) or _conversation_problem(conversation)
    return Entry(
        line=line,
        id=_hash(b"record", canonical) if key is None else _hash(b"key", _utf8(key)),
        key=key,
        digest=_hash(b"content", canonical),
        tag=_tag(key, canonical),
        conversation_id=conversation if isinstance(conversation, str) else "",
        body=body,
        problem=problem,
        raw=raw,
    )


def twice(entry: Entry) -> bytes:
    """Return the identity of a record whose key belongs to another one already."""
    return _hash(b"twice", entry.id + entry.digest)


def with_tag(entry: Entry) -> tuple[Mapping[str, Any], str | None]:
    """Return the body with the tag in it, and the tag; None: there is no room, or another one."""
    metadata = entry.body.get("metadata")
    try:
        text = tagged(metadata, entry.tag)
    except PreflightError:
        return entry.body, None
    if not isinstance(text, str) or len(text) > METADATA:
        return entry.body, None
    return {**entry.body, "metadata": text}, entry.tag


def _key(key: Any) -> tuple[str | None, Problem | None]:
    if key is None:
        return None, None
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key), None
    if isinstance(key, str) and 0 < len(key) <= LONGEST_KEY:
        return key, None
    text = f"must be a text of 1 to {LONGEST_KEY} characters, or a whole number"
    return None, Problem("/_key", "type", text)


def _name_problem(content: Mapping[Any, Any]) -> Problem | None:
    """Refuse names that are neither the API's nor ours."""
    if any(isinstance(name, str) and name.startswith("_") for name in content):
        text = "has a name that starts with _ and is neither _key nor _error"
        return Problem("", "unknown_name", text)
    return None


def _conversation_problem(value: Any) -> Problem | None:
    if isinstance(value, str) and value:
        return None
    text = "`conversation_id` is required" if value is None else "must be a text, not empty"
    return Problem("/conversation_id", "required" if value is None else "type", text)


def _canonical(value: Any) -> bytes | None:
    """Return canonical JSON; None: what JSON or UTF-8 cannot hold is in it."""
    try:
        return rfc8785.dumps(value)
    except rfc8785.IntegerDomainError:
        pass
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError):
        return None
    try:
        return rfc8785.dumps(_spelled(value))
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeError, ValueError):
        return None


def _spelled(value: Any) -> Any:
    """Spell whole numbers that a double cannot hold: RFC 8785 has no form for them."""
    if isinstance(value, Mapping):
        return {name: _spelled(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_spelled(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1 << 53:
        return {"_integer": str(value)}
    return value


def _tag(key: str | None, canonical: bytes) -> str:
    """Return 80 bits of key and content: two of 10 million share them once in 10**10 runs."""
    name = b"" if key is None else b"k" + _utf8(key)
    seen = hashlib.blake2b(len(name).to_bytes(4, "big") + name, digest_size=10, person=b"tag")
    seen.update(canonical)
    return "k-" + base64.b32encode(seen.digest()).decode().lower()


def _utf8(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _hash(kind: bytes, content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16, person=kind).digest()
