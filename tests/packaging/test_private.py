"""Nothing private of httpx or httpcore is used: no name, no attribute, no name of an event."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWN = ("self", "cls")
READERS = ("getattr", "hasattr", "setattr", "delattr")
EVENTS = ("connection.", "http11.", "http2.", "http_proxy.", "socks_proxy.")  # httpcore's traces


def private(name: object) -> bool:
    return isinstance(name, str) and name.startswith("_") and not name.endswith("__")


def imports(node: ast.AST) -> Iterator[str]:
    """Yield the private modules and names that an import takes of somebody else's."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        return
    for name in names:
        root, *parts = name.split(".")
        if root == "httpcore" or (root == "httpx" and any(private(part) for part in parts)):
            yield name


def reached(node: ast.AST) -> Iterator[str]:
    """Yield the private attributes that are taken of anything but the object itself."""
    if isinstance(node, ast.Attribute) and private(node.attr):
        of_own = isinstance(node.value, ast.Name) and node.value.id in OWN
        of_super = isinstance(node.value, ast.Call) and ast.unparse(node.value) == "super()"
        if not of_own and not of_super:
            yield ast.unparse(node)
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in READERS and len(node.args) > 1:
        subject, name = node.args[:2]
        of_own = isinstance(subject, ast.Name) and subject.id in OWN
        if isinstance(name, ast.Constant) and private(name.value) and not of_own:
            yield ast.unparse(node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value.startswith(EVENTS) or node.value in ("trace", "network_stream"):
            yield repr(node.value)


def found(source: str) -> list[str]:
    tree = ast.parse(source)
    return [what for node in ast.walk(tree) for what in (*imports(node), *reached(node))]


def defined(source: str) -> Iterator[str]:
    """Yield the private attributes that classes of ours have."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id in OWN
        ):
            yield node.attr


def test_the_library_uses_nothing_private() -> None:
    sources = {
        path.relative_to(ROOT): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "overlays").rglob("*.py"))
    }
    # Where httpx is at hand, not even a name of ours: it may be one of httpx's too.
    ours = {name for source in sources.values() for name in defined(source)} | {"_exit"}
    used = {
        f"{path}: {what}"
        for path, source in sources.items()
        for what in found(source)
        if "httpx" in source or what.rpartition(".")[2] not in ours
    }
    assert used == set()


@pytest.mark.parametrize(
    "source",
    [
        "import httpcore",
        "from httpcore import ConnectionPool",
        "import httpx._client",
        "from httpx._models import Request",
        "from httpx import _config",
        "pool = client._transport",
        "pool = getattr(transport, '_pool')",
        "setattr(transport._pool, 'x', backend)",
        "extensions = {'trace': seen}",
        "first = name == 'http11.send_request_headers.started'",
    ],
)
def test_what_is_private_is_found(source: str) -> None:
    assert found(source)
