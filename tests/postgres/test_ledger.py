"""The ledger in Postgres: the same states as in a file, and one owner for each project."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg
import pytest
from psycopg import sql
from sinch_inject.bulk.ledger import LedgerFailed, LedgerRefused, Scope, State, allowed
from sinch_inject.bulk.postgres import PostgresLedger, schema_name
from sinch_inject.bulk.tables import NotAllowed, Tables
from support.claims import LIMIT, bring, claim, detail, identity, settled, state_of
from support.database import Cluster

Opens = Callable[..., PostgresLedger]


@pytest.mark.parametrize("before", [None, *State])
@pytest.mark.parametrize("after", list(State))
def test_a_record_goes_where_the_table_says_and_nowhere_else(
    opened: Opens, before: State | None, after: State
) -> None:
    ledger = opened()
    if before is not None:
        bring(ledger, 7, before)
    if after is State.SENDING:
        future = ledger.claim(claim(7, id=identity(8)))
    else:
        future = ledger.settle(settled(7, after, id=None if before else identity(7), line=3))
    if allowed(before, after):
        future.result(LIMIT)
        assert state_of(ledger, 7) is after
    else:
        with pytest.raises(NotAllowed, match="record 7 is"):
            future.result(LIMIT)
        assert state_of(ledger, 7) is before


def test_opening_again_turns_what_was_under_way_into_unknown(opened: Opens) -> None:
    ledger = opened()
    for n, state in enumerate(State, 1):
        bring(ledger, n, state)
    ledger.close()
    again = opened(now=9000.0)
    assert {n: state_of(again, n) for n in range(1, 7)} == {
        1: State.PENDING, 2: State.UNKNOWN, 3: State.DONE,
        4: State.REJECTED, 5: State.UNKNOWN, 6: State.UNDONE,
    }  # fmt: skip
    assert detail(again, 2).ended_at == 9000.0
    assert again.counts().result(LIMIT)[State.UNKNOWN] == 2


def test_all_that_settling_needs_is_kept(opened: Opens) -> None:
    ledger = opened()
    for n in range(1, 4):
        bring(ledger, n, State.DONE, digest=identity(n + 100))
    bring(ledger, 4, State.UNKNOWN, id=identity(1))
    assert {one.n for one in ledger.controls().result(LIMIT)} == {1, 2, 3}
    assert ledger.twins().result(LIMIT) == {identity(1): 1}
    assert ledger.equal().result(LIMIT) == 1
    assert ledger.ends().result(LIMIT) == (4, 4)
    found = ledger.find([identity(2), identity(9)]).result(LIMIT)
    assert {key: keyed.n for key, keyed in found.items()} == {identity(2): 2}


def test_one_process_at_a_time_sends_for_a_project(opened: Opens, scope: Scope) -> None:
    opened("one")
    with pytest.raises(LedgerRefused, match="another process has project"):
        opened("two")
    other = Scope(f"{scope.project_id}-other", scope.base_url)
    opened("one", scope=other)


def test_a_standby_waits_and_takes_over(opened: Opens) -> None:
    first = opened()
    bring(first, 1, State.SENDING)
    second: list[PostgresLedger] = []
    waiting = threading.Thread(target=lambda: second.append(opened(wait=30.0)))
    waiting.start()
    time.sleep(0.2)
    assert not second
    first.close()
    waiting.join(LIMIT)
    assert state_of(second[0], 1) is State.UNKNOWN


def test_looking_changes_nothing_and_may_be_done_beside_the_owner(opened: Opens) -> None:
    owner = opened()
    bring(owner, 1, State.SENDING)
    looking = opened(look=True)
    assert state_of(looking, 1) is State.SENDING
    with pytest.raises(LedgerFailed):
        looking.claim(claim(2)).result(LIMIT)
    owner.settle(settled(1, State.DONE)).result(LIMIT)


def test_there_is_nothing_to_look_at_before_the_first_run(opened: Opens) -> None:
    with pytest.raises(LedgerRefused, match="no such run"):
        opened("never", look=True)


def test_a_terminated_session_cannot_claim(opened: Opens, url: str, scope: Scope) -> None:
    ledger = opened()
    bring(ledger, 1, State.SENDING)
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
            "AND pid <> pg_backend_pid()"
        )
    with pytest.raises(LedgerFailed, match="cannot be written"):
        ledger.claim(claim(2)).result(LIMIT)
    with pytest.raises(LedgerFailed):  # and it stays so
        ledger.settle(settled(1, State.DONE)).result(LIMIT)
    again = opened(wait=LIMIT)
    assert state_of(again, 1) is State.UNKNOWN
    assert state_of(again, 2) is None


def test_a_session_that_lost_the_lock_cannot_claim(opened: Opens) -> None:
    """Whoever lets go of the lock by hand, or resets the session, has lost the run."""
    ledger = opened()

    def unlock(held: Tables) -> None:
        held._run("SELECT pg_advisory_unlock_all()")  # pyright: ignore[reportPrivateUsage]

    # There is no other way into the session: it belongs to one thread.
    ledger._do(unlock).result(LIMIT)  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(LedgerFailed, match="the session that had the project's lock is gone"):
        ledger.claim(claim(1)).result(LIMIT)


def test_a_crash_of_the_server_loses_no_acknowledged_claim(server: Cluster, scope: Scope) -> None:
    ledger = PostgresLedger(server.url, "run", scope, now=1.0)
    for n in range(1, 51):
        ledger.claim(claim(n)).result(LIMIT)
    server.restart_at_once()
    with pytest.raises(LedgerFailed):
        ledger.claim(claim(51)).result(LIMIT)
    ledger.close()
    again = PostgresLedger(server.url, "run", scope, now=9.0, wait=LIMIT)
    try:
        assert [row.state for row in again.rows().result(LIMIT)] == [State.UNKNOWN] * 50
    finally:
        again.close()


def test_other_versions_are_refused(opened: Opens, url: str, scope: Scope) -> None:
    opened().close()
    with psycopg.connect(url, autocommit=True) as admin:
        table = sql.Identifier(schema_name("run", scope), "run")
        change = sql.SQL("UPDATE {} SET value = '99' WHERE name = 'version'").format(table)
        admin.execute(change)
    with pytest.raises(LedgerRefused, match="version 99; this release reads version 1"):
        opened()


@pytest.mark.parametrize(
    "bad",
    [
        "postgresql://sinch:SECRETPASSWORD@127.0.0.1:1/postgres?connect_timeout=2",
        "postgresql://sinch:SECRETPASSWORD@",
        "host=127.0.0.1 port=1 password=SECRETPASSWORD connect_timeout=2",
        "nonsense SECRETPASSWORD",
    ],
)
def test_no_password_is_in_an_error(bad: str, scope: Scope) -> None:
    with pytest.raises(LedgerRefused) as caught:
        PostgresLedger(bad, "run", scope, now=1.0)
    error: BaseException | None = caught.value
    while error is not None:
        assert "SECRETPASSWORD" not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__
