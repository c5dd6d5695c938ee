"""The first few of what is kept, by number and by bytes: nobody is given everything at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

__all__ = ["MOST_IN_A_BATCH", "Kept", "One", "joined", "some"]

MOST_IN_A_BATCH = 500
BYTES_IN_A_BATCH = 1024 * 1024


class Kept(Protocol):
    """A message, or an entry of the journal."""

    sequence: int

    def size(self) -> int:
        """Return about how many bytes it takes."""
        ...

    def in_pieces(self) -> list[bytes]:
        """Return it as one line of JSON, in pieces."""
        ...


One = TypeVar("One", bound=Kept)


def some(found: Iterator[One]) -> list[One]:
    """Return the first few: bounded in number and, but for the first, in bytes."""
    few: list[One] = []
    size = 0
    for one in found:
        size += one.size()
        if few and size > BYTES_IN_A_BATCH:
            break
        few.append(one)
        if len(few) == MOST_IN_A_BATCH:
            break
    return few


def joined(few: Iterable[Kept], between: bytes = b",") -> Iterator[bytes]:
    """Yield the pieces of several, with something between them."""
    for index, one in enumerate(few):
        if index:
            yield between
        yield from one.in_pieces()
