"""The power goes at any moment: what the ledger acknowledged is there afterwards."""

from __future__ import annotations

import itertools
import random
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sinch_inject.bulk.ledger import State
from sinch_inject.bulk.sqlite import SqliteLedger
from support.claims import LIMIT, claim, settled
from support.power import Disk, Event, after_the_cut

from .conftest import SCOPE

MIXTURES = 1000
RECORDS = 60
STEPS = (State.SENDING, State.PENDING, State.SENDING, State.DONE)  # given back once, then done
names = itertools.count()


def note(disk: Disk, told: tuple[int, int], _: Future[None]) -> None:
    """Write down what the ledger told, when it told it."""
    disk.events.append(Event("told", told=told))


def life(path: Path, *, synchronous: str, psow: str) -> list[Event]:
    """Let a ledger work on a watched disk; return all that happened, and what it told us when."""
    disk = Disk(f"disk-{next(names)}")

    def connect(uri: str) -> Any:
        # A checkpoint every few pages, so that it is met in all its stages.
        return disk.connect(uri.replace("psow=0", f"psow={psow}"), "wal_autocheckpoint=12")

    ledger = SqliteLedger(path, SCOPE, now=0.0, connect=connect, synchronous=synchronous)
    disk.events.append(Event("told"))
    chance = random.Random(5)
    future: Future[None] | None = None
    waiting = [(n, 0) for n in range(1, RECORDS + 1)]
    while waiting:
        many = chance.randint(1, 12)
        group, waiting = waiting[:many], waiting[many:]
        for n, step in group:
            state = STEPS[step]
            future = (
                ledger.claim(claim(n))
                if state is State.SENDING
                else ledger.settle(settled(n, state))
            )
            future.add_done_callback(partial(note, disk, (n, step + 1)))
            if step + 1 < len(STEPS):
                waiting.append((n, step + 1))
        if future and chance.random() < 0.8:
            future.result(LIMIT)
    ledger.counts().result(LIMIT)
    events = list(disk.events)
    ledger.close()
    disk.unregister()
    return events


def survives(events: list[Event], until: int, folder: Path, chance: random.Random) -> str | None:
    """Cut the power there and open the ledger again; return what is wrong with it, or None."""
    told = {n: step for n, step in (e.told for e in events[:until] if e.kind == "told") if n}
    for name, content in after_the_cut(events, until, chance, chance.choice([512, 4096])).items():
        (folder / name).write_bytes(content)
    try:
        ledger = SqliteLedger(folder / "run.ledger", SCOPE, now=9.0)
    except Exception as error:  # noqa: BLE001 - anything is a loss
        return f"does not open: {error}"
    try:
        found = {row.n: row.state for row in ledger.rows().result(LIMIT)}
    finally:
        ledger.close()
        for file in folder.iterdir():
            file.unlink()
    for n, step in told.items():
        possible = {
            State.UNKNOWN if state is State.SENDING else state for state in STEPS[step - 1 :]
        }
        if found.get(n) not in possible:
            return f"record {n} was told to be {STEPS[step - 1]}, and is {found.get(n)}"
    return None


def losses(tmp_path: Path, **settings: str) -> list[str]:
    events = life(tmp_path / "run.ledger", **settings)
    opened = next(at for at, event in enumerate(events) if event.kind == "told")
    folder = tmp_path / "after"
    folder.mkdir()
    chance = random.Random(11)
    # Every moment once, then any.
    moments = list(range(opened + 1, len(events) + 1))
    moments += [chance.choice(moments) for _ in range(MIXTURES - len(moments))]
    found = [survives(events, until, folder, chance) for until in moments]
    return [loss for loss in found if loss]


def test_every_acknowledged_claim_survives_the_loss_of_power(tmp_path: Path) -> None:
    assert losses(tmp_path, synchronous="FULL", psow="0") == []


@pytest.mark.parametrize(("synchronous", "psow"), [("NORMAL", "0"), ("FULL", "1")])
def test_the_same_test_notices_settings_that_lose_claims(
    tmp_path: Path, synchronous: str, psow: str
) -> None:
    assert losses(tmp_path, synchronous=synchronous, psow=psow)
