"""Environments for the sides: each peer in one of its own, pinned, made once and kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from bench.client.sides import ENVIRONMENTS
from bench.mock import node

__all__ = ["Environments", "python_with"]

CONTRACT = Path("openapi/inject-message.yaml")


def _run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


@frozen
class Environments:
    """Where each side's interpreter is.

    Args:
        folder: where the environments are kept from run to run.
        node_modules: where npm's packages are, or None: no Node side.
    """

    folder: Path
    node_modules: Path | None

    def command(self, environment: str, load: Path) -> list[str] | None:
        """Return the command that starts a load in an environment; None: it cannot be had."""
        if environment == "node":
            return None if self.node_modules is None else [node(), str(load)]
        if environment == "wrk":
            found = shutil.which("wrk")
            return None if found is None else [found]
        return [str(self.python(environment)), str(load)]

    def variables(self, ca: Path) -> dict[str, str]:
        """Return the environment variables of a load."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        modules = {} if self.node_modules is None else {"NODE_PATH": str(self.node_modules)}
        return {**kept, **modules, "NODE_EXTRA_CA_CERTS": str(ca), "PYTHONDONTWRITEBYTECODE": ""}

    def python(self, name: str) -> Path:
        """Return the interpreter of a Python environment."""
        made = python_with(self.folder, name, ENVIRONMENTS[name])
        if name == "pydantic":
            _models(made)
        return made


def python_with(folder: Path, name: str, pins: Sequence[str]) -> Path:
    """Return the interpreter of an environment with these packages; make it if it is not there."""
    home = folder / f"{name}-{sha256(' '.join(pins).encode()).hexdigest()[:8]}"
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = home / "ready"
    if not ready.exists():
        _run("uv", "venv", "--quiet", "--clear", "--python", sys.executable, home)
        _run("uv", "pip", "install", "--quiet", "--python", python, *pins)
        ready.touch()
    return python


def _models(python: Path) -> None:
    """Generate pydantic models from the contract into the environment's site-packages."""
    if next(python.parents[1].rglob("site-packages/models.py"), None):
        return
    [site] = {path.parent for path in python.parents[1].rglob("site-packages/pydantic")}
    _run(
        *(python, "-m", "datamodel_code_generator", "--input", CONTRACT),
        *("--input-file-type", "openapi", "--output", site / "models.py"),
        *("--output-model-type", "pydantic_v2.BaseModel", "--formatters", "builtin"),
    )
