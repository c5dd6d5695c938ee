"""Cases that follow from a grammar: each production at its edges, in an order that stays.

The table has what people should read. These have the rest of what a standard allows and
forbids, from small generators, one for each standard.
"""

from __future__ import annotations

from collections.abc import Iterator

from sinch_inject_conformance.case import Row
from sinch_inject_conformance.grammar import (
    below,
    framings,
    json_texts,
    keys,
    media_types,
    methods,
    names,
    obeyed,
    paths,
    schemes,
    times,
    token_form,
)

__all__ = ["LAYER", "MODULES", "grammar_rows"]

LAYER = "grammar"
MODULES = (
    times, media_types, framings, paths, methods, keys, schemes, json_texts, names, token_form,
    obeyed, below,
)  # fmt: skip


def grammar_rows() -> Iterator[Row]:
    """Yield every case. Names are unique."""
    for module in MODULES:
        yield from module.cases()
