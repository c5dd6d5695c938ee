"""What was found, for people, for a program, and for an issue."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from tools.drift.compare import DRIFT, LOOK, UNCLEAR, Finding

__all__ = ["as_json", "as_markdown", "as_text", "drifted"]

HEADINGS = {
    DRIFT: "The contract says something else",
    LOOK: "Texts to look at",
    UNCLEAR: "What the page cannot tell",
}


def drifted(findings: Sequence[Finding]) -> bool:
    """Say whether somebody has to do something."""
    return any(finding.kind in (DRIFT, LOOK) for finding in findings)


def plain(text: str) -> str:
    """Return a text without what a terminal would obey: the page's words are not ours."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\ufffd" for sign in text)


def as_text(findings: Sequence[Finding], source: str) -> str:
    """Return a line for each finding, and a closing sentence."""
    counts = Counter(finding.kind for finding in findings)
    verdict = "drift" if drifted(findings) else "no drift"
    closing = (
        f"{source}: {verdict}. {counts[DRIFT]} differences, {counts[LOOK]} texts to look at, "
        f"{counts[UNCLEAR]} things the page cannot tell."
    )
    return plain("\n".join([*map(str, findings), closing]))


def as_json(findings: Sequence[Finding], source: str) -> str:
    """Return an object with ``drift`` and ``findings``."""
    value = {
        "source": source,
        "drift": drifted(findings),
        "findings": [
            {"kind": finding.kind, "place": finding.place, "words": finding.words}
            for finding in findings
        ],
    }
    return plain(json.dumps(value, indent=2, ensure_ascii=False))


def as_markdown(findings: Sequence[Finding], source: str) -> str:
    """Return the body of an issue."""
    lines = [f"`{source}` was compared with `openapi/inject-message.yaml`."]
    for kind, heading in HEADINGS.items():
        these = [finding for finding in findings if finding.kind == kind]
        if these:
            lines += ["", f"### {heading}", ""]
            lines += [f"- `{finding.place}`: {finding.words}" for finding in these]
    if not drifted(findings):
        lines += ["", "No drift."]
    return plain("\n".join(lines))
