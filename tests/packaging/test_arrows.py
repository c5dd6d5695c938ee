"""The arrows of the house: who may import whom, as import-linter's contracts in pyproject.toml say.

What import-linter cannot see is looked for here: imports that may only be made inside a function.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# These need packages that a bare install lacks; so do the commands, imported lazily themselves.
EXTRAS = ("sinch_inject_mock", "sinch_inject_conformance")
NEEDING_EXTRAS = ("mock.py", "demo.py", "contract.py")


def test_every_import_follows_an_arrow() -> None:
    lint = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    command = [sys.executable, "-c", lint]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


def test_the_library_needs_no_extra_to_be_imported() -> None:
    broken = []
    for path in sorted((ROOT / "overlays" / "sinch_inject").rglob("*.py")):
        if path.name in NEEDING_EXTRAS and path.parent.name == "cli":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            if any(name.split(".")[0] in EXTRAS for name in names):
                broken.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert broken == []
