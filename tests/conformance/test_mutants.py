"""The lists of deliberate bugs stay plantable; ``nox -s mutants`` runs them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("which", "least"), [("simulator", 60), ("client", 25)])
def test_every_bug_can_be_planted(which: str, least: int) -> None:
    """A bug whose text is gone would be one that nobody notices any more."""
    words = [sys.executable, "-m", "tools.mutants.run", which, "--list"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    match = re.search(r"(\d+) of (\d+) bugs can be planted", done.stdout)
    assert match is not None
    assert match[1] == match[2]
    assert int(match[1]) >= least
