"""Names of files that no file can have, or that lead in a circle: a sentence and a code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sinch_inject_mock import SinchMock
from support.files import lines, write

Run = Callable[..., Result]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "messages.jsonl", lines(1))


def refused(done: Result, words: str) -> None:
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert "fault of sinch-inject" not in done.stderr


@pytest.mark.parametrize(
    "words", ["settle", "verify", "undo", "retry --state unknown", "status", "report"]
)
@pytest.mark.parametrize("name", ["", "/"])
def test_a_file_without_a_name(run: Run, mock: SinchMock, words: str, name: str) -> None:
    command, *options = words.split()
    refused(run(command, name, *options, env=mock.env), "the name of a file is empty")


def test_a_ledger_without_a_name(run: Run, mock: SinchMock, file: Path) -> None:
    done = run("import", str(file), "--ledger", "", env=mock.env)
    refused(done, "the name of a file is empty")
    assert not mock.messages


@posix_only
@pytest.mark.parametrize("option", ["--ledger", "--rejects"])
def test_a_circle_of_links(run: Run, mock: SinchMock, file: Path, option: str) -> None:
    loop = file.with_name("loop")
    loop.symlink_to(loop.name)
    done = run("import", str(file), option, str(loop), env=mock.env)
    if option == "--ledger":
        refused(done, "there is no such ledger")
    else:  # nothing is rejected, so nobody needs it
        assert done.exit_code == 0, done.output


@posix_only
@pytest.mark.parametrize("command", ["import", "plan"])
def test_a_pipe_is_there_but_cannot_be_read_twice(
    run: Run, mock: SinchMock, file: Path, command: str
) -> None:
    pipe = file.with_name("pipe")
    os.mkfifo(pipe)
    refused(run(command, str(pipe), env=mock.env), "is no regular file, and `-` reads from a pipe")
    refused(run(command, str(pipe) + "s", env=mock.env), "there is no such file")


@posix_only
@pytest.mark.parametrize("command", ["check", "import", "plan", "verify"])
def test_a_file_that_cannot_be_read_is_named(run: Run, mock: SinchMock, command: str) -> None:
    """The first page of a process's memory: not even root reads it."""
    if not Path("/proc/self/mem").exists():
        pytest.skip("this system has no such file")
    refused(run(command, "/proc/self/mem", env=mock.env), "/proc/self/mem: Input/output error")
