"""The contract as data: the document, its components, and what each operation asks and answers.

Code that must know a path, a method, a limit or whether a request may be repeated reads it
here; nothing else keeps a list of operations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from attrs import frozen

__all__ = ["Answer", "Operation", "Parameter", "contract", "operations", "schema", "time_window"]

DATA = "sinch_inject_schema"  # the folder that the generator fills; it holds no code
REQUEST = "InjectMessageRequest"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@frozen
class Parameter:
    """One parameter of an operation.

    Attributes:
        name: as it stands in the path or the query.
        where: ``path``, ``query`` or ``header``.
        required: it must be given.
        schema: of its value; may refer to a component.
        before: the parameter that its value is less than, if both are given.
        deprecated: it is marked so.
    """

    name: str
    where: str
    required: bool
    schema: Mapping[str, Any]
    before: str | None
    deprecated: bool


@frozen
class Answer:
    """One documented answer of an operation.

    Attributes:
        status: the HTTP status.
        component: the schema of its JSON body, by name.
        headers: their schemas, by name; see ``required_headers``.
        required_headers: those that must be there.
    """

    status: int
    component: str
    headers: Mapping[str, Mapping[str, Any]]
    required_headers: frozenset[str]


@frozen
class Operation:
    """One operation of the API.

    Attributes:
        name: its operationId.
        path: with the names of its parameters in braces.
        method: in capitals.
        safe: the same request may be sent again after an unknown outcome.
        answer_limit: bytes of an answer that a client reads at most.
        parameters: all of them, in the contract's order.
        request: the component of the JSON body; None: it has none.
        answers: by status.
        deprecated: it is marked so.
    """

    name: str
    path: str
    method: str
    safe: bool
    answer_limit: int
    parameters: tuple[Parameter, ...]
    request: str | None
    answers: Mapping[int, Answer]
    deprecated: bool

    @property
    def reads(self) -> bool:
        """Say whether it changes nothing."""
        return self.method == "GET"

    def target(self, **names: str) -> str:
        """Return its path with these parameters in it, quoted."""
        path = self.path
        for name, value in names.items():
            path = path.replace(f"{{{name}}}", _quoted(value))
        return path


@lru_cache(maxsize=1024)  # a project has few conversations at a time, and the project is one
def _quoted(value: str) -> str:
    return quote(value, safe="")


@cache
def contract() -> dict[str, Any]:
    """Return the OpenAPI document. One object for the process: read it, do not change it."""
    text = resources.files(DATA).joinpath("contract.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def schema(name: str) -> dict[str, Any]:
    """Return the component ``name`` as a JSON Schema (2020-12) that stands on its own.

    Raises:
        KeyError: the contract has no such component.
    """
    components = contract()["components"]["schemas"]
    components[name]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#/components/schemas/{name}",
        "components": {"schemas": components},
    }


@cache
def time_window() -> tuple[float, float]:
    """Return how old ``accept_time`` may be at most and at least, in seconds, both excluded."""
    window = contract()["components"]["schemas"][REQUEST]["properties"]["accept_time"]
    limits = window["x-time-window"]
    return float(limits["max_age_seconds"]), float(limits["min_age_seconds"])


@cache
def operations() -> Mapping[str, Operation]:
    """Return every operation by its name, in the contract's order."""
    document = contract()
    return {
        node["operationId"]: _operation(path, method, node, item.get("parameters", []), document)
        for path, item in document["paths"].items()
        for method, node in item.items()
        if method in METHODS
    }


def _operation(
    path: str,
    method: str,
    node: Mapping[str, Any],
    shared: list[Mapping[str, Any]],
    document: Mapping[str, Any],
) -> Operation:
    answers = (
        _answer(int(status), _resolved(one, document), document)
        for status, one in node["responses"].items()
    )
    return Operation(
        name=node["operationId"],
        path=path,
        method=method.upper(),
        safe=node["x-safe"],
        answer_limit=node["x-answer-limit"],
        parameters=tuple(
            _parameter(_resolved(one, document)) for one in (*shared, *node.get("parameters", ()))
        ),
        request=_component(node["requestBody"]) if "requestBody" in node else None,
        answers={answer.status: answer for answer in answers},
        deprecated=node.get("deprecated") is True,
    )


def _parameter(node: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=node["name"],
        where=node["in"],
        required=node.get("required", False),
        schema=node["schema"],
        before=node.get("x-before"),
        deprecated=node.get("deprecated") is True,
    )


def _answer(status: int, node: Mapping[str, Any], document: Mapping[str, Any]) -> Answer:
    headers = {name: _resolved(one, document) for name, one in node.get("headers", {}).items()}
    return Answer(
        status=status,
        component=_component(node),
        headers={name: one["schema"] for name, one in headers.items()},
        required_headers=frozenset(name for name, one in headers.items() if one.get("required")),
    )


def _component(node: Mapping[str, Any]) -> str:
    """Return the name of the component that a JSON body is."""
    reference: str = node["content"]["application/json"]["schema"]["$ref"]
    return reference.rpartition("/")[2]


def _resolved(node: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node
