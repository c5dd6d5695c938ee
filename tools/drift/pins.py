"""The texts of a page as they were when somebody read them: a hash of each.

What stands in prose no program can compare with a contract. So each text is pinned, and one
that has changed since is to be looked at. The hashes are in ``openapi/page.json``, with the
address and the day; the texts themselves are Sinch's and are not kept here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import Factory, frozen

from tools.drift.page import Page

__all__ = ["Pins", "digest", "texts", "whole"]


def digest(text: str) -> str:
    """Return the hash of a text; how it is broken into lines does not matter."""
    return whole(text)[:16]


def whole(text: str) -> str:
    """Return the SHA-256 of a text in one line, in full."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def texts(page: Page) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of everything that a page says in prose."""
    yield "introduction", page.introduction
    if page.head:
        yield "head", page.head
    for place, section in page.sections.items():
        if section.text:
            yield place, section.text
        for name, field in section.fields.items():
            yield f"{place} {name}", " ".join([*(f"({mark})" for mark in field.marks), field.text])


@frozen
class Pins:
    """What was read, and when.

    Attributes:
        address: where the page was.
        read: the day, as YYYY-MM-DD.
        whole: the hash of the whole page.
        hashes: by operation (``POST /path``), then by place.
    """

    address: str = ""
    read: str = ""
    whole: str = ""
    hashes: dict[str, dict[str, str]] = Factory(dict)

    @classmethod
    def load(cls, path: Path) -> Pins:
        """Read a file that :meth:`save` wrote.

        Raises:
            ValueError: it is none.
        """
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            return cls(found["address"], found["read"], found["sha256"], found["texts"])
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name} is not what --pin writes: {error!r}") from None

    def of(self, operation: str) -> dict[str, str]:
        """Return the hashes of one operation by place; nothing if it was never read."""
        return self.hashes.get(operation, {})

    def with_page(
        self, operation: str, page: Page, *, address: str, read: str, whole: str = ""
    ) -> Pins:
        """Return pins in which all texts of ``page`` count as read."""
        now = {place: digest(text) for place, text in texts(page)}
        return Pins(address, read, whole, {**self.hashes, operation: now})

    def save(self, path: Path) -> None:
        """Write a file that a reviewer can read."""
        value = {
            "address": self.address,
            "read": self.read,
            "sha256": self.whole,
            "texts": self.hashes,
        }
        path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
