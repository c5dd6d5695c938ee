"""From a line to its cases: those that fail when a server leaves the line.

The cases of a rule on the request are found by leaving the rule out: those whose body the rest
of the contract judges otherwise. Those of an answer and of a behaviour say so themselves (see
``asked``). So nobody has to keep a list.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from sinch_inject_contract.document import contract

from sinch_inject_conformance.asked import asks, every_case
from sinch_inject_conformance.case import Row, encode
from sinch_inject_conformance.instant import FORMATS
from sinch_inject_conformance.judge import resolved, validator
from sinch_inject_conformance.lines import ROOT, operations, request_rules, resolve
from sinch_inject_conformance.plan import KEYWORDS, Plan
from sinch_inject_conformance.runner import LAYER as TABLE
from sinch_inject_conformance.suite import cases

__all__ = ["Named", "cases_of", "fits", "flipped", "without"]

Named = tuple[str, str]


@contextmanager
def without(rule: str) -> Generator[None]:
    """Leave a rule of a component out of the judge's contract."""
    name, *steps = rule.split("/")
    whole = resolved(name)
    if not steps:
        kept = dict(whole)
        whole.clear()
        try:
            yield
        finally:
            whole.update(kept)
        return
    node: Any = whole
    for step in steps[:-1]:
        node = node[int(step)] if isinstance(node, list) else node[step]
    last: Any = int(steps[-1]) if isinstance(node, list) else steps[-1]
    before = dict(node) if isinstance(node, dict) else list(node)
    if isinstance(node, list):
        node[last] = {}
    else:
        del node[last]
    try:
        yield
    finally:
        node.clear()
        node.update(before) if isinstance(node, dict) else node.extend(before)


@cache
def bodies() -> tuple[tuple[Named, Any], ...]:
    """Return the bodies of the cases that the contract judges: table and keywords have them."""
    now = datetime.now(UTC)
    found: list[tuple[Named, Any]] = []
    for layer in (TABLE, KEYWORDS):
        for case in cases(layer, Plan(), lambda: now):
            if isinstance(case, Row) and case.expect.statuses in (
                frozenset({200}),
                frozenset({400}),
            ):
                if case.path or case.fault or case.to != "api":
                    continue
                with suppress(ValueError, RecursionError):  # not every body is JSON
                    value = json.loads(encode(case.body, now) or b"")
                    found.append(((layer, case.name), value))
    return tuple(found)


@cache
def blamed() -> tuple[dict[str, list[int]], list[int]]:
    """Return the bodies that each rule alone refuses, and those that no rule does."""
    found: dict[str, list[int]] = {}
    right: list[int] = []
    for number, (_, value) in enumerate(bodies()):
        errors = list(validator(ROOT).iter_errors(value))
        if not errors:
            right.append(number)
            continue
        for rule in set.intersection(*map(_blame, errors)):
            found.setdefault(rule, []).append(number)
    return found, right


def _blame(error: ValidationError) -> set[str]:
    """Return each rule without which an error would not be: its own, and what is around it.

    Where a choice finds no branch that fits, a branch would fit without what all of its own
    errors have in common.
    """
    found = set(_around(list(error.absolute_schema_path)))
    branches: dict[Any, list[ValidationError]] = {}
    for one in error.context or ():
        branches.setdefault(one.schema_path[0], []).append(one)
    for errors in branches.values():
        found |= set.intersection(*map(_blame, errors))
    return found


def _around(path: list[Any]) -> Iterator[str]:
    """Yield the id of each node on the way to a keyword, by the component it stands in."""
    node: Any = resolved(ROOT)
    place = ROOT
    yield place
    for step in path:
        if step == "then":  # without a condition it says nothing
            yield f"{place}/if"
        node = node[step]
        place = f"{place}/{step}"
        yield place
        place = _components().get(id(node), place)
        yield place


@cache
def _components() -> dict[int, str]:
    return {id(resolved(name)): name for name in contract()["components"]["schemas"]}


def fits(value: Any) -> bool:
    """Tell whether a body is right by the judge's contract as it is now.

    A validator that was made before keeps the rules that it read then.
    """
    return Draft202012Validator(resolved(ROOT), format_checker=FORMATS).is_valid(value)


def flipped(rule: str) -> Iterator[Named]:
    """Yield the cases whose body the contract judges otherwise without a rule."""
    alone, right = blamed()
    if rule in alone:
        yield from (bodies()[number][0] for number in alone[rule])
        return
    # A rule that refuses nothing by itself: a condition, or a branch of a choice.
    for number in right:
        named, value = bodies()[number]
        with without(rule):
            flips = not fits(value)
        if flips:
            yield named


# -- any line -------------------------------------------------------------------------------


@cache
def asked() -> dict[str, list[Named]]:
    """Return the cases that ask each behaviour, answer and parameter."""
    found: dict[str, list[Named]] = {}
    for layer, case in every_case():
        for line in asks(case):
            found.setdefault(line, []).append((layer, case.name))
    return found


def cases_of(line: str) -> Iterator[Named]:
    """Yield the layer and name of each case that fails when a server leaves a line."""
    if line in asked():
        yield from asked()[line]
        return
    first = line.partition("/")[0]
    if first in requested():
        found = False
        for named in flipped(line):
            found = True
            yield named
        if found:
            return
    seen = dict.fromkeys(name for part in _parts(line) for name in asked().get(part, ()))
    yield from seen


@cache
def requested() -> frozenset[str]:
    """Return the components that a request can meet."""
    return frozenset({ROOT, *(rule.split("/")[0] for rule in request_rules())})


def _parts(line: str) -> Iterator[str]:
    """Yield the answers and parameters that a node of the contract is part of."""
    for operation, place, node in operations():
        names = [f"{operation}/{resolve(one)['name']}" for one in node["parameters"]]
        if line.startswith(f"{place}/parameters/"):
            yield names[int(line.removeprefix(f"{place}/parameters/").split("/")[0])]
        elif line.startswith(f"{place}/responses/"):
            yield f"{operation}/{line.removeprefix(f'{place}/responses/').split('/')[0]}"
        elif line.startswith(place):
            yield from (f"{operation}/{status}" for status in node["responses"])
        else:
            component = "/".join(line.split("/")[:2])
            schema = f"schemas/{line.partition('/')[0]}"
            for name, one in zip(names, node["parameters"], strict=True):
                if {component, schema} & _reached(one):
                    yield name
            for status, one in node["responses"].items():
                if {component, schema} & _reached(one):
                    yield f"{operation}/{status}"


def _reached(node: Any, into: set[str] | None = None) -> set[str]:
    """Return the components that a node refers to, and those that they refer to."""
    found = set[str]() if into is None else into
    if isinstance(node, dict) and "$ref" in node:
        name = str(node["$ref"]).removeprefix("#/components/")
        if name not in found:
            found.add(name)
            _reached(resolve(node), found)
    elif isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            _reached(part, found)
    return found
