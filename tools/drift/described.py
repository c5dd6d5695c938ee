"""One operation of the contract, in the terms of a page: sections, fields, types, marks.

Nothing here is printed for people; it is what :mod:`tools.drift.compare` holds a page against.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import Factory, define, frozen

__all__ = ["Described", "DescribedField", "describe", "operations"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LIMITS = ("maxLength", "minLength", "maximum", "minimum", "maxItems", "minItems")
INSIDE = ("properties", "items", "additionalProperties", "oneOf", "anyOf", "allOf")
RULES = (
    *("format", "pattern", "const", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"),
    *("uniqueItems", "minProperties", "maxProperties"),
)
Node = Mapping[str, Any]


@frozen
class DescribedField:
    """A field as the contract has it.

    Attributes:
        name: with dots for what is inside; an array's items have no mark.
        types: JSON Schema's types without null; more than one, or none, is ``any``.
        composed: it is an alternative of several, which a page calls ``any``.
        required: its parent requires it without conditions.
        enum: the values it may have, or nothing.
        limits: from nodes that no tag covers.
        default: or None.
        format: of the string, or None.
        source: the ``x-source`` that covers it, or None: the page.
        borrowed: a component it refers to that is tagged, and what it adds.
        null: it may be null.
        deprecated: it is marked so.
        rules: what no page has a place for, and a document has; likewise without a tag.
    """

    name: str
    types: tuple[str, ...]
    composed: bool = False
    required: bool = False
    enum: tuple[str, ...] = ()
    limits: dict[str, int] = Factory(dict)
    default: Any = None
    format: str | None = None
    source: str | None = None
    borrowed: str | None = None
    null: bool = False
    deprecated: bool = False
    rules: dict[str, Any] = Factory(dict)


@define
class DescribedSection:
    """Fields by name, the media type of the body, and what covers all of it."""

    media: str | None = None
    source: str | None = None
    fields: dict[str, DescribedField] = Factory(dict)


@define
class Described:
    """One operation.

    Attributes:
        method: in upper case.
        path: with names in braces.
        version: of the document.
        security: names of schemes, any of which is enough.
        source: the tag that covers the operation, or None.
        deprecated: it is marked so.
        sections: as a page's.
    """

    method: str
    path: str
    version: str
    security: tuple[str, ...]
    source: str | None
    deprecated: bool = False
    sections: dict[str, DescribedSection] = Factory(dict)


def operations(document: Node) -> Iterator[tuple[str, str]]:
    """Yield method (upper case) and path of each operation."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path


def describe(document: Node, method: str, path: str) -> Described:
    """Return the operation in the terms of a page."""
    item = document["paths"][path]
    operation = item[method.lower()]
    security = operation.get("security", document.get("security", []))
    described = Described(
        method=method,
        path=path,
        version=str(document["info"]["version"]),
        security=tuple(" and ".join(sorted(choice)) or "no security" for choice in security),
        source=operation.get("x-source"),
        deprecated=operation.get("deprecated") is True,
    )
    for parameter in [*item.get("parameters", []), *operation.get("parameters", [])]:
        node, source = _resolved(document, parameter, described.source)
        section = described.sections.setdefault(node["in"], DescribedSection())
        walk = _Walk(document, section.fields)
        schema = node.get("schema", {})
        if node.get("deprecated") is True:
            schema = {**schema, "deprecated": True}
        walk.add(node["name"], schema, source, bool(node.get("required")))
    if "requestBody" in operation:
        body, source = _resolved(document, operation["requestBody"], described.source)
        described.sections["request"] = _content(document, body, source)
    for status, answer in operation["responses"].items():
        node, source = _resolved(document, answer, described.source)
        described.sections[str(status).lower()] = _content(document, node, source)
    return described


def _content(document: Node, node: Node, source: str | None) -> DescribedSection:
    """Return the fields of a body; of several media types, those of the first."""
    for media, content in node.get("content", {}).items():
        section = DescribedSection(media, source)
        _Walk(document, section.fields).inside("", content.get("schema", {}), source)
        return section
    return DescribedSection(None, source)


def _resolved(document: Node, node: Node, source: str | None) -> tuple[Node, str | None]:
    """Follow references; return the node, and the tag that covers it."""
    source = node.get("x-source", source)
    seen: set[str] = set()
    while "$ref" in node:
        if node["$ref"] in seen:
            raise ValueError(f"{node['$ref']} refers to itself")
        seen.add(node["$ref"])
        found: Any = document
        for part in str(node["$ref"]).removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        node = {**found, **{key: value for key, value in node.items() if key != "$ref"}}
        source = node.get("x-source", source)
    return node, source


class _Walk:
    """Collects the fields below a schema."""

    def __init__(self, document: Node, fields: dict[str, DescribedField]) -> None:
        self._document = document
        self._fields = fields
        self._within: list[Node] = []

    def add(self, name: str, schema: Node, source: str | None, required: bool) -> None:
        """Add a field, and those inside it."""
        own = schema.get("x-source", source)
        node, below = _resolved(self._document, schema, own)
        shape, below = _one_shape(self._document, node, below)
        kinds = shape.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        types = tuple(kind for kind in kinds if kind != "null")
        choices = [*node.get("anyOf", ()), *node.get("oneOf", ())]
        known = below is None or below == own
        ours = own is None and known
        limits = {key: int(shape[key]) for key in LIMITS if key in shape and ours}
        if "x-time-window" in shape:
            limits["max_age_seconds"] = int(shape["x-time-window"]["max_age_seconds"])
        adds = ", ".join(f"{key} {shape[key]}" for key in LIMITS if key in shape)
        self._fields.setdefault(
            name,
            DescribedField(
                name=name,
                types=types,
                composed=any(key in node for key in ("oneOf", "anyOf")),
                required=required,
                enum=tuple(map(str, shape.get("enum") or ())),
                limits=limits,
                default=shape.get("default"),
                format=shape.get("format"),
                source=own,
                borrowed=None if known else f"{schema.get('$ref', '?')} ({below}): {adds or 'all'}",
                null="null" in kinds or {"type": "null"} in choices or node.get("nullable") is True,
                deprecated=node.get("deprecated") is True,
                rules={key: shape[key] for key in RULES if key in shape and ours},
            ),
        )
        self.inside(f"{name}.", shape, below)

    def inside(self, prefix: str, schema: Node, source: str | None) -> None:
        """Add the fields of an object, of an array's items, of every alternative."""
        node, source = _resolved(self._document, schema, source)
        target = next((node[part] for part in INSIDE if part in node), node)
        if any(target is other for other in self._within):
            return  # it holds itself
        self._within.append(target)
        self._members(prefix, node, source)
        self._within.pop()

    def _members(self, prefix: str, node: Node, source: str | None) -> None:
        required = node.get("required", [])
        for name, child in node.get("properties", {}).items():
            self.add(prefix + name, child, source, name in required)
        for part in ("items", "additionalProperties"):
            if isinstance(node.get(part), Mapping):
                self.inside(prefix, node[part], source)
        for part in ("oneOf", "anyOf", "allOf"):
            for choice in node.get(part, ()):
                self.inside(prefix, choice, source)


def _one_shape(document: Node, node: Node, source: str | None) -> tuple[Node, str | None]:
    """See through "this or null", which is one shape."""
    choices = [
        choice
        for part in ("anyOf", "oneOf")
        for choice in node.get(part, ())
        if choice != {"type": "null"}
    ]
    if len(choices) != 1:
        return node, source
    found, source = _resolved(document, choices[0], source)
    return {**found, **{key: node[key] for key in ("description",) if key in node}}, source
