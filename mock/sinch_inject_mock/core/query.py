"""The parameters in a query string, as the contract describes them.

A name that the contract does not know is let be; one that it knows must occur once, have a
value of its type and keep its rules. Nothing behind the ``=`` of a text is as if the
parameter were absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from sinch_inject_contract.check import Checker
from sinch_inject_contract.document import Parameter
from sinch_inject_contract.instant import nanoseconds
from sinch_inject_contract.problem import Problem

from sinch_inject_mock.core.fidelity import QUERY, applies
from sinch_inject_mock.core.rules import refusal

__all__ = ["Query"]

WHOLE = re.compile(r"-?[0-9]{1,18}")
BOOLEANS = {"true": True, "false": False}


class Query:
    """Read the query string of one operation.

    Args:
        parameters: those of the operation that stand in its query.
        components: the schemas that they may refer to, by name.
    """

    def __init__(self, parameters: Sequence[Parameter], components: Mapping[str, Any]) -> None:
        schemas = {one.name: _resolved(one.schema, components) for one in parameters}
        self._types = {name: schema["type"] for name, schema in schemas.items()}
        self._times = {name for name, one in schemas.items() if one.get("format") == "date-time"}
        self._texts = {
            name
            for name, schema in schemas.items()
            if schema["type"] == "string" and not {"enum", "format"} & schema.keys()
        }
        self._before = {one.name: one.before for one in parameters if one.before is not None}
        self._defaults = {
            name: schema["default"] for name, schema in schemas.items() if "default" in schema
        }
        self._checker = Checker(
            {
                "type": "object",
                "properties": {one.name: one.schema for one in parameters},
                "components": {"schemas": components},
            }
        )

    def peek(self, raw: bytes, name: str) -> str | None:
        """Return what is given for a parameter, whether or not the query is a good one."""
        if name not in self._types:
            return None
        for pair in raw.split(b"&"):
            key, _, value = pair.partition(b"=")
            if key == name.encode():
                return unquote_to_bytes(value.replace(b"+", b" ")).decode("utf-8", "replace")
        return None

    @applies(QUERY)
    def read(self, raw: bytes) -> dict[str, Any]:
        """Return the parameters that were given, or that have a default.

        Raises:
            Refusal: 400, with the problems.
        """
        found: dict[str, Any] = {}
        for pair in raw.split(b"&") if raw else ():
            name, _, value = (_text(part) for part in pair.partition(b"="))
            if name not in self._types:
                continue
            if name in found:
                raise refusal([Problem(f"/{name}", "query", "occurs more than once")])
            found[name] = _typed(value, self._types[name])
        given = {
            name: value for name, value in found.items() if value != "" or name not in self._texts
        }
        if not self._checker.is_valid(given):
            raise refusal(self._checker.problems(given))
        for name in self._times & given.keys():
            _check_time(name, given[name])
        for name, other in self._before.items():
            if name in given and other in given and not _earlier(given[name], given[other]):
                message = f"must be before {other}"
                raise refusal([Problem(f"/{name}", "x-before", message, source="public-sdk")])
        return self._defaults | given


def _check_time(name: str, text: str) -> None:
    try:
        nanoseconds(text)
    except ValueError as error:
        raise refusal([Problem(f"/{name}", "format", str(error), source="public-sdk")]) from None


def _earlier(one: str, other: str) -> bool:
    return nanoseconds(one) < nanoseconds(other)


def _text(part: bytes) -> str:
    try:
        text = unquote_to_bytes(part.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise refusal([Problem("", "query", "the query is not UTF-8")]) from None
    if "\x00" in text:
        raise refusal([Problem("", "query", "the query contains U+0000")])
    return text


def _typed(text: str, kind: str) -> Any:
    """Read a value; what is not of its type stays text, and the contract refuses it."""
    if kind == "integer" and WHOLE.fullmatch(text):
        return int(text)
    if kind == "boolean":
        return BOOLEANS.get(text.lower(), text)  # the official Python client sends "True"
    return text


def _resolved(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    return schema
