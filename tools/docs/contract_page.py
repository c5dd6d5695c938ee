"""Draw the contract as a page, and its request as one JSON Schema. Both from the contract alone.

Every component has an anchor (``#channelidentity``), every field (``#channelidentity.app_id``)
and every rule (``#channelidentity.rule-1``).
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import yaml

__all__ = ["page", "request_schema"]

REF = "#/components/schemas/"
# What is shown in the table of fields, or as the text above it; the rest is a rule.
SHOWN = {"type", "description", "required", "properties", "x-source", "enum", "$ref", "deprecated"}
LIMITS = (
    *("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "format"),
    *("pattern", "minProperties", "maxProperties", "const", "default"),
)
HEAD = """\
# The contract

What the API takes and answers, as [openapi/inject-message.yaml](../../openapi/inject-message.yaml)
says it; this page is made of that file. A source other than the operation's documentation page is
named: *public-sdk* (Sinch's public clients), *assumed* (a guess, see [fidelity](../fidelity.md)).
The body of an inject request is also a
[JSON Schema](editors.md): `schema/inject-message-request.json`.
"""


def page(contract: dict[str, Any]) -> str:
    """Return the page, in MyST Markdown."""
    lines = [HEAD, "\n## Operations\n"]
    for path, item in contract["paths"].items():
        for method in ("get", "post", "delete", "patch", "put"):
            if method in item:
                lines += _operation(method, path, item[method], contract)
    lines.append("\n## Components\n")
    for name, schema in contract["components"]["schemas"].items():
        lines += _component(name, schema)
    return "\n".join(lines) + "\n"


def request_schema(contract: dict[str, Any]) -> dict[str, Any]:
    """Return the body of an inject request as one JSON Schema, draft 2020-12."""
    wanted, found = ["InjectMessageRequest"], dict[str, Any]()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = _plain(copy.deepcopy(contract["components"]["schemas"][name]))
            wanted += _names(found[name])
    top = found.pop("InjectMessageRequest")
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The body of an inject-message request",
        **top,
        "$defs": found,
    }
    return _moved(schema)


def _operation(
    method: str, path: str, operation: dict[str, Any], contract: dict[str, Any]
) -> Iterator[str]:
    yield f"({operation['operationId'].lower()})="
    yield f"### `{method.upper()} {path}`\n"
    yield _text(operation.get("description") or operation.get("summary", "")) + "\n"
    yield from _source(operation)
    parameters = [_resolved(one, contract) for one in operation.get("parameters", [])]
    if parameters:
        yield "| Parameter | In | Needed | What |\n|---|---|---|---|"
        for one in parameters:
            needed = "yes" if one.get("required") else ""
            yield f"| `{one['name']}` | {one['in']} | {needed} | {_cell(one)} |"
        yield ""
    yield "| Answer | What |\n|---|---|"
    for status, answer in operation["responses"].items():
        yield f"| `{status}` | {_text(_resolved(answer, contract).get('description', ''))} |"
    yield ""


def _component(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"({name.lower()})="
    yield f"### {name}\n"
    if schema.get("description"):
        yield _text(schema["description"]) + "\n"
    yield from _source(schema)
    if "enum" in schema:
        yield "One of: " + ", ".join(f"`{value}`" for value in schema["enum"]) + ".\n"
    elif "properties" not in schema and "type" in schema:
        yield f"{_type(schema)}{_limits(schema)}.\n"
    properties: dict[str, Any] = schema.get("properties", {})
    if properties:
        yield "| Field | Type | Needed | What |\n|---|---|---|---|"
        for field, value in properties.items():
            anchor = f'<a id="{name.lower()}.{field}"></a>'
            needed = "yes" if field in schema.get("required", []) else ""
            yield f"| {anchor}`{field}` | {_type(value)} | {needed} | {_cell(value)} |"
        yield ""
    rules = {key: value for key, value in schema.items() if key not in SHOWN | {*LIMITS}}
    if rules:
        yield f'<a id="{name.lower()}.rule-1"></a>Rules:\n'
        yield f"```yaml\n{yaml.safe_dump(rules, sort_keys=False, width=88)}```\n"


def _source(node: dict[str, Any]) -> Iterator[str]:
    if "x-source" in node:
        yield f"Source: *{node['x-source']}*.\n"


def _cell(node: dict[str, Any]) -> str:
    parts = [_text(node.get("description", ""))]
    parts += [f"Source: *{node['x-source']}*."] if "x-source" in node else []
    parts += [_limits(node.get("schema", node)).strip(", ")]
    parts += ["Deprecated."] if node.get("deprecated") else []
    return " ".join(part for part in parts if part)


def _limits(node: dict[str, Any]) -> str:
    return "".join(f", {key} `{node[key]}`" for key in LIMITS if key in node)


def _type(node: dict[str, Any]) -> str:
    if "$ref" in node:
        name = node["$ref"].removeprefix(REF)
        return f"[{name}](#{name.lower()})"
    for combined in ("anyOf", "oneOf"):
        if combined in node:
            return " or ".join(_type(one) for one in node[combined])
    if node.get("type") == "array":
        return f"list of {_type(node.get('items', {}))}"
    kind = node.get("type", "any")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _text(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _resolved(node: dict[str, Any], contract: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = contract
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = {**found, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def _names(node: Any) -> list[str]:
    """Return the components that a schema refers to."""
    if isinstance(node, list):
        return [name for one in node for name in _names(one)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"].removeprefix(REF)] if isinstance(node.get("$ref"), str) else []
    return own + [name for one in node.values() for name in _names(one)]


def _plain(node: Any) -> Any:
    """Return a schema without what only OpenAPI knows."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _plain(value)
        for key, value in node.items()
        if not (isinstance(key, str) and key.startswith("x-"))
        and not (key in {"example", "discriminator", "xml", "externalDocs"} and "type" in node)
    }


def _moved(schema: dict[str, Any]) -> dict[str, Any]:
    """Have references point into ``$defs``."""
    moved: dict[str, Any] = json.loads(json.dumps(schema).replace(REF, "#/$defs/"))
    return moved
