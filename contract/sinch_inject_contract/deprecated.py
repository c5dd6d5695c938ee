"""What of a value the contract marks ``deprecated: true``: members, and words of a list.

A member is marked where it stands, also beside a ``$ref``. A word of an enum is marked by a
condition, which the generator passes over and a validator reads as a note::

    if: {const: MMS}
    then: {deprecated: true}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sinch_inject_contract.document import schema as schema_of
from sinch_inject_contract.problem import at, pointer

__all__ = ["Deprecations", "deprecations"]

Node = Mapping[str, Any]
Path = tuple[str | int, ...]


@cache
def deprecations(component: str) -> Deprecations:
    """Return what looks through values of a component; one for the process."""
    return Deprecations(schema_of(component))


class Deprecations:
    """Find deprecated parts of JSON values. Where nothing is marked, it costs nothing.

    Args:
        document: a JSON Schema; what it refers to stands under its ``components``.

    Attributes:
        any: something is marked at all.
    """

    def __init__(self, document: Node) -> None:
        self._document = document
        self.any = _marked(document, document, set())

    def of(self, value: Any) -> list[tuple[str, str]]:
        """Return the JSON pointer and the words of each part of a valid value that is marked."""
        return list(dict.fromkeys(self._walk(self._document, value, ()))) if self.any else []

    def _walk(self, node: Any, value: Any, path: Path) -> Iterator[tuple[str, str]]:
        if not isinstance(node, Mapping) or not _is_meant(node, value):
            return
        if node.get("deprecated") is True:
            yield pointer(path), " ".join(str(node.get("description", "")).split())
        if "$ref" in node:
            yield from self._walk(_target(self._document, node["$ref"]), value, path)
        for part in (*node.get("allOf", ()), *node.get("oneOf", ()), *node.get("anyOf", ())):
            yield from self._walk(part, value, path)
        condition = node.get("if", {})
        if {"const", "enum"} & condition.keys() and _is_meant(condition, value):
            yield from self._walk(node.get("then"), value, path)
        yield from self._inside(node, value, path)

    def _inside(self, node: Node, value: Any, path: Path) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            known, others = node.get("properties", {}), node.get("additionalProperties")
            for name, item in value.items():
                yield from self._walk(known.get(name, others), item, (*path, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._walk(node.get("items"), item, (*path, index))


def _target(document: Node, reference: str) -> Any:
    return at(document, reference.removeprefix("#/").split("/"))


def _marked(node: Any, document: Node, seen: set[str]) -> bool:
    """Say whether anything is marked in a schema, or in what it refers to."""
    if isinstance(node, list):
        return any(_marked(item, document, seen) for item in node)
    if not isinstance(node, Mapping):
        return False
    if node.get("deprecated") is True:
        return True
    reference = node.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        seen.add(reference)
        if _marked(_target(document, reference), document, seen):
            return True
    return any(_marked(item, document, seen) for key, item in node.items() if key != "components")


def _is_meant(node: Node, value: Any) -> bool:
    """Say whether a value can be of a schema, by the keywords that tell alternatives apart."""
    if "const" in node and node["const"] != value:
        return False
    if "enum" in node and value not in node["enum"]:
        return False
    if node.get("type") in ("null", ["null"]) and value is not None:
        return False
    return not isinstance(value, dict) or all(name in value for name in node.get("required", ()))
