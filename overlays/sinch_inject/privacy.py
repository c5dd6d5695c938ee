"""What may be said aloud: headers in logs, and a server's words about a request.

Logs and errors never hold message texts, numbers or secrets. For headers that is an *allow*
list; for a server that repeats what it was sent, the sent values are taken out.
"""

from __future__ import annotations

import contextlib
import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

__all__ = [
    "cut",
    "frames_cut",
    "loggable_headers",
    "media_type",
    "printable",
    "remover",
    "request_id",
    "scrubber",
]

LOGGABLE = (
    "allow",
    "content-length",
    "content-type",
    "date",
    "retry-after",
    "server",
    "x-request-id",
)
MEDIA_TYPES = (
    "application/json",
    "application/octet-stream",
    "application/problem+json",
    "application/xml",
    "text/html",
    "text/plain",
    "text/xml",
)
REQUEST_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}").fullmatch
# Of a request; any other member is private, one that is new or renamed too.
SAID = ("accept_time", "contact_id", "conversation_id", "direction", "processing_mode")
SAID_OF_IDENTITY = ("app_id", "channel")
HEAD = 16  # characters: a value that a server cut short is recognised by so many
HIDDEN = "…"
MOST_VALUES = 10_000  # of a request; with more, nothing that a server says is quoted
MOST_CHARACTERS = 1_000_000  # in them, likewise
MOST_WORK = 1_000_000  # looks for a value in 256 characters, for one error; about 0.2 s
SHORTEST = 4  # shorter values are words and digits that any sentence holds


def loggable_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that may be logged, by lower-case name."""
    found = {name: headers[name] for name in LOGGABLE if name in headers}
    if "content-type" in found:
        found["content-type"] = media_type(found["content-type"])
    return found


def request_id(headers: Mapping[str, str], *, sent: Iterable[bytes]) -> str | None:
    """Return the id that the server gave the request, or None.

    Args:
        headers: of the answer, by lower-case name.
        sent: credentials and body: what a server takes from there to be its id is none.
    """
    found = headers.get("x-request-id", "")
    if not REQUEST_ID(found) or any(found.encode() in part for part in sent):
        return None
    return found


def media_type(content_type: str) -> str:
    """Return the media type if it is one that servers use; any other is not quoted."""
    named = content_type.split(";", maxsplit=1)[0].strip().lower()
    if not named:
        return "no content type"
    return named if named in MEDIA_TYPES else "an unusual content type"


def scrubber(body: Mapping[str, Any]) -> Callable[[str], str]:
    """Return a function that takes the content and numbers of ``body`` out of a text."""
    found: set[str] = set()
    identity = body.get("channel_identity")
    if isinstance(identity, Mapping):
        _collect([identity[name] for name in identity if name not in SAID_OF_IDENTITY], found)
    else:  # whatever it is, without a preflight it was sent
        _collect(identity, found)
    for name in body.keys() - {*SAID, "channel_identity"}:
        _collect(body[name], found)
        _collect(_inside(body[name]), found)
    return remover(value for value in found if len(value) >= SHORTEST)


def remover(values: Iterable[str]) -> Callable[[str], str]:
    """Return a function that takes ``values`` out of a text, also escaped or cut short.

    The work of all its calls together is bounded: of what is left then nothing is said at all.
    """
    values = list(values)
    much = len(values) > MOST_VALUES or sum(map(len, values)) > MOST_CHARACTERS
    forms = set[str]() if much else {form for value in values for form in _forms(value)}
    # Longest first, so that no part of a longer value is left standing.
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    left = MOST_WORK

    def scrub(text: str) -> str:
        nonlocal left
        left -= len(ordered) * (1 + len(text) // 256)
        if text and (much or left < 0):
            return HIDDEN
        for form in ordered:
            text = _without(text, form)
        return text

    return scrub


def _without(text: str, form: str) -> str:
    """Replace every ``form`` in ``text``, and every long beginning of it."""
    head = form[:HEAD]
    start = text.find(head)
    while start >= 0:
        length = len(head)
        while text[start + length : start + length + 1] == form[length : length + 1] != "":
            length += 1
        text = f"{text[:start]}…{text[start + length :]}"
        start = text.find(head, start + 1)
    return text


def _forms(value: str) -> set[str]:
    """Return how ``value`` may look in a server's words: as it is, in JSON, HTML or a URL."""
    forms = {value, html.escape(value), value.strip(), " ".join(value.split())}
    forms |= {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    forms |= {json.dumps(form)[1:-1] for form in tuple(forms)}  # JSON in a text in JSON
    forms |= {
        repr(value)[1:-1],
        quote(value, errors="replace"),
        quote_plus(value, errors="replace"),
    }
    if value.startswith("+"):
        forms.add(value[1:])  # a number, as some servers write it
    return {form for form in forms if form}


def printable(text: str) -> str:
    """Return ``text`` in one line that any terminal and log can show."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _inside(text: object) -> object:
    """Return what JSON in a text holds, or None."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def _collect(value: object, into: set[str]) -> None:
    """Add every text and number below ``value``."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            into.add(item)
        elif isinstance(item, int | float):
            with contextlib.suppress(ValueError):  # of a number of thousands of digits
                into.add(str(item))
        elif isinstance(item, Mapping):
            stack.extend(item.values())
        elif isinstance(item, list | tuple):
            stack.extend(item)


class FramesCut:
    """Takes our frames off what is raised inside: their variables hold token and text."""

    __slots__ = ()

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if error is not None:
            cut(error)


frames_cut = FramesCut()


def cut(error: BaseException) -> None:
    """Take our frames off ``error`` and what led to it: their variables hold token and text.

    Tools that show local variables (Sentry, rich) would show them. A ``raise`` without an
    argument that follows does not add its own frame either. An interruption and an error of
    ours begin at the caller's line. Any other exception comes from the caller's own code
    (records, a clock), or is a bug: it keeps its lines, ours without variables. What the
    caller handles while it calls us may be the error's context; it keeps its frames.
    """
    foreign = isinstance(error, Exception) and not _is_ours(type(error).__module__)
    error.__traceback__ = _emptied(error.__traceback__) if foreign else None
    left, seen = [error.__cause__, error.__context__], {id(error)}
    while left:
        found = left.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        left += [found.__cause__, found.__context__]
        traceback = found.__traceback__
        if traceback is not None and _is_ours(_module(traceback)):
            found.__traceback__ = None


def _emptied(traceback: TracebackType | None) -> TracebackType | None:
    """Empty our frames; leave out those that still run, which cannot be emptied."""
    kept: list[TracebackType] = []
    while traceback is not None:
        try:
            if _is_ours(_module(traceback)):
                traceback.tb_frame.clear()
            kept.append(traceback)
        except RuntimeError:
            pass
        traceback = traceback.tb_next
    for before, after in pairwise(kept):
        before.tb_next = after
    if kept:
        kept[-1].tb_next = None
        return kept[0]
    return None


def _module(traceback: TracebackType) -> str:
    return str(traceback.tb_frame.f_globals.get("__name__", ""))


def _is_ours(module: str) -> bool:
    return module.startswith("sinch_inject")
