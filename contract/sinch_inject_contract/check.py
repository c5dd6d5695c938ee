"""A value against the contract: whether it is valid first, then everything that is wrong.

*Valid* is the validator's word alone, in microseconds. What is wrong is found by asking it
again, subschema by subschema, down to the keyword that fails, and only then put into words.
The validator's own list of errors is not used: it holds a copy of the value for every branch
that was not meant (30 s for a bad body of 80 kB), and its paths take ``+46…`` for a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

import jsonschema_rs

from sinch_inject_contract.choice import Choice, choose
from sinch_inject_contract.document import schema as schema_of
from sinch_inject_contract.problem import Problem, Source, at, pointer
from sinch_inject_contract.words import Failed, anchor, say

__all__ = ["MOST", "Checker", "checker"]

MOST = 100  # problems that are told of one value; nobody reads more
Path = tuple[str | int, ...]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
NOT_RULES = ("$ref", "$schema", "components", "if", "then", "else", "properties", "items")


@cache
def checker(component: str) -> Checker:
    """Return the checker for a component of the contract; one for the process."""
    return Checker(schema_of(component))


class Checker:
    """Check JSON values against one JSON Schema (2020-12).

    Args:
        document: the schema; what it refers to stands under its ``components``.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._validators: dict[Path, jsonschema_rs.Validator] = {}
        self._whole = self._validator(())

    def is_valid(self, value: Any) -> bool:
        """Say whether a value keeps the schema.

        Raises:
            ValueError: it holds something that is not of the types that ``json.loads`` makes.
        """
        return self._whole.is_valid(value)

    def problems(self, value: Any, *, most: int = MOST) -> list[Problem]:
        """Return what is wrong with a value, at most ``most`` problems; empty: it is valid.

        Args:
            value: of the types that ``json.loads`` makes.
            most: where to stop looking.
        """
        if self._whole.is_valid(value):
            return []
        found = list(islice(_unique(self._walk((), value, ())), most))
        return found or [Problem("", "contract", "breaks the contract")]

    # ------------------------------------------------------------------- from node to node

    def _walk(self, where: Path, value: Any, path: Path) -> Iterator[Problem]:
        """Yield what is wrong with ``value`` by the schema at ``where``."""
        if self._valid(where, value):
            return
        node = at(self._document, where)
        if not isinstance(node, dict):  # the schema `false`
            yield self._problem(where, "additionalProperties", None, value, path)
            return
        if "$ref" in node:
            yield from self._walk(tuple(node["$ref"].removeprefix("#/").split("/")), value, path)
        if "type" in node and not self._valid((*where, "type"), value):
            # What is not even a text need not be told which texts are allowed.
            yield self._problem((*where, "type"), "type", node["type"], value, path)
            return
        yield from self._inside(where, node, value, path)
        for keyword, rule in node.items():
            if keyword in NOT_RULES or keyword.startswith("x-"):
                continue
            yield from self._keyword((*where, keyword), rule, value, path)
        if "if" in node:
            branch = "then" if self._valid((*where, "if"), value) else "else"
            if branch in node:
                yield from self._walk((*where, branch), value, path)

    def _inside(
        self, where: Path, node: Mapping[str, Any], value: Any, path: Path
    ) -> Iterator[Problem]:
        """Yield what is wrong with the members or items."""
        if isinstance(value, dict):
            known = node.get("properties", {})
            for name, item in value.items():
                if name in known:
                    yield from self._walk((*where, "properties", name), item, (*path, name))
                elif "additionalProperties" in node:
                    yield from self._walk((*where, "additionalProperties"), item, (*path, name))
        elif isinstance(value, list) and "items" in node:
            for index, item in enumerate(value):
                yield from self._walk((*where, "items"), item, (*path, index))

    def _keyword(self, where: Path, rule: Any, value: Any, path: Path) -> Iterator[Problem]:
        """Yield what is wrong by one keyword."""
        keyword = str(where[-1])
        if keyword == "allOf":
            for index in range(len(rule)):
                yield from self._walk((*where, index), value, path)
        elif keyword == "additionalProperties" or self._valid(where, value):
            return
        elif keyword in ("oneOf", "anyOf"):
            choice = choose(value, rule, where, self._document)
            if isinstance(choice, Choice):
                yield from self._walk((*where, choice.branch), value, path)
            elif choice is not None:
                place = pointer(path) + choice.pointer
                source = self._source(where)
                yield Problem(place, *choice.said, source=source, anchor=anchor(where))
        elif keyword == "required":
            for name in rule:
                if name not in value:
                    yield self._problem(where, keyword, name, value, (*path, name))
        else:
            yield self._problem(where, keyword, rule, value, path)

    def _problem(self, where: Path, keyword: str, rule: Any, value: Any, path: Path) -> Problem:
        failed = Failed(where, keyword, rule, value, self._document)
        return say(failed, pointer(path), self._source(where))

    def _source(self, where: Path) -> Source:
        """Return the nearest x-source on the way to a keyword of the contract."""
        found: Source = "page"
        node: Any = self._document
        for part in where:
            node = node[part]
            if isinstance(node, dict) and "x-source" in node:
                found = node["x-source"]
        return found

    # ----------------------------------------------------------------------- the verdict

    def _valid(self, where: Path, value: Any) -> bool:
        validator = self._validators.get(where)
        if validator is None:
            validator = self._validators[where] = self._validator(where)
        return validator.is_valid(value)

    def _validator(self, where: Path) -> jsonschema_rs.Validator:
        """Compile what stands at ``where``: a schema, or one keyword of a schema."""
        found = at(self._document, where)
        schema: dict[str, Any]
        if _is_keyword(where):
            schema = {str(where[-1]): found}
        elif isinstance(found, bool):
            schema = {} if found else {"not": {}}
        else:
            schema = dict(found)
        schema |= {"$schema": DRAFT, "components": self._document.get("components", {})}
        return jsonschema_rs.validator_for(schema, validate_formats=True)


def _is_keyword(where: Sequence[str | int]) -> bool:
    """Tell a keyword from a schema, which stands in a list, under a keyword or under a name."""
    if not where or isinstance(where[-1], int):
        return False
    if len(where) > 1 and where[-2] in ("properties", "schemas"):
        return False
    return where[-1] not in ("items", "additionalProperties", "if", "then", "else")


def _unique(problems: Iterator[Problem]) -> Iterator[Problem]:
    seen: set[Problem] = set()
    for problem in problems:
        if problem not in seen:
            seen.add(problem)
            yield problem
