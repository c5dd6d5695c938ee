"""The JSON value that goes out, and the bytes that it is written in.

A dict goes out as given. A model's date-times go out in UTC; one without an offset is an
error.
"""

from __future__ import annotations

import copy
import datetime
import json
from typing import Any

import attrs
from sinch_inject_generated.models import InjectMessageRequest

from sinch_inject.errors import PreflightError, Problem, pointer
from sinch_inject.request.times import BEYOND, NAIVE

__all__ = ["in_utc", "to_dict", "written"]


def to_dict(request: Any) -> Any:
    """Return the JSON value of a model, its date-times in UTC; anything else as it is.

    Raises:
        PreflightError: a date-time has no offset, or a field holds what it cannot.
    """
    if not isinstance(request, InjectMessageRequest):
        return request
    try:
        return in_utc(request).to_dict()
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        # What generated code says of a text where a datetime or a model should be.
        said = f"a field of the model holds a value of the wrong type ({error})"
    # Outside, so that it has no context: an AttributeError keeps the object.
    raise PreflightError([Problem("", "type", said)])


def in_utc(value: Any, path: tuple[str | int, ...] = ()) -> Any:
    """Return a copy of a model with every date-time in UTC; the original stays as it is."""
    if isinstance(value, datetime.datetime):
        if value.utcoffset() is None:
            raise PreflightError([Problem(pointer(path), "naive_time", NAIVE)])
        try:
            return value.astimezone(datetime.UTC)
        except OverflowError:
            raise PreflightError([Problem(pointer(path), "time", BEYOND)]) from None
    if isinstance(value, list):
        return [in_utc(item, (*path, index)) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {name: in_utc(item, (*path, name)) for name, item in value.items()}
    if not attrs.has(type(value)):
        return value
    twin = copy.copy(value)
    for attribute in attrs.fields(type(value)):
        name = attribute.name
        # The generator appends _ to names that Python keeps for itself.
        inner = path if name == "additional_properties" else (*path, name.rstrip("_"))
        setattr(twin, name, in_utc(getattr(value, name), inner))
    return twin


def written(body: Any) -> bytes | None:
    """Return ``body`` as JSON in UTF-8, or None where JSON or UTF-8 cannot hold it."""
    try:
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode()
    # What is raised may hold all of the text, so it must not become the context of our error.
    except (TypeError, ValueError, RecursionError):
        return None
