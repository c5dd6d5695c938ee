"""Breaks that are accepted, each with its reason: ``openapi/accepted.toml``.

An accepted break is shown with its reason, and asks for no more than a compatible change does.
An entry that matches nothing is an error: it would hide the next break of that name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve, frozen

from tools.changes.level import Change, Level

__all__ = ["Accepted", "AcceptedError", "accept", "load"]


class AcceptedError(ValueError):
    """The file cannot be read, or an entry has no reason."""


@frozen
class Accepted:
    """One entry.

    Attributes:
        adapter: as in a change.
        place: as in a change, exactly.
        reason: why the break is fine.
    """

    adapter: str
    place: str
    reason: str


def load(path: Path) -> list[Accepted]:
    """Read the file; none is no entries.

    Raises:
        AcceptedError: it is no TOML of this form.
    """
    if not path.exists():
        return []
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
        found = [Accepted(**entry) for entry in entries]
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise AcceptedError(f"{path.name}: {error}") from None
    for entry in found:
        if not entry.reason.strip():
            raise AcceptedError(f"{path.name}: {entry.place} has no reason")
    return found


def accept(
    changes: Sequence[Change], entries: Sequence[Accepted]
) -> tuple[list[Change], list[Accepted]]:
    """Return the changes with their reasons, and the entries that match none."""
    reasons = {(entry.adapter, entry.place): entry.reason for entry in entries}
    marked = [
        evolve(change, accepted=reasons.get((change.adapter, change.place), ""))
        if change.level is Level.BREAKING
        else change
        for change in changes
    ]
    used = {(change.adapter, change.place) for change in marked if change.accepted}
    return marked, [entry for entry in entries if (entry.adapter, entry.place) not in used]
