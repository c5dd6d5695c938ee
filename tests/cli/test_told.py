"""What a command did is told by its code, also to whom nothing can be said, or who interrupts."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sinch_inject_mock import SinchMock
from support.files import lines, write
from support.requests import message

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to one process, and /dev")
PATIENCE = 60.0
# Where the tests run in the background, a shell or nohup has them ignore Ctrl-C.
LISTEN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
PROGRAM = [sys.executable, "-c", f"{LISTEN}; from sinch_inject.cli import main; main()"]
SEND = (
    *("send", "--text", "hello", "--contact", "k", "--channel", "SMS"),
    *("--identity", "+46700000001", "--direction", "TO_APP", "--conversation"),
)
SIGNALS = [signal.SIGINT, signal.SIGTERM]
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


@pytest.fixture
def environ(sinch_mock: SinchMock) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("SINCH_")}
    return bare | sinch_mock.env


@contextlib.contextmanager
def begun(*words: str, environ: dict[str, str], **streams: Any) -> Generator[subprocess.Popen[Any]]:
    pipe = subprocess.PIPE
    given: dict[str, Any] = {"stdin": pipe, "stdout": pipe, "stderr": pipe, **streams}
    with subprocess.Popen([*PROGRAM, *words], env=environ, **given) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(*words: str, environ: dict[str, str], **streams: Any) -> tuple[int, str]:
    """Run a command to its end; return its code and what it said on stderr."""
    with begun(*words, environ=environ, **streams) as process:
        _, said = process.communicate(timeout=PATIENCE)
    assert b"Traceback" not in (said or b""), said
    return process.returncode, (said or b"").decode()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not come so far"
        time.sleep(0.02)


@pytest.fixture(params=["closed pipe", pytest.param("full disk", marks=needs_full)])
def deaf(request: pytest.FixtureRequest) -> Iterator[int]:
    """Return a descriptor that takes nothing."""
    if request.param == "full disk":
        taken = os.open(FULL, os.O_WRONLY)
    else:
        reader, taken = os.pipe()
        os.close(reader)
    yield taken
    os.close(taken)


# ---------------------------------------------------------------- nobody can be told


@pytest.mark.parametrize(
    ("conversation", "settings", "code"),
    [
        ("c1", {}, 0),
        ("fault-500-c", {}, 4),
        ("fault-404-c", {}, 1),
        ("c1", {"SINCH_KEY_SECRET": "wrong"}, 2),
    ],
)
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_became_of_an_import_is_so_though_nobody_reads_it(
    stream: str,
    conversation: str,
    settings: dict[str, str],
    code: int,
    deaf: int,
    environ: dict[str, str],
    tmp_path: Path,
) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text(json.dumps({"conversation_id": conversation, **message()}), "utf-8")
    done = ended("import", str(file), environ=environ | settings, **{stream: deaf})
    assert done[0] == code, done


@pytest.mark.parametrize("words", ["--help", "--version", "send --help"])
def test_help_that_nobody_gets_is_not_done(words: str, deaf: int, environ: dict[str, str]) -> None:
    assert ended(*words.split(), environ=environ, stdout=deaf)[0] == 3


def test_problems_that_nobody_gets_are_no_fault_of_the_file(
    deaf: int, environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "bad.json").write_text("{}", "utf-8")
    code, said = ended("check", str(tmp_path / "bad.json"), environ=environ, stdout=deaf)
    assert code == 3
    assert "cannot read" not in said


@needs_full
@pytest.mark.parametrize("command", ["convert --from csv", "report"])
def test_a_file_that_finds_no_room_may_be_tried_again(
    command: str, environ: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "input"
    if command == "report":
        write(file, lines(1))
        assert ended("import", str(file), environ=environ)[0] == 0
    else:
        head = "conversation_id,contact_id,accept_time,direction,channel,identity,text"
        file.write_text(f"{head}\nc,k,2026-11-20T09:30:00Z,TO_APP,SMS,+46700000001,hi\n", "utf-8")
    code, said = ended(*command.split(), str(file), "-o", str(FULL), environ=environ)
    assert (code, said) == (3, f"Error: {FULL}: No space left on device\n")


@needs_full
@pytest.mark.parametrize(("other", "code"), [("c1", 3), ("fault-500-c", 4)])
def test_rejects_that_find_no_room_do_not_hide_what_is_in_doubt(
    other: str, code: int, environ: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "messages.jsonl"
    records = [{"conversation_id": name, **message()} for name in (other, "fault-404-c")]
    file.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    rejects = ("--rejects", str(FULL), "--concurrency", "1")
    with begun("import", str(file), *rejects, "--json", environ=environ) as process:
        told, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == code
    assert json.loads(told)["unknown"] == (1 if code == 4 else 0)
    assert f"Error: {FULL}: No space left on device".encode() in said


# ---------------------------------------------------------------- interrupts


@pytest.fixture
def stuck() -> Iterator[int]:
    """Return a descriptor of a pipe that is full, and that nobody reads."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(writer, b"x" * 4096)
    os.set_blocking(writer, True)
    yield writer
    os.close(writer)
    os.close(reader)


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("command", ["send", "import"])
def test_an_interrupt_while_it_is_told_changes_nothing(
    command: str,
    number: signal.Signals,
    stuck: int,
    environ: dict[str, str],
    sinch_mock: SinchMock,
    tmp_path: Path,
) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text(json.dumps({"conversation_id": "fault-500-c", **message()}), "utf-8")
    words = ["import", str(file)] if command == "import" else [*SEND, "fault-500-c", "--json"]
    with begun(*words, environ=environ, stdout=stuck) as process:
        wait_for(lambda: any("inject-message" in one["path"] for one in sinch_mock.requests))
        wait_for(lambda: waits(process, 1))
        process.send_signal(number)
        assert process.wait(PATIENCE) == 4


def waits(process: subprocess.Popen[bytes], descriptor: int) -> bool:
    """Say whether a process sleeps in a call about a descriptor."""
    place = Path(f"/proc/{process.pid}/syscall")
    if not place.exists():  # the system does not tell; give it time
        time.sleep(2)
        return True
    words = place.read_text("ascii").split()
    return words[1:2] == [hex(descriptor)]


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("command", ["settle", "list", "doctor"])
def test_what_has_begun_is_not_called_unbegun(
    command: str,
    number: signal.Signals,
    environ: dict[str, str],
    sinch_mock: SinchMock,
    tmp_path: Path,
) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text(json.dumps({"conversation_id": "fault-reset-c", **message()}), "utf-8")
    if command == "settle":
        assert ended("import", str(file), environ=environ)[0] == 4
        hanging = sinch_mock.faults.add("hang", operation="listMessages")
        words = ["settle", str(file)]
    elif command == "list":
        for _ in range(2):
            assert ended(*SEND, "c1", environ=environ)[0] == 0
        sinch_mock.faults.add("latency", operation="listMessages", count=1, delay_ms=1)
        hanging = sinch_mock.faults.add("hang", operation="listMessages")
        words = ["list", "--conversation", "c1", "--page-size", "1"]
    else:
        hanging = sinch_mock.faults.add("token-hang")
        words = ["doctor"]
    with begun(*words, environ=environ) as process:
        wait_for(lambda: bool(hanging.applied))
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3
    assert said == b"Error: not finished, run it again: interrupted\n"


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("command", ["delete", "undo", "retry"])
def test_an_interrupt_at_the_question_comes_before_anything_was_begun(
    command: str, number: signal.Signals, environ: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "messages.jsonl"
    conversation = "fault-500-stored-c" if command == "retry" else "c1"
    file.write_text(json.dumps({"conversation_id": conversation, **message()}), "utf-8")
    ended("import", str(file), environ=environ)
    words = {"retry": [str(file), "--state", "unknown"], "undo": [str(file)], "delete": ["01H"]}
    with begun(command, *words[command], environ=environ) as process:
        assert process.stderr
        asked = b""
        while b"[y/N]" not in asked:  # the end of the test's patience is the process's
            asked += os.read(process.stderr.fileno(), 1024) or pytest.fail(str(asked))
        wait_for(lambda: waits(process, 0))
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert b"interrupted; nothing was begun" in said
