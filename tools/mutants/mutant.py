"""What a deliberate bug is, where the lists of them are, and how one is put into its package."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

ROOT = Path(__file__).resolve().parents[2]
STREETS = ("generated", "overlays", "contract", "mock", "conformance")

__all__ = ["LISTS", "Mutant", "NotApplicableError", "load", "plant", "text_with"]

LISTS = tuple(sorted(file.stem for file in Path(__file__).parent.glob("*.toml")))
INDENT = " " * 8


class NotApplicableError(Exception):
    """The text that a mutant replaces is not there exactly once: the code has moved on."""


@frozen
class Mutant:
    """One bug.

    Args:
        name: short and unique in its list.
        category: what kind of bug: leniency, severity, answer, auth, state and so on.
        line: what it does, in one line.
        file: which module it changes, its package first.
        old: a text that is in the module exactly once.
        new: what stands there instead.
        tests: for bugs in the client, which tests should notice (pytest arguments). Without
            any, the contract suite should.
    """

    name: str
    category: str
    line: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ()


def load(which: str) -> tuple[Mutant, ...]:
    """Return the bugs of a list, ``tools/mutants/WHICH.toml``.

    Raises:
        ValueError: an entry is not of the form, or two have the same name.
    """
    file = Path(__file__).parent / f"{which}.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        mutants = tuple(_mutant(entry, document) for entry in document["mutant"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{file.name} has an entry that is no mutant: {error!r}") from None
    names = [mutant.name for mutant in mutants]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{file.name} has two mutants named {', '.join(sorted(twice))}")
    return mutants


def _mutant(entry: Mapping[str, Any], document: Mapping[str, Any]) -> Mutant:
    if "contract" not in entry:
        one: dict[str, Any] = {**entry, "tests": tuple(entry.get("tests", ()))}
        return Mutant(**one)
    # A bug in the simulator's copy of the contract: the list says once where the copy is made.
    frame = document["contract"]
    edits = "\n".join(INDENT + line for line in entry["contract"].splitlines())
    new = frame["new"].replace("{contract}", edits)
    return Mutant(entry["name"], entry["category"], entry["line"], frame["file"], frame["old"], new)


def home(mutant: Mutant) -> Path:
    """Return the folder of the package that a bug is in.

    Raises:
        NotApplicableError: there is no such package.
    """
    package = mutant.file.split("/")[0]
    for street in STREETS:
        if (path := ROOT / street / package).is_dir():
            return path
    raise NotApplicableError(f"{mutant.name}: no package {package}")


def text_with(mutant: Mutant) -> str:
    """Return the text of the module with the bug in it.

    Raises:
        NotApplicableError: the old text is not there exactly once, or what stands there then
            is no Python.
    """
    source = home(mutant).parent / mutant.file
    text = source.read_text(encoding="utf-8") if source.exists() else ""
    count = text.count(mutant.old)
    if count != 1:
        raise NotApplicableError(f"{mutant.name}: {count} times in {mutant.file}: {mutant.old!r}")
    changed = text.replace(mutant.old, mutant.new)
    if source.suffix == ".py":
        try:
            compile(changed, mutant.file, "exec")
        except SyntaxError as error:
            raise NotApplicableError(f"{mutant.name}: {mutant.file}: {error}") from None
    return changed


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
