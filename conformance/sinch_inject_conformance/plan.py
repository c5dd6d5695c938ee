"""What a run is to do. Imports none of the test tools, so that ``--help`` needs none."""

from __future__ import annotations

from pathlib import Path

from attrs import field, frozen

from sinch_inject_conformance.wire import TIMEOUT

__all__ = ["KEYWORDS", "LAYERS", "MOST_REQUESTS", "Plan"]

KEYWORDS = "keywords"
# Cheapest first: whoever stops at the first failure waits least.
LAYERS = (
    "table",
    "grammar",
    "unaltered",
    "sequences",
    "messages",
    "limits",
    "regressions",
    KEYWORDS,
    "schemathesis",
    "fuzzing",
)
# For a server of somebody else.
MOST_REQUESTS = 30


@frozen
class Plan:
    """What to run.

    Args:
        layers: some of LAYERS.
        safe: at most 30 requests, two a second, nothing but the rows marked as safe, and only
            into the conversation that the target names.
        examples: cases that fuzzing draws.
        seed: of everything random; None draws one.
        seconds: end each schemathesis layer after this long.
        stop_at_first: end with the first case that does not hold.
        regressions: a file with cases, beside the ones that come with the suite.
        only: run the table's rows whose rule is in here; empty for all.
        cases: run these alone, each as its layer and its name; None for all.
        timeout: seconds to wait for an answer.
    """

    layers: tuple[str, ...] = LAYERS
    safe: bool = False
    examples: int = 100
    seed: int | None = 20261122
    seconds: int | None = None
    stop_at_first: bool = False
    regressions: Path | None = None
    only: frozenset[str] = field(default=frozenset[str]())
    cases: frozenset[tuple[str, str]] | None = None
    timeout: float = TIMEOUT
