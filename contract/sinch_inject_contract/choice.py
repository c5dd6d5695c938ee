"""Which alternative of a ``oneOf`` or ``anyOf`` was meant, and what to say if none was.

The contract uses alternatives in four ways, told apart by their shape: exactly one of some
members (each branch is only a ``required``), an object or null, objects that differ in a
constant such as ``type: text``, and objects that differ in their required member.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from sinch_inject_contract.problem import at

__all__ = ["Choice", "Unclear", "choose", "names"]

Branch = Mapping[str, Any]


@frozen
class Choice:
    """One alternative was meant; what is wrong is what is wrong with it.

    Attributes:
        branch: its number.
    """

    branch: int


@frozen
class Unclear:
    """No alternative was chosen, or more than one.

    Attributes:
        said: rule, message and, unless it is an error, severity.
        pointer: from the value to the member that is meant.
    """

    said: tuple[str, ...]
    pointer: str = ""


def names(members: Sequence[str], word: str = "or") -> str:
    """Return names as code, the last two joined by ``word``."""
    quoted = [f"`{name}`" for name in members]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"


def choose(
    value: Any, rule: Sequence[Branch], where: Sequence[Any], contract: Any
) -> Choice | Unclear | None:
    """Say which branch was meant, or why that is unclear; None: another rule says it better.

    Args:
        value: what failed.
        rule: the branches.
        where: the path of the rule in the contract.
        contract: the whole contract.
    """
    if _decided_elsewhere(where, contract):
        return None
    branches = [_resolved(contract, branch) for branch in rule]
    if all(set(branch) == {"required"} for branch in branches) and isinstance(value, dict):
        members = [branch["required"][0] for branch in branches]
        return _members(value, members, where, contract)
    if all(set(branch) == {"properties"} for branch in branches):
        return Unclear(("anyOf", "items must all be choices, or all be products"))
    if not isinstance(value, dict):  # "or null" need not be said: then one would leave it out
        return Unclear(("type", "must be an object"))
    objects = [index for index, branch in enumerate(branches) if branch.get("type") == "object"]
    if len(objects) == 1:
        return Choice(objects[0])
    return _by_constant(value, branches) or _by_member(value, branches, str(where[-1]))


def _decided_elsewhere(where: Sequence[Any], contract: Any) -> bool:
    """Say whether an ``if``/``then`` beside a property already says what it must be.

    A channel-specific ``message`` may be any of six shapes, and ``message_type`` says which;
    the error about that one shape is the one worth reading.
    """
    if len(where) < 3 or where[-1] != "anyOf" or where[-3] != "properties":
        return False
    rules = at(contract, where[:-3]).get("allOf", [])
    return any(where[-2] in rule.get("then", {}).get("properties", {}) for rule in rules)


def _resolved(contract: Any, schema: Branch) -> Branch:
    while "$ref" in schema:
        schema = at(contract, schema["$ref"].removeprefix("#/").split("/"))
    return schema


def _members(
    value: dict[str, Any], members: list[str], where: Sequence[Any], contract: Any
) -> Unclear:
    """Explain "exactly one of" (or "at least one of") some members."""
    present = [name for name in members if name in value]
    if len(present) > 1:
        word = "both" if len(present) == 2 else "all"
        text = f"{names(present, 'and')} are {word} set; exactly one is allowed"
        return Unclear(("one_content", text))
    known = at(contract, where[:-3]).get("properties", {})  # above allOf, its index, oneOf
    unknown = [name for name in value if name not in known]
    if unknown and where[-1] == "oneOf":
        # The API grows: a content member that the contract does not know yet may be fine.
        text = f"holds no content member that is known; is {names(unknown)} new, or misspelt?"
        return Unclear(("unknown_content", text, "warning"))
    amount = "exactly one" if where[-1] == "oneOf" else "at least one"
    return Unclear(("one_content", f"{amount} of {names(members)} is required"))


def _by_constant(value: dict[str, Any], branches: Sequence[Branch]) -> Choice | Unclear | None:
    """Choose by a constant that each branch has; None: they have none."""
    words: dict[str, list[str]] = {}
    for index, branch in enumerate(branches):
        for name, schema in branch.get("properties", {}).items():
            if "const" in schema:
                words.setdefault(name, []).append(schema["const"])
                if value.get(name) == schema["const"]:
                    return Choice(index)
    for name, allowed in words.items():
        return Unclear(("const", f"`{name}` must be one of {', '.join(allowed)}"), f"/{name}")
    return None


def _by_member(value: dict[str, Any], branches: Sequence[Branch], rule: str) -> Choice | Unclear:
    """Choose by the first required member of each branch."""
    members = [branch["required"][0] for branch in branches]
    present = [name for name in members if name in value]
    if len(present) == 1:
        return Choice(members.index(present[0]))
    if present:
        return Unclear((rule, f"{names(present, 'and')} are both set; exactly one is allowed"))
    return Unclear((rule, f"exactly one of {names(members)} is required"))
