"""Right values of each component of the contract, and which schema applies where in a value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from attrs import evolve, frozen
from jsonschema import Draft202012Validator
from sinch_inject_contract.document import contract

from sinch_inject_conformance.judge import validator

__all__ = [
    "ROOT",
    "TYPED",
    "Fits",
    "Node",
    "branches",
    "component",
    "fits",
    "member_values",
    "nodes",
    "values_of",
]

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


def component(name: str) -> dict[str, Any]:
    """Return a schema of the contract by its name."""
    found: dict[str, Any] = contract()["components"]["schemas"][name]
    return found


@cache
def branches(name: str) -> tuple[Any, ...]:
    """Return valid values of a component that together pass through each of its branches."""
    return tuple(values_of(component(name)))


def values_of(schema: dict[str, Any]) -> list[Any]:
    """Return right values of a schema."""
    if "$ref" in schema:
        return list(branches(schema["$ref"].removeprefix(COMPONENTS)))
    if "const" in schema:
        return [schema["const"]]
    if "enum" in schema:
        return list(schema["enum"])
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema and "properties" not in schema:
            return [value for branch in schema[keyword] for value in values_of(branch)]
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
    items = values_of(schema["items"])
    longest = schema.get("maxItems")
    return [[item] for item in items] + ([[items[0]] * longest] if longest else [[]])


def _objects(schema: dict[str, Any]) -> list[Any]:
    if "properties" not in schema:
        return _maps(schema)
    if schema is component(TYPED):
        return _typed_messages(schema)
    alternatives = _alternatives(schema)
    common = {
        name: member_values(schema, name)
        for name in schema["properties"]
        if name not in alternatives
    }
    if schema is component(ROOT):
        common = {name: values for name, values in common.items() if not name.endswith("_message")}
        alternatives = {name: member_values(schema, name) for name in MESSAGES}
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


def member_values(schema: dict[str, Any], name: str) -> list[Any]:
    """Return right values of a property."""
    return values_of(schema["properties"][name])


def _alternatives(schema: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the members of which exactly one is there, with their values."""
    for part in schema.get("allOf", ()):
        names = [name for branch in part.get("oneOf", ()) for name in branch["required"]]
        if names:
            return {name: member_values(schema, name) for name in names}
    return {}


def _maps(schema: dict[str, Any]) -> list[Any]:
    if "additionalProperties" not in schema:
        return [{}, {"any": 1}]
    names: list[Any] = values_of(schema["propertyNames"]) if "propertyNames" in schema else ["name"]
    values = values_of(schema["additionalProperties"])
    return [{names[0]: value} for value in values] + [{name: values[0]} for name in names[1:]]


def _typed_messages(schema: dict[str, Any]) -> list[Any]:
    """Return every message type with each of its messages: the type says which shape is due."""
    return [
        {
            "message_type": rule["if"]["properties"]["message_type"]["const"],
            "message": message,
        }
        for rule in schema["allOf"]
        for message in values_of(rule["then"]["properties"]["message"])
    ]


# -- where which schema applies ---------------------------------------------------------


def fits(branch: dict[str, Any], value: Any) -> bool:
    """Tell whether a value takes a branch that is a reference; any takes another one."""
    reference = branch.get("$ref")
    return not reference or validator(reference.removeprefix(COMPONENTS)).is_valid(value)


Fits = Callable[[dict[str, Any], Any], bool]


def nodes(name: str, value: Any, *, fits: Fits = fits) -> Iterator[Node]:
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
