"""Twenty projects, four workers, two of which are killed again and again.

Needs ``DATABASE_URL``, a database that the test may fill.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path

import pytest
from sinch_inject_mock import SinchMock
from sinch_inject_mock.settings import Settings

TENANTS = int(os.environ.get("TENANTS_IN_TEST", "20"))
EACH = 120  # messages
KILLS = 12
LIMIT = 300.0  # seconds
COMMAND = [sys.executable, "-m", "many_tenants.command"]


def history(file: Path) -> None:
    """Write a file of messages, each with its number as its text."""
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=2)
    with file.open("w") as stream:
        for n in range(EACH):
            record = {
                "conversation_id": f"c-{n % 5}",
                "accept_time": (now + datetime.timedelta(seconds=n)).isoformat(),
                "direction": "TO_APP",
                "contact_id": "01HCONTACT",
                "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
                "contact_message": {"text_message": {"text": str(n)}},
            }
            stream.write(json.dumps(record) + "\n")


@pytest.fixture
def mocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, SinchMock]]:
    """Run a server for each project, and write down who the tenants are."""
    tenants = {}
    mocks = {}
    with ExitStack() as stack:
        for number in range(TENANTS):
            name = f"tenant-{os.getpid()}-{number}"
            mock = stack.enter_context(SinchMock(Settings(project_id=f"project-{number}")))
            mock.faults.add("latency", delay_ms=50)
            file = tmp_path / f"{name}.jsonl"
            history(file)
            mocks[name] = mock
            tenants[name] = {"file": str(file), "environ": mock.env}
        (tmp_path / "tenants.json").write_text(json.dumps(tenants))
        monkeypatch.setenv("TENANTS", str(tmp_path / "tenants.json"))
        monkeypatch.setenv("TENANT_RATE", "20")
        monkeypatch.setenv("AT_MOST", "2")
        monkeypatch.setenv("STALLED", "6")
        yield mocks


def command(name: str) -> str:
    done = subprocess.run(
        [*COMMAND, name], capture_output=True, text=True, timeout=LIMIT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([*COMMAND, "worker"], stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def stored(mock: SinchMock) -> list[int]:
    texts = [found["message"]["contact_message"]["text_message"]["text"] for found in mock.messages]
    return sorted(map(int, texts))


def holders(mock: SinchMock) -> list[str]:
    """Return who sent, one word for each stretch of messages by the same holder."""
    agents = [
        request["headers"]["user-agent"]
        for request in mock.requests
        if request["path"].endswith(":inject-message")
    ]
    return [agent for agent, _ in groupby(agents)]


def test_every_message_of_every_tenant_is_there_once(mocks: dict[str, SinchMock]) -> None:
    command("setup")
    command("setup")  # again is no harm
    command("begin")
    killed, ended = 0, {}
    began = time.monotonic()
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(worker())
        victims = [stack.enter_context(ExitStack()) for _ in range(2)]
        next_kill = began
        while len(ended) < TENANTS:
            assert time.monotonic() - began < LIMIT, command("counts")
            for name, mock in mocks.items():
                if name not in ended and mock.do(lambda state: len(state.store)) == EACH:
                    ended[name] = time.monotonic() - began
            if time.monotonic() >= next_kill and killed < KILLS:
                for victim in victims:
                    victim.close()  # SIGKILL
                    victim.enter_context(worker())
                killed += 2
                next_kill = time.monotonic() + 4.0
            time.sleep(0.05)
        everything_done()
    for name, mock in mocks.items():
        assert stored(mock) == list(range(EACH)), name
        turns = holders(mock)
        assert len(turns) == len(set(turns)), f"two holders of {name} at a time"
    first, last = min(ended.values()), max(ended.values())
    print(f"{TENANTS} tenants, {killed} kills: ended after {first:.1f} to {last:.1f} s")


def everything_done() -> None:
    """Wait until the ledgers know it too: what a kill left is asked for."""
    end = time.monotonic() + LIMIT
    while True:
        rows = [line.split() for line in command("counts").splitlines()[1:]]
        if all(row[3] == str(EACH) for row in rows):
            return
        assert time.monotonic() < end, rows
        time.sleep(0.5)
