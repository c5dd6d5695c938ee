"""Count which keywords of the contract were seen to pass and to fail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.validators import extend
from sinch_inject_conformance.instant import FORMATS
from sinch_inject_conformance.judge import resolved
from sinch_inject_contract.document import contract

__all__ = ["KeywordCounter"]

# Keywords that refuse nothing themselves.
SILENT = frozenset({"then"})


class KeywordCounter:
    """A validator that remembers, for each keyword of each component, how it went.

    Places are named after the component they stand in, so a component counts once, however
    many ways lead to it.
    """

    def __init__(self, component: str) -> None:
        self.passed: Counter[tuple[str, str]] = Counter()
        self.failed: Counter[tuple[str, str]] = Counter()
        self._places = {
            id(node): place
            for name in contract()["components"]["schemas"]
            for place, node in places(name, resolved(name))
        }
        # The stubs leave out what it returns.
        make: Any = extend
        counting = make(
            Draft202012Validator,
            {
                keyword: self._counting(keyword, rule)
                for keyword, rule in Draft202012Validator.VALIDATORS.items()
            },
        )
        self._schema = resolved(component)
        self._validator = counting(self._schema, format_checker=FORMATS)

    def see(self, value: Any) -> None:
        """Validate a value."""
        for _ in self._validator.iter_errors(value):
            pass

    def expected(self) -> set[tuple[str, str]]:
        """Return every keyword that a request can meet, with its place."""
        reachable: dict[int, dict[str, Any]] = {}
        _collect(self._schema, reachable)
        known = Draft202012Validator.VALIDATORS.keys() - SILENT
        return {
            (self._places[key], keyword)
            for key, node in reachable.items()
            for keyword in node.keys() & known
        }

    def _counting(self, keyword: str, rule: Callable[..., Any]) -> Callable[..., Any]:
        def counted(validator: Any, argument: Any, value: Any, schema: Any) -> Iterator[Any]:
            errors = list(rule(validator, argument, value, schema) or ())
            place = (self._places[id(schema)], keyword)
            (self.failed if errors else self.passed)[place] += 1
            yield from errors

        return counted


# Where a keyword holds schemas, and how they are reached.
ONE = ("if", "then", "not", "items", "additionalProperties", "propertyNames")
SEVERAL = ("allOf", "anyOf", "oneOf")


def children(node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for keyword in ONE:
        if isinstance(node.get(keyword), dict):
            yield keyword, node[keyword]
    for keyword in SEVERAL:
        for number, branch in enumerate(node.get(keyword, ())):
            yield f"{keyword}/{number}", branch
    for name, part in node.get("properties", {}).items():
        yield f"properties/{name}", part


def places(name: str, node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the schemas of one component; other components are not entered."""
    components = {id(resolved(other)) for other in contract()["components"]["schemas"]}
    stack = [(name, node)]
    while stack:
        place, schema = stack.pop()
        yield place, schema
        stack += [
            (f"{place}/{step}", part)
            for step, part in children(schema)
            if id(part) not in components
        ]


def _collect(node: dict[str, Any], found: dict[int, dict[str, Any]]) -> None:
    if id(node) not in found:
        found[id(node)] = node
        for _, part in children(node):
            _collect(part, found)
