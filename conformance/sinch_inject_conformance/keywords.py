"""One right and one wrong body for every keyword of the contract's request.

The table has what people should read. This has the rest: it walks the schema, builds valid
requests that together pass through every branch, and breaks each keyword of each component
once. Whether such a body is right is not decided here but by the judge, so a change of the
contract changes these cases with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from attrs import evolve, frozen
from jsonschema import Draft202012Validator
from sinch_inject_contract.document import contract

from sinch_inject_conformance.case import Expect, Row, edit, text
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.judge import accepts, validator

__all__ = ["Node", "branches", "keyword_rows", "nodes"]

ROOT = "InjectMessageRequest"
TYPED = "ChannelSpecificMessage"
COMPONENTS = "#/components/schemas/"
SIMPLE: dict[str, list[Any]] = {
    "integer": [3],
    "number": [1.5, 2],
    "boolean": [True, False],
    "null": [None],
}


@frozen
class Node:
    """A place in a value and the schema that applies there.

    Args:
        location: where the schema stands in the contract.
        schema: the schema, not a reference.
        pointer: where the value stands in the body.
        value: the value.
        member: which property of which schema holds the value, if one does.
    """

    location: str
    schema: dict[str, Any]
    pointer: str
    value: Any
    member: str = ""


def keyword_rows(now: datetime) -> list[Row]:
    """Return a row for each valid body and for each keyword that is broken in one."""
    bodies = [edit(body, {"/accept_time": recent(now)}) for body in telling(branches(ROOT))]
    rows = [_row("valid", f"branch {number}", body, now) for number, body in enumerate(bodies)]
    broken: set[tuple[str, str, str]] = set()
    for body in bodies:
        for node in nodes(ROOT, body):
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
                changed = edit(body, {node.pointer: wrong})
                rows.append(_row(keyword, f"{here}: {how}", changed, now))
    rows += [_row("required", f"{ROOT}: no {name}", body, now) for name, body in _top_level(bodies)]
    rows += [_row("if", name, body, now) for name, body in _of_another_type()]
    return rows


def telling(bodies: Sequence[Any]) -> Iterator[Any]:
    """Yield the bodies that reach a schema, or a word of an enum, that none before reached."""
    reached: set[tuple[str, str]] = set()
    # The bodies share most of their parts, and all of them live as long as this goes on.
    known: dict[tuple[int, int], bool] = {}

    def fits(branch: dict[str, Any], value: Any) -> bool:
        key = (id(branch), id(value))
        if key not in known:
            known[key] = _fits(branch, value)
        return known[key]

    for body in bodies:
        there = list(nodes(ROOT, body, fits=fits))
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
    messages = {name: _values(schema)[0] for name, schema in kinds.items()}
    for name, schema in kinds.items():
        other = next(one for one in kinds if not _fits(schema, messages[one]))
        typed = {"message_type": name, "message": messages[other]}
        body = edit(text(), {"/app_message/channel_specific_message": {"WHATSAPP": typed}})
        yield f"{TYPED}: {name} with a message of {other}", body


def _top_level(bodies: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in bodies[0]:
        yield name, {key: value for key, value in bodies[0].items() if key != name}


# -- valid values -----------------------------------------------------------------------


def component(name: str) -> dict[str, Any]:
    """Return a schema of the contract by its name."""
    found: dict[str, Any] = contract()["components"]["schemas"][name]
    return found


@cache
def branches(name: str) -> tuple[Any, ...]:
    """Return valid values of a component that together pass through each of its branches."""
    return tuple(_values(component(name)))


def _values(schema: dict[str, Any]) -> list[Any]:
    if "$ref" in schema:
        return list(branches(schema["$ref"].removeprefix(COMPONENTS)))
    if "const" in schema:
        return [schema["const"]]
    if "enum" in schema:
        return list(schema["enum"])
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema and "properties" not in schema:
            return [value for branch in schema[keyword] for value in _values(branch)]
    kind = schema.get("type")
    if kind == "object":
        return _objects(schema)
    if kind == "array":
        return _arrays(schema)
    if kind == "string":
        return _texts(schema)
    simple: dict[str, list[Any]] = {
        "integer": [3],
        "number": [1.5, 2],
        "boolean": [True, False],
        "null": [None],
    }
    return simple.get(str(kind), [{"any": "value"}, "text"])


def _texts(schema: dict[str, Any]) -> list[Any]:
    if schema.get("format") == "date-time":
        return ["2026-01-02T03:04:05Z"]
    if schema.get("format") == "date":
        return ["1990-05-17"]
    longest = schema.get("maxLength")
    return ["x"] if longest is None else ["x", "x" * longest]


def _arrays(schema: dict[str, Any]) -> list[Any]:
    items = _values(schema["items"])
    longest = schema.get("maxItems")
    return [[item] for item in items] + ([[items[0]] * longest] if longest else [[]])


def _objects(schema: dict[str, Any]) -> list[Any]:
    if "properties" not in schema:
        return _maps(schema)
    if schema is component(TYPED):
        return _typed_messages(schema)
    alternatives = _alternatives(schema)
    common = {
        name: _member_values(schema, name)
        for name in schema["properties"]
        if name not in alternatives
    }
    if schema is component(ROOT):
        common = {name: values for name, values in common.items() if not name.endswith("_message")}
        alternatives = {name: _member_values(schema, name) for name in MESSAGES}
    base = {name: values[0] for name, values in common.items()}
    found = [{**base, name: value} for name, values in common.items() for value in values]
    # Once with everything, once with nothing that may be left out.
    least = {name: base[name] for name in schema.get("required", ())}
    if alternatives:
        first = next(iter(alternatives))
        chosen = {first: alternatives[first][0]}
        found = [{**one, **chosen} for one in found]
        least = {**least, **chosen}
        found += [
            {**base, name: value} for name, values in alternatives.items() for value in values
        ]
    return [*found, least]


MESSAGES = ("app_message", "contact_message")


def _member_values(schema: dict[str, Any], name: str) -> list[Any]:
    return _values(schema["properties"][name])


def _alternatives(schema: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the members of which exactly one is there, with their values."""
    for part in schema.get("allOf", ()):
        names = [name for branch in part.get("oneOf", ()) for name in branch["required"]]
        if names:
            return {name: _member_values(schema, name) for name in names}
    return {}


def _maps(schema: dict[str, Any]) -> list[Any]:
    if "additionalProperties" not in schema:
        return [{}, {"any": 1}]
    names: list[Any] = _values(schema["propertyNames"]) if "propertyNames" in schema else ["name"]
    values = _values(schema["additionalProperties"])
    return [{names[0]: value} for value in values] + [{name: values[0]} for name in names[1:]]


def _typed_messages(schema: dict[str, Any]) -> list[Any]:
    """Return every message type with each of its messages: the type says which shape is due."""
    return [
        {
            "message_type": rule["if"]["properties"]["message_type"]["const"],
            "message": message,
        }
        for rule in schema["allOf"]
        for message in _values(rule["then"]["properties"]["message"])
    ]


# -- where which schema applies ---------------------------------------------------------


def _fits(branch: dict[str, Any], value: Any) -> bool:
    reference = branch.get("$ref")
    return not reference or validator(reference.removeprefix(COMPONENTS)).is_valid(value)


Fits = Callable[[dict[str, Any], Any], bool]


def nodes(name: str, value: Any, *, fits: Fits = _fits) -> Iterator[Node]:
    """Yield every schema that applies to a value or a part of it, with its place.

    Args:
        name: the component of the whole value.
        value: a JSON value.
        fits: tells whether a branch of a choice is the one that a value takes.
    """
    yield from _nodes(name, component(name), Node(name, {}, "", value), fits)


def _nodes(location: str, schema: dict[str, Any], at: Node, fits: Fits) -> Iterator[Node]:
    """Yield what applies at the place and with the value of ``at``."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(COMPONENTS)
        yield from _nodes(name, component(name), evolve(at, member=at.member or location), fits)
        return
    here = Node(location, schema, at.pointer, at.value, at.member)
    yield here
    for keyword in ("allOf", "anyOf", "oneOf"):
        for number, branch in enumerate(schema.get(keyword, ())):
            if fits(branch, at.value):
                yield from _nodes(f"{location}/{keyword}/{number}", branch, at, fits)
    if "then" in schema and Draft202012Validator(schema["if"]).is_valid(at.value):
        yield from _nodes(f"{location}/then", schema["then"], at, fits)
    yield from _member_nodes(here, fits)


def _member_nodes(here: Node, fits: Fits) -> Iterator[Node]:
    schema, value = here.schema, here.value
    properties = schema.get("properties", {})
    if isinstance(value, dict):
        for key, member in value.items():
            part = properties.get(key) or schema.get("additionalProperties")
            if part:
                step = key if key in properties else "*"
                at = Node("", {}, f"{here.pointer}/{key}", member)
                yield from _nodes(f"{here.location}/{step}", part, at, fits)
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            at = Node("", {}, f"{here.pointer}/{number}", item)
            yield from _nodes(f"{here.location}/[]", schema["items"], at, fits)


# -- wrong values -----------------------------------------------------------------------

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
            both = {**value, name: deepcopy(_member_values(schema, name)[0])}
            yield keyword, f"{name} as well", both
