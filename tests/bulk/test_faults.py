"""Each fault of the simulator, and an outage: the ledger says what the journal says, or unknown."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from sinch_inject import InjectClient
from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.ledger import State
from sinch_inject.bulk.many import Stopped, inject_many, threaded
from sinch_inject.bulk.one import Outcome
from sinch_inject.bulk.pace import Pace
from sinch_inject.bulk.run import Run
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject_mock import SinchMock
from sinch_inject_mock.core.fault_kinds import KINDS
from sinch_inject_mock.settings import Settings
from support.claims import LIMIT
from support.hostile import Connection, Hostile
from support.imports import WAYS, client_options, records, states, stored
from support.simulated import NOW
from support.world import World

STRIKES = 3
KINDS_HERE = {name: kind for name, kind in KINDS.items() if "hang" not in name}
# What a refusal says is believed, so it is not tried with a message that is there all the same.
MAY_BE_THERE = [
    name
    for name, kind in KINDS_HERE.items()
    if not kind.late and kind.endpoint == "operation" and not 400 <= (kind.status or 0) < 500
]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        *((name, {}) for name in sorted(KINDS_HERE)),
        *((name, {"stored": True}) for name in sorted(MAY_BE_THERE)),
    ],
)
def test_each_fault_is_recorded_as_the_journal_has_it_or_as_unknown(
    path: Path, kind: str, more: dict[str, Any]
) -> None:
    with SinchMock(Settings(now=NOW, seed=1)) as mock:
        delay: dict[str, Any] = {"delay_ms": 20.0} if KINDS[kind].delay_ms else {}
        mock.faults.add(kind, count=STRIKES, **delay, **more)
        given = {"auth": "oauth2", "auth_url": mock.base_url}
        outcomes = list[Outcome]()
        try:
            outcomes = WAYS["threads"](mock.base_url, records(12), path, client=given)
        except Stopped:
            assert kind in ("401", "403", "expired-token", "token-html")
        there = stored(mock.messages)
        assert len(set(there)) == len(there)
        known = [one for one in outcomes if one.state is not State.UNKNOWN]
        assert {one.n for one in known if one.state is State.DONE} == {
            one.n for one in known if one.n in there
        }
        found = states(path, mock.base_url)
        assert found.get(State.UNKNOWN, 0) <= STRIKES
        assert len(there) <= found.get(State.DONE, 0) + found.get(State.UNKNOWN, 0)


def test_an_outage_of_half_a_minute_passes_nothing_over(path: Path, closed_port: int) -> None:
    world, started = World(), list[SinchMock]()
    base_url = f"http://127.0.0.1:{closed_port}"
    begun = world.now

    def sleep(seconds: float) -> None:
        world.sleep(seconds)
        if world.now - begun >= 30.0 and not started:
            started.append(SinchMock(Settings(now=NOW), port=closed_port).start())

    options = client_options(base_url, clock=world.clock, sleep=sleep)
    try:
        with InjectClient(**options) as sinch:
            many = inject_many(sinch, records(20), ledger=path, rate=5000.0, concurrency=1)
            outcomes = list(many)
        assert [outcome.state for outcome in outcomes] == [State.DONE] * 20
        assert stored(started[0].messages) == list(range(1, 21))
        assert states(path, base_url) == {State.DONE: 20}
    finally:
        for mock in started:
            mock.stop()


def test_a_run_that_is_stopped_waits_no_longer_than_for_an_answer(path: Path) -> None:
    """Also for a token, which would be asked for again and again within a call of a minute."""
    asked: list[str] = []
    first = threading.Event()

    def script(connection: Connection) -> None:
        asked.append(connection.request().line)
        first.set()
        connection.hang()

    with Hostile(script) as server:
        options = client_options(server.url, auth="oauth2", auth_url=server.url, timeout=1.0)
        with InjectClient(**options) as sinch:
            calls = Calls(sinch)
            ledger = SqliteLedger(path, calls.scope, now=0.0)
            going = Run(calls, ledger, pace=Pace(5000.0))
            thread = threading.Thread(target=lambda: list(threaded(going, records(3), 1)))
            thread.start()
            assert first.wait(LIMIT)
            going.stop()
            thread.join(LIMIT)
            ledger.close()
    assert not thread.is_alive()
    assert len(asked) == 1
