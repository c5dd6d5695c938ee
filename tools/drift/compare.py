"""A page against the contract: what differs, what has to be looked at, what cannot be told.

A *drift* is a difference: the contract says something else than the page. *Look* is a text
that changed since it was read. *Unclear* is what a page of this form cannot say, or says in a
way that only a person can compare; it is named, and it is no drift.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from tools.drift.described import Described, DescribedField, DescribedSection, describe, operations
from tools.drift.limits import stated
from tools.drift.page import Field, Page, Section
from tools.drift.pins import Pins, digest, texts

__all__ = ["DRIFT", "LOOK", "UNCLEAR", "Finding", "compare"]

WINDOW = "max_age_seconds"
DRIFT, LOOK, UNCLEAR = "drift", "look", "unclear"


@frozen
class Finding:
    """One thing that was found.

    Attributes:
        kind: ``drift``, ``look`` or ``unclear``.
        place: ``path``, ``security``, ``request metadata``, ``400 error.code`` …
        words: a sentence.
    """

    kind: str
    place: str
    words: str

    def __str__(self) -> str:
        return f"{self.kind:7}  {self.place}: {self.words}"


def compare(page: Page, document: Mapping[str, Any], pins: Pins | None) -> list[Finding]:
    """Return everything that was found, drifts first.

    Args:
        page: what is published.
        document: the contract.
        pins: the texts that were read; None: the source's prose is not looked at.
    """
    method, path = _operation(page, document)
    described = describe(document, method, path)
    found = [
        *_head(page, described),
        *_sections(page, described),
        *(() if pins is None else _prose(page, pins, f"{method} {path}")),
        *(Finding(UNCLEAR, place, words) for place, words in page.oddities),
    ]
    order = (DRIFT, LOOK, UNCLEAR)
    return sorted(dict.fromkeys(found), key=lambda finding: order.index(finding.kind))


def _operation(page: Page, document: Mapping[str, Any]) -> tuple[str, str]:
    """Return the operation that the page is about, or the one that is most like it."""
    known = list(operations(document))
    if (page.method, page.path) in known:
        return page.method, page.path

    def likeness(operation: tuple[str, str]) -> float:
        return difflib.SequenceMatcher(
            None, f"{page.method} {page.path}", " ".join(operation)
        ).ratio()

    return max(known, key=likeness)


# ------------------------------------------------------------------------------- the head


def _head(page: Page, described: Described) -> Iterator[Finding]:
    for name, theirs, ours in (
        ("method", page.method, described.method),
        ("path", page.path, described.path),
        ("version", page.version, described.version),
    ):
        if theirs != ours and not (name == "version" and theirs is None and page.document):
            yield Finding(DRIFT, name, f"the page says {theirs}, the contract {ours}")
    if page.deprecated and not described.deprecated:
        yield Finding(DRIFT, "operation", "the page has learnt that it is deprecated")
    for name in sorted(set(page.security) - set(described.security)):
        yield Finding(DRIFT, "security", f"the page has learnt {name}")
    for name in sorted(set(described.security) - set(page.security)):
        yield Finding(DRIFT, "security", f"the page no longer has {name}")
    if described.source is not None:
        yield Finding(
            DRIFT,
            "operation",
            f"the page knows it; the contract tags it {described.source}: untag it",
        )


# --------------------------------------------------------------------------- the sections


def _sections(page: Page, described: Described) -> Iterator[Finding]:
    for place in (*page.sections, *(set(described.sections) - set(page.sections))):
        theirs = page.sections.get(place)
        ours = described.sections.get(place)
        if theirs is None and ours is not None:
            if ours.source is None or ours.source == described.source:
                yield Finding(DRIFT, place, "the contract has it, the page does not")
        elif theirs is not None and ours is None:
            yield Finding(DRIFT, place, "the page has it, the contract does not")
        elif theirs is not None and ours is not None:
            yield from _section(place, theirs, ours, covered=described.source)


def _section(
    place: str, theirs: Section, ours: DescribedSection, *, covered: str | None
) -> Iterator[Finding]:
    if ours.source not in (None, covered):
        words = f"the page has learnt it; the contract tags it {ours.source}: untag it"
        yield Finding(DRIFT, place, words)
    if not theirs.fields and theirs.media is None and not ours.fields:
        body = "an empty object" if ours.media else "no body"
        yield Finding(
            UNCLEAR,
            place,
            f"the page lists no fields and no body; the contract takes it for {body}",
        )
    elif theirs.media != ours.media:
        yield Finding(
            DRIFT, place, f"the page says {theirs.media or 'no body'}, the contract {ours.media}"
        )
    for name, field in theirs.fields.items():
        known = ours.fields.get(name)
        if known is None:
            yield Finding(DRIFT, f"{place} {name}", "the page has it, the contract does not")
        else:
            yield from _field(f"{place} {name}", field, known, covered=ours.source or covered)
    for name, known in ours.fields.items():
        if name not in theirs.fields and known.source is None and not _cut_off(name, theirs):
            yield Finding(DRIFT, f"{place} {name}", "the contract has it, the page does not")


def _cut_off(name: str, theirs: Section) -> bool:
    """Say whether the page lists a parent of ``name`` without saying what is inside."""
    parents = [name[:at] for at, letter in enumerate(name) if letter == "."]
    return any(theirs.fields[parent].type == "any" for parent in parents if parent in theirs.fields)


def _field(
    place: str, theirs: Field, ours: DescribedField, *, covered: str | None
) -> Iterator[Finding]:
    if ours.source not in (None, covered):
        words = f"the page has learnt it; the contract tags it {ours.source}: untag it"
        yield Finding(DRIFT, place, words)
    kinds = ours.types if len(ours.types) == 1 else ("any",)
    if theirs.type not in kinds and not (theirs.type == "any" and ours.composed):
        yield Finding(DRIFT, place, f"the page says {theirs.type}, the contract {kinds[0]}")
    if theirs.required != ours.required:
        marks = {True: "required", False: "optional"}
        words = f"the page says {marks[theirs.required]}, the contract {marks[ours.required]}"
        yield Finding(DRIFT, place, words)
    for mark, learnt in (
        ("may be null", theirs.null and not ours.null),
        ("is deprecated", theirs.deprecated and not ours.deprecated),
    ):
        if learnt:
            yield Finding(DRIFT, place, f"the page has learnt that it {mark}")
    if theirs.default != ours.default and not (theirs.default is None and covered):
        yield Finding(
            DRIFT, place, f"the page's default is {theirs.default}, the contract's {ours.default}"
        )
    yield from _enum(place, theirs, ours)
    yield from _limits(place, theirs, ours)
    yield from _rules(place, theirs, ours)
    if theirs.rules is None and ours.format is not None:
        yield Finding(
            UNCLEAR, place, f"the contract adds the format {ours.format}, which no page ever says"
        )
    if ours.borrowed is not None:
        yield Finding(
            UNCLEAR, place, f"it stands on a component that is tagged, and adds {ours.borrowed}"
        )


def _enum(place: str, theirs: Field, ours: DescribedField) -> Iterator[Finding]:
    if not theirs.enum and not ours.enum:
        return
    for value in sorted(set(theirs.enum) - set(ours.enum)):
        yield Finding(DRIFT, place, f"the page has learnt the value {value}")
    for value in sorted(set(ours.enum) - set(theirs.enum)):
        yield Finding(DRIFT, place, f"the page no longer has the value {value}")


def _limits(place: str, theirs: Field, ours: DescribedField) -> Iterator[Finding]:
    said = stated(theirs.text) if theirs.limits is None else theirs.limits
    for name in sorted({*said, *ours.limits}):
        page, contract = said.get(name), ours.limits.get(name)
        if page is None and theirs.limits is not None and name == WINDOW:
            continue  # no document has a place for it
        if page != contract:
            yield Finding(
                DRIFT,
                place,
                f"{name}: the page says {page or 'nothing'}, the contract {contract or 'nothing'}",
            )


def _rules(place: str, theirs: Field, ours: DescribedField) -> Iterator[Finding]:
    said = ours.rules if theirs.rules is None else theirs.rules
    for name in sorted({*said, *ours.rules}):
        page, contract = said.get(name), ours.rules.get(name)
        if page != contract:
            yield Finding(DRIFT, place, f"{name}: the page says {page}, the contract {contract}")


# ------------------------------------------------------------------------------ the prose


def _prose(page: Page, pins: Pins, operation: str) -> Iterator[Finding]:
    pinned = pins.of(operation)
    if not pinned:
        yield Finding(LOOK, "all texts", "this page was never read: read it, then pin it (--pin)")
        return
    for place, text in texts(page):
        was = pinned.get(place)
        if was is None:
            yield Finding(LOOK, place, f"a text that was never read: {_short(text)}")
        elif was != digest(text):
            yield Finding(LOOK, place, f"changed since it was read, look: {_short(text)}")
    for place in pinned:
        if place not in dict(texts(page)):
            yield Finding(LOOK, place, "a text that was read is gone")


def _short(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:157]}…"
