"""The client's part of docs/benchmarks.md, from the figures of one run.

Usage: python -m bench.client.page FIGURES.json

``bench.client.run --json FIGURES.json --plots docs/images`` keeps the figures; what stands
between the two marks of the page is written anew from them. Nothing of it is by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from bench.client import start
from bench.client.run import verdicts
from bench.client.sides import LATEST_MS, SIDES

__all__ = ["section", "write"]

PAGE = Path("docs/benchmarks.md")
BEGIN, END = "<!-- client: written by bench.client.page -->", "<!-- client: end -->"
PLOTS = ("sync", "threads", "async", "check")


def goals(kept: Mapping[str, Any]) -> list[str]:
    """Return the table of goals, measured beside them."""
    lines = ["| what | goal | measured | |", "|---|---|---|---|"]
    for goal, ratio in verdicts(kept["turns"]):
        wanted = f"≥ {goal.limit:g} x less" if goal.less else f"≤ {goal.limit:g} x"
        shown = "not measured" if ratio is None else f"{ratio:.2f} x"
        state = "" if ratio is None else "reached" if goal.holds(ratio) else "**missed**"
        lines.append(f"| {goal.what} | {wanted} | {shown} | {state} |")
    late = [one["late_p99_ms"] for one in kept["turns"].get("ours-paced", ())]
    if late:
        state = "reached" if median(late) <= LATEST_MS else "**missed**"
        what = "800/s paced, 50 ms away, p99 beyond the network"
        lines.append(f"| {what} | ≤ {LATEST_MS:g} ms | {median(late):.1f} ms | {state} |")
    return lines + [f"| {row} |" for row in start.rows(kept["start"])]


def figures(kept: Mapping[str, Any]) -> list[str]:
    """Return the table of what each side takes."""
    lines = ["| CPU µs a call | median | lowest | highest | server busy |", "|---|---|---|---|---|"]
    for name, found in sorted(kept["turns"].items(), key=lambda one: list(SIDES).index(one[0])):
        used = [one["cpu_us"] for one in found]
        busy = [one["server_busy"] for one in found if "server_busy" in one]
        shown = f"{median(busy):.0%}" if busy else ""
        each = " | ".join(f"{value:.1f}" for value in (median(used), min(used), max(used)))
        lines.append(f"| {SIDES[name].title} | {each} | {shown} |")
    return lines


def section(kept: Mapping[str, Any]) -> str:
    """Return what stands between the marks."""
    machine = kept["machine"]
    measured = (
        f"Measured at {machine['measured_at']}: rounds {machine['rounds']}, cores "
        f"{machine['cores']}, load {machine.get('load', 'not noted')}, Python "
        f"{machine['python']}, {machine['system']}, order by seed {machine['seed']}."
    )
    plots = [
        f"![CPU of the sides: {family}](images/client-{family}.svg)"
        for family in PLOTS
        if Path(PAGE.parent, "images", f"client-{family}.svg").exists()
    ]
    parts = [[BEGIN], [measured], goals(kept), figures(kept), *([one] for one in plots), [END]]
    return "\n\n".join("\n".join(part) for part in parts)


def write(kept: Mapping[str, Any]) -> None:
    """Write the section into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{section(kept)}{after}", encoding="utf-8")


if __name__ == "__main__":
    write(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
