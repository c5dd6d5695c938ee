"""The limits of the contract at every place that has them, and beside every word of an enum.

A component is broken once in ``keywords``. A server that has its rules written out place by
place may have one of them wrong; one that has conditions may forget a rule beside one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sinch_inject_conformance.case import edit
from sinch_inject_conformance.valid import ROOT, Node, component, nodes
from sinch_inject_conformance.wrong import breaks

__all__ = ["at_every_place", "beside_every_word"]

# What is one character by JSON Schema, and more or fewer for whoever counts bytes, UTF-16, what a
# person sees, or a text that was trimmed, composed, cleaned or unescaped before.
UNITS = {
    "": "x", "wide": "\U0001f600", "combining": "e\u0301", "joined": "\U0001f469\u200d\U0001f4bb",
    "flags": "\U0001f1f8\U0001f1ea", "selectors": "\u2764\ufe0f", "jamo": "\u1100\u1161\u11a8",
    "line ends": "\r\n", "invisible": "\u200b", "blanks": " ", "entities": "&amp;",
    "escapes": "%41", "compatible": "\ufb01", "long in capitals": "\u00df",
    "three bytes": "\u20ac",
}  # fmt: skip
# What no word changes in any server.
OTHERS = frozenset({"type", "optional", "additional"})
Case = tuple[str, str, Any]


def at_every_place(body: Any, there: Sequence[Node], seen: set[tuple[str, str]]) -> Iterator[Case]:
    """Yield keyword, case and body for each limit at each place that was not seen before.

    Args:
        body: a valid body.
        there: its nodes.
        seen: places of limits; what is yielded is added.
    """
    for node in there:
        place = re.sub(r"/[0-9]+(?=/|$)", "/[]", node.pointer)
        for keyword, how, value in edges(node):
            if (place, f"{keyword} {how}") not in seen:
                seen.add((place, f"{keyword} {how}"))
                yield keyword, f"{place}: {how}", edit(body, {node.pointer: value})


def edges(node: Node) -> Iterator[Case]:
    """Yield keyword, case and value: as much as is allowed, as little, and one beyond each."""
    yield from lengths(node)
    words = node.schema.get("enum", ())
    for word in words:
        yield "enum", f"the word {word}", word
    if words:
        yield "enum", "no word", f"{words[0]}S"


def lengths(node: Node) -> Iterator[Case]:
    """Yield the edges of texts and lists."""
    schema, value = node.schema, node.value
    if isinstance(value, str):
        for name, unit in UNITS.items():
            told = f", {name}" if name else ""
            if (edge := schema.get("maxLength")) is not None:
                yield "maxLength", f"at its edge{told}", (unit * edge)[:edge]
                yield "maxLength", f"beyond{told}", (unit * (edge + 1))[: edge + 1]
            if edge := schema.get("minLength"):
                yield "minLength", f"at its edge{told}", (unit * edge)[:edge]
        if edge := schema.get("minLength"):
            yield "minLength", "beyond", "x" * (edge - 1)
    if isinstance(value, list) and value:
        for keyword, step in (("maxItems", 1), ("minItems", -1)):
            if keyword in schema:
                edge = schema[keyword]
                yield keyword, "at its edge", value[:1] * edge
                yield keyword, "beyond", value[:1] * (edge + step)


def beside_every_word(body: dict[str, Any]) -> Iterator[Case]:
    """Yield keyword, case and body: each rule of the outermost members beside each word.

    Args:
        body: a valid one, with every member of the envelope.

    The words are those of the enums in the envelope, and the content of either kind.
    """
    for name, changed in _worded(body):
        seen: set[tuple[str, str, str]] = set()
        for node in nodes(ROOT, changed):
            if node.pointer.count("/") > 2 or not node.pointer:
                continue  # the content has components of its own
            for keyword, how, value in (*breaks(node), *lengths(node)):
                once = (node.pointer, keyword, how)
                if node.pointer == name[0] or keyword in OTHERS or ", " in how:
                    continue
                if once not in seen:
                    seen.add(once)
                    told = f"{node.pointer} {how}, beside {name[1]}"
                    yield keyword, told, edit(changed, {node.pointer: value})


def _worded(body: dict[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    """Yield where a word was put, which, and the body with it."""
    for pointer, enum in (
        ("/direction", "Direction"),
        ("/processing_mode", "ProcessingMode"),
        ("/channel_identity/channel", "Channel"),
    ):
        for word in component(enum)["enum"]:
            yield (pointer, word), edit(body, {pointer: word})
