"""The lines that a server can leave: each rule of the contract, each parameter, each answer.

An id is a JSON pointer into the contract as docs/fidelity.md has it (``Id/minLength``,
``InjectMessageRequest/properties/metadata``, ``responses/TooLarge``), or an operation with a
parameter (``listMessages/page_size``) or a status (``injectMessage/413``). The behaviours of
docs/fidelity.md have names of their own (``basic-challenge``).
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from attrs import frozen
from sinch_inject_contract.document import contract

__all__ = ["ROOT", "Line", "lines", "near", "operations", "request_rules", "resolve"]

ROOT = "InjectMessageRequest"
METHODS = ("get", "post", "delete", "put", "patch")
ASSERTIONS = frozenset(
    {
        *("type", "enum", "const", "required", "minLength", "maxLength", "format", "pattern"),
        *(
            "minItems",
            "maxItems",
            "uniqueItems",
            "minimum",
            "maximum",
            "oneOf",
            "anyOf",
            "not",
            "if",
        ),
        *("additionalProperties", "propertyNames", "items"),
    }
)
SEVERAL = ("allOf", "anyOf", "oneOf")
ONE = ("if", "then", "not", "items", "additionalProperties", "propertyNames")
NO_RULES = frozenset({"example", "examples", "default", "securitySchemes", "links"})


@frozen
class Line:
    """One thing that a server can do otherwise.

    Args:
        id: how it is named.
        source: who says so.
        words: what it says.
    """

    id: str
    source: str
    words: str


@cache
def lines() -> dict[str, Line]:
    """Return every rule, parameter and answer of the contract, and every node with a source."""
    found: dict[str, Line] = {}
    for top in ("paths", "components"):
        for path, source, words in _nodes(contract()[top], (top,), "page"):
            found[_short(path)] = Line(_short(path), source, words)
    for operation, place, node in operations():
        source = found[place].source if place in found else "page"
        for parameter in node.get("parameters", ()):
            name = f"{operation}/{resolve(parameter)['name']}"
            words = str(resolve(parameter).get("description", ""))
            found[name] = Line(name, resolve(parameter).get("x-source", source), words)
        for status, answer in node["responses"].items():
            name, told = f"{operation}/{status}", resolve(answer)
            found[name] = Line(name, told.get("x-source", source), str(told["description"]))
    return found


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield name, place and node of each operation."""
    for path, item in contract()["paths"].items():
        for method in METHODS:
            if method in item:
                node = dict(item[method])
                node["parameters"] = [*item.get("parameters", ()), *node.get("parameters", ())]
                yield node["operationId"], f"paths/{path}/{method}", node


def _nodes(
    node: Any, path: tuple[str, ...], source: str
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield place, source and words of what is a rule, or has a source or words of its own."""
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from _nodes(part, (*path, str(number)), source)
    if not isinstance(node, dict):
        return
    own = str(node.get("x-source", "assumed" if "x-assumed" in node else source))
    told = [node.get("description"), node.get("x-assumed")]
    words = " ".join(str(one).replace("\n", " ") for one in told if one)
    if words or "x-source" in node:
        yield path, own, words
    schema = path[:2] == ("components", "schemas")
    for name, part in node.items():
        if schema and name in ASSERTIONS and path[-1:] != ("properties",):
            said = json.dumps(part, ensure_ascii=False)
            yield (*path, name), own, f"{name}: {said[:70]}"
        if name not in NO_RULES:
            yield from _nodes(part, (*path, name), own)


def _short(path: Sequence[str]) -> str:
    """Leave out what every place begins with, as docs/fidelity.md does."""
    if tuple(path[:2]) == ("components", "schemas"):
        path = path[2:]
    elif path[0] == "components":
        path = path[1:]
    return "/".join(path)


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """Return what a node of the contract is, also where it is a reference."""
    found: Any = node
    if "$ref" in node:
        found = contract()
        for name in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[name]
    return dict(found)


def near(wanted: str, known: Iterable[str]) -> list[str]:
    """Return up to ten ids that somebody may have meant."""
    every = list(known)
    within = [one for one in every if wanted.lower() in one.lower()]
    spelled = {one.lower(): one for one in every}
    alike = difflib.get_close_matches(wanted.lower(), spelled, 10, 0.5)
    return list(dict.fromkeys([*sorted(within, key=len), *(spelled[one] for one in alike)]))[:10]


# -- the rules on a request


@cache
def request_rules() -> tuple[str, ...]:
    """Return the id of every rule that a request can break: each keyword, each property."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [ROOT]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            for place in _rules(contract()["components"]["schemas"][name], name, waiting):
                found[place] = None
    return tuple(found)


def _rules(schema: dict[str, Any], place: str, waiting: list[str]) -> Iterator[str]:
    if "$ref" in schema:
        waiting.append(str(schema["$ref"]).rpartition("/")[2])
        return
    for keyword, argument in schema.items():
        if keyword in ASSERTIONS and argument is not True:
            yield f"{place}/{keyword}"
    for keyword in ONE:
        if isinstance(schema.get(keyword), dict):
            yield from _rules(schema[keyword], f"{place}/{keyword}", waiting)
    for keyword in SEVERAL:
        for number, branch in enumerate(schema.get(keyword, ())):
            yield from _rules(branch, f"{place}/{keyword}/{number}", waiting)
    for name, part in schema.get("properties", {}).items():
        inside = list(_rules(part, f"{place}/properties/{name}", waiting))
        if inside or "$ref" in part:
            yield f"{place}/properties/{name}"
        yield from inside
