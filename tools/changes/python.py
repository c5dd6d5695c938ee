"""The third adapter: what changed for programs that import the generated client.

griffe compares the public names, and the code of a user that came with the last release
(``api.py``) is type-checked against the new package. griffe tells breaks only; a name that is
new is compatible.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import griffe

from tools.changes.level import Change, Level

__all__ = ["CheckerError", "compare", "type_checked"]

PATIENCE = 300.0  # seconds
SHOWN = 5  # complaints of a type checker


class CheckerError(RuntimeError):
    """The type checker is not there, or did not do its work: that says nothing of a change."""


def compare(old: str, new: str) -> list[Change]:
    """Return what changed between two stubs of :mod:`tools.changes.surface`."""
    before, after = _loaded("old", old), _loaded("new", new)
    found = list(_breaks(before, after))
    found += [
        Change(Level.COMPATIBLE, "python", name, "a name that is new")
        for name in sorted(_names(after) - _names(before))
    ]
    if old != new and not found:
        found.append(Change(Level.WORDS, "python", "client", "nothing that a program notices"))
    return found


def _loaded(name: str, text: str) -> griffe.Module:
    module = griffe.visit(name, filepath=Path(f"{name}.pyi"), code=text)
    module.lines_collection[Path(f"{name}.pyi")] = text.splitlines()
    return module


def _names(module: griffe.Module) -> set[str]:
    """Return the public names in a module, and those in its classes, with parameters."""
    found: set[str] = set()
    for name, member in module.members.items():
        found.add(name)
        if isinstance(member, griffe.Class):
            found |= {f"{name}.{inner}" for inner in member.members}
    return found


def _breaks(before: griffe.Module, after: griffe.Module) -> Iterator[Change]:
    for breakage in griffe.find_breaking_changes(before, after):
        name = breakage.obj.path.partition(".")[2]
        what = breakage.kind.value
        details = f"{breakage.old_value} -> {breakage.new_value}"
        if "object at 0x" in details or len(details) > 300:
            details = str(getattr(breakage.old_value, "name", "") or "")
        yield Change(Level.BREAKING, "python", name, f"{what}: {details}".rstrip(": "))


def type_checked(program: Path, root: Path) -> list[Change]:
    """Type-check a user's program of the last release against the package below ``root``.

    Raises:
        CheckerError: the type checker did not do its work.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "released_api.py")
        copy.write_text(program.read_text(encoding="utf-8"), encoding="utf-8")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "mypy", "--strict", "--no-error-summary"),
                "--no-warn-unused-ignores",  # what a released test denied may be there now
                *("--config-file", str(root / "pyproject.toml"), str(copy)),
            ],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            cwd=root,
        )
    if done.returncode and ": error:" not in done.stdout:
        said = (done.stdout + done.stderr).strip()[-300:]
        raise CheckerError(f"the type checker failed: {said}")
    complaints = [
        line.partition("released_api.py:")[2]
        for line in done.stdout.splitlines()
        if "released_api.py:" in line and ": error:" in line
    ]
    if done.returncode and not complaints:
        complaints = [(done.stdout + done.stderr).strip()[-300:]]
    return [
        Change(
            Level.BREAKING, "python", f"api.py:{line.partition(':')[0]}", line.partition(": ")[2]
        )
        for line in complaints[:SHOWN]
    ]
