"""The body: what the caller gave, read once, and the bytes that go out.

A dict goes out as given. A model's date-times go out in UTC; one without an offset is an
error. The bytes are made once, and what is checked is what was read back from them: nobody
can change it afterwards, and what JSON cannot hold does not get past.
"""

from __future__ import annotations

import copy
import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
from attrs import field, frozen
from sinch_inject_contract.instant import EPOCH
from sinch_inject_generated.models import InjectMessageRequest
from sinch_inject_generated.types import UNSET

from sinch_inject.errors import PreflightError, Problem, pointer
from sinch_inject.request.times import BEYOND, NAIVE
from sinch_inject.request.unfit import DEEPEST, most_bytes, unfit

__all__ = ["Body", "encode", "to_dict"]

WRITER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
# What makes a model whole again in place of a value of a wrong kind tells what belongs there.
INSTEAD = ((UNSET, "another kind of value"), (EPOCH, "a datetime"))
SENDABLE = ("nul", "depth")  # rules of the API's, not of JSON's
UNWRITABLE = Problem("", "json", "cannot be written as JSON")
NO_REQUEST = "must be an InjectMessageRequest or a dict"
Path = tuple[str | int, ...]


@frozen
class Body:
    """A body that can be sent.

    Attributes:
        content: its bytes, JSON in UTF-8.
        value: what they say.
        odd: what the API cannot store or read in it; only without a preflight it is sent.
    """

    content: bytes = field(repr=lambda content: f"<{len(content)} bytes>")
    value: dict[str, Any] = field(repr=False)
    odd: tuple[Problem, ...] = ()


def encode(request: Any) -> Body:
    """Return the body that a model or a dict is.

    Raises:
        PreflightError: JSON or UTF-8 cannot hold it; says each place.
    """
    value = to_dict(request)
    if not isinstance(value, dict):
        raise PreflightError([Problem("", "type", NO_REQUEST)])
    problems = [] if most_bytes(value) >= 0 else unfit(value)
    sendable = all(problem.rule in SENDABLE for problem in problems)
    body = _written(value, problems) if sendable else None
    if body is None:
        # A model's time is better called by what it lacks than by what JSON lacks.
        raise PreflightError(_times(request) or problems or [UNWRITABLE])
    return body


# ---------------------------------------------------------------------------------- models


def to_dict(request: Any) -> Any:
    """Return the JSON value of a model, its date-times in UTC; anything else as it is.

    Raises:
        PreflightError: a date-time has no offset, or a member holds what it cannot.
    """
    if not isinstance(request, InjectMessageRequest):
        return request
    value = _dumped(request)
    if value is None:
        # Outside of any handler: an AttributeError keeps the object, a ValueError may quote.
        raise PreflightError(_times(request) or [_misfit(request, ())])
    return value


def _dumped(model: Any) -> dict[str, Any] | None:
    """Return what a generated model comes to, or None where a member is of a wrong kind."""
    try:
        value: dict[str, Any] = model.to_dict()
    except (AttributeError, TypeError, ValueError, RecursionError):
        return None
    return value


def _members(model: Any, path: Path) -> Iterator[tuple[str, Any, Path]]:
    """Yield the attributes of a model that are set, and where they stand in JSON."""
    for attribute in attrs.fields(type(model)):
        name, value = attribute.name, getattr(model, attribute.name, UNSET)
        if name == "additional_properties":
            yield name, value, path
        elif value is not UNSET:
            # The generator appends _ to names that Python keeps for itself.
            yield name, value, (*path, name.rstrip("_"))


def _times(model: Any) -> list[Problem]:
    """Find the datetimes of a model that have no place in UTC; in anything else, none."""
    if not isinstance(model, InjectMessageRequest):
        return []
    return [
        problem for moment, path in _datetimes(model, (), set()) for problem in _time(moment, path)
    ]


def _datetimes(value: Any, path: Path, seen: set[int]) -> Iterator[tuple[datetime.datetime, Path]]:
    """Yield the datetimes in a model, and where they stand; what is met twice is told once."""
    if isinstance(value, datetime.datetime):
        yield value, path
        return
    inside: Iterable[tuple[Any, Path]]
    if attrs.has(type(value)):
        inside = ((item, place) for _, item, place in _members(value, path))
    elif isinstance(value, dict):
        inside = ((item, (*path, str(name))) for name, item in list(value.items()))
    elif isinstance(value, list):
        inside = ((item, (*path, index)) for index, item in enumerate(list(value)))
    else:
        return
    if len(path) <= DEEPEST and id(value) not in seen:
        seen.add(id(value))
        for item, place in inside:
            yield from _datetimes(item, place, seen)


def _time(moment: datetime.datetime, path: Path) -> Iterator[Problem]:
    if moment.utcoffset() is None:
        yield Problem(pointer(path), "naive_time", NAIVE)
        return
    try:
        moment.astimezone(datetime.UTC)
    except OverflowError:
        yield Problem(pointer(path), "time", BEYOND)


def _misfit(model: Any, path: Path) -> Problem:
    """Find the member of a model whose value is of a wrong kind."""
    if len(path) > DEEPEST:
        return Problem("", "cycle", "holds itself, or is nested too deep")
    for name, value, place in _members(model, path):
        if attrs.has(type(value)):
            if _dumped(value) is None:
                return _misfit(value, place)
            continue
        if isinstance(value, list):
            for index, item in enumerate(value):
                if attrs.has(type(item)) and _dumped(item) is None:
                    return _misfit(item, (*place, index))
        for instead, kind in INSTEAD:
            twin = copy.copy(model)
            setattr(twin, name, instead)
            if _dumped(twin) is not None:
                text = f"is a {type(value).__name__}, where the model has {kind}"
                return Problem(pointer(place), "type", text)
    return Problem(pointer(path), "type", "a member of the model holds a value of the wrong kind")


# ------------------------------------------------------------------------------------ JSON


def _written(value: dict[str, Any], odd: Sequence[Problem]) -> Body | None:
    """Return the body of a value, or None where it cannot be written."""
    try:
        text = WRITER.encode(value)
        return Body(text.encode(), json.loads(text), tuple(odd))
    # What is raised may hold all of the text, so it must not become the context of our error.
    except (TypeError, ValueError, RuntimeError):  # also RecursionError, and a dict that changes
        return None
