"""Imports in all three ways, against a simulator that stands still in time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import anyio
from sinch_inject import AsyncInjectClient, InjectClient
from sinch_inject.bulk.ledger import Scope, State
from sinch_inject.bulk.many import inject_many, inject_many_async
from sinch_inject.bulk.one import Outcome
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject_contract.instant import nanoseconds

from support.claims import LIMIT
from support.simulated import NOW, text_message

__all__ = ["WALL", "WAYS", "client_options", "records", "states", "stored"]

WALL = nanoseconds(NOW) / 1e9
DEMO = {"project_id": "demo-project", "key_id": "demo-key", "key_secret": "demo-secret"}
Way = Callable[..., list[Outcome]]


def records(many: int, *, conversation: str = "c-{n}", **more: Any) -> list[dict[str, Any]]:
    """Return that many records, each with its number as its text."""
    return [
        {"conversation_id": conversation.format(n=n), **text_message(str(n)), **more}
        for n in range(1, many + 1)
    ]


def client_options(base_url: str, **options: Any) -> dict[str, Any]:
    """Return the options of a client that knows the simulator's time."""
    given = {**DEMO, "base_url": base_url, "environ": {}, "auth": "basic", "wall": lambda: WALL}
    return {**given, "random": lambda: 0.0, **options}


def threads(
    base_url: str,
    given: Iterable[Any],
    ledger: Path,
    *,
    enough: int | None = None,
    client: dict[str, Any] | None = None,
    **options: Any,
) -> list[Outcome]:
    """Import in threads; leave after ``enough`` outcomes."""
    found: list[Outcome] = []
    with InjectClient(**client_options(base_url, **(client or {}))) as sinch:
        options = {"rate": 5000.0, **options}
        outcomes = inject_many(sinch, given, ledger=ledger, **options)
        for outcome in outcomes:
            found.append(outcome)
            if len(found) == enough:
                outcomes.close()
                break
    return found


async def in_a_loop(
    base_url: str, given: Iterable[Any], ledger: Path, options: dict[str, Any]
) -> list[Outcome]:
    """Import in tasks."""
    found: list[Outcome] = []
    enough, client = options.pop("enough", None), options.pop("client", None) or {}
    async with AsyncInjectClient(**client_options(base_url, **client)) as sinch:
        options = {"rate": 5000.0, **options}
        many = inject_many_async(sinch, given, ledger=ledger, **options)
        async with aclosing(many) as outcomes:
            async for outcome in outcomes:
                found.append(outcome)
                if len(found) == enough:
                    break
    return found


def loop(backend: str) -> Way:
    def run(base_url: str, given: Iterable[Any], ledger: Path, **options: Any) -> list[Outcome]:
        return anyio.run(in_a_loop, base_url, given, ledger, options, backend=backend)

    return run


WAYS: dict[str, Way] = {"threads": threads, "asyncio": loop("asyncio"), "trio": loop("trio")}


def states(path: Path, base_url: str) -> dict[State, int]:
    """Return how many records are in each state that has any."""
    ledger = SqliteLedger(path, Scope("demo-project", base_url), now=WALL)
    try:
        counts = ledger.counts().result(LIMIT)
    finally:
        ledger.close()
    return {state: many for state, many in counts.items() if many}


def stored(messages: list[dict[str, Any]]) -> list[int]:
    """Return the numbers of the stored messages, in order of the numbers."""
    return sorted(
        int(message["message"]["contact_message"]["text_message"]["text"]) for message in messages
    )
