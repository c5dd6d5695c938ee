"""The first adapter: what ``redocly diff`` says of two OpenAPI documents.

Its recommended rules must be named in its configuration; without them it calls everything a
patch. It is experimental, so ``tests/changes`` pins what we rely on. One thing we know better:
objects here are open, so a request property that is gone is still taken and then ignored,
which is worse than a refusal. It counts as breaking. And our own marks (``x-safe``,
``x-before`` …) it takes for words; what programs read is at least compatible.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tools.changes.level import Change, Level

__all__ = ["CONFIG", "DocumentError", "compare", "read"]

CONFIG = Path(__file__).resolve().parents[2] / "openapi" / "redocly-diff.yaml"
IMPACTS = {"patch": Level.WORDS, "minor": Level.COMPATIBLE, "major": Level.BREAKING}
SAID = ("x-source", "x-assumed")  # marks that are for people
PATIENCE = 120.0  # seconds


class DocumentError(RuntimeError):
    """The tool is not there, or said nothing that can be read."""


def compare(
    old: Path, new: Path, *, redocly: str | None = None, patience: float = PATIENCE
) -> list[Change]:
    """Return what changed from ``old`` to ``new``.

    Args:
        old: the released contract.
        new: the edited one.
        redocly: the command; None: what the variable ``REDOCLY`` names.
        patience: seconds to wait for it.

    Raises:
        DocumentError: the command is missing, failed or was not understood.
    """
    command = redocly or os.environ.get("REDOCLY")
    if not command:
        raise DocumentError("REDOCLY names no command; nox -s regenerate installs it")
    arguments = ["diff", str(old), str(new), "--config", str(CONFIG)]
    try:
        done = subprocess.run(
            [command, *arguments, "--format", "json", "--fail-on", "none"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=patience,
            check=False,
        )
    except OSError as error:
        raise DocumentError(f"{command}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise DocumentError(f"redocly diff took more than {patience:g} s") from None
    try:
        report = json.loads(done.stdout)
    except ValueError:
        raise DocumentError(f"redocly diff failed:\n{done.stderr[-2000:]}") from None
    return read(report)


def read(report: dict[str, Any]) -> list[Change]:
    """Return the changes in a report of redocly's form 1."""
    if report.get("reportVersion") != "1":
        raise DocumentError("redocly diff reports in a form that is not known here")
    return [_change(entry) for entry in report["changes"]]


def _change(entry: dict[str, Any]) -> Change:
    path, kind = entry["path"], entry["kind"]
    place = (entry.get("revision") or entry.get("base") or {}).get("pointer", path)
    level = IMPACTS[entry["impact"]]
    said = "; ".join(verdict["message"] for verdict in entry["verdicts"])
    words = said or f"{entry['typeName']} {kind}"
    if kind == "removed" and "/requestBody/" in path and "/properties/" in path:
        level, words = Level.BREAKING, f"a request property is gone: {words}"
    mark = str(entry.get("property") or "")
    if mark.startswith("x-") and mark not in SAID:
        level = max(level, Level.COMPATIBLE)
    if mark and not said:
        words = f"{words}: {mark}"
    return Change(level, "document", place, words)
