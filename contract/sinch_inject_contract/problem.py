"""What is wrong with a value, and where: problems and JSON pointers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from attrs import field, frozen
from attrs.validators import in_

__all__ = ["Problem", "Source", "at", "parts", "pointer"]

Source = Literal["page", "public-sdk", "assumed"]
"""Who says that a rule exists: the documentation page, Sinch's own clients, or nobody."""


def pointer(path: Sequence[str | int]) -> str:
    """Return the JSON pointer (RFC 6901) to what stands at ``path``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def parts(pointer_: str) -> list[str]:
    """Return the parts of a JSON pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer_.split("/")[1:]]


def at(document: Any, path: Sequence[str | int]) -> Any:
    """Return what stands at ``path``; in a list, a part may be the text of a number.

    Raises:
        LookupError: nothing stands there.
    """
    for part in path:
        if isinstance(document, dict):
            document = document[part]
        elif isinstance(document, list | tuple) and str(part).isdecimal():
            document = document[int(part)]
        else:
            raise KeyError(part)
    return document


@frozen
class Problem:
    """One thing that is wrong, or odd, about a request.

    Attributes:
        pointer: where, as a JSON pointer (RFC 6901); for a missing member, where it belongs.
        rule: which rule, a word that does not change: ``required``, ``enum``, ``time_window``.
        message: a sentence for a person; quotes no value unless that was asked for.
        severity: ``error``, the API refuses it or nobody can know what it does; ``warning``.
        source: who says that there is such a rule.
        anchor: of the field or rule on the site's page of the contract; empty: the rule is not
            the contract's.
    """

    pointer: str
    rule: str
    message: str
    severity: str = field(default="error", validator=in_(("error", "warning")))
    source: Source = field(default="assumed", kw_only=True)
    anchor: str = field(default="", kw_only=True, eq=False)

    @property
    def reference(self) -> str:
        """Where the documentation explains the rule, below its root."""
        if self.anchor:
            return f"reference/contract/#{self.anchor}"
        return f"errors/#rule-{self.rule}"

    def __str__(self) -> str:
        return f"{self.severity} at {self.pointer or '/'}: {self.message}"
