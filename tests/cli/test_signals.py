"""How a command ends that gets more signals than one, and at moments when none is expected."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sinch_inject_mock import SinchMock
from support.files import lines, write
from support.mirror import TOKEN

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals to one process")
PATIENCE = 60.0
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
# Where the tests run in the background, a shell or nohup has them ignore these.
LISTEN = """\
import atexit, os, signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
"""
# What still runs when the command is over: others' hooks, before ours and after.
WAIT = f"atexit.register(lambda: (os.write(2, b'waits'), time.sleep({PATIENCE / 2})))\n"
# Tells when the command has taken its signals: before that, they are the interpreter's.
WATCH = """\
import threading
def watch():
    while signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        time.sleep(0.001)
    open(os.environ["READY"], "w").close()
threading.Thread(target=watch, daemon=True).start()
"""
MAIN = "from sinch_inject.cli import main\n"
RUN = "main()"


@pytest.fixture
def environ(sinch_mock: SinchMock) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("SINCH_")}
    return bare | sinch_mock.env | {"SINCH_INJECT_MIRROR_TOKEN": TOKEN}


def start(script: str, *words: str, env: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", script, *words]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=env)


def bombarded(
    process: subprocess.Popen[bytes], number: signal.Signals, ready: Callable[[], bool]
) -> tuple[int, str]:
    """Send signals from the moment something is so until the process ends; return how it did."""
    end = time.monotonic() + PATIENCE
    try:
        while process.poll() is None:
            assert time.monotonic() < end
            if ready():
                process.send_signal(number)
            time.sleep(0.004)
        out, said = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    return process.returncode, (out + said).decode()


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (["mock", "--port", "0"], {0, 130}),
        (["mirror", "--listen", "127.0.0.1:0", "--outbox", "FILE.db"], {0, 4, 130}),
        (["import", "FILE"], {3, 4, 130}),
        (["check", "FILE"], {3, 130}),
        (["contract", "--yes"], {3, 130}),
        (["demo"], {0, 3, 130}),
        (["doctor"], {0, 3, 130}),
    ],
    ids=["mock", "mirror", "import", "check", "contract", "demo", "doctor"],
)
def test_no_storm_of_signals_changes_how_it_ends(
    words: list[str],
    codes: set[int],
    number: signal.Signals,
    environ: dict[str, str],
    tmp_path: Path,
) -> None:
    if words[0] == "mock" and number is signal.SIGHUP:
        number = signal.SIGTERM
    file = write(tmp_path / "messages.jsonl", lines(20_000))
    ready = tmp_path / "ready"
    given = [word.replace("FILE", str(file)) for word in words]
    process = start(LISTEN + WATCH + MAIN + RUN, *given, env={**environ, "READY": str(ready)})
    code, said = bombarded(process, number, ready.exists)
    assert code in codes, said
    assert "Traceback" not in said


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize(
    ("script", "ends_at_once"),
    [(LISTEN + WAIT + MAIN + RUN, False), (LISTEN + MAIN + WAIT + RUN, True)],
    ids=["last", "hook"],
)
def test_a_signal_after_the_end_changes_nothing(
    script: str, number: signal.Signals, *, ends_at_once: bool, tmp_path: Path
) -> None:
    (tmp_path / "wrong.json").write_text("{}", "utf-8")
    script = script.replace(str(PATIENCE / 2), str(PATIENCE / 2 if ends_at_once else 1))
    process = start(script, "check", str(tmp_path / "wrong.json"))
    try:
        assert process.stderr
        assert process.stderr.read(5) == b"waits"
        process.send_signal(number)
        assert process.wait(PATIENCE / 3) == 1
    finally:
        process.kill()
        process.communicate()


def test_an_echo_of_a_signal_is_the_same_signal(
    environ: dict[str, str], sinch_mock: SinchMock, tmp_path: Path
) -> None:
    """Who runs the command may pass on the Ctrl-C that the terminal has sent to both."""
    file = write(tmp_path / "messages.jsonl", lines(200))
    sinch_mock.faults.add("latency", delay_ms=500)
    process = start(LISTEN + MAIN + RUN, "import", str(file), "--concurrency", "4", env=environ)
    end = time.monotonic() + PATIENCE
    try:
        while len(sinch_mock.requests) < 4:
            assert time.monotonic() < end
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 3, said
    assert b"0 unknown" in out
