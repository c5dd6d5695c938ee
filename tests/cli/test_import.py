"""``import``, ``status`` and ``retry`` as a user runs them."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sinch_inject.bulk.ledger import Scope
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject_mock import SinchMock
from support.files import lines, start, write
from support.imports import stored

Run = Callable[..., Result]
LIMIT = 60.0
posix_only = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "messages.jsonl", lines(30))


def beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


# ----------------------------------------------------------------------- what it says


def test_a_file_is_imported_and_the_same_again_sends_nothing(
    run: Run, mock: SinchMock, file: Path
) -> None:
    done = run("import", str(file), env=mock.env)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("30 done, 0 rejected, 0 unknown, 0 left; ")
    again = run("import", str(file), env=mock.env)
    assert again.exit_code == 0
    assert again.stdout.startswith("30 done, 0 rejected, 0 unknown, 0 left; ")
    assert stored(mock.messages) == list(range(1, 31))
    assert run("status", str(file)).stdout == "30 done\n"


def test_a_compressed_file_and_stdin_are_read(run: Run, mock: SinchMock, tmp_path: Path) -> None:
    plain = write(tmp_path / "plain", lines(5)).read_bytes()
    packed = tmp_path / "messages.jsonl.gz"
    packed.write_bytes(gzip.compress(plain))
    assert run("import", str(packed), env=mock.env).exit_code == 0
    ledger = str(tmp_path / "stdin.ledger")
    done = run("import", "-", "--ledger", ledger, env=mock.env, stdin=plain)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("5 done, 0 rejected, 0 unknown, 0 left; ")
    assert len(mock.messages) == 10


def test_stdin_needs_a_ledger(run: Run, mock: SinchMock) -> None:
    done = run("import", "-", env=mock.env, stdin=b"")
    assert done.exit_code == 2
    assert "--ledger PATH" in done.stderr


def test_rejects_hold_the_lines_with_their_reasons_and_can_be_fed_again(
    run: Run, mock: SinchMock, tmp_path: Path
) -> None:
    given: list[Any] = lines(6)
    given[1]["direction"] = "UP"
    given[3] = '{"conversation_id": "c", "text'
    given[4]["_kind"] = 1
    mock.faults.add("400", conversation_id=given[5]["conversation_id"])
    file = write(tmp_path / "messages.jsonl", given)
    rejects = beside(file, ".rejects.jsonl")
    rows: list[Any] = []
    for _ in range(2):  # the second run knows them from the ledger
        done = run("import", str(file), env=mock.env)
        assert done.exit_code == 1
        assert done.stdout.startswith("2 done, 4 rejected, 0 unknown, 0 left; ")
        rows = [json.loads(row) for row in rejects.read_text(encoding="utf-8").splitlines()]
        why = {row["_error"]["line"]: row["_error"] for row in rows}
        assert {line: error["code"] for line, error in why.items()} == {
            2: "enum",
            4: "json",
            5: "unknown_name",
            6: "INVALID_ARGUMENT",
        }
        assert (why[2]["field"], why[2]["reason"]) == (
            "/direction",
            "must be one of TO_APP, TO_CONTACT",
        )
    if os.name == "posix":
        assert rejects.stat().st_mode & 0o777 == 0o600
    mock.faults.clear()
    mended = [{**row, "direction": "TO_APP"} for row in rows if row["_error"]["line"] in (2, 6)]
    again = write(tmp_path / "mended.jsonl", mended)
    assert run("import", str(again), env=mock.env).exit_code == 0
    assert stored(mock.messages) == [1, 2, 3, 6]


def test_what_is_unknown_is_shown_and_sent_again_only_when_told(
    run: Run, mock: SinchMock, tmp_path: Path
) -> None:
    file = write(tmp_path / "messages.jsonl", lines(30, conversations=30))  # the fault meets one
    mock.faults.add("500", conversation_id="c-3", count=1)
    done = run("import", str(file), env=mock.env)
    assert done.exit_code == 4
    assert "1 unknown: `sinch-inject settle " in done.stderr
    told = run("status", str(file))
    assert told.exit_code == 4
    assert "unknown: line 3, conversation c-3, " in told.stdout
    assert ", tag k-" in told.stdout
    asked = run("status", str(beside(file, ".ledger")), "--json")
    assert json.loads(asked.stdout)["unknown"][0]["line"] == 3
    refused = run("retry", str(file), "--state", "unknown", stdin=b"n\n")
    assert refused.exit_code == 2
    assert "may make duplicates" in refused.stderr
    assert run("retry", str(file), "--state", "unknown", "--yes").exit_code == 0
    assert run("import", str(file), env=mock.env).exit_code == 0
    assert stored(mock.messages) == list(range(1, 31))


def test_rejected_records_can_be_tried_again(run: Run, mock: SinchMock, file: Path) -> None:
    mock.faults.add("404", conversation_id="c-3")
    assert run("import", str(file), env=mock.env).exit_code == 1
    mock.faults.clear()
    assert run("import", str(file), env=mock.env).exit_code == 1
    assert "2 rejected are pending" in run("retry", str(file), "--state", "rejected").stdout
    assert run("import", str(file), env=mock.env).exit_code == 0


def test_a_limit_and_a_dry_run(run: Run, mock: SinchMock, file: Path) -> None:
    looked = run("import", str(file), "--dry-run")  # no settings, no network
    assert (looked.exit_code, looked.stdout) == (0, "30 would be sent, 0 known, 0 rejected\n")
    assert not beside(file, ".ledger").exists()
    some = run("import", str(file), "--limit", "10", env=mock.env)
    assert some.exit_code == 3
    assert some.stdout.startswith("10 done, 0 rejected, 0 unknown, 20 left; ")
    assert "run it again to go on" in some.stderr
    looked = run("import", str(file), "--dry-run")
    assert looked.stdout == "20 would be sent, 10 known, 0 rejected\n"
    assert run("status", str(file)).exit_code == 3
    rest = run("import", str(file), "--json", env=mock.env)
    assert json.loads(rest.stdout)["sent"] == 20


def test_the_summary_says_what_was_odd(run: Run, mock: SinchMock, tmp_path: Path) -> None:
    one, two, three = lines(3)
    full = {**three, "metadata": "x" * 1024}
    keyed = {**two, "_key": "a"}
    file = write(tmp_path / "messages.jsonl", [one, one, one, keyed, keyed, full])
    looked = run("import", str(file), "--dry-run")
    expected = "5 would be sent, 0 known, 0 rejected, 1 with the _key of an earlier one\n"
    assert looked.stdout == expected
    done = run("import", str(file), env=mock.env)
    assert done.exit_code == 0
    assert "2 equal to an earlier record without a _key: all sent" in done.stderr
    assert "1 with the _key of an earlier record: sent once" in done.stderr
    assert "1 sent without a tag: no room in their metadata" in done.stderr
    write(file, [one])
    shorter = run("import", str(file), env=mock.env)
    assert shorter.exit_code == 0
    assert "3 of an earlier run are not in the input any more" in shorter.stderr


# ----------------------------------------------------------------------------- settling


def test_settling_finds_what_is_there_and_has_the_rest_sent(
    run: Run, mock: SinchMock, tmp_path: Path
) -> None:
    file = write(tmp_path / "messages.jsonl", lines(30, conversations=30))  # the faults meet one
    mock.faults.add("500", conversation_id="c-3", count=1, stored=True)
    mock.faults.add("reset", conversation_id="c-4", count=1)
    assert run("import", str(file), "--rate", "100", env=mock.env).exit_code == 4
    early = run("settle", str(file), "--settle-after", "3600", env=mock.env)
    assert early.exit_code == 4
    assert early.stdout.startswith("1 done, 0 absent, 1 unknown\nunknown: line 4, ")
    assert "less than 3600" in early.stdout
    told = run("settle", str(beside(file, ".ledger")), "--settle-after", "0", env=mock.env)
    assert told.exit_code == 3
    assert told.stdout.startswith("0 done, 1 absent, 0 unknown")
    assert "deleted looks absent too" in told.stdout
    assert run("import", str(file), env=mock.env).exit_code == 0
    assert stored(mock.messages) == list(range(1, 31))


def test_an_import_that_settles_ends_with_everything_stored_once(
    run: Run, mock: SinchMock, file: Path
) -> None:
    mock.faults.add("late", conversation_id="c-3", delay_ms=300, count=1)
    mock.faults.add("500", conversation_id="c-4", count=1)
    mock.faults.add("reset", conversation_id="c-5", count=1, stored=True)
    mock.lag_lists(0.2)
    done = run(
        "import", str(file), "--rate", "100", "--settle", "--settle-after", "1", env=mock.env
    )
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("30 done, 0 rejected, 0 unknown, 0 left; ")
    assert stored(mock.messages) == list(range(1, 31))


def test_a_server_that_lists_nothing_leaves_everything_unknown(
    run: Run, mock: SinchMock, file: Path
) -> None:
    mock.lag_lists(3600.0)
    mock.faults.add("500", conversation_id="c-4", count=1)
    run("import", str(file), "--rate", "100", env=mock.env)
    told = run("settle", str(file), "--settle-after", "0", "--json", env=mock.env)
    assert told.exit_code == 4
    [unknown] = json.loads(told.stdout)["unknown"]
    assert unknown["reason"] == "a message that is known to be there was not listed"


def test_an_import_that_settles_waits_for_a_server_that_cannot_list(
    run: Run, mock: SinchMock, file: Path
) -> None:
    mock.faults.add("500", conversation_id="c-4", count=1)
    mock.faults.add("503", operation="listMessages", count=6)  # one patient call's attempts
    pace = ("--rate", "100", "--settle", "--settle-after", "0.5")
    done = run("import", str(file), *pace, env=mock.env)
    assert done.exit_code == 0, done.output
    assert stored(mock.messages) == list(range(1, 31))


def test_settling_needs_a_ledger(run: Run, mock: SinchMock, file: Path) -> None:
    told = run("settle", str(file), env=mock.env)
    assert told.exit_code == 2
    assert "no such ledger" in told.stderr
    assert not beside(file, ".ledger").exists()


# ------------------------------------------------------------------- verify and undo


def test_verify_compares_the_file_with_the_server(
    run: Run, mock: SinchMock, tmp_path: Path
) -> None:
    given = lines(1300)  # more than a page
    given[4]["direction"] = "UP"
    file = write(tmp_path / "messages.jsonl", given)
    run("import", str(file), "--rate", "5000", env=mock.env)
    told = run("verify", str(file), env=mock.env)
    assert told.exit_code == 0, told.output
    assert told.stdout == "1,299 records: 1,299 found once, 0 missing, 0 twice\n"
    beside(file, ".ledger").unlink()  # lost
    told = run("verify", str(file), env=mock.env)
    assert told.stdout == "1,299 records: 1,299 found once, 0 missing, 0 twice\n"
    assert not beside(file, ".ledger").exists()


def test_verify_finds_what_is_missing_and_what_is_twice(
    run: Run, mock: SinchMock, file: Path
) -> None:
    run("import", str(file), "--concurrency", "1", env=mock.env)  # stored in the file's order
    other = file.with_name("again.jsonl")
    other.write_text("".join(file.read_text().splitlines(keepends=True)[:3]))
    run("import", str(other), env=mock.env)
    mock.do(lambda state: state.store.delete(next(iter(state.store.messages(after=9)))))
    told = run("verify", str(file), env=mock.env)
    assert told.exit_code == 1
    assert told.stdout == "30 records: 29 found once, 1 missing, 3 twice\n"
    assert "nothing found of line " in told.stderr
    cut = run("undo", str(file), "--duplicates", "--yes", env=mock.env)
    assert cut.stdout == "3 deleted\n"
    told = run("verify", str(file), env=mock.env)
    assert told.stdout == "30 records: 29 found once, 1 missing, 0 twice\n"


def test_undo_deletes_what_the_run_injected_and_nothing_else(
    run: Run, mock: SinchMock, file: Path, tmp_path: Path
) -> None:
    other = write(tmp_path / "other.jsonl", [{**one, "contact_id": "01HX"} for one in lines(5)])
    run("import", str(other), env=mock.env)
    mock.faults.add("500", conversation_id="c-3", count=1, stored=True)
    run("import", str(file), env=mock.env)
    refused = run("undo", str(file), env=mock.env, stdin=b"n\n")
    assert refused.exit_code == 2
    assert "Delete 30 messages?" in refused.stderr
    assert len(mock.messages) == 35
    done = run("undo", str(file), "--yes", env=mock.env)
    assert (done.exit_code, done.stdout) == (0, "30 deleted\n")
    assert len(mock.messages) == 5
    assert run("status", str(file)).stdout == "30 undone\n"
    assert run("import", str(file), env=mock.env).stdout.startswith(
        "0 done, 0 rejected, 0 unknown, 30 undone, 0 left; "
    )
    assert len(mock.messages) == 5
    run("retry", str(file), "--state", "undone")
    run("import", str(file), env=mock.env)
    assert len(mock.messages) == 35


def test_undo_that_broke_off_behind_a_deletion_knows_it_when_it_is_run_again(
    run: Run, mock: SinchMock, file: Path
) -> None:
    """As a kill does it: the message is gone, and nobody has written that down."""
    run("import", str(file), env=mock.env)
    mock.faults.add("500", operation="deleteMessage", count=1, stored=True)
    trouble = mock.faults.add("500", operation="deleteMessage")
    cut = run("undo", str(file), "--yes", env=mock.env)
    assert cut.exit_code == 3
    assert cut.stderr.startswith("Error: not finished, run it again: ")
    assert len(mock.messages) == 29
    assert run("status", str(file)).stdout == "30 done\n"
    mock.faults.remove(trouble)
    again = run("undo", str(file), "--yes", env=mock.env)
    assert (again.exit_code, again.stdout) == (0, "29 deleted\n")
    assert again.stderr == "deleted before, by an undo that broke off: 1\n"
    assert run("status", str(file)).stdout == "30 undone\n"
    run("retry", str(file), "--state", "undone")
    run("import", str(file), env=mock.env)
    assert len(mock.messages) == 30
    # What was begun is over: an absence of another cause proves nothing.
    mock.do(lambda state: state.store.delete(next(iter(state.store.messages()))))
    assert run("undo", str(file), "--yes", env=mock.env).stdout == "29 deleted\n"
    assert run("status", str(file)).stdout == "1 done, 29 undone\n"


def test_verify_and_undo_need_the_input(run: Run, mock: SinchMock, file: Path) -> None:
    run("import", str(file), env=mock.env)
    file.unlink()
    for name in ("verify", "undo"):
        told = run(name, str(beside(file, ".ledger")), env=mock.env)
        assert told.exit_code == 2
        assert "messages.jsonl is not there" in told.stderr


# --------------------------------------------------------------------- what it refuses


def test_a_changed_file_is_refused(run: Run, mock: SinchMock, file: Path) -> None:
    changed = lines(40)
    write(file, changed[:30])
    run("import", str(file), env=mock.env)
    changed[7]["contact_id"] = "01HOTHER"
    write(file, changed)
    done = run("import", str(file), env=mock.env)
    assert done.exit_code == 2
    assert "line 8: the record in this place is done already" in done.stderr
    assert len(mock.messages) == 30


def test_the_ledger_of_another_project_is_refused(run: Run, mock: SinchMock, file: Path) -> None:
    run("import", str(file), env=mock.env)
    done = run("import", str(file), env={**mock.env, "SINCH_PROJECT_ID": "other"})
    assert done.exit_code == 2
    assert "belongs to project demo-project" in done.stderr


def test_a_ledger_in_use_is_refused_and_status_still_tells(
    run: Run, mock: SinchMock, file: Path
) -> None:
    scope = Scope(mock.settings.project_id, mock.base_url)
    held = SqliteLedger(beside(file, ".ledger"), scope, now=time.time())
    try:
        done = run("import", str(file), env=mock.env)
        assert done.exit_code == 2
        assert "is in use by another process" in done.stderr
        assert run("status", str(file)).exit_code == 2
    finally:
        held.close()


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "there is no such ledger"), (b"no ledger at all" * 100, "is not a ledger")],
)
@pytest.mark.parametrize("command", ["status", "settle", "report", "retry", "undo"])
def test_what_is_no_ledger_is_said_in_one_sentence(
    run: Run, mock: SinchMock, file: Path, command: str, content: bytes | None, words: str
) -> None:
    ledger, rest = beside(file, ".ledger"), ["--state", "rejected"] if command == "retry" else []
    if content is not None:
        ledger.write_bytes(content)
    told = run(command, str(file), *rest, env=mock.env)
    assert told.exit_code == 2
    assert told.stderr.startswith(f"Error: {ledger}")
    assert words in told.stderr
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["import --rejects", "report --output"])
@pytest.mark.parametrize("ending", ["", ".ledger", ".ledger-wal", ".ledger.json"])
def test_what_is_written_never_replaces_a_file_of_the_run(
    run: Run, mock: SinchMock, file: Path, ending: str, command: str
) -> None:
    run("import", str(file), "--limit", "1", env=mock.env)
    target, link = beside(file, ending), file.with_name("another-name")
    there = target.exists()
    before = target.read_bytes() if there else b""
    names = [target, *([link] if there else [])]
    if there:
        os.link(target, link)
    for name in names:
        verb, option = command.split()
        done = run(verb, str(file), option, str(name), env=mock.env)
        assert done.exit_code == 2
        assert f"{option} {name} would replace {target.name}" in done.stderr
    assert (target.read_bytes() if target.exists() else b"") == before


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes")
def test_rejects_that_go_to_a_device_leave_the_device(
    run: Run, mock: SinchMock, file: Path
) -> None:
    """As /dev/null is: an administrator could remove it."""
    pipe = file.with_name("pipe")
    os.mkfifo(pipe)
    assert run("import", str(file), "--rejects", str(pipe), env=mock.env).exit_code == 0
    assert pipe.is_fifo()


def test_what_is_left_is_told_by_the_ledger_also_where_a_kill_left_old_figures(
    run: Run, mock: SinchMock, file: Path
) -> None:
    run("import", str(file), "--limit", "10", env=mock.env)
    small = beside(file, ".ledger.json")
    told = json.loads(small.read_text(encoding="utf-8"))
    old = {**told, "passed": 4, "counts": {**told["counts"], "done": 4}}
    small.write_text(json.dumps(old), encoding="utf-8")
    assert run("status", str(file)).stdout == "10 done, 20 left\n"
    some = run("import", str(file), "--max-duration", "0.000001", env=mock.env)
    assert some.stdout.startswith("10 done, 0 rejected, 0 unknown, 20 left; ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.jsonl"], "no such file"),
        (["."], "is no regular file"),
        (["FILE", "--ledger", "FILE"], "one file"),
        (["FILE", "--rate", "0"], "rate"),
        (["FILE", "--rate", "nan"], "rate"),
        (["FILE", "--concurrency", "0"], "concurrency"),
        (["FILE", "--limit", "0"], "limit"),
        (["FILE", "--max-duration", "0"], "max-duration"),
    ],
)
def test_wrong_usage_is_named(
    run: Run, mock: SinchMock, file: Path, arguments: list[str], words: str
) -> None:
    done = run("import", *[str(file) if a == "FILE" else a for a in arguments], env=mock.env)
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert not mock.messages


def test_missing_settings_are_named(run: Run, file: Path) -> None:
    done = run("import", str(file))
    assert done.exit_code == 2
    assert "SINCH_PROJECT_ID" in done.stderr


@pytest.mark.parametrize(("fault", "code"), [("401", 2), ("403", 2), ("404", 3), ("500", 4)])
def test_a_run_in_which_nothing_works_stops_and_says_why(
    run: Run, mock: SinchMock, tmp_path: Path, fault: str, code: int
) -> None:
    mock.faults.add(fault)
    file = write(tmp_path / "messages.jsonl", lines(300, conversations=300))
    done = run("import", str(file), "--concurrency", "5", env=mock.env)
    assert done.exit_code == code, done.output
    assert fault in done.stderr
    assert len(mock.requests) < 40


# ---------------------------------------------------------------------------- signals


@posix_only
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_what_is_under_way_come_to_its_end(
    mock: SinchMock, tmp_path: Path, number: int
) -> None:
    mock.faults.add("latency", delay_ms=300)
    file = write(tmp_path / "messages.jsonl", lines(200))
    with start(mock.env, "import", file, "--concurrency", "10") as child:
        wait_for(lambda: len(mock.messages) > 15)
        child.send_signal(number)
        told, _ = child.communicate(timeout=LIMIT)
    assert child.returncode == 3
    done = len(mock.messages)
    assert told.startswith(f"{done} done, 0 rejected, 0 unknown, {200 - done} left; ")


@posix_only
def test_a_second_signal_aborts_and_what_was_under_way_is_unknown(
    run: Run, mock: SinchMock, tmp_path: Path
) -> None:
    file = write(tmp_path / "messages.jsonl", lines(30))
    mock.faults.add("hang")
    with start(mock.env, "import", file, "--concurrency", "4") as child:
        wait_for(lambda: len(mock.requests) >= 4)
        end = time.monotonic() + LIMIT
        while child.poll() is None:  # one that follows too close is an echo
            assert time.monotonic() < end
            child.send_signal(signal.SIGINT)
            time.sleep(0.3)
        _, said = child.communicate(timeout=LIMIT)
    assert child.returncode == 4
    assert "aborted: what was under way is unknown now" in said
    assert run("status", str(file)).stdout.startswith("4 unknown")


@posix_only
def test_a_signal_ends_the_wait_for_stdin(mock: SinchMock, tmp_path: Path) -> None:
    ledger = tmp_path / "run.ledger"
    with start(mock.env, "import", "-", "--ledger", ledger, stdin=subprocess.PIPE) as child:
        assert child.stdin is not None
        child.stdin.write(json.dumps(lines(1)[0]) + "\n")
        child.stdin.flush()
        wait_for(lambda: len(mock.messages) == 1)
        child.send_signal(signal.SIGTERM)
        told = child.stdout.read() if child.stdout else ""
        child.wait(LIMIT)
    assert child.returncode == 3
    assert told.startswith("1 done, 0 rejected, 0 unknown, ")


@posix_only
def test_an_interrupt_before_anything_was_begun_is_130(tmp_path: Path, closed_port: int) -> None:
    file = write(tmp_path / "messages.jsonl", lines(5))
    env = {
        "SINCH_PROJECT_ID": "p",
        "SINCH_KEY_ID": "k",
        "SINCH_KEY_SECRET": "s",
        "SINCH_BASE_URL": f"http://127.0.0.1:{closed_port}",
        "SINCH_AUTH_URL": f"http://127.0.0.1:{closed_port}",
    }
    ledger = beside(file, ".ledger")
    with start(env, "import", file) as child:
        wait_for(lambda: beside(ledger, ".json").exists())
        child.send_signal(signal.SIGINT)
        told, _ = child.communicate(timeout=LIMIT)
    assert child.returncode == 3  # it waits for the server: records had their turn
    assert told.startswith("0 done, 0 rejected, 0 unknown, 5 left; ")


def test_a_duration_ends_a_run(run: Run, mock: SinchMock, tmp_path: Path) -> None:
    file = write(tmp_path / "messages.jsonl", lines(100))
    done = run("import", str(file), "--rate", "20", "--max-duration", "0.5", env=mock.env)
    assert done.exit_code == 3
    assert 0 < len(mock.messages) < 60


@posix_only
def test_after_a_kill_the_same_command_goes_on(run: Run, mock: SinchMock, tmp_path: Path) -> None:
    file = write(tmp_path / "messages.jsonl", lines(300))
    mock.faults.add("latency", delay_ms=50)
    with start(mock.env, "import", file, "--concurrency", "8") as child:
        wait_for(lambda: len(mock.messages) > 60)
        told = run("status", str(file), "--json")
        child.kill()
    assert json.loads(told.stdout)["running"] is True
    mock.faults.clear()
    done = run("import", str(file), env=mock.env)
    numbers = stored(mock.messages)
    assert len(set(numbers)) == len(numbers)  # nothing twice
    unknown = json.loads(run("status", str(file), "--json").stdout)["unknown"]
    assert set(numbers) | {row["line"] for row in unknown} == set(range(1, 301))  # nothing lost
    assert len(unknown) <= 8
    assert done.exit_code == (4 if unknown else 0)


# ------------------------------------------------------------------ a ledger in a database

DATABASE = "postgresql://127.0.0.1:1/none"  # nothing of these asks it


@pytest.mark.parametrize("name", ["import", "status", "settle", "verify", "retry", "undo"])
@pytest.mark.parametrize(
    "url", ["postgresql://me:geheim@host/db", "postgresql://host/db?password=geheim"]
)
def test_a_password_on_the_command_line_is_refused(
    run: Run, mock: SinchMock, file: Path, name: str, url: str
) -> None:
    told = run(name, str(file), "--ledger", url, env=mock.env)
    assert told.exit_code == 2
    assert "PGPASSWORD" in told.stderr
    assert "geheim" not in told.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "FILE", "--ledger", "mysql://host/db"], "must be a file or postgresql://"),
        (["import", "FILE", "--ledger", DATABASE, "--dry-run"], "touches no network"),
        (["import", "-", "--ledger", DATABASE], "stdin has none"),
        (["settle", "FILE", "--ledger", DATABASE, "--settle-after", "1"], "above 5 seconds"),
        (["plan", "FILE", "--ledger", DATABASE], "must be a file here"),
        (["report", "FILE", "--ledger", DATABASE], "must be a file here"),
        (["status", "FILE", "--ledger", DATABASE], "cannot be used"),
    ],
)
def test_what_a_database_cannot_do_is_refused(
    run: Run, mock: SinchMock, file: Path, arguments: list[str], words: str
) -> None:
    told = run(*[str(file) if a == "FILE" else a for a in arguments], env=mock.env)
    assert told.exit_code == 2, told.output
    assert words in told.stderr
    assert not mock.messages
