"""The figures as bars, one SVG a family of sides."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

import matplotlib as mpl  # pyright: ignore[reportMissingImports] - of the group bench
from matplotlib import pyplot as plt  # pyright: ignore[reportMissingImports]

from bench.client.sides import SIDES

__all__ = ["draw"]

FAMILIES = {
    "sync": ("ours-sync", "ours-model", "httpx", "requests", "sinch"),
    "threads": ("ours-threads", "requests-threads"),
    "async": ("wrk", "engine", "aiohttp", "ours-tasks", "ours-generated", "node", "generated"),
    "check": ("loads", "check", "pydantic", "jsonschema"),
}
OURS, THEIRS = "#1d6fb8", "#9aa3ab"


def draw(turns: dict[str, list[Any]], folder: Path) -> None:
    """Write ``client-FAMILY.svg`` into ``folder``: medians as bars, ranges as whiskers."""
    folder.mkdir(parents=True, exist_ok=True)
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "bench"  # the same file for the same figures
    for family, names in FAMILIES.items():
        shown = [name for name in names if name in turns]
        if not shown:
            continue
        used = [[one["cpu_us"] for one in turns[name]] for name in shown]
        middle = [median(values) for values in used]
        spread = [
            [mid - min(values) for values, mid in zip(used, middle, strict=True)],
            [max(values) - mid for values, mid in zip(used, middle, strict=True)],
        ]
        figure, axes = plt.subplots(figsize=(8, 0.5 * len(shown) + 1))
        colours = [OURS if SIDES[name].environment == "base" else THEIRS for name in shown]
        axes.barh([SIDES[name].title for name in shown], middle, xerr=spread, color=colours)
        axes.invert_yaxis()
        axes.set_xlabel("CPU µs a call: median, lowest and highest")
        figure.tight_layout()
        figure.savefig(folder / f"client-{family}.svg", metadata={"Date": None})
        plt.close(figure)
