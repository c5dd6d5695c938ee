"""One failed keyword in one sentence.

A validator says "is not valid under any of the schemas"; a person needs "`text_message` and
`media_message` are both set". What the contract means is read off the schema itself, so a
new rule of a known kind needs no code here. No value is quoted, only names, limits and words
that stand in the contract. ``oneOf`` and ``anyOf`` are explained in ``choice.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from sinch_inject_contract.choice import names
from sinch_inject_contract.problem import Problem, Source, at

__all__ = ["Failed", "anchor", "say"]

TYPE_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}
LEAST = 3  # components, schemas, and a name
RULES = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "propertyNames")
FORMAT_NAMES = {
    "date-time": "a time with an offset, such as 2026-11-22T12:00:00Z",
    "date": "a date, such as 2026-11-22",
}


@frozen
class Failed:
    """A keyword that failed.

    Attributes:
        where: to the keyword, in the contract.
        keyword: its name.
        rule: what stands there; of ``required``, the name that is missing.
        value: what it was applied to.
        contract: the whole contract.
    """

    where: Sequence[str | int]
    keyword: str
    rule: Any
    value: Any
    contract: Mapping[str, Any]


def say(failed: Failed, pointer: str, source: Source) -> Problem:
    """Return the problem that a failed keyword is, at ``pointer``."""
    words = HANDLERS.get(failed.keyword, _other)
    # A rule for names is a list of words, as for values.
    rule = "enum" if failed.keyword == "propertyNames" else failed.keyword
    return Problem(
        pointer, rule, words(failed), source=source, anchor=anchor(failed.where, failed.rule)
    )


def anchor(where: Sequence[str | int], rule: object = None) -> str:
    """Return the anchor of a place in the contract, as the site's page has it.

    Args:
        where: to a schema or a keyword.
        rule: of ``required``, the name that is missing.
    """
    if list(where[:2]) != ["components", "schemas"] or len(where) < LEAST:
        return ""
    _, _, component, *rest = map(str, where)
    name = component.lower()
    if rest[:1] == ["properties"]:
        return f"{name}.{rest[1]}"
    if rest == ["required"]:
        return f"{name}.{rule}"
    return f"{name}.rule-1" if rest[:1] and rest[0] in RULES else name


def _required(failed: Failed) -> str:
    condition = _condition(failed) if "then" in failed.where else ""
    return f"`{failed.rule}` is required{condition}"


def _condition(failed: Failed) -> str:
    """Say under which condition a ``then`` applies, from the ``if`` beside it."""
    last = len(failed.where) - 1 - list(failed.where)[::-1].index("then")
    tests = at(failed.contract, failed.where[:last]).get("if", {}).get("properties", {})
    parts = []
    for name, test in tests.items():
        words = [test["const"]] if "const" in test else test.get("enum", [])
        held = failed.value.get(name) if isinstance(failed.value, dict) else None
        if held in words:  # a word of the contract, not the caller's own
            parts.append(f"on {held}" if name == "channel" else f"where `{name}` is {held}")
    return f" {' and '.join(parts)}" if parts else ""


def _type(failed: Failed) -> str:
    allowed = [failed.rule] if isinstance(failed.rule, str) else failed.rule
    return f"must be {' or '.join(TYPE_NAMES.get(name, name) for name in allowed)}"


def _enum(failed: Failed) -> str:
    return f"must be one of {', '.join(failed.rule)}"


def _property_names(failed: Failed) -> str:
    rule = failed.rule
    while "$ref" in rule:
        rule = at(failed.contract, rule["$ref"].removeprefix("#/").split("/"))
    return f"every name must be one of {', '.join(rule['enum'])}"


def _format(failed: Failed) -> str:
    return f"must be {FORMAT_NAMES.get(failed.rule, failed.rule)}"


def _not(failed: Failed) -> str:
    both = names(failed.rule.get("required", []), "and")
    return f"{both} are both set; only one is allowed"


def _limit(template: str) -> Callable[[Failed], str]:
    return lambda failed: template.format(failed.rule)


def _other(failed: Failed) -> str:
    return f"breaks the contract's rule {failed.keyword}"


HANDLERS: dict[str, Callable[[Failed], str]] = {
    "required": _required,
    "type": _type,
    "enum": _enum,
    "propertyNames": _property_names,
    "const": _limit("must be {}"),
    "format": _format,
    "minimum": _limit("must be at least {}"),
    "maximum": _limit("must be at most {}"),
    "maxLength": _limit("must be at most {} characters long"),
    "minLength": _limit("must be at least {} character(s) long"),
    "maxItems": _limit("must hold at most {} items"),
    "minItems": _limit("must hold at least {} item(s)"),
    "not": _not,
}
