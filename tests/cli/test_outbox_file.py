"""The commands that look at an import, given the file of an outbox."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from sinch_inject import InjectClient, Outbox
from sinch_inject.bulk.ledger import LedgerRefused, State
from sinch_inject_mock import SinchMock
from support.claims import LIMIT
from support.requests import message

from .conftest import Run

MANY = 5


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "outbox.db"


def records() -> list[dict[str, Any]]:
    return [{"_key": n, "conversation_id": f"c-{n}", **message(f"m-{n}")} for n in range(MANY)]


def deliver(mock: SinchMock, path: Path, given: list[dict[str, Any]], **states: int) -> None:
    """Put records, and leave when that many are in each state."""
    wanted = {State[name.upper()]: many for name, many in states.items()}
    with (
        InjectClient.from_env(environ=mock.env) as sinch,
        Outbox(path, sinch, settle_after=3600) as outbox,
    ):
        for item in given:
            body = {name: item[name] for name in item if name not in ("_key", "conversation_id")}
            outbox.put(item["conversation_id"], body, key=item["_key"])
        end = time.monotonic() + LIMIT
        while {state: outbox.counts()[state] for state in wanted} != wanted:
            assert time.monotonic() < end
            time.sleep(0.02)


def bodies(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM body").fetchone()[0])
    finally:
        connection.close()


def test_settle_finds_an_unknown_message_and_deletes_its_body(
    mock: SinchMock, path: Path, run: Run
) -> None:
    mock.faults.add("500", count=1, stored=True)
    deliver(mock, path, records(), done=MANY - 1, unknown=1)
    assert bodies(path) == 1
    done = run("settle", str(path), env=mock.env)
    assert (done.exit_code, done.stdout) == (0, "1 done, 0 absent, 0 unknown\n")
    assert bodies(path) == 0


def test_what_settle_finds_absent_the_outbox_sends(mock: SinchMock, path: Path, run: Run) -> None:
    given = records()
    mock.faults.add("500", count=1, stored=False)
    deliver(mock, path, given[:1], unknown=1)
    deliver(mock, path, given[1:], done=MANY - 1)
    done = run("settle", str(path), "--settle-after", "0", env=mock.env)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (3, "0 done, 1 absent, 0 unknown")
    deliver(mock, path, [], done=MANY)
    assert len(mock.messages) == MANY


def test_verify_compares_the_records_that_were_put(
    mock: SinchMock, path: Path, run: Run, tmp_path: Path
) -> None:
    given = records()
    file = tmp_path / "events.jsonl"
    file.write_text("".join(json.dumps(item) + "\n" for item in given))
    deliver(mock, path, given, done=MANY)
    done = run("verify", str(file), "--ledger", str(path), env=mock.env)
    assert (done.exit_code, done.stdout) == (
        0, "5 records: 5 found once, 0 missing, 0 twice\n",
    )  # fmt: skip
    assert "the input is needed" in run("verify", str(path), env=mock.env).stderr


def test_the_ledger_of_an_import_is_no_outbox(mock: SinchMock, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text(json.dumps(records()[0]) + "\n")
    assert run("import", str(file), env=mock.env).exit_code == 0
    with (
        InjectClient.from_env(environ=mock.env) as sinch,
        pytest.raises(LedgerRefused, match="ledger of an import, and no outbox"),
    ):
        Outbox(tmp_path / "events.jsonl.ledger", sinch).__enter__()
