"""Say in words, place by place, what a validator found.

The validator speaks of schemas and quotes values; people need the member at fault, and
nobody needs message texts in an error. So every sentence here is our own, made from the rule
and the names in the contract. Where a choice between shapes fails, the shape that was meant
is found and its errors are told instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

import jsonschema_rs

from sinch_inject_mock.core.exchange import Problem, Source
from sinch_inject_mock.core.strictjson import pointer

__all__ = ["explain", "place"]

Path = Sequence[str | int]
Error = jsonschema_rs.ValidationError
LONGEST_NAME = 64


def explain(errors: Iterable[Error], root: dict[str, Any]) -> Iterator[Problem]:
    """Yield the problems behind validation errors; ``root`` is the schema they come from."""
    found = list(errors)
    places = {tuple(error.instance_path) for error in found if _kind(error) != "AnyOf"}
    for error in found:
        told = any(
            place[: len(error.instance_path)] == tuple(error.instance_path) for place in places
        )
        yield from _explain(error, root, told_elsewhere=told)


def place(where: Path) -> str:
    """Write a path as people do: ``app_message.card_message.choices[3]``."""
    text = ""
    for part in where:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            short = part if len(part) <= LONGEST_NAME else part[:LONGEST_NAME] + "…"
            text += f".{short}" if text else short
    return text


def _kind(error: Error) -> str:
    return type(error.kind).__name__


def _explain(
    error: Error, root: dict[str, Any], *, told_elsewhere: bool = False
) -> Iterator[Problem]:
    kind = _kind(error)
    where = list(error.instance_path)
    if kind in ("AnyOf", "OneOfNotValid"):
        yield from _explain_choice(error, root, told_elsewhere=told_elsewhere)
        return
    words: Callable[[Error, dict[str, Any]], str] = WORDS.get(kind, _other)
    if kind == "Required":
        where.append(cast("Any", error.kind).property)
    elif kind == "PropertyNames":
        where.append(cast("Any", error.kind).error.instance)
    yield _problem(where, error, words(error, root), root)


def _explain_choice(
    error: Error, root: dict[str, Any], *, told_elsewhere: bool
) -> Iterator[Problem]:
    branches: list[list[Error]] = cast("Any", error.kind).context
    here = list(error.instance_path)
    meant = [branch for branch in branches if not _other_shape(branch, here)]
    if len(meant) == 1:
        yield from explain(meant[0], root)
        return
    if told_elsewhere and _kind(error) == "AnyOf":
        return
    names = _required_names(branches, here)
    if not meant:
        types = _types(branches, here)
        text = f"must be {types}" if types else "has none of the allowed shapes"
    elif names:
        count = "at least one" if _kind(error) == "AnyOf" else "exactly one"
        text = f"{count} of {', '.join(names)} is required"
    else:
        text = "must have exactly one of the allowed shapes"
    yield _problem(here, error, text, root)


def _other_shape(branch: list[Error], here: list[str | int]) -> bool:
    """Tell whether a branch fails at the root: it is another type, or another discriminator."""
    for error in branch:
        path = list(error.instance_path)
        if _kind(error) == "Type" and path == here:
            return True
        if _kind(error) == "Constant" and path[:-1] == here and path[-1] == "type":
            return True
    return False


def _types(branches: list[list[Error]], here: list[str | int]) -> str:
    types = [
        name
        for branch in branches
        for error in branch
        if _kind(error) == "Type" and list(error.instance_path) == here
        for name in cast("Any", error.kind).types
    ]
    return " or ".join(_article(name) for name in dict.fromkeys(types))


def _required_names(branches: list[list[Error]], here: list[str | int]) -> list[str]:
    names: list[str] = []
    for branch in branches:
        if len(branch) != 1 or _kind(branch[0]) != "Required":
            return []
        if list(branch[0].instance_path) != here:
            return []
        names.append(cast("Any", branch[0].kind).property)
    return names


def _problem(where: Path, error: Error, text: str, root: dict[str, Any]) -> Problem:
    source = _source(root, error.schema_path)
    # A name is judged by the schema for names, wherever that stands; the rule is about names.
    rule = "propertyNames" if _kind(error) == "PropertyNames" else str(error.schema_path[-1])
    return Problem(pointer(list(where)), rule, text, source)


def _source(root: Any, path: Path) -> Source:
    """Return the nearest x-source on the way to a keyword of the contract."""
    found: Source = "page"
    node = root
    for step in path:
        node = node[step]
        if isinstance(node, dict) and "x-source" in node:
            found = node["x-source"]
    return found


def _schema(root: Any, path: Path) -> Any:
    for step in path:
        root = root[step]
    return root


# ------------------------------------------------------------------- one function per rule
def _required(error: Error, root: dict[str, Any]) -> str:
    path = list(error.schema_path)
    if len(path) > 1 and path[-2] == "then":
        instance = cast("dict[str, Any]", error.instance)
        condition = _schema(root, [*path[:-2], "if"]).get("properties", {})
        named = [
            str(instance[name])
            for name, rule in condition.items()
            if name in instance and ("enum" in rule or "const" in rule)
        ]
        if named:
            return f"required for {', '.join(named)}"
    return "required"


def _several(error: Error, root: dict[str, Any]) -> str:
    # What is no object at all passes every ``required``; its type is told elsewhere.
    instance: Any = error.instance if isinstance(error.instance, dict) else {}
    branches = _schema(root, error.schema_path)
    names = [name for branch in branches for name in branch.get("required", ())]
    present = [name for name in names if name in instance]
    return f"{_and(present)} set, exactly one is allowed"


def _not(error: Error, root: dict[str, Any]) -> str:
    names = _schema(root, error.schema_path).get("required", [])
    return f"{_and(names)} set, at most one is allowed"


def _and(names: list[str]) -> str:
    if len(names) == 2:
        return f"{names[0]} and {names[1]} are both"
    return f"{', '.join(names[:-1])} and {names[-1]} are all" if names else "too many members are"


def _limit(text: str) -> Callable[[Error, dict[str, Any]], str]:
    def words(error: Error, root: dict[str, Any]) -> str:
        limit = cast("Any", error.kind).limit
        return text.format(limit=limit)

    return words


def _min_length(error: Error, root: dict[str, Any]) -> str:
    limit = cast("Any", error.kind).limit
    return "must not be empty" if limit == 1 else f"must have at least {limit} characters"


def _type(error: Error, root: dict[str, Any]) -> str:
    types = cast("Any", error.kind).types
    return f"must be {' or '.join(_article(name) for name in types)}"


def _article(name: str) -> str:
    if name == "null":
        return "null"
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def _enum(error: Error, root: dict[str, Any]) -> str:
    return f"must be one of {', '.join(_schema(root, error.schema_path))}"


def _constant(error: Error, root: dict[str, Any]) -> str:
    return f"must be {_schema(root, error.schema_path)}"


def _format(error: Error, root: dict[str, Any]) -> str:
    name = _schema(root, error.schema_path)
    example = {"date-time": "2026-11-01T09:30:00Z", "date": "2026-11-01"}.get(name)
    return f"not a {name}" + (f" such as {example}" if example else "")


def _property_name(error: Error, root: dict[str, Any]) -> str:
    allowed = _schema(root, error.schema_path)
    return f"the name must be one of {', '.join(allowed)}"


def _other(error: Error, root: dict[str, Any]) -> str:
    return f"breaks the rule {error.schema_path[-1]}"


WORDS: dict[str, Callable[[Error, dict[str, Any]], str]] = {
    "Required": _required,
    "OneOfMultipleValid": _several,
    "Not": _not,
    "Type": _type,
    "Enum": _enum,
    "Constant": _constant,
    "Format": _format,
    "MinLength": _min_length,
    "MaxLength": _limit("longer than {limit} characters"),
    "MinItems": _limit("must have at least {limit} items"),
    "MaxItems": _limit("more than {limit} items"),
    "Minimum": _limit("must be at least {limit}"),
    "Maximum": _limit("must be at most {limit}"),
    "PropertyNames": _property_name,
}
