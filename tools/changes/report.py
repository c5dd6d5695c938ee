"""A verdict for people, for a program, and for a pull request."""

from __future__ import annotations

import json

from tools.changes.level import Change, Level
from tools.changes.verdict import Verdict

__all__ = ["as_json", "as_markdown", "as_text"]

SHOWN = 40  # changes of each level in a text for people; JSON has them all


def _headline(verdict: Verdict) -> str:
    return (
        f"{verdict.level} since {verdict.released} (this is {verdict.version}), "
        f"{len(verdict.changes)} changes"
    )


def _line(change: Change) -> str:
    line = f"{change.adapter}: {change.place}: {change.words}"
    return f"{line} [accepted: {change.accepted}]" if change.accepted else line


def _by_level(verdict: Verdict) -> dict[Level, list[Change]]:
    found: dict[Level, list[Change]] = {}
    for change in verdict.changes:
        found.setdefault(change.level, []).append(change)
    return found


def as_text(verdict: Verdict) -> str:
    """Return lines; what is missing stands last, where a terminal shows it."""
    lines: list[str] = []
    for level, changes in _by_level(verdict).items():
        lines.append(f"{level} ({len(changes)})")
        for change in changes[:SHOWN]:
            lines.append(f"  {_line(change)}")
            if change.witness:
                lines.append(f"    for example {change.witness}")
        if len(changes) > SHOWN:
            lines.append(f"  … and {len(changes) - SHOWN} more (--format json)")
    lines.append(f"Verdict: {_headline(verdict)}.")
    lines += [f"Missing: {sentence}." for sentence in verdict.missing]
    return "\n".join(lines)


def as_json(verdict: Verdict) -> str:
    """Return an object with everything."""
    value = {
        "released": verdict.released,
        "version": verdict.version,
        "verdict": str(verdict.level),
        "missing": list(verdict.missing),
        "changes": [
            {
                "level": str(change.level),
                "adapter": change.adapter,
                "place": change.place,
                "words": change.words,
                "witness": change.witness,
                "accepted": change.accepted,
            }
            for change in verdict.changes
        ],
    }
    return json.dumps(value, indent=2, ensure_ascii=False)


def as_markdown(verdict: Verdict) -> str:
    """Return a comment for a pull request."""
    lines = [f"**The contract: {_headline(verdict)}.**"]
    lines += [f"- [ ] {sentence}" for sentence in verdict.missing]
    for level, changes in _by_level(verdict).items():
        lines += ["", f"<details><summary>{level} ({len(changes)})</summary>", ""]
        for change in changes[:SHOWN]:
            lines.append(f"- `{change.place}` {change.words} ({change.adapter})")
            if change.accepted:
                lines.append(f"  accepted: {change.accepted}")
            if change.witness:
                lines.append(f"  `{change.witness}`")
        if len(changes) > SHOWN:
            lines.append(f"- … and {len(changes) - SHOWN} more")
        lines += ["", "</details>"]
    return "\n".join(lines)
