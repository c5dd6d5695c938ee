"""Write api.md: every public name in one file, so that a change of one shows in a review.

The names are those of ``sinch_inject.__all__``, with their signatures and first sentences, and
the models and functions of the generated client. With ``--check``, fail if the document is not
what they give.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import sinch_inject

from tools.changes.surface import stub

__all__ = ["document", "main"]

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "api.md"
GENERATED = ROOT / "generated" / "sinch_inject_generated"
HEAD = """\
# Every public name

<!-- Written by tools/docs/api.py (nox -s regenerate); do not edit. -->

What is not here is no promise. The errors and what each says: [errors](docs/errors.md).

## sinch_inject

"""
MIDDLE = """
## The generated client

Models are in `sinch_inject_generated.models`, the functions of an operation in the module that
its heading names, with dots for underscores.

```pyi
"""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(importlib.import_module(module)))


def _found(name: str) -> ast.stmt | None:
    """Return where a public name is defined, or None for a value."""
    value = getattr(sinch_inject, name)
    module = getattr(value, "__module__", None)
    if module is None or not module.startswith("sinch_inject"):
        return None
    for node in _tree(module).body:
        if isinstance(node, (ast.ClassDef, *FUNCTIONS)) and node.name == name:
            return node
    return None


def _signature(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{word} {node.name}({ast.unparse(node.args)}){returns}"


def _sentence(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return (ast.get_docstring(node) or "").split("\n\n", 1)[0].replace("\n", " ")


def _entry(name: str) -> Iterator[str]:
    node = _found(name)
    if isinstance(node, FUNCTIONS):
        yield f"### `{name}`\n\n{_sentence(node)}\n\n```pyi\n{_signature(node)}\n```\n"
    elif isinstance(node, ast.ClassDef):
        bases = ", ".join(map(ast.unparse, node.bases))
        yield f"### `{name}{f'({bases})' if bases else ''}`\n\n{_sentence(node)}\n"
        public = [item for item in node.body if isinstance(item, FUNCTIONS)]
        lines = [_signature(item) for item in public if not item.name.startswith("_")]
        lines += [_signature(item) for item in public if item.name == "__init__"]
        if lines:
            yield "```pyi\n" + "\n".join(lines) + "\n```\n"
    else:
        yield f"### `{name}`\n"


def document() -> str:
    """Return the document."""
    entries = [text for name in sorted(sinch_inject.__all__) for text in _entry(name)]
    client = stub(GENERATED).split("\n", 1)[1].strip()
    return HEAD + "\n".join(entries) + MIDDLE + client + "\n```\n"


def main(arguments: list[str]) -> int:
    """Write the document, or with ``--check`` compare; return the exit code."""
    wanted = document()
    if "--check" not in arguments:
        DOCUMENT.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    if DOCUMENT.exists() and DOCUMENT.read_text(encoding="utf-8") == wanted:
        return 0
    print("api.md is not up to date: run nox -s regenerate, or python -m tools.docs.api")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
