"""Judge requests by the contract, with ``jsonschema``.

The simulator and the client validate with another library. A judge that used the same one
would share its mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator
from sinch_inject_contract.document import contract, time_window

from sinch_inject_conformance.instant import FORMATS, read

__all__ = ["accepts", "free_texts", "refusals", "resolved", "validator", "wrong_members"]


@cache
def resolved(component: str) -> dict[str, Any]:
    """Return a component with its references replaced by what they stand for.

    Each component is one object, however often it is used. Looking references up again for
    every value makes ``jsonschema`` many times slower.
    """
    found: dict[str, Any] = _without_references(contract()["components"]["schemas"][component])
    return found


def _without_references(node: Any) -> Any:
    if isinstance(node, list):
        return [_without_references(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        # What stands beside a reference are descriptions.
        return resolved(str(node["$ref"]).rpartition("/")[2])
    return {key: _without_references(value) for key, value in node.items()}


@cache
def free_texts() -> tuple[str, ...]:
    """Return the members of a request that need not be there and may be any text."""
    request = resolved("InjectMessageRequest")
    return tuple(
        name
        for name, node in request["properties"].items()
        if name not in request["required"]
        and node.get("type") == "string"
        and not node.keys() & {"enum", "maxLength", "format", "pattern", "minLength"}
    )


@cache
def validator(component: str) -> Validator:
    """Return the validator of a component of the contract."""
    made: Validator = Draft202012Validator(resolved(component), format_checker=FORMATS)
    return made


def refusals(value: Any, *, now: datetime) -> list[str]:
    """Return why the contract refuses a request body; nothing when it accepts it.

    Args:
        value: a JSON value.
        now: the server's time, with a zone.
    """
    reasons = [
        f"/{'/'.join(map(str, error.absolute_path))}: {error.validator}"
        for error in validator("InjectMessageRequest").iter_errors(value)
    ]
    if any("\0" in text for text in _strings(value)):
        reasons.append("a string holds U+0000")
    if isinstance(value, dict) and not any(reason.startswith("/accept_time") for reason in reasons):
        reasons += _outside(value.get("accept_time"), now)
    return reasons


def wrong_members(value: Any, *, now: datetime) -> set[str] | None:
    """Return which members of a request body a refusal may name; None if it may name any.

    Those at the top, in which or because of which something is wrong.
    """
    found: set[str] = set()
    for error in validator("InjectMessageRequest").iter_errors(value):
        place = list(error.absolute_path)
        if place:
            found.add(str(place[0]))
        elif error.validator == "required" and isinstance(value, dict):
            required: Any = error.validator_value
            found |= {str(name) for name in required} - value.keys()
        else:
            return None
    if any("\0" in text for text in _strings(value)):
        return None
    if not found and isinstance(value, dict) and _outside(value.get("accept_time"), now):
        found.add("accept_time")
    return found or None


def accepts(value: Any, *, now: datetime) -> bool:
    """Tell whether the contract accepts a request body; quicker than all the reasons."""
    return (
        validator("InjectMessageRequest").is_valid(value)
        and not _outside(value["accept_time"], now)
        and not any("\0" in text for text in _strings(value))
    )


def _outside(text: object, now: datetime) -> list[str]:
    instant = read(text) if isinstance(text, str) else None
    if instant is None:
        return ["/accept_time: outside the window"]
    oldest, youngest = (timedelta(seconds=seconds) for seconds in time_window())
    return [] if youngest < now - instant < oldest else ["/accept_time: outside the window"]


def _strings(value: object) -> Iterator[str]:
    """Yield the texts in a value, names included; it may be deeper than a function can call."""
    left = [value]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case dict() as members:
                left += [str(name) for name in members]
                left += members.values()
            case list() as items:
                left += items
            case _:
                pass
