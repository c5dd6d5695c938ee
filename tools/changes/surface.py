"""The names of the generated client that people use, as one stub file.

One file, so that a release can keep it (``openapi/released/client.pyi``) and a reviewer can
read how it changed. Models are written with the ``__init__`` that attrs makes of them, which
is what griffe compares; bodies and private names are left out.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["stub"]

HEAD = '"""The generated client, its public names. Written by tools/changes; not edited."""\n'
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def stub(package: Path) -> str:
    """Return the stub of a generated client.

    Args:
        package: the folder of ``sinch_inject_generated``.
    """
    parts = [HEAD]
    for path in sorted((package / "models").glob("*.py")):
        if path.name != "__init__.py":
            parts += _module(ast.parse(path.read_text(encoding="utf-8")))
    for path in sorted((package / "api").rglob("*.py")):
        if path.name != "__init__.py":
            name = ".".join(path.relative_to(package).with_suffix("").parts)
            tree = ast.parse(path.read_text(encoding="utf-8"))
            functions = [node for node in tree.body if _is_public_function(node)]
            body = [ast.unparse(_without_body(node)) for node in functions]
            lines = "\n".join(
                "    @staticmethod\n    " + text.replace("\n", "\n    ") for text in body
            )
            parts.append(f"class {name.replace('.', '_')}:\n{lines or '    ...'}\n")
    return "\n".join(parts)


def _is_public_function(node: ast.stmt) -> bool:
    return isinstance(node, FUNCTIONS) and not node.name.startswith("_")


def _module(tree: ast.Module) -> Iterator[str]:
    """Yield the classes and the named values of one model's module."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield _class(node) + "\n"
        elif isinstance(node, ast.Assign) and _is_literal(node.value):
            values = sorted(ast.literal_eval(item) for item in _items(node.value))
            name = ast.unparse(node.targets[0])
            yield "\n".join([f"class {name}:", *(f"    {_name(word)}: str" for word in values), ""])


def _name(word: object) -> str:
    """Return a word of an enum as a name: griffe compares names, not values."""
    return re.sub(r"\W", "_", f"{word}") if str(word)[:1].isalpha() else f"_{word}"


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal"


def _items(node: ast.expr) -> list[ast.expr]:
    assert isinstance(node, ast.Subscript)  # noqa: S101 - see _is_literal
    inner = node.slice
    return list(inner.elts) if isinstance(inner, ast.Tuple) else [inner]


def _class(node: ast.ClassDef) -> str:
    """Return a model with the ``__init__`` that attrs makes of it."""
    fields = [item for item in node.body if isinstance(item, ast.AnnAssign)]
    methods = [item for item in node.body if _is_public_function(item)]
    lines = [f"class {node.name}:"]
    lines += [f"    {ast.unparse(item.target)}: {ast.unparse(item.annotation)}" for item in fields]
    made = [text for item in fields if (text := _parameter(item))]
    star = "*, " if _keyword_only(node) and made else ""
    lines.append(f"    def __init__(self, {star}{', '.join(made)}) -> None: ...")
    for method in methods:
        lines.append("    " + ast.unparse(_without_body(method)).replace("\n", "\n    "))
    return "\n".join(lines)


def _keyword_only(node: ast.ClassDef) -> bool:
    """Say whether its decorator makes all fields keyword-only."""
    return any("kw_only=True" in ast.unparse(decorator) for decorator in node.decorator_list)


def _parameter(item: ast.AnnAssign) -> str:
    """Return how ``__init__`` takes a field, or nothing if it does not."""
    value = ast.unparse(item.value) if item.value is not None else ""
    if "init=False" in value:
        return ""
    name = ast.unparse(item.target).lstrip("_")
    default = " = UNSET" if value else ""
    return f"{name}: {ast.unparse(item.annotation)}{default}"


def _without_body(node: ast.stmt) -> ast.stmt:
    assert isinstance(node, FUNCTIONS)  # noqa: S101 - see _is_public_function
    node.body = [ast.Expr(ast.Constant(...))]
    return node
