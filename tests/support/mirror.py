"""``sinch-inject mirror`` as a process."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
from sinch_inject_mock import SinchMock

from support.claims import LIMIT
from support.requests import message

__all__ = ["COMMAND", "TOKEN", "address", "end", "http", "record", "running", "starting"]

COMMAND = [sys.executable, "-c", "from sinch_inject.cli import main; main()", "mirror"]
TOKEN = "a-token-that-nobody-guesses"


def starting(
    mock: SinchMock, place: Path | str, *flags: str, token: str = TOKEN
) -> subprocess.Popen[str]:
    """Start the command, on a free port unless told otherwise."""
    env = {**os.environ, **mock.env, "PYTHONUNBUFFERED": "1", "SINCH_INJECT_MIRROR_TOKEN": token}
    where = [] if "--socket" in flags else ["--listen", "127.0.0.1:0"]
    return subprocess.Popen(
        [*COMMAND, "--outbox", str(place), *where, *flags],
        env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def address(process: subprocess.Popen[str]) -> str:
    """Return where it listens, when it does."""
    assert process.stdout is not None
    assert process.stderr is not None
    line = process.stdout.readline()
    found = re.search(r"http://\S+(?=/outbox)|/\S+$", line)
    assert found, line + process.stderr.read()
    return found[0]


@contextlib.contextmanager
def running(
    mock: SinchMock, place: Path | str, *flags: str, token: str = TOKEN
) -> Generator[tuple[subprocess.Popen[str], str]]:
    """Run the command; yield the process and where it listens."""
    process = starting(mock, place, *flags, token=token)
    try:
        yield process, address(process)
    finally:
        end(process)


def end(process: subprocess.Popen[str]) -> None:
    """End it, and what it writes to."""
    process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr):
        assert stream is not None
        stream.close()


def http(base: str, token: str | None = TOKEN, **more: Any) -> httpx.Client:
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    return httpx.Client(base_url=base, headers=headers, timeout=LIMIT, **more)


def record(key: Any, **changes: Any) -> dict[str, Any]:
    return {"_key": key, "conversation_id": f"c-{key}", **message(f"m-{key}"), **changes}
