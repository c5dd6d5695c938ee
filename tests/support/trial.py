"""A trial change on a copy of the repository, as somebody would make it by hand.

The copy is kept as the last release first, so that the verdict is about the trial alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any, Self

from attrs import Factory, define, evolve

__all__ = ["Result", "Trial"]

ROOT = Path(__file__).parents[2]
ROOMS = ("generated", "contract", "overlays", "mock", "conformance")
CONTRACT = "openapi/inject-message.yaml"
PATIENCE = 600.0  # seconds; a busy machine is slow
# Plugins of pytest: one would write into the copy, one takes seconds to start.
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:schemathesis")


@define
class Result:
    """What ``python -m tools.changes`` said.

    Attributes:
        code: its exit code.
        verdict: ``none``, ``words``, ``compatible`` or ``breaking``.
        missing: what is asked for.
        changes: each with level, adapter, place, words, witness.
    """

    code: int
    verdict: str
    missing: list[str]
    changes: list[dict[str, str]]

    def of(self, adapter: str, level: str) -> list[dict[str, str]]:
        """Return the changes of one adapter and level."""
        return [
            change
            for change in self.changes
            if change["adapter"] == adapter and change["level"] == level
        ]


@define
class Trial:
    """A copy of the repository.

    Attributes:
        root: where it is.
        redocly: the command.
        kept: a folder for what one type check leaves to the next.
        touched: the files that were edited by hand.
        first: packages that stand in front of all others, for a fake one.
    """

    root: Path
    redocly: str
    kept: Path
    touched: set[str] = Factory(set)
    first: tuple[str, ...] = ()

    @classmethod
    def begin(cls, root: Path, redocly: str) -> Self:
        """Copy what belongs to the repository, and keep it as the last release."""
        done = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        for name in done.stdout.splitlines():
            if (ROOT / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, root / name)
        for fragment in (root / "changes").glob("*.*.md"):
            fragment.unlink()
        # As in a session of nox: what is temporary lies where git ignores everything.
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        (root / ".nox").mkdir()
        (root / ".nox" / ".gitignore").write_text("*\n", encoding="utf-8")
        trial = cls(root, redocly, kept=root.parent / "kept")
        trial.run("-m", "tools.changes.release", "--version", "0.4.0")
        trial.edit("pyproject.toml", trial.version, 'version = "0.4.0"')
        trial.touched.clear()
        return trial

    def copy(self, root: Path) -> Self:
        """Return another copy of the repository, as this one stands."""
        shutil.copytree(self.root, root)
        return evolve(self, root=root, touched=set())

    @property
    def version(self) -> str:
        """The line of pyproject.toml that names the version."""
        lines = (self.root / "pyproject.toml").read_text(encoding="utf-8").splitlines()
        return next(line for line in lines if line.startswith("version = "))

    def edit(self, name: str, old: str, new: str, *, count: int = 1) -> None:
        """Replace something by hand that stands there ``count`` times (0: as often as it does)."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old!r}"
        assert count in (0, text.count(old)), f"{name} holds {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
        self.touched.add(name)

    def contract(self, old: str, new: str, *, count: int = 1) -> None:
        """Edit the contract."""
        self.edit(CONTRACT, old, new, count=count)

    def release(self, version: str, kind: str) -> None:
        """Do what the verdict asks for: a version, and a line for the users."""
        self.edit("pyproject.toml", self.version, f'version = "{version}"')
        name = f"changes/trial.{kind}.md"
        (self.root / name).write_text("Something changed.\n", encoding="utf-8")
        self.touched.add(name)

    @contextlib.contextmanager
    def simulator(self) -> Generator[str]:
        """Run the copy's simulator; yield its origin."""
        command = [sys.executable, "-m", "sinch_inject.cli", "mock", "--port", "0"]
        with subprocess.Popen(
            command,
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self._environment(),
        ) as process:
            assert process.stdout is not None
            try:
                seen = ""
                for line in process.stdout:
                    seen += line
                    found = re.search(r"http://127\.0\.0\.1:\d+", line)
                    if found:
                        yield found[0]
                        break
                else:
                    raise AssertionError(seen)
            finally:
                process.terminate()

    def _environment(self) -> dict[str, str]:
        paths = [*self.first, *(str(self.root / room) for room in ROOMS), str(self.root)]
        tools = str(Path(sys.executable).parent)  # the generator runs ruff by its name
        return {
            **os.environ,
            "PATH": os.pathsep.join([tools, os.environ.get("PATH", "")]),
            "PYTHONPATH": os.pathsep.join(paths),
            "REDOCLY": self.redocly,
            "MYPY_CACHE_DIR": str(self.kept),
            "TMPDIR": str(self.root / ".nox"),
            "SINCH_PROJECT_ID": "demo-project",
            "SINCH_KEY_ID": "demo-key",
            "SINCH_KEY_SECRET": "demo-secret",
        }

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy, with the packages of the copy."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env=self._environment(),
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def regenerate(self) -> set[str]:
        """Generate; return the files of ``generated/`` that changed."""
        before = self._generated()
        self.run("tools/generate.py")
        after = self._generated()
        return {name for name in {*before, *after} if before.get(name) != after.get(name)}

    def _generated(self) -> dict[str, bytes]:
        folder = self.root / "generated"
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    def judge(self) -> Result:
        """Return what the verdict is."""
        done = self.run("-m", "tools.changes", "--format", "json", check=False)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return Result(done.returncode, said["verdict"], said["missing"], said["changes"])

    def guard(self, *names: str, passes: bool = True) -> None:
        """Run tests of ``tests/contract``: those of what was generated, or others by name."""
        names = names or ("test_generated.py", "test_lint.py", "test_templates.py")
        files = [f"tests/contract/{name}" for name in names]
        if passes:
            self.passes(*files)
        else:
            self.fails(*files)

    def passes(self, *files: str) -> None:
        """Expect that all tests of some files pass."""
        self.run("-m", "pytest", "-q", "-x", *WITHOUT, *files)

    def fails(self, file: str, name: str = "") -> None:
        """Expect that a test of a file fails, the one that ``name`` selects."""
        selected = ["-k", name] if name else []
        done = self.run("-m", "pytest", "-q", *WITHOUT, file, *selected, check=False)
        assert done.returncode == 1, done.stdout + done.stderr
