"""``sinch-inject check``: what it finds, where it says it is, and what it ends with."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sinch_inject.bulk.records import LONGEST
from sinch_inject.cli.progress import ERASE, Progress

Run = Callable[..., Result]
NOW = "2026-11-22T12:00:00Z"
GOOD: dict[str, Any] = {
    "accept_time": "2026-11-20T00:00:00Z",
    "direction": "TO_APP",
    "contact_id": "01HCONTACT",
    "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
    "contact_message": {"text_message": {"text": "hello"}},
}
LINE = GOOD | {"channel_identity": {"channel": "LINE", "identity": "U4af4980629"}}
NO_MESSAGE = {name: value for name, value in GOOD.items() if name != "contact_message"}


def lines(*values: object) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


@pytest.fixture
def check(run: Run) -> Run:
    def check(stdin: bytes, *options: str) -> Result:
        return run("check", "-", "--now", NOW, *options, stdin=stdin)

    return check


def test_a_good_request_on_one_line(check: Run) -> None:
    result = check(lines(GOOD))
    assert (result.exit_code, result.output) == (0, "1 request: 1 good\n")


def test_a_good_request_spread_over_lines(check: Run) -> None:
    result = check(json.dumps(GOOD, indent=2).encode().replace(b"\n", b"\r\n"))
    assert (result.exit_code, result.output) == (0, "1 request: 1 good\n")


def test_a_file_that_is_packed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl.gz"
    packed = gzip.compress(lines(*[GOOD] * 1000, LINE))
    file.write_bytes(packed)
    result = run("check", str(file), "--now", NOW)
    assert result.output.startswith(f"{file}:1001: error at /channel_identity/app_id")
    assert result.output.endswith("1001 requests: 1000 good, 1 with errors\n")
    file.write_bytes(packed[:-12])
    result = run("check", str(file), "--now", NOW)
    assert result.exit_code == 1
    assert "error [gzip]: the compressed file is damaged, or cut off here" in result.output


def test_each_line_is_judged_and_counted_blank_ones_skipped(check: Run) -> None:
    result = check(lines(GOOD) + b"\n" + lines(LINE, NO_MESSAGE))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "stdin:3: error at /channel_identity/app_id [required]: `app_id` is required on LINE",
        "stdin:4: warning [no_message]: neither `app_message` nor `contact_message` is set: "
        "the message has no content",
        "3 requests: 1 good, 1 with warnings, 1 with errors",
    ]


def test_warnings_alone_end_with_zero(check: Run) -> None:
    assert check(lines(NO_MESSAGE)).exit_code == 0


def test_times_are_judged_by_the_time_given(run: Run) -> None:
    result = run("check", "-", "--now", "2026-12-31T00:00:00Z", stdin=lines(GOOD))
    assert result.exit_code == 1
    assert "/accept_time [time_window]: is 30 days old or more" in result.output


def test_without_a_time_the_present_counts(run: Run) -> None:
    result = run("check", "-", stdin=lines(GOOD | {"accept_time": "2999-01-01T00:00:00Z"}))
    assert "/accept_time [time_window]: lies in the future" in result.output


@pytest.mark.parametrize(
    ("stdin", "expected"),
    [
        (b"nope\n", "1:1: error [json]: is not JSON: expecting value"),
        (b'{"a": 1,\n "b": nope}\n', "2:7: error [json]: is not JSON: expecting value"),
        (b'{"a": 1', "1:8: error [json]: is not JSON: it ends too early"),
        (b'{"a": [1,\n2', "2:2: error [json]: is not JSON: it ends too early"),
        (b"{}{}\n", "1:3: error [json]: is not JSON: there is something after the end"),
        (b'{"a":\n1}\n{}\n', "3:1: error [json]: is not JSON: there is something after the end"),
        ('{"å": "'.encode() + b'\xff"}', "1:8: error [encoding]: is not UTF-8; save it as UTF-8"),
        (b'{"a":\n"\xc3"}', "2:2: error [encoding]: is not UTF-8"),
        ("{}".encode("utf-16"), "1:1: error [encoding]: is UTF-16; save it as UTF-8"),
        (b'{"a": 1, "a": 2}', "1: error [unique_names]: has a name twice in one object"),
        (b'{"a": NaN}', "1: error [number]: holds NaN or Infinity"),
        (b'{"a": ' + b"9" * 5000 + b"}", "1: error [number]: holds a number that is too long"),
        (b"[" * 200_000, "1: error [depth]: is nested too deep"),
        (b'[\n{"a": 1}\n]', "1: error [type]: is a list; give one request"),
        (b"17", "1: error [type]: is no object"),
    ],
)
def test_what_is_no_request_is_named_with_its_place(
    check: Run, stdin: bytes, expected: str
) -> None:
    result = check(stdin)
    assert result.exit_code == 1
    assert result.output.startswith(f"stdin:{expected}")
    assert result.output.endswith("\n1 request: 0 good, 1 with errors\n")


def test_one_broken_line_hides_no_other(check: Run) -> None:
    result = check(b'{"a": 1\n' + lines(GOOD, LINE))
    assert "stdin:1:8: error [json]: is not JSON: it ends too early\n" in result.output
    assert "stdin:3: error at /channel_identity/app_id" in result.output
    assert result.output.endswith("3 requests: 1 good, 2 with errors\n")


def test_a_byte_order_mark_is_no_fault(check: Run) -> None:
    assert check(b"\xef\xbb\xbf" + lines(GOOD)).exit_code == 0


def test_a_line_beyond_the_limit_is_skipped_not_held(check: Run) -> None:
    result = check(b'{"a": "' + b"x" * (LONGEST + 9) + b'"}\n' + lines(GOOD))
    assert f"stdin:1: error [size]: is more than {LONGEST} bytes long" in result.output
    assert result.output.endswith("2 requests: 1 good, 1 with errors\n")


def test_a_request_beyond_the_limit_is_not_read_to_its_end(check: Run) -> None:
    result = check(b'{"a": [\n' + b'"xxxxxxxxxxxxxxxxxxxxxxxxxxxx",\n' * (LONGEST // 16) + b"1]}")
    assert f"stdin:1: error [size]: is more than {LONGEST} bytes long" in result.output


def test_an_empty_file_is_not_in_order(check: Run) -> None:
    result = check(b"\n \n")
    assert (result.exit_code, result.output) == (1, "There is no request in it.\n")


def test_json_output_is_one_object_a_problem(check: Run) -> None:
    result = check(lines(GOOD, LINE) + b"nope\n", "--json")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "file": "stdin",
            "line": 2,
            "column": None,
            "pointer": "/channel_identity/app_id",
            "rule": "required",
            "severity": "error",
            "message": "`app_id` is required on LINE",
            "source": "page",
            "reference": "reference/contract/#channelidentity.rule-1",
        },
        {
            "file": "stdin",
            "line": 3,
            "column": 1,
            "pointer": "",
            "rule": "json",
            "severity": "error",
            "message": "is not JSON: expecting value",
            "source": None,
            "reference": None,
        },
    ]
    assert result.stderr == "3 requests: 1 good, 2 with errors\n"


def test_values_are_shown_only_when_asked_for(check: Run) -> None:
    stdin = lines(GOOD | {"direction": "SIDEWAYS"})
    assert "SIDEWAYS" not in check(stdin).output
    assert "'SIDEWAYS'" in check(stdin, "--quote-values").output


@pytest.mark.parametrize(
    "arguments", [("check",), ("check", "missing.json"), ("check", "-", "--now", "2026-11-22")]
)
def test_wrong_usage_ends_with_two(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.output


def test_a_reader_that_leaves_early_leaves_no_traceback(tmp_path: Path) -> None:
    """As ``sinch-inject check FILE | head -1`` does."""
    file = tmp_path / "many.jsonl"
    file.write_bytes(lines(*[{}] * 20_000))
    command = [sys.executable, "-m", "sinch_inject.cli", "check", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        assert b"many.jsonl:1: error at /accept_time" in process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) != 0


def test_several_files_make_one_report(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.jsonl"
    good.write_bytes(lines(GOOD))
    bad.write_bytes(lines(GOOD, LINE))
    result = run("check", str(good), str(bad), str(good), "--now", NOW)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{bad}:2: error at /channel_identity/app_id [required]: `app_id` is required on LINE",
        "4 requests: 3 good, 1 with errors",
    ]


def test_it_stops_after_so_many_problems(run: Run, tmp_path: Path) -> None:
    """A binary file would fill the screen with nothing."""
    binary = tmp_path / "picture.jpg"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n" * 5_000)
    result = run("check", str(binary), str(binary))
    assert result.exit_code == 1
    *problems, summary = result.output.splitlines()
    assert len(problems) == 100
    assert summary == (
        "100 requests: 0 good, 100 with errors; "
        "stopped, more may be wrong (--max-problems 0 shows all)"
    )


@pytest.mark.parametrize(("limit", "shown"), [(1, 1), (3, 3), (1000, 1000), (0, 1500)])
def test_how_many_problems_is_an_option(check: Run, limit: int, shown: int) -> None:
    result = check(lines(*[LINE] * 1500), "--max-problems", str(limit))
    assert result.exit_code == 1
    assert result.output.count("[required]") == shown
    assert ("--max-problems 0 shows all" in result.output) == bool(limit)


def test_one_request_can_reach_the_limit(check: Run) -> None:
    result = check(lines({}, LINE), "--max-problems", "2")
    assert result.output.count(": error at") == 2
    assert "1 request: 0 good, 1 with errors; stopped" in result.output


def test_stopping_is_wrong_even_if_only_warnings_were_seen(check: Run) -> None:
    assert check(lines(NO_MESSAGE, LINE), "--max-problems", "1").exit_code == 1


def test_progress_is_for_terminals_and_for_runs_that_last() -> None:
    now = [0.0]
    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        now[0] = 0.0
        progress = Progress(stream, first=1.0, every=0.5, clock=lambda: now[0])
        for now[0] in (0.0, 0.9, 1.0, 1.2, 1.5):
            progress.show(lambda: f"{now[0]} s")
        progress.clear()
        progress.clear()
    assert terminal.getvalue() == f"{ERASE}1.0 s{ERASE}1.5 s{ERASE}"
    assert pipe.getvalue() == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudoterminals")
def test_a_long_check_shows_on_a_terminal_how_far_it_is(tmp_path: Path) -> None:
    master, terminal = os.openpty()
    words = ["check", "-", "--now", NOW, "--max-problems", "0"]
    command = [sys.executable, "-m", "sinch_inject", *words]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=terminal
    ) as process:
        os.close(terminal)
        assert process.stdin
        assert process.stdout
        seen, end = b"", time.monotonic() + 60
        while b"with errors" not in seen:
            assert time.monotonic() < end, seen
            process.stdin.write(lines(GOOD, LINE))
            process.stdin.flush()
            if select.select([master], [], [], 0.01)[0]:
                seen += os.read(master, 4096)
        process.stdin.close()
        reader = process.stdout.read()
        assert process.wait(60) == 1
    os.close(master)
    assert re.search(rb"\d+ requests: \d+ good, \d+ with errors", seen)
    assert b"\x1b" not in reader
