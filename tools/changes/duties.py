"""What a verdict asks of the one who makes the change: a version, and a line for the users.

While the major version is 0, a break asks for a new minor version, anything else that is
noticed for a new patch. The line is a fragment in ``changes/`` (towncrier collects them at a
release), and its type says what kind of change it is.
"""

from __future__ import annotations

from pathlib import Path

from tools.changes.level import Level

__all__ = ["TYPES", "fragment_missing", "fragments", "version_missing"]

TYPES = ("breaking", "added", "changed", "deprecated", "removed", "fixed", "security")
NOTICED = ("breaking", "added", "changed", "deprecated", "removed")


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch, *_ = (*version.split("."), "0", "0")
    return int(major), int(minor), int(patch)


def version_missing(released: str, present: str, level: Level) -> str:
    """Return which version is asked for, or nothing if ``present`` will do."""
    major, minor, patch = _numbers(released)
    if level is Level.BREAKING:
        wanted = (major + 1, 0, 0) if major else (0, minor + 1, 0)
    elif level is Level.COMPATIBLE:
        wanted = (major, minor + 1, 0) if major else (0, minor, patch + 1)
    else:
        return ""
    return "" if _numbers(present) >= wanted else ".".join(map(str, wanted))


def fragments(folder: Path) -> dict[str, list[str]]:
    """Return the names of the fragments that say something, by type."""
    found: dict[str, list[str]] = {kind: [] for kind in TYPES}
    for path in sorted(folder.glob("*.md")):
        kind = path.stem.rpartition(".")[2]
        if kind in found and path.read_text(encoding="utf-8").strip():
            found[kind].append(path.name)
    return found


def fragment_missing(folder: Path, level: Level) -> str:
    """Return which fragment is asked for, or nothing if there is one."""
    there = fragments(folder)
    if level is Level.BREAKING and not there["breaking"]:
        return "changes/NAME.breaking.md"
    if level is Level.COMPATIBLE and not any(there[kind] for kind in NOTICED):
        return "changes/NAME.added.md (or .changed.md, .deprecated.md)"
    return ""
