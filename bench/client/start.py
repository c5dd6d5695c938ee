"""What it costs to begin: imports, ``--help``, a second client, and writing ``generated/``.

Each figure is the CPU time of whole processes, less that of a bare interpreter where an import
is measured.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench.client.environments import Environments

__all__ = ["measure", "missed", "rows", "told"]

RUNS = 5  # in a round
SECOND_CLIENT = """
import time
from sinch_inject import InjectClient
def make():
    return InjectClient(project_id="p", key_id="k", key_secret="s", region="eu", environ={})
first = make()
start = time.process_time()
for _ in range(100):
    make()
print((time.process_time() - start) * 10)
"""
GOALS = (
    # what, ours, theirs, at most
    ("from sinch_inject import InjectClient / import httpx", "import ours", "import httpx", 2.0),
    ("the same / import httpx where click is too", "import ours", "import httpx there", 2.0),
    ("sinch-inject --help / import click, whole processes", "help", "click", 1.75),
)
SECOND_CLIENT_MS = 1.0


def cpu(*words: str) -> float:
    """Return the CPU milliseconds of a process that ends well."""
    before = os.times()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    used = after.children_user + after.children_system
    return (used - before.children_user - before.children_system) * 1000


def measure(environments: Environments, rounds: int) -> dict[str, Any]:
    """Return median milliseconds by name."""
    # The package without extras: what is installed beside httpx, its import imports too.
    ours = str(environments.python("base"))
    httpx, click = (str(environments.python(name)) for name in ("httpx", "click"))
    script = str(Path(ours).with_name("sinch-inject"))
    commands = {
        "bare": (ours, "-c", "pass"),
        "bare httpx": (httpx, "-c", "pass"),
        "import ours": (ours, "-c", "from sinch_inject import InjectClient"),
        "import httpx": (httpx, "-c", "import httpx"),
        "import httpx there": (ours, "-c", "import httpx"),
        "help": (ours, script, "--help"),
        "click": (click, "-c", "import click"),
    }
    for words in commands.values():
        cpu(*words)  # compiles what is not compiled yet
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        # The system counts in ticks of 10 ms, so a run alone is too short to be told.
        spent = [{name: cpu(*words) for name, words in commands.items()} for _ in range(RUNS)]
        for name in commands:
            found[name].append(mean(run[name] for run in spent))
    figures: dict[str, Any] = {name: median(values) for name, values in found.items()}
    figures["import ours"] -= figures["bare"]
    figures["import httpx"] -= figures["bare httpx"]
    figures["import httpx there"] -= figures["bare"]
    said = [
        float(subprocess.run([ours, "-c", SECOND_CLIENT], check=True, capture_output=True).stdout)
        for _ in range(rounds)
    ]
    figures["second client"] = median(said)
    return figures


def told(figures: dict[str, Any]) -> list[str]:
    """Return a line for each goal."""
    lines = []
    for what, ours, theirs, limit in GOALS if figures else ():
        ratio = figures[ours] / figures[theirs]
        state = "reached" if ratio <= limit else "MISSED"
        lines.append(
            f"{what:68} {f'≤ {limit:g} x':>12} {ratio:8.2f} x {state}"
            f" ({figures[ours]:.0f} and {figures[theirs]:.0f} ms)"
        )
    if figures:
        state = "reached" if figures["second client"] < SECOND_CLIENT_MS else "MISSED"
        lines.append(
            f"{'a second client':68} {'< 1 ms':>12} {figures['second client']:8.2f} ms {state}"
        )
    return lines


def rows(figures: dict[str, Any]) -> list[str]:
    """Return the same as cells: what, goal, measured, verdict."""
    found = []
    for what, ours, theirs, limit in GOALS if figures else ():
        ratio = figures[ours] / figures[theirs]
        state = "reached" if ratio <= limit else "**missed**"
        found.append(f"{what} | ≤ {limit:g} x | {ratio:.2f} x | {state}")
    if figures:
        took = figures["second client"]
        state = "reached" if took < SECOND_CLIENT_MS else "**missed**"
        found.append(f"a second client | < {SECOND_CLIENT_MS:g} ms | {took:.2f} ms | {state}")
    return found


def missed(figures: dict[str, Any]) -> bool:
    """Say whether a goal is missed."""
    if not figures:
        return False
    late = figures["second client"] >= SECOND_CLIENT_MS
    return late or any(figures[ours] / figures[theirs] > limit for _, ours, theirs, limit in GOALS)
