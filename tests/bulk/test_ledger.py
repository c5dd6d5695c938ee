"""The ledger: what it allows, what it keeps, and whom it refuses."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sinch_inject.bulk.ledger import (
    KEYED,
    LedgerFailed,
    LedgerRefused,
    Scope,
    State,
    allowed,
)
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.bulk.sqlite import connect as plain
from sinch_inject.bulk.tables import NotAllowed
from support.claims import LIMIT, bring, claim, detail, identity, settled, state_of

from .conftest import SCOPE

posix_only = pytest.mark.skipif(os.name != "posix", reason="rights and limits of POSIX")


def reopened(ledger: SqliteLedger, now: float = 5000.0) -> SqliteLedger:
    ledger.close()
    return SqliteLedger(ledger.path, SCOPE, now=now)


@posix_only
@pytest.mark.parametrize("name", ["x" * 300, "loop", "folder"])
def test_a_name_that_no_ledger_can_have_is_refused_and_nobody_waits(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    raised: list[Exception] = []

    def open_it() -> None:
        try:
            SqliteLedger(tmp_path / name, SCOPE, now=1.0)
        except LedgerRefused as error:
            raised.append(error)

    opening = threading.Thread(target=open_it, daemon=True)  # the wait is what went wrong
    opening.start()
    opening.join(LIMIT)
    assert name in str(raised)


@pytest.mark.parametrize("before", [None, *State])
@pytest.mark.parametrize("after", list(State))
def test_a_record_goes_where_the_table_says_and_nowhere_else(
    ledger: SqliteLedger, before: State | None, after: State
) -> None:
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
    counts = ledger.counts().result(LIMIT)
    there = after if allowed(before, after) else before
    assert {state for state, many in counts.items() if many} == (
        {there} if there is not None else set()
    )


def test_what_is_done_or_may_be_there_is_never_claimed_again() -> None:
    assert not any(
        allowed(state, State.SENDING)
        for state in (State.DONE, State.UNKNOWN, State.SENDING, State.UNDONE)
    )


def test_a_rejected_record_goes_out_again_only_when_it_was_changed(ledger: SqliteLedger) -> None:
    bring(ledger, 1, State.REJECTED)
    with pytest.raises(NotAllowed, match="still the same"):
        ledger.claim(claim(1)).result(LIMIT)
    ledger.claim(claim(1, id=identity(2))).result(LIMIT)
    assert state_of(ledger, 1) is State.SENDING


def test_opening_turns_what_was_under_way_into_unknown(ledger: SqliteLedger) -> None:
    for n, state in enumerate(State, 1):
        bring(ledger, n, state)
    again = reopened(ledger)
    try:
        states = [row.state for row in again.rows().result(LIMIT)]
        assert states == [State.UNKNOWN if s is State.SENDING else s for s in State]
        assert again.counts().result(LIMIT)[State.UNKNOWN] == 2
        n = list(State).index(State.SENDING) + 1
        assert detail(again, n).ended_at == 5000.0
        assert detail(again, n).tag == f"k-{n}"
        n = list(State).index(State.UNKNOWN) + 1
        assert detail(again, n).ended_at == 2000.0 + n  # that one had ended before
    finally:
        again.close()


def test_what_is_done_keeps_no_conversation_and_no_time(ledger: SqliteLedger, path: Path) -> None:
    bring(ledger, 1, State.DONE)
    ledger.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT conversation_id, accept_time FROM record").fetchall() == [
            (None, None)
        ]
        assert connection.execute("SELECT * FROM detail").fetchall() == []
    connection.close()


def test_attempts_are_counted_and_the_reason_is_kept(ledger: SqliteLedger) -> None:
    bring(ledger, 1, State.PENDING)
    ledger.claim(claim(1)).result(LIMIT)
    ledger.settle(
        settled(
            1,
            State.REJECTED,
            code="INVALID_ARGUMENT",
            field="/direction",
            reason="why",
            request_id="theirs",
        )
    ).result(LIMIT)
    kept = detail(ledger, 1)
    assert (kept.attempts, kept.code, kept.field, kept.reason, kept.request_id, kept.line) == (
        2,
        "INVALID_ARGUMENT",
        "/direction",
        "why",
        "theirs",
        1,
    )


def test_many_rows_come_in_order_and_all_of_them(ledger: SqliteLedger) -> None:
    futures = [ledger.claim(claim(n)) for n in range(1, 2502)]
    for future in futures:
        future.result(LIMIT)
    seen: list[int] = []
    while chunk := ledger.rows(after=seen[-1] if seen else 0).result(LIMIT):
        seen += [row.n for row in chunk]
    assert seen == list(range(1, 2502))


def test_records_with_keys_are_found_by_them(ledger: SqliteLedger) -> None:
    ledger.claim(claim(KEYED, id=b"k" * 16, digest=b"d" * 16)).result(LIMIT)
    ledger.settle(
        settled(KEYED + 1, State.REJECTED, id=b"l" * 16, digest=b"e" * 16, line=2)
    ).result(LIMIT)
    found = ledger.find([b"k" * 16, b"l" * 16, b"m" * 16]).result(LIMIT)
    assert {key: (at.n, at.digest, at.state) for key, at in found.items()} == {
        b"k" * 16: (KEYED, b"d" * 16, State.SENDING),
        b"l" * 16: (KEYED + 1, b"e" * 16, State.REJECTED),
    }


def test_equal_records_are_counted_by_one_query(ledger: SqliteLedger) -> None:
    for n in range(1, 6):
        bring(ledger, n, State.DONE, id=identity(n // 3))
    bring(ledger, 6, State.REJECTED, id=identity(0))
    assert ledger.equal().result(LIMIT) == 3  # 0 0 1 1 1, and nobody sent the last one


def test_done_twins_of_unknown_records_are_counted(ledger: SqliteLedger) -> None:
    bring(ledger, 1, State.DONE, id=b"a" * 16)
    bring(ledger, 2, State.UNKNOWN, id=b"a" * 16)
    bring(ledger, 3, State.DONE, id=b"a" * 16)
    bring(ledger, 4, State.UNKNOWN, id=b"b" * 16)
    bring(ledger, 5, State.DONE, id=b"c" * 16)
    assert ledger.twins().result(LIMIT) == {b"a" * 16: 2}


def test_controls_are_the_latest_and_those_beside_an_unknown(ledger: SqliteLedger) -> None:
    bring(ledger, 1, State.UNKNOWN, conversation_id="in-doubt")
    bring(ledger, 2, State.DONE, conversation_id="in-doubt")
    bring(ledger, 3, State.DONE, conversation_id="in-doubt")
    bring(ledger, 4, State.DONE, tag=None)  # cannot be looked for
    for n in range(5, 155):
        bring(ledger, n, State.DONE)
    for latest in (154, 155):
        found = {control.n: control for control in ledger.controls().result(LIMIT)}
        assert set(found) == {3, *range(latest - 99, latest + 1)}
        assert found[3].conversation_id == "in-doubt"
        assert (found[154].tag, found[154].sent_at) == ("k-154", 1154.0)
        ledger = reopened(ledger)  # the ring goes on where it was
        bring(ledger, 155, State.DONE) if latest == 154 else ledger.close()


def test_a_deleted_record_is_no_control(ledger: SqliteLedger) -> None:
    bring(ledger, 1, State.DONE)
    ledger.settle(settled(1, State.UNDONE)).result(LIMIT)
    assert ledger.controls().result(LIMIT) == []


class Counting:
    """A connection that counts its commits."""

    def __init__(self, uri: str) -> None:
        self.inner, self.commits = plain(uri), 0

    def execute(self, sql: str, *given: Any) -> Any:
        self.commits += sql == "COMMIT"
        return self.inner.execute(sql, *given)

    def close(self) -> None:
        self.inner.close()


def test_all_that_waits_shares_one_commit(path: Path) -> None:
    made: list[Counting] = []

    def counted(uri: str) -> Counting:
        made.append(Counting(uri))
        return made[0]

    ledger = SqliteLedger(path, SCOPE, now=0.0, connect=counted)
    before = made[0].commits
    start = threading.Barrier(32)

    def worker(n: int) -> None:
        start.wait(LIMIT)
        for step in range(20):
            bring(ledger, n * 100 + step, State.DONE)

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(worker, range(1, 33)))
    ledger.close()
    assert made[0].commits - before < 32 * 20 * 2 / 4


def test_the_file_is_for_its_owner_alone(ledger: SqliteLedger, path: Path) -> None:
    bring(ledger, 1, State.DONE)
    if os.name == "posix":
        assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


# ------------------------------------------------------------------------------- refusals


OPEN = """
import os, sys, urllib.parse  # who has become somebody else may not read the interpreter's files
from pathlib import Path
from sinch_inject.bulk.ledger import Scope
from sinch_inject.bulk.sqlite import SqliteLedger
for user in sys.argv[2:]:
    os.setuid(int(user))
try:
    ledger = SqliteLedger(Path(sys.argv[1]), Scope("project", "http://127.0.0.1:1"), now=0.0)
except Exception as error:
    print(f"{type(error).__name__}: {error}")
else:
    ledger.close()
    print("opened")
"""


def open_elsewhere(path: Path, *user: str) -> str:
    run = subprocess.run(
        [sys.executable, "-c", OPEN, str(path), *user],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return run.stdout.strip()


def test_a_second_process_is_refused_at_once_and_the_lock_ends_with_its_holder(
    ledger: SqliteLedger, path: Path
) -> None:
    assert open_elsewhere(path) == f"LedgerInUse: {path} is in use by another process"
    with pytest.raises(LedgerRefused, match="in use"):
        SqliteLedger(path, SCOPE, now=0.0)
    assert open_elsewhere(path).endswith("in use by another process")  # the lock is still there
    ledger.close()
    assert open_elsewhere(path) == "opened"


def test_a_killed_process_leaves_no_lock(path: Path) -> None:
    code = OPEN.replace('print("opened")', "").replace(
        "ledger.close()", "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"open\n"
        assert "in use" in open_elsewhere(path)
        child.kill()
    assert open_elsewhere(path) == "opened"


@pytest.mark.parametrize(
    "other", [Scope("project", "https://eu.example"), Scope("another", "http://127.0.0.1:1")]
)
def test_the_ledger_of_another_project_or_server_is_refused(
    ledger: SqliteLedger, path: Path, other: Scope
) -> None:
    ledger.close()
    with pytest.raises(LedgerRefused, match="belongs to project project at http") as caught:
        SqliteLedger(path, other, now=0.0)
    assert other.project_id in str(caught.value)
    assert other.base_url in str(caught.value)


def test_looking_needs_no_scope_but_a_ledger(ledger: SqliteLedger, path: Path) -> None:
    ledger.close()
    look = SqliteLedger(path, None, now=0.0)
    assert look.scope == SCOPE
    look.close()
    with pytest.raises(LedgerRefused, match="there is no such ledger"):
        SqliteLedger(path.with_name("none"), None, now=0.0)
    assert not path.with_name("none").exists()


@pytest.mark.parametrize(
    "content",
    [b"{}\n", b"x" * 100_000, bytes(range(256)) * 32, b"SQLite format 3\0"],
    ids=["JSON", "text", "bytes", "the head of a database"],
)
def test_a_file_that_is_no_ledger_stays_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(LedgerRefused, match="ledger"):
        SqliteLedger(path, SCOPE, now=0.0)
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_another_programs_database_stays_as_it_is(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE record (n)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LedgerRefused, match="is not a ledger"):
        SqliteLedger(path, SCOPE, now=0.0)
    assert path.read_bytes() == before


def test_a_later_version_is_refused(ledger: SqliteLedger, path: Path) -> None:
    ledger.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=2")
    connection.close()
    with pytest.raises(LedgerRefused, match="version 2; this release reads version 1"):
        SqliteLedger(path, SCOPE, now=0.0)


def test_a_folder_as_ledger_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none" / "run.ledger"):
        with pytest.raises(LedgerRefused) as caught:
            SqliteLedger(path, SCOPE, now=0.0)
        assert str(path) in str(caught.value)


@posix_only
def test_a_folder_that_cannot_be_written_is_named() -> None:
    nobody = ["65534"] if os.geteuid() == 0 else []  # no folder is closed to root
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        path = folder / "run.ledger"
        folder.chmod(0o555)
        said = open_elsewhere(path, *nobody)
        assert said == f"LedgerRefused: {path}: this file or its folder cannot be written"
        folder.chmod(0o755)
        SqliteLedger(path, SCOPE, now=0.0).close()
        path.chmod(0o644 if nobody else 0o444)
        folder.chmod(0o555)
        assert open_elsewhere(path, *nobody) == said
        folder.chmod(0o755)


FULL = """
import resource, sys
from pathlib import Path
from sinch_inject.bulk.ledger import LedgerFailed, Scope, State
from sinch_inject.bulk.sqlite import SqliteLedger
from support.claims import bring, claim
ledger = SqliteLedger(Path(sys.argv[1]), Scope("project", "http://127.0.0.1:1"), now=0.0)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
kept = 0
try:
    while True:
        ledger.claim(claim(kept + 1)).result(20)
        kept += 1
except LedgerFailed as error:
    print(kept, error)
try:
    ledger.claim(claim(kept + 2)).result(20)
except LedgerFailed as error:
    print("still", error)
ledger.close()
"""


@posix_only
def test_a_full_disk_is_said_once_and_no_claim_is_lost(path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FULL, str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    first, second = run.stdout.splitlines()
    kept, said = first.split(" ", 1)
    assert said.startswith(f"not sent: {path} cannot be written: ")
    assert second == f"still {said}"
    ledger = SqliteLedger(path, SCOPE, now=0.0)
    try:
        numbers = {row.n for row in ledger.rows().result(LIMIT)}
        assert int(kept) > 10
        assert numbers >= set(range(1, int(kept) + 1))
    finally:
        ledger.close()


def test_a_closed_ledger_says_so(ledger: SqliteLedger) -> None:
    ledger.close()
    ledger.close()
    with pytest.raises(LedgerFailed, match="is closed"):
        ledger.claim(claim(1))
