"""The second adapter: the contract suite's own bodies, judged by the old and the new contract.

What hangs on several fields (``if``, ``not``, ``oneOf``, the time window) no comparison of
documents gets right. So both contracts make their bodies (those of the decision table, of the
keywords, of the examples), and each judges all of them. A body of the old contract that was
accepted and is refused is a break, and the body is its witness. Only of the old one: objects
are open, so nonsense in a field that is new was accepted before, and nobody sent it.

Each contract has a process of its own, with its data in front of the installed one; run as a
module, this is that process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from tools.changes.level import Change, Level

__all__ = ["MeaningError", "compare"]

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)  # any day is good; both judges get the same
PATIENCE = 300.0  # seconds
LONGEST = 400  # characters of a witness that are shown


class MeaningError(RuntimeError):
    """The suite cannot work with one of the contracts."""


def compare(old: Path, new: Path) -> list[Change]:
    """Return how the meaning changed from ``old`` to ``new``.

    Raises:
        MeaningError: the suite cannot work with one of them; says why.
    """
    with tempfile.TemporaryDirectory() as scratch:
        places = {"old": Path(scratch, "old"), "new": Path(scratch, "new")}
        for path, place in ((old, places["old"]), (new, places["new"])):
            data = place / "sinch_inject_schema"
            data.mkdir(parents=True)
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
            (data / "contract.json").write_text(json.dumps(document), encoding="utf-8")
        mine = {name: set(_run(place, "bodies")) for name, place in places.items()}
        ordered = sorted(mine["old"] | mine["new"], key=lambda text: (len(text), text))
        before, after = (_run(place, "accepted", ordered) for place in places.values())
        judged = list(zip(ordered, before, after, strict=True))
        lost = [body for body, was, now in judged if was and not now and body in mine["old"]]
        won = [body for body, was, now in judged if now and not was and body in mine["new"]]
        why_lost = _run(places["new"], "refusals", lost) if lost else []
        why_won = _run(places["old"], "refusals", won) if won else []
    return [
        *_changes(Level.BREAKING, "is refused now", lost, why_lost),
        *_changes(Level.COMPATIBLE, "is accepted now", won, why_won),
    ]


def _changes(
    level: Level, words: str, turned: list[str], reasons: list[list[str]]
) -> Iterator[Change]:
    """Yield one change, with the shortest witness, for each way in which the verdict turned."""
    seen: set[str] = set()
    for body, (reason, *_) in zip(turned, reasons, strict=True):
        if reason not in seen:
            seen.add(reason)
            place, _, rule = reason.rpartition(": ")
            shown = body if len(body) <= LONGEST else f"{body[:LONGEST]}…"
            yield Change(level, "meaning", place or "/", f"a request {words} ({rule})", shown)


def _run(place: Path, what: str, bodies: list[str] | None = None) -> list[Any]:
    """Have a process with one contract make its bodies, or judge those that are given."""
    rooms = ("conformance", "contract", "generated")
    paths = [str(place), *(str(ROOT / room) for room in rooms), str(ROOT)]
    done = subprocess.run(
        [sys.executable, "-m", "tools.changes.meaning", what],
        input=json.dumps(bodies or []),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"},
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        raise MeaningError(f"the suite cannot work with the {place.name} contract: {last[0]}")
    found: list[Any] = json.loads(done.stdout)
    return found


def _bodies() -> list[str]:
    """Return all bodies that the suite makes of the contract at hand, each once."""
    from sinch_inject_conformance.case import example, render
    from sinch_inject_conformance.keywords import keyword_bodies
    from sinch_inject_conformance.table import rows
    from sinch_inject_contract.document import contract

    found = [row.body for row in rows() if isinstance(row.body, dict)]
    found += [body for _, _, body in keyword_bodies(NOW)]
    found += [example(name) for name in contract()["components"]["examples"]]
    return sorted({json.dumps(render(body, NOW)) for body in found})


def _accepted(bodies: list[str]) -> list[bool]:
    """Say of each body whether the contract at hand accepts it.

    The suite's judge has the word, but is slow: what a fast validator refuses it is not asked.
    """
    from sinch_inject_conformance.judge import accepts
    from sinch_inject_contract.check import checker

    fast = checker("InjectMessageRequest")
    values = map(json.loads, bodies)
    return [fast.is_valid(value) and accepts(value, now=NOW) for value in values]


def _refusals(bodies: list[str]) -> list[list[str]]:
    """Return why each body is refused by the contract at hand."""
    from sinch_inject_conformance.judge import refusals

    return [refusals(json.loads(body), now=NOW) for body in bodies]


if __name__ == "__main__":
    given = json.loads(sys.stdin.read())
    if sys.argv[1] == "bodies":
        print(json.dumps(_bodies()))
    else:
        print(json.dumps(_accepted(given) if sys.argv[1] == "accepted" else _refusals(given)))
