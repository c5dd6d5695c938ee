"""Cases that fuzzing once found, kept as rows for ever.

The file is JSON Lines. Each line has ``name``, ``rule``, ``expect`` (a status), ``found`` (a
date) and ``body``; a body's ``accept_time`` may be ``{"age_seconds": N}``, so that it does not
grow stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any

from sinch_inject_conformance.case import At, Expect, Row
from sinch_inject_conformance.instant import read
from sinch_inject_conformance.judge import accepts
from sinch_inject_conformance.result import FAILS, Outcome

__all__ = ["LAYER", "as_lines", "load"]

LAYER = "regressions"
BUNDLED = "regressions.jsonl"


def load(file: Path | None = None) -> Iterator[Row]:
    """Yield the rows of a file, or of the one that comes with the suite.

    Raises:
        ValueError: a line is not of the format.
    """
    if file is None:
        text = (
            resources.files("sinch_inject_conformance")
            .joinpath(BUNDLED)
            .read_text(encoding="utf-8")
        )
    else:
        text = file.read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield _row(json.loads(line))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"line {number} is no regression: {error!r}") from None


def _row(case: dict[str, Any]) -> Row:
    body = case["body"]
    if isinstance(body, dict) and isinstance(body.get("accept_time"), dict):
        body = {**body, "accept_time": At(-float(body["accept_time"]["age_seconds"]))}
    name = f"{case['name']} (found {case['found']})"
    return Row(name, case["rule"], "contract", Expect({int(case["expect"])}), body)


def as_lines(outcomes: Iterable[Outcome], *, now: datetime) -> Iterator[str]:
    """Yield a line for each failed case that was sent as JSON, to be put into a file."""
    for outcome in outcomes:
        if outcome.state != FAILS or not outcome.body:
            continue
        try:
            body: Any = json.loads(outcome.body)
        except ValueError:
            continue
        case = {
            "name": outcome.case,
            "rule": outcome.rule,
            "found": now.date().isoformat(),
            "expect": 200 if accepts(body, now=now) else 400,
            "body": _aged(body, now),
        }
        yield json.dumps(case, ensure_ascii=False)


def _aged(body: Any, now: datetime) -> Any:
    instant = read(str(body.get("accept_time"))) if isinstance(body, dict) else None
    if instant is None:
        return body
    return {**body, "accept_time": {"age_seconds": round((now - instant).total_seconds())}}
