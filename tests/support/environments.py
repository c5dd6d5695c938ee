"""Virtual environments of the tests' own, made by uv, and programs run in them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import uv
from attrs import frozen

__all__ = ["LEFT_OUT", "ROOT", "SCRIPTS", "Environment", "clean", "run_uv"]

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"
LEFT_OUT = (".git", ".nox", ".venv", ".*_cache", "__pycache__", "node_modules", "dist", "build")


def clean() -> dict[str, str]:
    """Return this process's environment without what would lead into another one."""
    led = ("SINCH_", "PYTHON", "VIRTUAL_ENV", "UV_PROJECT", "COVERAGE", "COV_")
    return {name: value for name, value in os.environ.items() if not name.startswith(led)}


@frozen
class Environment:
    """A virtual environment."""

    path: Path

    def run(
        self, program: str, *arguments: str, cwd: Path, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of this environment in ``cwd``, as if the environment were active."""
        scripts = str(self.path / SCRIPTS)
        path = os.pathsep.join([scripts, os.environ.get("PATH", "")])
        return subprocess.run(
            [str(Path(scripts) / program), *arguments],
            cwd=cwd,
            env={**clean(), "PATH": path, "NO_COLOR": "1", **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )


def run_uv(*arguments: str | Path, cwd: Path) -> None:
    """Run uv; what it said is in the error."""
    done = subprocess.run(
        [uv.find_uv_bin(), *map(str, arguments)],
        cwd=cwd,
        env=clean(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
