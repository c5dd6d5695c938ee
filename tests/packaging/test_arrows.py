"""Who may import whom: read off the source, function bodies included."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.environments import ROOT

LIBRARY = ROOT / "overlays" / "sinch_inject"
OURS = ("sinch_inject", "sinch_inject_generated", "sinch_inject_mock", "sinch_inject_conformance")


def imports(path: Path) -> Iterator[str]:
    """Yield the absolute names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def breaches(folder: Path, *forbidden: str) -> list[str]:
    """Return what below ``folder`` imports a forbidden package or module."""
    files = sorted(folder.rglob("*.py"))
    assert files
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imports(path)
        if any(name == bad or name.startswith(f"{bad}.") for bad in forbidden)
    ]


@pytest.mark.parametrize("judge", ["sinch_inject_mock", "sinch_inject_conformance"])
def test_the_judges_know_neither_client_nor_generated_code(judge: str) -> None:
    assert breaches(ROOT / "mock" / judge, "sinch_inject", "sinch_inject_generated") == []


def test_generated_code_knows_nothing_of_ours() -> None:
    assert breaches(ROOT / "generated" / "sinch_inject_schema", *OURS) == []
    client = ROOT / "generated" / "sinch_inject_generated"
    others = [name for name in OURS if name != "sinch_inject_generated"]
    assert breaches(client, *others) == []


def test_only_the_command_line_knows_the_judges() -> None:
    found = breaches(LIBRARY, "sinch_inject_mock", "sinch_inject_conformance")
    assert found
    cli = (LIBRARY / "cli").relative_to(ROOT)
    assert [line for line in found if not line.startswith(str(cli))] == []


def test_nobody_imports_the_command_line_but_itself() -> None:
    cli = (LIBRARY / "cli").relative_to(ROOT)
    found = breaches(LIBRARY, "sinch_inject.cli")
    assert [line for line in found if not line.startswith(str(cli))] == []


def test_the_client_does_not_know_bulk() -> None:
    found = breaches(LIBRARY, "sinch_inject.bulk")
    allowed = tuple(str((LIBRARY / name).relative_to(ROOT)) for name in ("cli", "bulk"))
    assert [line for line in found if not line.startswith(allowed)] == []


@pytest.mark.parametrize(
    ("module", "may_know"),
    [
        ("errors", set[str]()),
        ("outcome", {"errors"}),
        ("retry", {"outcome"}),
        ("settings", {"errors"}),
        ("timestamps", set[str]()),
        ("privacy", set[str]()),
    ],
)
def test_foundations_rest_on_little(module: str, may_know: set[str]) -> None:
    known = {
        name.removeprefix("sinch_inject.").partition(".")[0]
        for name in imports(LIBRARY / f"{module}.py")
        if name.startswith("sinch_inject.")
    }
    assert known <= may_know
