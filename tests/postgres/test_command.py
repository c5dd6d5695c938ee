"""``sinch-inject import`` and its company with a ledger in a database."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from click.testing import CliRunner, Result
from sinch_inject.cli import main
from sinch_inject_mock import SinchMock
from support.files import lines, write
from support.imports import stored


@pytest.fixture
def place(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the database's URL as a command takes it: its password is in the environment."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    monkeypatch.setenv("PGPASSWORD", parts.password)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{host}"))


def run(mock: SinchMock, *arguments: str | Path) -> Result:
    bare = {name: None for name in os.environ if name.startswith("SINCH_")}
    return CliRunner(env={**bare, **mock.env}).invoke(main, [str(word) for word in arguments])


def test_a_run_in_a_database_from_its_import_to_its_undoing(place: str, tmp_path: Path) -> None:
    file = write(tmp_path / "messages.jsonl", lines(30, conversations=30))
    at = ("--ledger", place)
    with SinchMock() as mock:
        mock.faults.add("500", conversation_id="c-3", count=1, stored=True)
        mock.faults.add("400", conversation_id="c-5", count=1)
        done = run(mock, "import", file, *at)
        assert done.exit_code == 4, done.output
        assert done.stdout.startswith("28 done, 1 rejected, 1 unknown, 0 left; ")
        assert place not in done.output
        assert not (tmp_path / "messages.jsonl.ledger").exists()
        told = run(mock, "status", file, *at, "--json")
        assert told.exit_code == 4, told.output
        assert [row["line"] for row in json.loads(told.stdout)["unknown"]] == [3]
        settled = run(mock, "settle", file, *at, "--settle-after", "6")
        assert settled.stdout == "1 done, 0 absent, 0 unknown\n", settled.output
        assert (
            "1 rejected are pending" in run(mock, "retry", file, *at, "--state", "rejected").stdout
        )
        assert run(mock, "import", file, *at).exit_code == 0
        assert stored(mock.messages) == list(range(1, 31))
        verified = run(mock, "verify", file, *at)
        assert verified.stdout == "30 records: 30 found once, 0 missing, 0 twice\n"
        assert run(mock, "undo", file, *at, "--yes").stdout == "30 deleted\n"
        assert run(mock, "status", file, *at).stdout == "30 undone\n"


@pytest.mark.parametrize("name", ["status", "settle", "verify", "undo"])
def test_a_run_that_was_never_begun_is_refused_and_not_made(
    place: str, tmp_path: Path, name: str
) -> None:
    file = write(tmp_path / f"{name}.jsonl", lines(1))
    with SinchMock() as mock:
        for _ in range(2):
            told = run(mock, name, file, "--ledger", place)
            assert told.exit_code == 2, told.output
            assert "there is no such run" in told.stderr
