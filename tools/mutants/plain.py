"""Plain schemathesis on the deliberate bugs of the simulator, for comparison.

``python -m tools.mutants.plain [NAME …]``: its command line with its own checks and phases, six
seconds for each bug. It is given what it cannot know: a valid token, the right project, and
date-times inside the window. A bug counts as found if a kind of failure shows up that three runs
against the sound simulator did not show.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sinch_inject_contract.document import contract

from tools.mutants.mutant import Mutant, load, plant
from tools.mutants.verdict import sound

SECONDS = "6"
SETTINGS = '[parameters]\n"path.project_id" = "demo-project"\n[generation]\nallow-x00 = false\n'
HOOKS = """
import schemathesis
from datetime import UTC, datetime, timedelta
from hypothesis import strategies as st

def moment(seconds):
    return (datetime.now(UTC) - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

schemathesis.openapi.format("date-time", st.integers(600, 29 * 86400).map(moment))
"""
# Runs in a process of its own, which finds the broken simulator first.
SERVE = """
import subprocess, sys
import httpx
from sinch_inject_mock import SinchMock

with SinchMock() as mock:
    asked = {"grant_type": "client_credentials"}
    key = ("demo-key", "demo-secret")
    token = httpx.post(mock.base_url + "/oauth2/token", auth=key, data=asked).json()["access_token"]
    words = [*sys.argv[1:], "--url", mock.base_url, "-H", "Authorization: Bearer " + token]
    print(subprocess.run(words, capture_output=True, text=True).stdout)
"""


def documents(folder: Path) -> None:
    """Write what schemathesis reads: settings, hooks, and examples that are not out of date."""
    document = json.loads(json.dumps(contract()))
    recent = (datetime.now(UTC) - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for example in document["components"]["examples"].values():
        example["value"]["accept_time"] = recent
    (folder / "contract.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "plain.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "plain_hooks.py").write_text(HOOKS, encoding="utf-8")


def failures(mutant: Mutant) -> set[str]:
    """Return the kinds of failures that schemathesis sees."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plant(mutant, folder)
        documents(folder)
        command = Path(sys.executable).with_name("schemathesis")
        words = [str(command), "--config-file", "plain.toml", "run", "contract.json"]
        words += ["--max-time", SECONDS, "--seed", "1", "--no-color"]
        done = subprocess.run(
            [sys.executable, "-c", SERVE, *words],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": name, "SCHEMATHESIS_HOOKS": "plain_hooks"},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode or "Seed" not in done.stdout:
        return {"does not start"}
    return set(re.findall(r"^- (.+)$", done.stdout, re.MULTILINE))


def main(names: list[str]) -> None:
    """Print a line for each bug, and the score."""
    chosen = [mutant for mutant in load("simulator") if not names or mutant.name in names]
    usual = set[str]().union(*(failures(sound()) for _ in range(3)))
    found = 0
    with ThreadPoolExecutor(2) as pool:
        for mutant, seen in zip(chosen, pool.map(failures, chosen), strict=True):
            new = sorted(seen - usual)
            found += bool(new)
            print("found " if new else "missed", mutant.category, mutant.name, new[:1], flush=True)
    print(f"score {found} of {len(chosen)}; without a bug: {sorted(usual)}")


if __name__ == "__main__":
    main(sys.argv[1:])
