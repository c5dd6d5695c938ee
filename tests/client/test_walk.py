"""How far a warm message walks: what was taken away stays away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_warm_message_takes_no_detour() -> None:
    command = [sys.executable, "-m", "tools.walk", "--moves"]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "threads: " in run.stdout
    assert "tasks: " in run.stdout
    assert "-> sinch_inject.http.session.seal" in run.stdout  # TLS, as in the world
