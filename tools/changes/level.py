"""How much a change asks of those who use what changed."""

from __future__ import annotations

import enum

from attrs import frozen

__all__ = ["Change", "Level", "largest"]


class Level(enum.IntEnum):
    """From nothing to what breaks programs that worked."""

    NONE = 0
    WORDS = 1
    COMPATIBLE = 2
    BREAKING = 3

    def __str__(self) -> str:
        return self.name.lower()


@frozen(order=True)
class Change:
    """One change, as one adapter sees it.

    Attributes:
        level: what it asks.
        adapter: ``document``, ``meaning``, ``python`` or ``generator``.
        place: a pointer into the contract, or a Python name.
        words: a sentence.
        witness: a request that is judged differently, as JSON; or nothing.
        accepted: why a break is accepted, or nothing.
    """

    level: Level
    adapter: str
    place: str
    words: str
    witness: str = ""
    accepted: str = ""


def largest(changes: list[Change]) -> Level:
    """Return the verdict; an accepted break counts as compatible."""
    counted = [
        min(change.level, Level.COMPATIBLE) if change.accepted else change.level
        for change in changes
    ]
    return max(counted, default=Level.NONE)
