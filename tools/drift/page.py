"""A published documentation page of one operation, as data.

The page is Markdown, with line breaks or flattened to one line; both say the same, so it is
flattened first. What it can say is little, and all of it is read::

    # Title, and what the operation does
    Endpoint: POST /v1/things/{id}   Version: 1.0   Security: Basic, oAuth2
    ## Path parameters:              (also Query, Header, Cookie)
    - `id` (string, required)        Text. Enum: "A", "B" Default: "A" Example: "B"
    ## Request fields (application/json):
    - `parent.child` (array)         items of an array have no mark of their own
    ## Response 400 fields (application/json):

What does not fit is kept in ``oddities``, never passed over.
"""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from attrs import Factory, define, field, frozen

__all__ = ["Field", "Page", "PageError", "read_page"]

MARKS = ("required", "optional", "null", "deprecated")
TYPES = ("any", "array", "boolean", "integer", "null", "number", "object", "string")
ENDPOINT = re.compile(r"(?:^| )Endpoint: ([A-Z]+) (\S+)")
VERSION = re.compile(r"(?:^| )Version: (\S+)")
SECURITY = re.compile(r"(?:^| )Security: (.+?)(?= #{1,6} |$)")
SECTION = re.compile(
    r"(?:^| )#{1,6} (?:(?P<place>Path|Query|Header|Cookie) parameters"
    r"|(?P<request>Request) fields|Response (?P<status>[1-5](?:\d\d|XX)|default) fields)"
    r"(?: \((?P<media>[^()]+)\))?:?(?= |$)"
)
HEADING = re.compile(r"(?:^| )#{1,6} ([^#]{1,60})")
FIELD = re.compile(r"(?:^| )[-*+] `(?P<name>[^`]+)` \((?P<facts>[^()]*)\)(?= |$)")
BULLET = re.compile(r"(?:^| )[-*] (?=[`*A-Z])")
# The last three of a list are enough; without a limit, a long text takes for ever.
LIST = re.compile(r"[\w`], [\w` ]{1,60}, [\w` ]{1,60},? (?:and|or) \w")
WORD = r'(?:"(?:[^"\\]|\\.)*"|[^\s",]+)'
ATTRIBUTE = re.compile(rf"(?:^| )(Enum): ({WORD}(?:, {WORD})*)|(?:^| )(Default|Example): (?=\S)")


class PageError(ValueError):
    """The text is no page of this form; says what is missing."""


@frozen
class Field:
    """A parameter, or a field of a body.

    Attributes:
        name: with dots for what is inside; an array's items have no mark.
        type: one of JSON Schema's types, or ``any``.
        required: whether it is marked so.
        text: its description, without what is read from it.
        enum: the values it may have, or nothing.
        default: what it is when it is left out, or None where none is named.
        limits: where a source has a place for them; None: they stand in the text.
        null: it may be null.
        deprecated: it is marked so.
        marks: those that are not known.
        rules: of a document, what no page has a place for.
    """

    name: str
    type: str
    required: bool = False
    text: str = ""
    enum: tuple[str, ...] = ()
    default: Any = None
    limits: dict[str, int] | None = None
    null: bool = False
    deprecated: bool = False
    marks: tuple[str, ...] = ()
    rules: dict[str, Any] | None = None


@define
class Section:
    """Parameters of one place, the fields of the request, or those of one answer.

    Attributes:
        media: of the body, or None.
        fields: by name.
        text: what stands there and belongs to no field.
    """

    media: str | None = None
    fields: dict[str, Field] = Factory(dict)
    text: str = ""


@define
class Page:
    """One operation as its page describes it.

    Attributes:
        introduction: title and description. Flattened, nothing tells where one ends.
        method: in upper case.
        path: with names in braces.
        version: as the page says it, or None.
        security: the names of the schemes, any of which is enough.
        head: what stands there beside endpoint, version and security.
        sections: by place: ``path``, ``query``, ``header``, ``cookie``, ``request``, or the
            status of an answer.
        oddities: what could not be read, as (place, sentence).
        document: it is no page, but made of an OpenAPI document, whose version is its own.
        deprecated: it is marked so.
    """

    introduction: str
    method: str
    path: str
    version: str | None = None
    security: tuple[str, ...] = ()
    head: str = ""
    sections: dict[str, Section] = Factory(dict)
    oddities: list[tuple[str, str]] = field(factory=list)
    document: bool = False
    deprecated: bool = False


def read_page(text: str) -> Page:
    """Read a page, with line breaks or without.

    Raises:
        PageError: it names no endpoint.
    """
    flat = " ".join(text.replace("\ufeff", "").split())
    endpoint = ENDPOINT.search(flat)
    if endpoint is None:
        raise PageError("no line `Endpoint: METHOD /path`: is this the page of an operation?")
    heads = list(SECTION.finditer(flat))
    front = flat[endpoint.end() : heads[0].start() if heads else len(flat)]
    version, security = VERSION.search(front), SECURITY.search(front)
    known = (found[0] for found in (version, security) if found)
    page = Page(
        introduction=flat[: endpoint.start()].lstrip("# ").strip(),
        method=endpoint[1],
        path=endpoint[2],
        version=version[1] if version else None,
        security=tuple(re.split(r",\s*", security[1].strip())) if security else (),
        head=functools.reduce(lambda text, part: text.replace(part, "", 1), known, front).strip(),
    )
    ends = [head.start() for head in heads[1:]] + [len(flat)]
    for head, end in zip(heads, ends, strict=False):
        place = (head["place"] or head["request"] or head["status"]).lower()
        body = flat[head.end() : end]
        if place in page.sections:
            page.oddities.append((place, "the page has this section twice"))
            page.sections[place].text += f" {flat[head.start() : end]}"
            continue
        page.sections[place] = _section(page, place, head["media"], body)
    return page


def _section(page: Page, place: str, media: str | None, text: str) -> Section:
    """Read the fields of one section."""
    found = [match for match in FIELD.finditer(text) if _is_field(match)]
    before = text[: found[0].start() if found else len(text)].strip()
    if before:
        page.oddities.append((place, f"something stands where a field is due: {before[:60]!r}"))
    section = Section(media, text=before)
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=False):
        rest = text[match.end() : end].strip()
        name = match["name"].replace("[]", "")
        where = f"{place} {name}"
        if name in section.fields:
            page.oddities.append((where, "the page lists it twice"))
            section.text += f" {text[match.start() : end]}"
            continue
        section.fields[name] = _field(page, where, name, match["facts"], rest)
    return section


def _is_field(match: re.Match[str]) -> bool:
    """Tell a field from a point of a list inside a description."""
    return _kind(match["facts"].split(",")[0]) is not None


def _kind(text: str) -> str | None:
    """Return the type in ``string`` or ``string or null``, or None if it is none."""
    kinds = [word for word in re.split(r"\s*(?:\||or|,)\s*|\s+", text.strip()) if word]
    if not kinds or any(kind not in TYPES for kind in kinds):
        return None
    others = [kind for kind in kinds if kind != "null"]
    return others[0] if len(others) == 1 else "any"


def _field(page: Page, where: str, name: str, facts: str, rest: str) -> Field:
    """Read one field from its marks and the text behind them."""
    kind, *marks = (part.strip() for part in facts.split(","))
    unknown = tuple(mark for mark in marks if mark not in MARKS)
    for mark in unknown:
        page.oddities.append((where, f"a mark that is not known: {mark!r}"))
    text, enum, default = _attributes(rest)
    if BULLET.search(text) or LIST.search(text):
        page.oddities.append((where, "a list stands inside the description: it is only pinned"))
    for heading in HEADING.finditer(text):
        page.oddities.append((where, f"a heading stands in its text: {heading[1].strip()!r}"))
    return Field(
        name, _kind(kind) or "any", "required" in marks, text, enum, default,
        null="null" in re.findall(r"\w+", facts), deprecated="deprecated" in marks,
        marks=unknown,
    )  # fmt: skip


def _attributes(text: str) -> tuple[str, tuple[str, ...], Any]:
    """Take Enum, Default and Example out of a field's text; return what is left, and them."""
    enum: tuple[str, ...] = ()
    default: Any = None
    left = ""
    while match := ATTRIBUTE.search(text):
        left += text[: match.start()]
        text = text[match.end() :]
        if match[1]:
            enum = tuple(_unquoted(word) for word in re.findall(WORD, match[2]))
        else:
            value, text = _value(text)
            default = value if match[3] == "Default" else default
    return (left + text).strip(), enum, default


def _unquoted(word: str) -> str:
    try:
        return str(json.loads(word)) if word.startswith('"') else word
    except ValueError:  # as it stands there
        return word


def _value(text: str) -> tuple[Any, str]:
    """Read a JSON value, or a word, from the front of a text; return it and what follows."""
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        word, _, rest = text.partition(" ")
        return word, " " + rest
    return value, text[end:]
