"""The one table of exit codes, asked of real processes: every command, every code.

A message in doubt ends with 4 however the command ends, and 130 is for what never began.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from sinch_inject import SinchInjectError, errors
from sinch_inject.cli import COMMANDS
from sinch_inject.cli.exits import CODES, TRY_AGAIN, UNKNOWN, code_of
from sinch_inject_mock import SinchMock
from support.environments import ROOT
from support.requests import message

PATIENCE = 60
ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals to one process, and /dev")
# Where the tests run in the background, a shell or nohup has them ignore Ctrl-C and SIGHUP.
LISTEN = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    "; hup = getattr(signal, 'SIGHUP', None); hup and signal.signal(hup, signal.SIG_DFL)"
)
PROGRAM = [sys.executable, "-c", f"{LISTEN}; from sinch_inject.cli import main; main()"]
TEXT = (
    *("--text", "hello", "--contact", "01HCONTACT", "--channel", "SMS"),
    *("--identity", "+46700000001", "--direction", "TO_APP"),
)
Situation = tuple[str, tuple[str, ...], dict[str, str], int]


@pytest.fixture
def environ(sinch_mock: SinchMock) -> dict[str, str]:
    """Return an environment in which a client finds the simulator."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("SINCH_")}
    return bare | sinch_mock.env


def ended(
    words: list[str],
    environ: dict[str, str],
    *,
    stdout: int | IO[bytes] | None = subprocess.PIPE,
    cwd: Path | None = None,
    preexec_fn: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command to its end."""
    done = subprocess.run(
        [*PROGRAM, *words],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=cwd,
        preexec_fn=preexec_fn,
        check=False,
        timeout=PATIENCE,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert b"fault of sinch-inject" not in done.stderr, done.stderr.decode()
    return done


SENDING: list[Situation] = [
    ("done", ("c1",), {}, 0),
    ("tried again, then done", ("fault-429x1-after0-c",), {}, 0),
    ("the server finds it wrong", ("fault-400-c",), {}, 1),
    ("no such conversation", ("fault-404-c",), {}, 1),
    ("busy to the end", ("fault-429-after0-c",), {}, 3),
    ("refused before it was sent", ("c1", "--tag", "a b"), {}, 1),
    ("credentials refused", ("fault-401-c", "--basic"), {}, 2),
    ("the key is another project's", ("c1",), {"SINCH_PROJECT_ID": "another"}, 2),
    ("the token endpoint refuses the key", ("c1",), {"SINCH_KEY_SECRET": "wrong"}, 2),
    ("a setting is missing", ("c1",), {"SINCH_KEY_ID": ""}, 2),
    ("no text", ("c1", "--text", ""), {}, 2),
    ("an empty URL", ("c1", "--base-url", ""), {}, 2),
    ("nobody listens", ("c1", "--base-url", "http://127.0.0.1:1"), {}, 3),
    ("no token to be had", ("c1", "--auth-url", "http://127.0.0.1:1"), {}, 3),
    ("the server failed", ("fault-500-c",), {}, 4),
    ("the connection broke", ("fault-reset-stored-c",), {}, 4),
    ("an answer that is none", ("fault-html-c",), {}, 4),
]


@pytest.mark.parametrize("situation", SENDING, ids=[situation[0] for situation in SENDING])
def test_send(situation: Situation, environ: dict[str, str]) -> None:
    _, words, settings, code = situation
    done = ended(["send", *TEXT, "--conversation", *words], environ | settings)
    assert done.returncode == code, done.stderr.decode()


TESTING: list[Situation] = [
    ("the contract holds", (), {}, 0),
    (
        "it does not",
        ("--safe", "--yes", "--conversation", "fault-html-c", "--stop-at-first"),
        {},
        1,
    ),
    ("no credentials", (), {"SINCH_KEY_ID": ""}, 2),
    ("credentials that no header holds", (), {"SINCH_KEY_SECRET": "a\nb"}, 2),
    ("credentials refused", (), {"SINCH_KEY_SECRET": "wrong"}, 2),
    ("no such layer", ("--layer", "cake"), {}, 2),
    ("a report that cannot be written", ("--junit", "/nowhere/at/all.xml"), {}, 2),
    ("no answer to the question", ("--safe", "--conversation", "c"), {}, 130),
]


@pytest.mark.parametrize("situation", TESTING, ids=[situation[0] for situation in TESTING])
def test_contract(situation: Situation, environ: dict[str, str], sinch_mock: SinchMock) -> None:
    _, words, settings, code = situation
    server = ["--base-url", sinch_mock.base_url, "--layer", "regressions"]
    safe = ["--base-url", sinch_mock.base_url] if "--safe" in words else server
    done = ended(["contract", *safe, *words], environ | settings)
    assert done.returncode == code, done.stderr.decode()


def test_contract_without_a_server(environ: dict[str, str], closed_port: int) -> None:
    words = ["contract", "--base-url", f"http://127.0.0.1:{closed_port}", "--layer", "table"]
    done = ended(words, environ)
    assert done.returncode == 3
    assert b"nobody answers" in done.stderr


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_done_and_shows_the_table(
    command: str, option: str, environ: dict[str, str]
) -> None:
    done = ended([*command.split(), option], environ)
    assert (done.returncode, done.stderr) == (0, b"")
    if command:
        shown = " ".join(done.stdout.decode().split())
        assert all(f"{code} {words}" in shown for code, words in CODES.items())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("check good.json", 0),
        ("check good.json good.json", 0),
        ("check bad.json", 1),
        ("check good.json bad.json", 1),
        ("check empty.json", 1),
        ("check missing.json", 2),
        ("check .", 2),
        ("check good.json --now noon", 2),
        ("check", 2),
        ("send . --conversation c1", 2),
        ("send missing.json --conversation c1", 2),
        ("send empty.json --conversation c1", 1),
        ("send two.jsonl --conversation c1", 1),
        ("mock --fault nonsense", 2),
        ("mock --state /nowhere/at/all.db --port 0", 2),
        ("mock --host 256.256.256.256", 2),
        ("demo", 0),
        ("demo more", 2),
        ("fax", 2),
        ("", 2),
        ("--version", 0),
    ],
)
def test_files_and_usage(words: str, code: int, environ: dict[str, str], tmp_path: Path) -> None:
    good = json.dumps(message())
    (tmp_path / "good.json").write_text(good, "utf-8")
    (tmp_path / "two.jsonl").write_text(f"{good}\n{good}\n", "utf-8")
    (tmp_path / "bad.json").write_text("{}", "utf-8")
    (tmp_path / "empty.json").write_text("", "utf-8")
    done = ended(words.split(), environ, cwd=tmp_path)
    assert done.returncode == code, done.stderr.decode()


@ON_POSIX
@pytest.mark.parametrize("command", ["check", "send --conversation c1"])
def test_a_file_that_cannot_be_read(command: str, environ: dict[str, str], tmp_path: Path) -> None:
    """Root reads what it may not; the first page of its own memory not even root does."""
    file = tmp_path / "secret.json"
    file.touch(mode=0)
    unreadable = Path("/proc/self/mem") if os.geteuid() == 0 else file
    done = ended([*command.split(), str(unreadable)], environ)
    assert done.returncode == 2
    assert b"Error: " in done.stderr


# ---------------------------------------------------------------- signals


def interrupted(
    words: list[str], environ: dict[str, str], number: signal.Signals, when: Callable[[], bool]
) -> tuple[int, str]:
    """Run the command, send it a signal when it is time, and return how it ended."""
    with subprocess.Popen(
        [*PROGRAM, *words],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            end = time.monotonic() + PATIENCE
            while not when():
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < end, "it never came so far"
                time.sleep(0.02)
            process.send_signal(number)
            code = process.wait(PATIENCE)
        finally:
            process.kill()
        assert process.stderr
        said = process.stderr.read()
    assert "Traceback" not in said
    return code, said


SIGNALS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if sys.platform != "win32" else [])]


@ON_POSIX
@pytest.mark.parametrize("number", SIGNALS)
def test_a_message_in_doubt_is_unknown_however_it_was_ended(
    number: signal.Signals, environ: dict[str, str], sinch_mock: SinchMock
) -> None:
    words = ["send", *TEXT, "--conversation", "fault-hang-c"]
    code, said = interrupted(words, environ, number, lambda: bool(sent(sinch_mock)))
    assert code == 4
    assert "Interrupted while sending. It may be in the conversation" in said


def sent(mock: SinchMock) -> list[dict[str, Any]]:
    """Return the requests that carried a message."""
    return [entry for entry in mock.requests if "inject-message" in entry["path"]]


@ON_POSIX
@pytest.mark.parametrize("number", SIGNALS)
def test_what_was_refused_and_waits_is_not_in_doubt(
    number: signal.Signals, environ: dict[str, str], sinch_mock: SinchMock
) -> None:
    words = ["send", *TEXT, "--conversation", "fault-429-after30-c"]
    answered = lambda: bool(sent(sinch_mock)) and settled(0.5)  # noqa: E731
    code, said = interrupted(words, environ, number, answered)
    assert code == 3
    assert "nothing was injected" in said
    assert "may be" not in said


@ON_POSIX
def test_what_waits_for_its_token_is_not_in_doubt(
    environ: dict[str, str], sinch_mock: SinchMock
) -> None:
    hanging = sinch_mock.faults.add("token-hang")
    words = ["send", *TEXT, "--conversation", "c1"]
    code, said = interrupted(words, environ, signal.SIGTERM, lambda: bool(hanging.applied))
    assert code == 3
    assert "nothing was injected" in said
    assert sent(sinch_mock) == []


@ON_POSIX
@pytest.mark.parametrize("command", ["delete", "undo"])
def test_what_was_deleting_is_to_be_run_again(
    command: str, environ: dict[str, str], sinch_mock: SinchMock, tmp_path: Path
) -> None:
    file = tmp_path / "messages.jsonl"
    file.write_text(json.dumps({"conversation_id": "c1", **message()}), "utf-8")
    assert ended(["import", str(file)], environ).returncode == 0
    hanging = sinch_mock.faults.add("hang", operation="deleteMessage")
    what = str(file) if command == "undo" else "01HMESSAGE"
    words = [command, what, "--yes"]
    code, said = interrupted(words, environ, signal.SIGTERM, lambda: bool(hanging.applied))
    assert code == 3
    assert "not finished, run it again" in said
    assert "interrupted" in said


def settled(seconds: float) -> bool:
    """Give the command time to read the answer that the simulator has noted."""
    time.sleep(seconds)
    return True


@ON_POSIX
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("command", ["check", "send --conversation c1"])
def test_what_never_began_is_interrupted(
    command: str, number: signal.Signals, environ: dict[str, str], tmp_path: Path
) -> None:
    """It reads a pipe that nobody writes to."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with writer_when_open(pipe) as is_open:
        words = [*command.split(), str(pipe)]
        code, said = interrupted(words, environ, number, is_open)
    assert code == 130
    assert "interrupted; nothing was begun" in said


class writer_when_open:  # noqa: N801 -- reads as a function
    """Open the other end of a pipe as soon as somebody reads."""

    def __init__(self, pipe: Path) -> None:
        self.pipe = pipe
        self.descriptor: int | None = None

    def __enter__(self) -> Callable[[], bool]:
        return self._is_open

    def _is_open(self) -> bool:
        try:
            self.descriptor = os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return False
        return settled(0.1)

    def __exit__(self, *_: object) -> None:
        if self.descriptor is not None:
            os.close(self.descriptor)


# ---------------------------------------------------------------- streams


@pytest.fixture(params=["closed pipe", "full disk", "closed"])
def deaf(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """Return a stdout that takes nothing."""
    if request.param == "closed":
        yield {"stdout": None, "preexec_fn": lambda: os.close(1)}
        return
    if request.param == "full disk":
        if not Path("/dev/full").exists():
            pytest.skip("this system has no /dev/full")
        with Path("/dev/full").open("wb") as full:
            yield {"stdout": full}
        return
    reader, writer = os.pipe()
    os.close(reader)
    yield {"stdout": writer}
    os.close(writer)


@ON_POSIX
def test_what_is_injected_is_done_though_nobody_reads_it(
    deaf: dict[str, Any], environ: dict[str, str], sinch_mock: SinchMock
) -> None:
    done = ended(["send", *TEXT, "--conversation", "c1"], environ, **deaf)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(sinch_mock.messages) == 1


@ON_POSIX
@pytest.mark.parametrize("stream", ["stderr", "both"])
def test_what_is_in_doubt_is_unknown_though_nobody_reads_it(
    stream: str, environ: dict[str, str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PROGRAM, "send", *TEXT, "--conversation", "fault-500-c"],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=writer if stream == "both" else subprocess.DEVNULL,
        stderr=writer,
        check=False,
        timeout=PATIENCE,
    )
    os.close(writer)
    assert done.returncode == 4


@ON_POSIX
def test_closed_streams_are_no_traceback(environ: dict[str, str]) -> None:
    def close() -> None:
        os.close(1)
        os.close(2)

    for conversation, code in (("c1", 0), ("fault-500-c", 4)):
        done = subprocess.run(
            [*PROGRAM, "send", *TEXT, "--conversation", conversation],
            env=environ,
            stdin=subprocess.DEVNULL,
            preexec_fn=close,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == code


@ON_POSIX
@pytest.mark.parametrize("words", ["check good.json", "demo"])
def test_a_report_that_nobody_gets_is_not_done(
    words: str, deaf: dict[str, Any], environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "good.json").write_text(json.dumps(message()), "utf-8")
    done = ended(words.split(), environ, cwd=tmp_path, **deaf)
    # With no stdout at all there is nothing that could fail, as with `>/dev/null`.
    assert done.returncode == (0 if "preexec_fn" in deaf else 3)


# ---------------------------------------------------------------- bytes that are no text


@ON_POSIX
@pytest.mark.parametrize(
    "words",
    [
        [b"check", b"\xff.json"],
        [b"check", b"-", b"--now", b"\xff"],
        [b"send", b"--conversation", b"\xff", b"\xff.json"],
        [b"mock", b"--project", b"\xff"],
        [b"mock", b"--host", b"\xff"],
        [b"mock", b"--state", b"\xff/x", b"--port", b"0"],
        [b"\xff"],
    ],
)
def test_arguments_that_are_not_utf_8(words: list[bytes], environ: dict[str, str]) -> None:
    done = subprocess.run(
        [*PROGRAM, *words],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 2, done.stderr
    assert b"Error: " in done.stderr
    assert b"Traceback" not in done.stderr


@ON_POSIX
@pytest.mark.parametrize(
    "option", ["--text", "--contact", "--identity", "--metadata", "--conversation", "--tag"]
)
def test_a_message_that_is_not_utf_8_is_wrong(option: str, environ: dict[str, str]) -> None:
    words = [b"send", *(os.fsencode(word) for word in TEXT), b"--conversation", b"c1"]
    done = subprocess.run(
        [*PROGRAM, *words, option.encode(), b"a\xffb"],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 1, done.stderr
    assert b"not sent, the request is wrong" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "kind", [getattr(errors, name) for name in errors.__all__ if name[0].isupper()]
)
def test_only_what_may_be_tried_again_says_so(kind: type[object]) -> None:
    """The same word three times: the error's, the exit code's, and (README) the table's."""
    if not issubclass(kind, SinchInjectError) or kind is SinchInjectError:
        return
    error = kind([]) if issubclass(kind, errors.PreflightError) else kind("why")
    code = code_of(error)
    assert (code == TRY_AGAIN) is error.retryable
    assert (code == UNKNOWN) is isinstance(error, errors.OutcomeUnknown)


def test_the_page_of_the_command_has_this_table() -> None:
    text = (ROOT / "docs" / "command.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\d+)` \| ([^|]*?) \|", text, re.MULTILINE))
    assert {int(code): words for code, words in rows.items()} == CODES
