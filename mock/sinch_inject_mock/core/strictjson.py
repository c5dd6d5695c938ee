"""Read JSON as strictly as a careful server would.

Beyond the grammar, refused are: bytes that are not UTF-8, a name that occurs twice in one
object, numbers that no double can hold, nesting beyond a limit, NUL characters and lone
surrogates. Everything else comes out unaltered. Problems name the place.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from sinch_inject_contract.problem import pointer

from sinch_inject_mock.core.fidelity import NUL_CHARACTERS, STRICT_JSON, applies

__all__ = ["MAX_DEPTH", "BadJSON", "loads"]

MAX_DEPTH = 100
# A string (one that never ends reaches to the end: no backtracking) or one bracket.
BRACKETS = re.compile(r'"(?:[^"\\]+|\\.)*"?|[\[\]{}]', re.DOTALL)
SURELY_FITS = 300  # digits of a whole number that a double can hold
UNUSABLE = re.compile("[\x00\ud800-\udfff]")


class BadJSON(ValueError):
    """The text is refused: where (a JSON pointer), by which rule, in words."""

    def __init__(self, rule: str, message: str, *, pointer: str = "") -> None:
        super().__init__(message)
        self.pointer = pointer
        self.rule = rule
        self.message = message


@applies(STRICT_JSON)
def loads(body: bytes) -> Any:
    """Return the JSON value.

    Raises:
        BadJSON: one of the rules above is broken.
    """
    if not body:
        raise BadJSON("body", "the request has no body")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        message = f"the body is not UTF-8 (byte {error.start})"
        raise BadJSON("utf-8", message) from None
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(text)
    value = _READER.read(text)
    if "\\u" in text:
        _check_characters(value, [])
    return value


class _Repeated(dict[str, Any]):
    """An object with a name that occurs twice."""

    name = ""


class _Reader:
    """A decoder made once: making one costs more than reading a small message."""

    def __init__(self) -> None:
        self._repeated = False
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )

    def read(self, text: str) -> Any:
        """Return the value of a JSON text."""
        self._repeated = False
        try:
            value = self._decoder.decode(text)
        except json.JSONDecodeError as error:
            message = f"not JSON at line {error.lineno} column {error.colno}: {error.msg.lower()}"
            raise BadJSON("json", message) from None
        if self._repeated:
            where = next(_places_of_repetition(value, []), "")
            raise BadJSON("unique-names", "the name occurs more than once", pointer=where)
        return value

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) == len(pairs):
            return result
        self._repeated = True
        marked = _Repeated(result)
        marked.name = _first_repeated(pairs)
        return marked


def _first_repeated(pairs: list[tuple[str, Any]]) -> str:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _constant(name: str) -> NoReturn:
    raise BadJSON("number", f"{name} is not JSON")


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise BadJSON("number", "a number is too large")
    return value


def _int(text: str) -> int:
    if len(text) > SURELY_FITS:
        _float(text)
    return int(text)


def _check_depth(text: str) -> None:
    depth = 0
    for match in BRACKETS.finditer(text):
        token = match[0]
        if token in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise BadJSON("depth", f"nested deeper than {MAX_DEPTH} levels")
        elif token in "]}":
            depth -= 1


# The path is one list that grows and shrinks: long names above many items are not copied.
def _places_of_repetition(value: Any, path: list[str | int]) -> Iterator[str]:
    if isinstance(value, _Repeated):
        yield pointer([*path, value.name])
    for key, item in _items(value):
        path.append(key)
        yield from _places_of_repetition(item, path)
        path.pop()


@applies(NUL_CHARACTERS)
def _check_characters(value: Any, path: list[str | int]) -> None:
    if isinstance(value, str) and (match := UNUSABLE.search(value)):
        what = "the character U+0000" if match[0] == "\x00" else "half a surrogate pair"
        raise BadJSON("characters", f"{what} is not allowed", pointer=pointer(path))
    for key, item in _items(value):
        if isinstance(key, str) and UNUSABLE.search(key):
            what = "a name has a character that is not allowed"
            raise BadJSON("characters", what, pointer=pointer(path))
        path.append(key)
        _check_characters(item, path)
        path.pop()


def _items(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


_READER = _Reader()
