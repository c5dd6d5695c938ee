"""Listing, reading and deleting messages: rows for what is refused, stories for the rest.

A story injects messages and looks at them through the API itself, so it needs no journal: what
was accepted is in the list, as it was sent, until it is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from sinch_inject_conformance.case import Row, Scene
from sinch_inject_conformance.messages import (
    listing,
    near,
    one,
    paging,
    pairs,
    refused,
    zones,
)
from sinch_inject_conformance.messages.visit import Story

__all__ = ["LAYER", "cases"]

LAYER = "messages"


def cases() -> Iterator[Row | Scene | Story]:
    """Yield every case. Names are unique."""
    yield from listing.stories()
    yield from paging.stories()
    yield from one.stories()
    yield paging.large()
    for story in (*paging.stories(), *one.stories()):
        # What one connection knows, all of a server's must know.
        yield evolve(story, name=f"{story.name}, on connections of their own", apart=True)
    yield from near.stories()
    yield from zones.stories()
    yield from pairs.stories()
    yield from refused.rows()
