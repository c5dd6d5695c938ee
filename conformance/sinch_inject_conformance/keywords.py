"""One right and one wrong body for every keyword of the contract's request.

The table has what people should read. This has the rest: it walks the schema, builds valid
requests that together pass through every branch, and breaks each keyword of each component
once. Whether such a body is right is not decided here but by the judge, so a change of the
contract changes these cases with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sinch_inject_conformance.case import Expect, Row, edit, render, text
from sinch_inject_conformance.edges import at_every_place, beside_every_word
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.judge import accepts, free_texts
from sinch_inject_conformance.valid import (
    ROOT,
    TYPED,
    Node,
    branches,
    component,
    fits,
    nodes,
    values_of,
)
from sinch_inject_conformance.wrong import breaks

__all__ = ["keyword_bodies", "keyword_rows", "recent"]


def keyword_rows(now: datetime) -> list[Row]:
    """Return a row for each valid body and for each keyword that is broken in one."""
    whole = text(metadata="x", processing_mode="DISPATCH", **dict.fromkeys(free_texts(), "x"))
    whole["channel_identity"]["app_id"] = "x"
    beside = beside_every_word(render(whole, now))
    return [_row(*case, now) for case in (*keyword_bodies(now), *beside)]


def keyword_bodies(now: datetime) -> Iterator[tuple[str, str, Any]]:
    """Yield keyword, case and body of every row; which of them are right is not asked here."""
    bodies = [edit(body, {"/accept_time": recent(now)}) for body in telling(branches(ROOT))]
    for number, body in enumerate(bodies):
        yield "valid", f"branch {number}", body
    broken: set[tuple[str, str, str]] = set()
    places: set[tuple[str, str]] = set()
    for body in bodies:
        there = list(nodes(ROOT, body))
        for keyword, case, changed in at_every_place(body, there, places):
            yield keyword, f"at {case}", changed
        yield from _broken_once(body, there, broken)
    for name, body in _top_level(bodies):
        yield "required", f"{ROOT}: no {name}", body
    for name, body in _of_another_type():
        yield "if", name, render(body, now)


def _broken_once(
    body: Any, there: Sequence[Node], broken: set[tuple[str, str, str]]
) -> Iterator[tuple[str, str, Any]]:
    """Yield each keyword of a body's nodes broken, unless it was in a body before."""
    for node in there:
        for keyword, how, wrong in breaks(node):
            # A component is broken once, and each property that refers to it by its type.
            here = node.location
            if (here, keyword, how) in broken and keyword == "type":
                here = node.member
            if (here, keyword, how) in broken or not node.pointer or not here:
                continue
            broken.add((here, keyword, how))
            if here == node.member and (here, keyword, "") in broken:
                continue
            broken.add((here, keyword, ""))
            yield keyword, f"{here}: {how}", edit(body, {node.pointer: wrong})


def telling(bodies: Sequence[Any]) -> Iterator[Any]:
    """Yield the bodies that reach a schema, or a word of an enum, that none before reached."""
    reached: set[tuple[str, str]] = set()
    # The bodies share most of their parts, and all of them live as long as this goes on.
    known: dict[tuple[int, int], bool] = {}

    def remembered(branch: dict[str, Any], value: Any) -> bool:
        key = (id(branch), id(value))
        if key not in known:
            known[key] = fits(branch, value)
        return known[key]

    for body in bodies:
        there = list(nodes(ROOT, body, fits=remembered))
        here = {(node.location, _kind(node)) for node in there}
        here |= {(node.member, "") for node in there if node.member}
        if not here <= reached:
            reached |= here
            yield body


def _kind(node: Node) -> str:
    """Return what is worth seeing once at a place: each word, all members, few members."""
    if "enum" in node.schema:
        return str(node.value)
    if isinstance(node.value, dict) and "properties" in node.schema:
        return "few" if node.value.keys() == set(node.schema.get("required", ())) else "many"
    return ""


def recent(now: datetime) -> str:
    """Return a time well inside the window."""
    return write(now.replace(microsecond=0) - timedelta(hours=1))


def _row(keyword: str, case: str, body: Any, now: datetime) -> Row:
    expect = Expect({200 if accepts(body, now=now) else 400})
    return Row(f"{keyword}: {case}", keyword, "contract", expect, body)


def _of_another_type() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each type of a channel's message with a message that is right for another type."""
    kinds = {
        rule["if"]["properties"]["message_type"]["const"]: rule["then"]["properties"]["message"]
        for rule in component(TYPED)["allOf"]
    }
    messages = {name: values_of(schema)[0] for name, schema in kinds.items()}
    for name, schema in kinds.items():
        other = next(one for one in kinds if not fits(schema, messages[one]))
        typed = {"message_type": name, "message": messages[other]}
        body = edit(text(), {"/app_message/channel_specific_message": {"WHATSAPP": typed}})
        yield f"{TYPED}: {name} with a message of {other}", body


def _top_level(bodies: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in bodies[0]:
        yield name, {key: value for key, value in bodies[0].items() if key != name}
