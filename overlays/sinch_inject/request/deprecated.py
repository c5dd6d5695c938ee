"""What a request has that the contract calls deprecated: said by ``check``, warned of at use."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Container, Mapping
from typing import Any

from sinch_inject_contract.deprecated import deprecations
from sinch_inject_contract.document import Operation

from sinch_inject.errors import Problem

__all__ = ["deprecated", "deprecated_call", "warn_of"]

OURS = __name__.partition(".")[0]


def deprecated(body: Mapping[str, Any], operation: Operation | None = None) -> list[Problem]:
    """Return a warning for each part of a request that is deprecated, and for its operation."""
    found = [] if operation is None else deprecated_call(operation)
    marks = deprecations("InjectMessageRequest")
    if not marks.any:
        return found
    return found + [
        Problem(place, "deprecated", f"is deprecated: {words}".rstrip(": "), "warning")
        for place, words in marks.of(body)
    ]


def deprecated_call(operation: Operation, given: Container[str] = ()) -> list[Problem]:
    """Return a warning if an operation is deprecated, and for each parameter that is.

    Args:
        operation: the one that is called.
        given: the names of the parameters that it is called with.
    """
    found = [("", f"{operation.name} is deprecated")] if operation.deprecated else []
    found += [
        (f"/{one.name}", "is deprecated")
        for one in operation.parameters
        if one.deprecated and one.name in given
    ]
    return [Problem(place, "deprecated", words, "warning") for place, words in found]


def warn_of(problems: list[Problem]) -> None:
    """Issue a DeprecationWarning for each, at the line outside this package that led here.

    Python's default filters show it once for each such line.
    """
    for problem in problems:
        text = f"{problem.pointer} {problem.message}".strip()
        warnings.warn(text, DeprecationWarning, stacklevel=_level())


def _level() -> int:
    """Return the stacklevel, seen from the caller, of the code that uses this package."""
    frame, level = inspect.currentframe(), 0
    while frame and frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] == OURS:
        frame, level = frame.f_back, level + 1
    return level
