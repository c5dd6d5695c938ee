"""What is wrong with a value, and where: problems and JSON pointers."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

__all__ = ["Problem", "pointer"]


def pointer(path: Sequence[str | int]) -> str:
    """Return the JSON pointer (RFC 6901) to what stands at ``path``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


@frozen
class Problem:
    """One thing that is wrong, or odd, about a request.

    Attributes:
        pointer: where, as a JSON pointer (RFC 6901); for a missing member, where it belongs.
        rule: which rule, a word that does not change: ``required``, ``enum``, ``time_window``.
        message: a sentence for a person; quotes no value unless that was asked for.
        severity: ``error``, the API refuses it or nobody can know what it does; ``warning``.
    """

    pointer: str
    rule: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.severity} at {self.pointer or '/'}: {self.message}"
