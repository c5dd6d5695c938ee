"""Wrong values: each keyword that applies at a place, broken once."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from sinch_inject_conformance.valid import Node, member_values

__all__ = ["breaks"]

OTHER_TYPES: dict[str, tuple[Any, ...]] = {
    "object": ("text", None),
    "array": ({}, None),
    "string": (7, None),
    "integer": (1.5, "1", True, None),
    "number": ("1.5", True, None),
    "boolean": ("true", 0, None),
    "null": (7,),
}


def breaks(node: Node) -> Iterator[tuple[str, str, Any]]:
    """Yield keyword, what is done, and the wrong value for one place."""
    schema, value = node.schema, node.value
    for wrong in OTHER_TYPES.get(str(schema.get("type")), ()):
        yield "type", f"{wrong!r} for a {schema['type']}", wrong
    if "enum" in schema or "const" in schema:
        word = schema.get("const") or schema["enum"][0]
        yield "enum", "another word", f"{word}_NOT"
        yield "enum", "in other case", str(word).swapcase()
    if isinstance(value, str):
        yield from _text_breaks(schema)
    if isinstance(value, list):
        yield from _list_breaks(schema, value)
    if isinstance(value, dict):
        yield from _object_breaks(schema, value)


def _text_breaks(schema: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    if "minLength" in schema:
        yield "minLength", "too short", "x" * (schema["minLength"] - 1)
    if "maxLength" in schema:
        yield "maxLength", "too long", "x" * (schema["maxLength"] + 1)
        yield "maxLength", "too long, astral", "\U0001f600" * (schema["maxLength"] + 1)
        yield "maxLength", "just right, astral", "\U0001f600" * schema["maxLength"]
    if "format" in schema:
        yield "format", f"no {schema['format']}", "soon"


def _list_breaks(schema: dict[str, Any], value: list[Any]) -> Iterator[tuple[str, str, Any]]:
    if "maxItems" in schema and value:
        yield "maxItems", "too many", value[:1] * (schema["maxItems"] + 1)
    if "items" in schema:
        yield "items", "null for an item", [*value, None]
    if "minItems" in schema:
        yield "minItems", "too few", value[:1] * (schema["minItems"] - 1)


def _object_breaks(schema: dict[str, Any], value: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for name in schema.get("required", ()):
        yield "required", f"no {name}", {key: one for key, one in value.items() if key != name}
    if "additionalProperties" in schema and value:
        yield "additionalProperties", "null for a value", dict.fromkeys(value)
    if "propertyNames" in schema and value:
        yield "propertyNames", "a name that is none", {"NOT_A_NAME": next(iter(value.values()))}
    for part in schema.get("allOf", ()):
        for keyword in ("oneOf", "anyOf"):
            yield from _choice_breaks(keyword, part.get(keyword, ()), schema, value)
    if "properties" in schema:
        for name in [one for one in value if one not in schema.get("required", ())]:
            without = {key: one for key, one in value.items() if key != name}
            yield "optional", f"no {name}", without
        yield "additional", "an unknown member", {**value, "x_unknown": [None, 1]}


def _choice_breaks(
    keyword: str, alternatives: Any, schema: dict[str, Any], value: dict[str, Any]
) -> Iterator[tuple[str, str, Any]]:
    names = [name for branch in alternatives for name in branch.get("required", ())]
    if not names:
        return
    yield keyword, "none of them", {k: one for k, one in value.items() if k not in names}
    for name in names:
        if name not in value:
            both = {**value, name: deepcopy(member_values(schema, name)[0])}
            yield keyword, f"{name} as well", both
