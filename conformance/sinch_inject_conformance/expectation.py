"""What a header must be: there, absent, this and nothing else, with a word in it, a number.

Each kind says no to something. A substring would not: ``GET, POST`` has a ``POST`` in it, and
every text has the empty one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from attrs import field, frozen

__all__ = ["Absent", "Between", "Exactly", "HasWord", "Listing", "Matcher", "Matches", "Present"]


class Matcher(Protocol):
    """Judges the values of one header: none, one, or several if it came several times."""

    def fault(self, values: Sequence[str]) -> str | None:
        """Return what is wrong, or None."""
        ...


def _single(values: Sequence[str]) -> str | None:
    """Return why there is not exactly one value, or None."""
    if not values:
        return "is missing"
    return None if len(values) == 1 else f"comes {len(values)} times"


@frozen
class Present:
    """Once, and not empty."""

    def fault(self, values: Sequence[str]) -> str | None:
        """Return what is wrong, or None."""
        return _single(values) or (None if values[0].strip() else "is empty")

    def __str__(self) -> str:
        return "any"


@frozen
class Absent:
    """Not at all."""

    def fault(self, values: Sequence[str]) -> str | None:
        """Return what is wrong, or None."""
        return f"is {values[0]!r}, and should not be there" if values else None

    def __str__(self) -> str:
        return "absent"


@frozen
class Exactly:
    """Letter by letter the given text."""

    text: str

    def fault(self, values: Sequence[str]) -> str | None:
        """Return what is wrong, or None."""
        wrong = None if list(values) == [self.text] else f"is {', '.join(values)!r}"
        return _single(values) or (wrong and f"{wrong}, not {self.text!r}")

    def __str__(self) -> str:
        return repr(self.text)


@frozen
class HasWord:
    """A text with this word in it, as a word, in any case."""

    word: str

    def fault(self, values: Sequence[str]) -> str | None:
        """Return what is wrong, or None."""
        found = re.search(rf"\b{re.escape(self.word)}\b", " ".join(values), re.IGNORECASE)
        return _single(values) or (
            None if found else f"is {values[0]!r}, without the word {self.word}"
        )

    def __str__(self) -> str:
        return f"with the word {self.word}"


@frozen
class Matches:
    """A text that a regular expression describes from its beginning to its end."""

    pattern: str

    def fault(self, values: Sequence[str]) -> str | None:
        """Return what is wrong, or None."""
        wrong = _single(values)
        if wrong or re.fullmatch(self.pattern, values[0]):
            return wrong
        return f"is {values[0]!r}, not of the form {self.pattern}"

    def __str__(self) -> str:
        return f"of the form {self.pattern}"


@frozen
class Between:
    """A whole number in digits, within two limits."""

    low: int
    high: int

    def fault(self, values: Sequence[str]) -> str | None:
        """Return what is wrong, or None."""
        wrong = _single(values)
        if wrong:
            return wrong
        text = values[0]
        inside = text.isascii() and text.isdecimal() and self.low <= int(text) <= self.high
        return None if inside else f"is {text!r}, not a number from {self.low} to {self.high}"

    def __str__(self) -> str:
        return f"from {self.low} to {self.high}"


def _set(words: Sequence[str]) -> frozenset[str]:
    return frozenset(words)


@frozen
class Listing:
    """A list with commas that has exactly these words, in any order."""

    words: frozenset[str] = field(converter=_set)

    def fault(self, values: Sequence[str]) -> str | None:
        """Return what is wrong, or None."""
        if not values:
            return "is missing"
        found = [word.strip() for value in values for word in value.split(",")]
        if sorted(found) == sorted(self.words):
            return None
        return f"is {', '.join(values)!r}, not the list {', '.join(sorted(self.words))}"

    def __str__(self) -> str:
        return ", ".join(sorted(self.words))
