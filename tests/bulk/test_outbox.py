"""The outbox: durable when put returns, delivered once, bodies gone when done."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sinch_inject import AsyncInjectClient, AsyncOutbox, InjectClient, Outbox, PreflightError
from sinch_inject.bulk.ledger import LedgerRefused, State
from sinch_inject_mock import SinchMock
from sinch_inject_mock.settings import Settings
from support.claims import LIMIT
from support.imports import WALL, client_options, stored
from support.simulated import NOW, text_message


@pytest.fixture
def mock() -> Iterator[SinchMock]:
    with SinchMock(Settings(now=NOW, seed=1)) as mock:
        yield mock


def settled(counts: Callable[[], Any], many: int, state: State = State.DONE) -> None:
    """Wait until that many messages are in a state."""
    end = time.monotonic() + LIMIT
    while counts()[state] < many:
        assert time.monotonic() < end, counts()
        time.sleep(0.01)


def client(mock: SinchMock, **options: Any) -> InjectClient:
    return InjectClient(**client_options(mock.base_url, **options))


def contents(path: Path) -> list[str]:
    """Return the bodies in a file that nobody has open."""
    connection = sqlite3.connect(path)
    try:
        return [row[0] for row in connection.execute("SELECT content FROM body ORDER BY n")]
    finally:
        connection.close()


def test_what_is_put_is_delivered_once_and_its_body_is_gone(mock: SinchMock, path: Path) -> None:
    with client(mock) as sinch, Outbox(path, sinch) as outbox:
        for n in range(1, 41):
            assert outbox.put(f"c-{n}", text_message(str(n)), key=f"e-{n}") is State.PENDING
        settled(outbox.counts, 40)
        assert outbox.state("e-7") is State.DONE
        assert outbox.state("e-99") is None
        assert outbox.trouble is None
    assert stored(mock.messages) == list(range(1, 41))
    assert contents(path) == []
    assert b'"text":"17"' not in path.read_bytes()  # nor in the file's free pages


def test_the_same_key_again_is_no_second_message(mock: SinchMock, path: Path) -> None:
    with client(mock) as sinch, Outbox(path, sinch) as outbox:
        outbox.put("c-1", text_message("1"), key=1)
        settled(outbox.counts, 1)
        assert outbox.put("c-1", text_message("1"), key=1) is State.DONE
        with pytest.raises(PreflightError, match="other content"):
            outbox.put("c-1", text_message("2"), key=1)
    with client(mock) as sinch, Outbox(path, sinch) as outbox:
        assert outbox.put("c-1", text_message("1"), key=1) is State.DONE
    assert stored(mock.messages) == [1]


def test_what_is_checked_is_what_is_kept(mock: SinchMock, path: Path) -> None:
    """Whoever changes the request meanwhile."""

    class Changing(dict[str, Any]):
        read = 0

        def items(self) -> Any:
            Changing.read += 1
            return {"text": str(Changing.read)}.items()

    request = text_message("0")
    request["contact_message"]["text_message"] = Changing(text="0")
    with client(mock) as sinch, Outbox(path, sinch) as outbox:
        outbox.put("c-1", request, key="k")
        outbox.put("c-1", text_message("1"), key="k")  # the same: no other content
        settled(outbox.counts, 1)
    assert stored(mock.messages) == [1]


@pytest.mark.parametrize(
    ("request_", "key"),
    [({"direction": "UP"}, "k"), (text_message("1"), ""), (text_message("1"), None)],
)
def test_what_would_be_refused_is_not_kept(
    mock: SinchMock, path: Path, request_: dict[str, Any], key: Any
) -> None:
    with client(mock) as sinch, Outbox(path, sinch) as outbox:
        with pytest.raises(PreflightError):
            outbox.put("c-1", request_, key=key)
        assert not any(outbox.counts().values())
    assert not mock.messages


def test_an_outage_pauses_and_loses_nothing(mock: SinchMock, path: Path, closed_port: int) -> None:
    nowhere = client_options(f"http://127.0.0.1:{closed_port}", auth="basic")
    with InjectClient(**nowhere) as sinch, Outbox(path, sinch) as outbox:
        outbox.put("c-1", text_message("1"), key=1)
        end = time.monotonic() + LIMIT
        while outbox.trouble is None and not outbox.counts()[State.PENDING]:
            assert time.monotonic() < end
            time.sleep(0.01)
        assert not outbox.counts()[State.UNKNOWN]
    assert len(contents(path)) == 1


def test_an_unknown_one_is_never_sent_again(mock: SinchMock, path: Path) -> None:
    mock.faults.add("500", count=1, stored=True)
    with client(mock) as sinch, Outbox(path, sinch) as outbox:
        outbox.put("c-1", text_message("1"), key=1)
        settled(outbox.counts, 1, State.UNKNOWN)
        assert [one.row.state for one in outbox.unknown()] == [State.UNKNOWN]
        assert outbox.put("c-1", text_message("1"), key=1) is State.UNKNOWN
    assert stored(mock.messages) == [1]
    # The next start asks first, and finds it.
    with client(mock) as sinch, Outbox(path, sinch) as outbox:
        settled(outbox.counts, 1)
    assert stored(mock.messages) == [1]


def test_one_process_at_a_time(mock: SinchMock, path: Path) -> None:
    with (
        client(mock) as sinch,
        Outbox(path, sinch),
        pytest.raises(LedgerRefused, match="in use"),
        Outbox(path, sinch),
    ):
        pass


def test_finished_keys_are_forgotten_after_a_while(mock: SinchMock, path: Path) -> None:
    with client(mock) as sinch, Outbox(path, sinch) as outbox:
        outbox.put("c-1", text_message("1"), key=1)
        settled(outbox.counts, 1)
    later = client(mock, wall=lambda: WALL + 3600, preflight=False)
    with later as sinch, Outbox(path, sinch, keep=600) as outbox:
        end = time.monotonic() + LIMIT
        while outbox.state(1) is not None:
            assert time.monotonic() < end
            time.sleep(0.01)
        assert outbox.counts()[State.DONE] == 0


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_async_outbox_does_the_same(mock: SinchMock, path: Path, backend: str) -> None:
    import anyio

    async def main() -> None:
        async with (
            AsyncInjectClient(**client_options(mock.base_url)) as sinch,
            AsyncOutbox(path, sinch) as outbox,
        ):
            for n in range(1, 21):
                assert await outbox.put(f"c-{n}", text_message(str(n)), key=n) is State.PENDING
            with pytest.raises(PreflightError, match="other content"):
                await outbox.put("c-1", text_message("other"), key=1)
            with anyio.fail_after(LIMIT):
                while (await outbox.counts())[State.DONE] < 20:  # noqa: ASYNC110 - asked, as by users
                    await anyio.sleep(0.01)
            assert await outbox.state(3) is State.DONE
            assert await outbox.unknown() == []

    anyio.run(main, backend=backend)
    assert stored(mock.messages) == list(range(1, 21))
    assert contents(path) == []


CHILD = """
import sys
from sinch_inject import InjectClient, Outbox
from support.imports import client_options
from support.simulated import text_message
url, path = sys.argv[1:]
with InjectClient(**client_options(url)) as sinch, Outbox(path, sinch) as outbox:
    for n in range(1, 100_000):
        outbox.put(f"c-{n}", text_message(str(n)), key=n)
        print(n, flush=True)
"""


def test_what_was_acknowledged_survives_kills(mock: SinchMock, path: Path) -> None:
    """Killed again and again: each acknowledged message is there once, or unknown and asked for."""
    acknowledged = 0
    for kill_at in (5, 23, 61):
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, mock.base_url, str(path)],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": ":".join(sys.path)},
            text=True,
        ) as child:
            assert child.stdout is not None
            for line in child.stdout:
                acknowledged = max(acknowledged, int(line))
                if int(line) >= kill_at:
                    child.kill()
                    break
            rest = child.stdout.read().split()
            acknowledged = max([acknowledged, *map(int, rest)])
    with client(mock) as sinch, Outbox(path, sinch) as outbox:
        end = time.monotonic() + LIMIT
        while outbox.counts()[State.PENDING] or outbox.counts()[State.SENDING]:
            assert time.monotonic() < end
            time.sleep(0.02)
        unknown = outbox.counts()[State.UNKNOWN]
    there = stored(mock.messages)
    assert len(set(there)) == len(there)
    assert len(set(range(1, acknowledged + 1)) - set(there)) <= unknown
