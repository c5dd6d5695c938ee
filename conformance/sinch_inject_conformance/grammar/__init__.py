"""Cases that follow from a grammar: each production at its edges, in an order that stays.

The table has what people should read. These have the rest of what a standard allows and
forbids, from small generators, one for each standard.
"""

from __future__ import annotations

from collections.abc import Iterator

from sinch_inject_conformance.case import Row
from sinch_inject_conformance.grammar import (
    framings,
    json_texts,
    keys,
    media_types,
    methods,
    names,
    paths,
    schemes,
    times,
)

__all__ = ["LAYER", "grammar_rows"]

LAYER = "grammar"


def grammar_rows() -> Iterator[Row]:
    """Yield every case. Names are unique."""
    for module in (times, media_types, framings, paths, methods, keys, schemes, json_texts, names):
        yield from module.cases()
