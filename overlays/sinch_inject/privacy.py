"""What may be said aloud: headers in logs, and a server's words about a request.

Logs and errors never hold message texts, numbers or secrets. For headers that is an *allow*
list; for a server that repeats what it was sent, the sent values are taken out.
"""

from __future__ import annotations

import base64
import contextlib
import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

__all__ = [
    "loggable_headers",
    "media_type",
    "printable",
    "private",
    "remover",
    "request_id",
    "scrubber",
    "secrets_in",
]

Fits = Callable[[str], object]

DATE = r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT"
LOGGABLE = {  # and what each looks like; one that looks otherwise is not logged
    "allow": re.compile(r"[A-Z, ]{1,80}").fullmatch,
    "content-length": re.compile(r"[0-9]{1,9}").fullmatch,
    "content-type": re.compile(r".{0,200}").fullmatch,
    "date": re.compile(DATE).fullmatch,
    "retry-after": re.compile(rf"[0-9]{{1,6}}|{DATE}").fullmatch,
    "server": re.compile(r"[A-Za-z0-9._/ ()-]{1,80}").fullmatch,
    "x-request-id": re.compile(r"[A-Za-z0-9._:/+=-]{1,128}").fullmatch,
}
MEDIA_TYPES = (
    "application/json",
    "application/octet-stream",
    "application/problem+json",
    "application/xml",
    "text/html",
    "text/plain",
    "text/xml",
)
ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_-]{1,64}").fullmatch  # not a number, no words
WORD = re.compile(r"[A-Z][A-Z_]{1,29}").fullmatch
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.,]{4,18}[Zz0-9:+-]{0,6}").fullmatch
# Of a request, where it looks like what it is: without a preflight anything may stand there.
# Any other member is private, one that is new or renamed too.
SAID = {
    "accept_time": TIME,
    "contact_id": ID,
    "conversation_id": ID,
    "direction": WORD,
    "processing_mode": WORD,
}
SAID_OF_IDENTITY = {"app_id": ID, "channel": WORD}
NO_WORDS = re.compile(r"[^a-z0-9]+")
HEAD = 16  # characters: a value that a server cut short is recognised by so many,
SHORT_HEAD = 8  # and a short one by two thirds of it, but so many at least
HIDDEN = "…"
MOST_VALUES = 10_000  # of a request; with more, nothing that a server says is quoted
MOST_CHARACTERS = 1_000_000  # in them, likewise
MOST_WORK = 1_000_000  # looks for a value in 256 characters, for one error; about 0.2 s
SHORTEST = 4  # shorter values are words and digits that any sentence holds


def loggable_headers(
    headers: Mapping[str, str], *, scrub: Callable[[str], str] = str
) -> dict[str, str]:
    """Return the headers that may be logged, by lower-case name.

    Args:
        headers: of the answer, by lower-case name.
        scrub: one from which it takes anything is left out.
    """
    found = {
        name: headers[name]
        for name, fits in LOGGABLE.items()
        if name in headers and fits(headers[name]) and scrub(headers[name]) == headers[name]
    }
    if "content-type" in found:
        found["content-type"] = media_type(found["content-type"])
    return found


def request_id(
    headers: Mapping[str, str], *, sent: Iterable[bytes], private: Iterable[str] = ()
) -> str | None:
    """Return the id that the server gave the request, or None.

    Args:
        headers: of the answer, by lower-case name.
        sent: credentials and body: what a server takes from there to be its id is none.
        private: values: what holds one of them, or its beginning, is none either, whatever
            stands between the words.
    """
    found = headers.get("x-request-id", "")
    if not LOGGABLE["x-request-id"](found) or any(found.encode() in part for part in sent):
        return None
    words = NO_WORDS.sub("", found.lower())
    heads = (NO_WORDS.sub("", value[:64].lower())[:SHORT_HEAD] for value in private)
    return None if any(len(head) >= SHORTEST and head in words for head in heads) else found


def media_type(content_type: str) -> str:
    """Return the media type if it is one that servers use; any other is not quoted."""
    named = content_type.split(";", maxsplit=1)[0].strip().lower()
    if not named:
        return "no content type"
    return named if named in MEDIA_TYPES else "an unusual content type"


def scrubber(body: Mapping[str, Any], *, authorization: str = "") -> Callable[[str], str]:
    """Return a function that takes content, numbers and credentials out of a text.

    Args:
        body: of the request.
        authorization: the header that went with it.
    """
    found = {*private(body), *secrets_in(authorization)}
    return remover(value for value in found if len(value) >= SHORTEST)


def private(body: Mapping[str, Any]) -> set[str]:
    """Return the texts and numbers of a request that nobody says aloud."""
    found: set[str] = set()
    identity = body.get("channel_identity")
    if isinstance(identity, Mapping):
        _collect(_unsaid(identity, SAID_OF_IDENTITY), found)
    else:  # whatever it is, without a preflight it was sent
        _collect(identity, found)
    unsaid = _unsaid({name: body[name] for name in body if name != "channel_identity"}, SAID)
    _collect(unsaid, found)
    _collect([_inside(value) for value in unsaid], found)
    return found


def secrets_in(authorization: str) -> list[str]:
    """Return what is secret in an ``Authorization`` header: token, or pair and secret."""
    scheme, _, value = authorization.partition(" ")
    if scheme != "Basic":
        return [value]
    pair = base64.b64decode(value).decode(errors="replace")
    return [value, pair, pair.partition(":")[2]]


def _unsaid(members: Mapping[str, Any], said: Mapping[str, Fits]) -> list[Any]:
    """Return the values that are not known to be harmless."""
    return [
        value
        for name, value in members.items()
        if not (isinstance(value, str) and name in said and said[name](value))
    ]


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
    head = form[: min(HEAD, max(SHORT_HEAD, len(form) * 2 // 3))]
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
