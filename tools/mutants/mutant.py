"""What a deliberate bug is, and how it is put into a copy of its package."""

from __future__ import annotations

import shutil
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]
STREETS = ("overlays", "contract", "mock", "conformance")

__all__ = ["Mutant", "NotApplicableError", "plant", "text_with"]


class NotApplicableError(Exception):
    """The text that a mutant replaces is not there exactly once: the code has moved on."""


@frozen
class Mutant:
    """One bug.

    Args:
        name: short and unique.
        category: leniency, severity, answer, auth, state, robustness or time.
        line: what it does, in one line.
        file: which module it changes, its package first.
        old: a text that is in the module exactly once.
        new: what stands there instead.
        tests: for bugs in the client, which tests should notice (pytest arguments).
    """

    name: str
    category: str
    line: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ()


def home(mutant: Mutant) -> Path:
    """Return the folder of the package that a bug is in."""
    package = mutant.file.split("/")[0]
    return next(path for street in STREETS if (path := ROOT / street / package).is_dir())


def text_with(mutant: Mutant) -> str:
    """Return the text of the module with the bug in it.

    Raises:
        NotApplicableError: the old text is not there exactly once.
    """
    source = home(mutant).parent / mutant.file
    text = source.read_text(encoding="utf-8") if source.exists() else ""
    count = text.count(mutant.old)
    if count != 1:
        raise NotApplicableError(f"{mutant.name}: {count} times in {mutant.file}: {mutant.old!r}")
    return text.replace(mutant.old, mutant.new)


def plant(mutant: Mutant, into: Path) -> Path:
    """Copy the package into a folder, with the bug in it, and return the copy.

    Raises:
        NotApplicableError: the old text is not there exactly once.
    """
    text = text_with(mutant)
    package = home(mutant)
    copy = into / package.name
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (into / mutant.file).write_text(text, encoding="utf-8")
    return copy
