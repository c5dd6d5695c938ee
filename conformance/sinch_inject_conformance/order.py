"""The order of checks: for each two refusals, a request that earns both gets the earlier one.

docs/fidelity.md has the order. Each wrong thing is what it changes in the plainest request;
two wrong things are both changes, and so on up to all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from attrs import evolve, field, frozen

from sinch_inject_conformance.case import Expect, Row, text
from sinch_inject_conformance.expectation import Listing, Present

__all__ = ["cases"]

RULE = "order of checks"
BASE = "/v1/projects/{project}/conversations/{conversation}:inject-message"
LARGE = 2 << 20


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(names)


@frozen
class Wrong:
    """One thing that is wrong with a request.

    Args:
        name: in words.
        rank: its place in the order.
        expect: the answer to it alone.
        changes: which fields of the row it sets.
        needs: capabilities of the server.
    """

    name: str
    rank: int
    expect: Expect
    changes: dict[str, Any]
    needs: frozenset[str] = field(default=frozenset(), converter=_names)


UNAUTHENTICATED = Expect({401}, {"WWW-Authenticate": Present()})
OUTSIDE = Expect({404}, kind="outside")
NOT_POST = Expect({405}, {"Allow": Listing(["POST"])}, kind="outside")
WRONGS = (
    Wrong("another path", 0, OUTSIDE, {"path": f"{BASE}s"}),
    Wrong("another method", 1, NOT_POST, {"method": "PUT"}),
    Wrong("no credentials", 2, UNAUTHENTICATED, {"auth": "none"}),
    Wrong("a wrong secret", 2, UNAUTHENTICATED, {"auth": "basic-wrong"}),
    Wrong("an unknown token", 2, UNAUTHENTICATED, {"auth": "bearer-unknown"}),
    Wrong("another project", 3, Expect({403}), {"project": "another-project"}),
    Wrong("a rate limit", 4, Expect({429}), {}, {"rate-limit"}),
    Wrong("a fault", 5, Expect({503}), {"fault": {"kind": "503", "count": 1}}, {"faults"}),
    Wrong("text/plain", 6, Expect({415}), {"content_type": "text/plain"}),
    Wrong("gzip", 6, Expect({415}), {"headers": (("Content-Encoding", "gzip"),)}),
    Wrong("2 MiB", 7, Expect({413}), {"body": b'{"x":"' + b"a" * LARGE + b'"}'}, {"journal"}),
    Wrong("2 MiB that are no JSON", 7, Expect({413}), {"body": b"a" * LARGE}, {"journal"}),
    Wrong("no JSON", 8, Expect({400}), {"body": b"{"}),
    Wrong("no body", 8, Expect({400}), {"body": b""}),
    Wrong("metadata that is no text", 8, Expect({400}), {"body": text(metadata=1)}),
    Wrong("an unknown conversation", 9, Expect({404}), {}, {"strict"}),
)
# These are what a server started with limits does to every request; see ``limits``.
ALWAYS = frozenset({"rate-limit", "strict"})


def cases() -> Iterator[Row]:
    """Yield a row for each two things that are wrong, and for ever more of them."""
    here = [wrong for wrong in WRONGS if not wrong.needs & ALWAYS]
    for first, second in combinations(here, 2):
        if first.rank < second.rank and _together(first, second):
            yield _row([first, second])
    ranked = [next(one for one in here if one.rank == rank) for rank in (0, 1, 2, 3, 5, 6, 7)]
    for start in range(len(ranked) - 2):
        yield _row(ranked[start:])


def _together(first: Wrong, second: Wrong) -> bool:
    """Tell whether two things can be wrong with one request: they change other parts of it."""
    return not first.changes.keys() & second.changes.keys()


def _row(wrongs: list[Wrong]) -> Row:
    names = ", ".join(wrong.name for wrong in wrongs)
    row = Row(f"wrong at once: {names}", RULE, "assumed", wrongs[0].expect, text())
    for wrong in reversed(wrongs):
        row = evolve(row, **wrong.changes)
    needs = frozenset[str]().union(*(wrong.needs for wrong in wrongs))
    return evolve(row, needs=needs, journaled=wrongs[0].rank != 7)
