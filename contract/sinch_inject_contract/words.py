"""Turn a contract violation into problems a person understands.

A validator says "is not valid under any of the schemas"; a person needs "`text_message` and
`media_message` are both set". What the contract means is read off the schema itself, so a
new rule of a known kind needs no code here. No value is quoted, only names, limits and words
that stand in the contract. Single keywords are explained here, ``oneOf`` and ``anyOf`` in
``alternatives.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jsonschema_rs
from attrs import frozen

from sinch_inject_contract.choice import Choice, at, choose, names
from sinch_inject_contract.problem import Problem, pointer

__all__ = ["explain"]

TYPE_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}
FORMAT_NAMES = {
    "date-time": "a time with an offset, such as 2026-11-22T12:00:00Z",
    "date": "a date, such as 2026-11-22",
}


@frozen
class Failed:
    """A keyword that failed.

    Attributes:
        path: to the value at fault, in the request.
        where: to the keyword, in the contract.
        rule: what stands at ``where``.
        value: what stands at ``path``.
        contract: the whole contract.
        kind: what the validator says of it.
    """

    path: list[Any]
    where: list[Any]
    rule: Any
    value: Any
    contract: Any
    kind: Any

    def problem(self, message: str, *more: str) -> Problem:
        """Return a problem at this place, or at a member of it."""
        return Problem(pointer([*self.path, *more]), str(self.where[-1]), message)


def explain(
    error: jsonschema_rs.ValidationError, instance: Any, contract: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield the problems that one error of the validator comes to.

    Args:
        error: from ``iter_errors`` of jsonschema-rs, or from the context of another error.
        instance: the whole request.
        contract: the document that the error's schema path starts from.
    """
    path: list[Any] = list(error.instance_path)
    where: list[Any] = list(error.schema_path)
    kind: Any = error.kind  # its attributes depend on the keyword
    failed = Failed(path, where, at(contract, where), at(instance, path), contract, kind)
    if where[-1] in ("oneOf", "anyOf"):
        choice = choose(failed.value, failed.rule, where, contract)
        if isinstance(choice, Choice):
            for inner in kind.context[choice.branch]:
                yield from explain(inner, instance, contract)
        elif choice is not None:
            yield Problem(pointer(path) + choice.pointer, *choice.said)
    else:
        yield HANDLERS.get(where[-1], _other)(failed)


def _required(failed: Failed) -> Problem:
    name = failed.kind.property
    condition = _condition(failed) if "then" in failed.where else ""
    return failed.problem(f"`{name}` is required{condition}", name)


def _condition(failed: Failed) -> str:
    """Say under which condition a ``then`` applies, from the ``if`` beside it."""
    last = len(failed.where) - 1 - failed.where[::-1].index("then")
    tests = at(failed.contract, failed.where[:last]).get("if", {}).get("properties", {})
    parts = []
    for name, test in tests.items():
        words = [test["const"]] if "const" in test else test.get("enum", [])
        held = failed.value.get(name) if isinstance(failed.value, dict) else None
        if held in words:  # a word of the contract, not the caller's own
            parts.append(f"on {held}" if name == "channel" else f"where `{name}` is {held}")
    return f" {' and '.join(parts)}" if parts else ""


def _type(failed: Failed) -> Problem:
    allowed = [failed.rule] if isinstance(failed.rule, str) else failed.rule
    return failed.problem(f"must be {' or '.join(TYPE_NAMES.get(n, n) for n in allowed)}")


def _enum(failed: Failed) -> Problem:
    if isinstance(failed.value, dict):  # the rule is about its names
        return failed.problem(f"every name must be one of {', '.join(failed.rule)}")
    return failed.problem(f"must be one of {', '.join(failed.rule)}")


def _format(failed: Failed) -> Problem:
    return failed.problem(f"must be {FORMAT_NAMES.get(failed.rule, failed.rule)}")


def _not(failed: Failed) -> Problem:
    both = names(failed.rule.get("required", []), "and")
    return failed.problem(f"{both} are both set; only one is allowed")


def _limit(template: str) -> Callable[[Failed], Problem]:
    return lambda failed: failed.problem(template.format(failed.rule))


def _other(failed: Failed) -> Problem:
    return failed.problem(f"breaks the contract's rule {failed.where[-1]}")


HANDLERS: dict[str, Callable[[Failed], Problem]] = {
    "required": _required,
    "type": _type,
    "enum": _enum,
    "const": _limit("must be {}"),
    "format": _format,
    "maxLength": _limit("must be at most {} characters long"),
    "minLength": _limit("must be at least {} character(s) long"),
    "maxItems": _limit("must hold at most {} items"),
    "minItems": _limit("must hold at least {} item(s)"),
    "not": _not,
}
