"""The arrows of the house: who may import whom. A broken one fails here, with its line.

The modules of the library stand in one order. A module imports only from those before it, so
there is no circle, and a reader may start at the top.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOMES = {
    "sinch_inject_generated": ROOT / "generated",
    "sinch_inject_schema": ROOT / "generated",
    "sinch_inject": ROOT / "overlays",
    "sinch_inject_mock": ROOT / "mock",
    "sinch_inject_conformance": ROOT / "mock",
}
ORDER = [
    *("version", "errors", "timestamps", "privacy", "loops", "punctual"),
    *("outcome", "retry", "answer", "settings", "transport"),
    *("sender", "steps", "tokens", "auth"),
    *("request", "alternatives", "explain", "preflight"),
    *("telemetry", "call", "engine", "foundation", "client"),
]
FOUNDATIONS = ORDER[: ORDER.index("auth") + 1]
FOREIGN = {
    # Of the project's other packages, what each may import.
    "sinch_inject_generated": set[str](),
    "sinch_inject_schema": set[str](),
    "sinch_inject_mock": {"sinch_inject_schema"},
    "sinch_inject_conformance": {"sinch_inject_schema"},
    "sinch_inject": {"sinch_inject_generated", "sinch_inject_schema"},
}
GENERATED_FOR = {"__init__", "request", "foundation", "client"}
SCHEMA_FOR = {"preflight"}


def files(package: str) -> list[Path]:
    return sorted((HOMES[package] / package).rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, int, bool]]:
    """Yield (absolute module, line, whether it is at the top of the file)."""
    relative = path.relative_to(next(home for home in HOMES.values() if home in path.parents))
    package = relative.with_suffix("").parts[:-1]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno, id(node) in top
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{module}.{alias.name}", node.lineno, id(node) in top


def ours(module: str) -> str | None:
    """Return which package of the project a module belongs to."""
    first = module.split(".", maxsplit=1)[0]
    return first if first in HOMES else None


@pytest.mark.parametrize("package", HOMES)
def test_packages(package: str) -> None:
    broken = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in files(package)
        for module, line, _ in imports(path)
        if (other := ours(module)) not in (None, package)
        and other not in FOREIGN[package]
        and "cli" not in path.relative_to(HOMES[package]).parts
    ]
    assert broken == []
    assert files(package)


def test_the_command_starts_mock_and_suite_lazily_and_nobody_imports_it() -> None:
    broken = []
    for path in files("sinch_inject"):
        in_cli = "cli" in path.relative_to(HOMES["sinch_inject"]).parts
        for module, line, top in imports(path):
            where = f"{path.relative_to(ROOT)}:{line} imports {module}"
            extra = path.name in ("mock.py", "demo.py", "contract.py")  # imported lazily themselves
            if ours(module) in ("sinch_inject_mock", "sinch_inject_conformance"):
                if not in_cli or (top and not extra):
                    broken.append(where)
            elif module.split(".")[:2] == ["sinch_inject", "cli"] and not in_cli:
                broken.append(where)
    assert broken == []


def modules() -> list[Path]:
    """Return the library's own modules, without the command and the bulk room."""
    return sorted((HOMES["sinch_inject"] / "sinch_inject").glob("*.py"))


def test_every_module_has_its_place_in_the_order() -> None:
    assert {path.stem for path in modules()} - {"__init__", "__main__"} == set(ORDER)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.stem))
def test_a_module_imports_only_from_those_before_it(path: Path) -> None:
    if path.stem in ("__init__", "__main__"):
        return  # imports lazily, and only for type checkers at the top
    before = set(ORDER[: ORDER.index(path.stem)])
    for module, line, _ in imports(path):
        where = f"{path.name}:{line} imports {module}"
        if ours(module) == "sinch_inject":
            parts = module.split(".")[1:]
            assert parts[0] in before, where
        if ours(module) == "sinch_inject_generated":
            assert path.stem in GENERATED_FOR, where
        if ours(module) == "sinch_inject_schema":
            assert path.stem in SCHEMA_FOR, where


def test_bulk_stands_beside_the_client() -> None:
    """Of a client it reads only settings and token source; the client knows nothing of it."""
    of_a_client = {"call", "engine", "foundation", "client"}
    broken = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in files("sinch_inject")
        for module, line, _ in imports(path)
        if ours(module) == "sinch_inject"
        and (
            (path.parent.name == "bulk" and module.split(".")[1:2][0] in of_a_client)
            or (path.stem in ORDER and path.parent.name != "bulk" and ".bulk" in module)
        )
        and path.parent.name in ("bulk", "sinch_inject")
    ]
    assert broken == []
