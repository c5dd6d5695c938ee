"""All adapters together: what changed since the last release, and what that asks for."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from tools.changes import accepted, document, duties, meaning, python
from tools.changes.accepted import Accepted
from tools.changes.level import Change, Level, largest
from tools.changes.release import Released, generator_of, version_of
from tools.changes.surface import stub

__all__ = ["Verdict", "judge"]


@frozen
class Verdict:
    """What changed, and what is missing.

    Attributes:
        released: the version that is compared with.
        version: the version that pyproject.toml names.
        level: the largest of all changes.
        changes: all of them, the largest first.
        missing: what the change asks for and is not there, in sentences.
    """

    released: str
    version: str
    level: Level
    changes: tuple[Change, ...]
    missing: tuple[str, ...]


def judge(root: Path, *, redocly: str | None = None) -> Verdict:
    """Compare the project at ``root`` with its last release.

    Raises:
        RuntimeError: an adapter could not do its work (DocumentError, MeaningError).
        ValueError: the file of accepted breaks is wrong.
    """
    released = Released.load(root / "openapi" / "released")
    contract = root / "openapi" / "inject-message.yaml"
    found: list[Change] = []
    if released.contract.read_bytes() != contract.read_bytes():
        found += document.compare(released.contract, contract, redocly=redocly)
        found += meaning.compare(released.contract, contract)
    client = stub(root / "generated" / "sinch_inject_generated")
    found += python.compare(released.client, client)
    found += python.type_checked(released.program, root)
    if released.generator != generator_of(root):
        words = f"{released.generator} -> {generator_of(root)}"
        found.append(Change(Level.COMPATIBLE, "generator", "pyproject.toml", words))
    entries = accepted.load(root / "openapi" / "accepted.toml")
    changes, stale = accepted.accept(found, entries)
    level = largest(changes)
    version = version_of(root)
    return Verdict(
        released=released.version,
        version=version,
        level=level,
        changes=tuple(sorted(changes, key=lambda change: (-change.level, change))),
        missing=tuple(_missing(root, released.version, version, level, stale)),
    )


def _missing(
    root: Path, released: str, version: str, level: Level, stale: list[Accepted]
) -> list[str]:
    missing = [
        f"accepted.toml accepts {entry.adapter} {entry.place}, which is no break: remove it"
        for entry in stale
    ]
    wanted = duties.version_missing(released, version, level)
    if wanted:
        missing.append(f"a {level} change asks for version {wanted} in pyproject.toml")
    fragment = duties.fragment_missing(root / "changes", level)
    if fragment:
        missing.append(f"a {level} change asks for a line to the users: {fragment}")
    return missing
