"""What JSON, UTF-8 or the API's storage cannot hold, found within bounds.

A list that holds itself never ends, and one that holds another twice, forty levels deep, might
as well not: nothing here looks at more than a million values, or deeper than 64 levels.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sinch_inject.errors import Problem, pointer

__all__ = ["DEEPEST", "bad_text", "most_bytes", "unfit"]

DEEPEST = 64  # levels of nesting; parsers give up not far beyond
MOST_VALUES = 1_000_000  # names and values
MOST_PROBLEMS = 100
LONGEST_NUMBER = 1024  # bits, about what a float can hold
LARGEST_NUMBER = 1 << LONGEST_NUMBER
SURROGATE = re.compile("[\ud800-\udfff]")
UNIT = 800  # bytes of JSON at most: a name and a value that have less than 64 characters each
Path = tuple[str | int, ...]


def most_bytes(value: Any) -> int:
    """Return how long a dict is as JSON, at most; -1: it has to be looked at closely.

    What is not -1 can be sent: it is made of the types that ``json.loads`` makes, and of no
    others. A message takes two microseconds, so this can be asked of every one.
    """
    try:
        left = _plain(value, MOST_VALUES, DEEPEST)
    except RuntimeError:  # it changes while it is read
        return -1
    return -1 if left < 0 else (MOST_VALUES + 1 - left) * UNIT


def _plain(value: Any, left: int, depth: int) -> int:  # noqa: C901 - each call would cost
    """Return how many of ``left`` units remain; below 0: too many, too deep, or not plain."""
    left -= len(value)
    if left < 0 or depth < 0:
        return -1
    if type(value) is dict:
        for name in value:
            if type(name) is not str or "\0" in name:
                return -1
            if not (name.isascii() or SURROGATE.search(name) is None):
                return -1
            left -= len(name) >> 6
        value = value.values()
    elif type(value) is not list:
        return -1
    for item in value:
        kind = type(item)
        if kind is str:
            if "\0" in item or not (item.isascii() or SURROGATE.search(item) is None):
                return -1
            left -= len(item) >> 6
        elif kind is dict or kind is list:
            left = _plain(item, left, depth - 1)
            if left < 0:
                return -1
        elif kind is int or kind is float:
            if not -LARGEST_NUMBER < item < LARGEST_NUMBER:
                return -1
        elif kind is not bool and item is not None:
            return -1
    return left


def unfit(value: Any) -> list[Problem]:
    """Return what cannot be sent in a value, at most 100 problems, each with its place."""
    return list(islice(_bounded(value), MOST_PROBLEMS))


def _bounded(value: Any) -> Iterator[Problem]:
    count = 0
    for problem in _search(value, (), ()):
        if problem is not None:
            yield problem
            continue
        count += 1
        if count > MOST_VALUES:
            text = f"holds more than {MOST_VALUES} values, or one list again and again"
            yield Problem("", "size", text)
            return


def _search(value: Any, path: Path, within: tuple[int, ...]) -> Iterator[Problem | None]:
    """Yield None for each value that is looked at, and every problem.

    Args:
        value: what is looked at.
        path: where it stands.
        within: the identities of what holds it.
    """
    yield None
    if not isinstance(value, dict | list | tuple):
        if bad := _bad_scalar(value):
            yield Problem(pointer(path), *bad)
        return
    if id(value) in within:
        yield Problem(pointer(path), "cycle", "holds itself, which JSON cannot")
        return
    if len(path) >= DEEPEST:
        yield Problem(pointer(path), "depth", f"is nested more than {DEEPEST} levels deep")
        return
    inside = (*within, id(value))
    for name, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(value, dict) and (bad := _bad_name(name)):
            yield Problem(pointer(path), *bad)
        else:
            yield from _search(item, (*path, name), inside)


def _bad_name(name: object) -> tuple[str, str] | None:
    if not isinstance(name, str):
        return "json", "every name must be a text"
    bad = bad_text(name)
    return (bad[0], f"a name in it {bad[1]}") if bad else None


def _bad_scalar(value: object) -> tuple[str, str] | None:
    if isinstance(value, str):
        return bad_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "json", "must be a finite number"
    if isinstance(value, int) and value.bit_length() > LONGEST_NUMBER:
        return "json", "is a number longer than parsers read"
    if value is None or isinstance(value, bool | int | float):
        return None
    return "json", _no_json(value)


def _no_json(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return "is a datetime; a dict goes out as given: use isoformat(), or InjectMessageRequest"
    return f"is a {type(value).__name__}, which JSON does not have"


def bad_text(text: str) -> tuple[str, str] | None:
    """Return rule and words if the API cannot store a text, or None."""
    if "\0" in text:
        return "nul", "holds U+0000, which the API cannot store"
    if not text.isascii() and SURROGATE.search(text):
        return "utf8", "holds half a surrogate pair, which UTF-8 cannot carry"
    return None
