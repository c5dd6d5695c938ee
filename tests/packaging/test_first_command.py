"""The README's first command, as it stands there, in a copy of the project."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from support.environments import ROOT, SCRIPTS, clean


def first_command() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [command] = re.findall(r"^python3 -m venv .*sinch-inject demo$", text, re.MULTILINE)
    assert isinstance(command, str)
    return command


def test_it_ends_with_the_conversation(source: Path) -> None:
    """Step by step, and without a shell, so that it runs on Windows too."""
    said = ""
    for step in first_command().split(" && "):
        words = [word.strip("'") for word in step.split()]
        if words[0] == "python3":
            words[0] = sys.executable
        elif words[0].startswith(".venv/bin"):
            words[0] = words[0].replace(".venv/bin", str(source / ".venv" / SCRIPTS))
        done = subprocess.run(
            words,
            cwd=source,
            env=clean(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said = done.stdout
    assert "12 injected" in said
