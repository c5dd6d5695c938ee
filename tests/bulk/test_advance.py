"""``advance``: the unit of work that any scheduler may run again, and twice at once."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sinch_inject import (
    ConfigurationError,
    FileImport,
    InjectClient,
    Outbox,
    advance,
)
from sinch_inject.bulk.ledger import LedgerRefused, State
from sinch_inject_mock import SinchMock
from sinch_inject_mock.settings import Settings
from support.claims import LIMIT
from support.imports import client_options, records, stored
from support.simulated import NOW, text_message

MANY = 40


@pytest.fixture
def mock() -> Iterator[SinchMock]:
    with SinchMock(Settings(now=NOW, seed=1)) as mock:
        yield mock


@pytest.fixture
def sinch(mock: SinchMock) -> Iterator[InjectClient]:
    with InjectClient(**client_options(mock.base_url)) as sinch:
        yield sinch


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "many.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records(MANY)))
    return file


def filled(mock: SinchMock, path: Path, closed_port: int, many: int = MANY) -> None:
    """Put messages while nothing can be delivered."""
    nowhere = client_options(mock.base_url, proxy=f"http://127.0.0.1:{closed_port}")
    with InjectClient(**nowhere) as sinch, Outbox(path, sinch) as outbox:
        for n in range(1, many + 1):
            outbox.put(f"c-{n}", text_message(str(n)), key=n)


def test_an_import_is_done_in_steps_each_message_once(
    mock: SinchMock, sinch: InjectClient, file: Path
) -> None:
    work = FileImport(file=file, client=sinch, rate=100.0, concurrency=4)
    first = advance(work, at_most=0.2)
    assert not first.finished
    assert 0 < first.counts[State.DONE] < MANY
    second = advance(work)
    assert (second.finished, second.counts[State.DONE], second.trouble) == (True, MANY, None)
    assert stored(mock.messages) == list(range(1, MANY + 1))
    assert advance(work) == second
    assert len(mock.messages) == MANY


def test_an_outbox_is_emptied_and_left(
    mock: SinchMock, sinch: InjectClient, path: Path, closed_port: int
) -> None:
    filled(mock, path, closed_port)
    work = Outbox(path, sinch, rate=100.0)
    first = advance(work, at_most=0.1)
    assert not first.finished
    second = advance(work)
    assert (second.finished, second.counts[State.DONE]) == (True, MANY)
    assert stored(mock.messages) == list(range(1, MANY + 1))
    began = time.monotonic()
    assert advance(work).finished
    assert time.monotonic() - began < 5.0  # not at_most: there was nothing to do


@pytest.mark.parametrize("kind", ["import", "outbox"])
def test_the_second_of_two_at_once_is_told_and_does_nothing(
    mock: SinchMock, sinch: InjectClient, file: Path, path: Path, closed_port: int, kind: str
) -> None:
    filled(mock, path, closed_port)
    work: Any = FileImport(file=file, client=sinch, rate=50.0)
    if kind == "outbox":
        work = Outbox(path, sinch, rate=50.0)
    found: list[Any] = []
    first = threading.Thread(target=lambda: found.append(advance(work)))
    first.start()
    end = time.monotonic() + LIMIT
    while not mock.messages:
        assert time.monotonic() < end
        time.sleep(0.005)
    again = Outbox(path, sinch) if kind == "outbox" else work
    second = advance(again)
    assert (second.busy, second.finished, dict(second.counts)) == (True, False, {})
    assert "in use by another process" in (second.trouble or "")
    first.join(LIMIT)
    assert found[0].finished
    assert stored(mock.messages) == list(range(1, MANY + 1))


@pytest.mark.parametrize("kind", ["import", "outbox"])
def test_what_is_unknown_is_asked_for_and_not_finished(
    mock: SinchMock, sinch: InjectClient, file: Path, path: Path, closed_port: int, kind: str
) -> None:
    mock.faults.add("500", count=1, stored=True)
    work: Any = FileImport(file=file, client=sinch)
    if kind == "outbox":
        filled(mock, path, closed_port)
        work = Outbox(path, sinch)
    first = advance(work)
    assert (first.finished, first.counts[State.UNKNOWN]) == (False, 1)
    second = advance(work)
    assert (second.finished, second.counts[State.DONE]) == (True, MANY)
    assert stored(mock.messages) == list(range(1, MANY + 1))


def test_a_refused_record_is_finished(mock: SinchMock, sinch: InjectClient, file: Path) -> None:
    with file.open("a") as stream:
        stream.write('{"conversation_id": "c", "direction": "UP"}\n')
    found = advance(FileImport(file=file, client=sinch))
    assert (found.finished, found.counts[State.REJECTED]) == (True, 1)


@pytest.mark.parametrize("kind", ["import", "outbox"])
def test_trouble_is_told_and_left_alone(
    mock: SinchMock, file: Path, path: Path, closed_port: int, kind: str
) -> None:
    filled(mock, path, closed_port, 1)
    with InjectClient(**client_options(mock.base_url, key_secret="wrong")) as sinch:
        work: Any = FileImport(file=file, client=sinch)
        if kind == "outbox":
            work = Outbox(path, sinch)
        began = time.monotonic()
        found = advance(work)
    assert time.monotonic() - began < LIMIT  # far below at_most: it does not wait out a brake
    assert not found.finished
    assert found.trouble is not None
    assert not mock.messages


def test_a_ledger_of_another_project_is_an_error(
    mock: SinchMock, sinch: InjectClient, file: Path
) -> None:
    advance(FileImport(file=file, client=sinch))
    other = client_options(mock.base_url, project_id="another")
    with InjectClient(**other) as client, pytest.raises(LedgerRefused, match="belongs to"):
        advance(FileImport(file=file, client=client))


def test_counts_are_told_without_going_on(mock: SinchMock, sinch: InjectClient, file: Path) -> None:
    work = FileImport(file=file, client=sinch)
    with pytest.raises(LedgerRefused, match="no such ledger"):
        work.counts()
    advance(work)
    assert work.counts()[State.DONE] == MANY


def test_no_time_is_an_error(sinch: InjectClient, file: Path) -> None:
    with pytest.raises(ConfigurationError):
        advance(FileImport(file=file, client=sinch), at_most=0.0)


def test_in_a_database_settling_waits_longer_than_a_claim_is_good(
    sinch: InjectClient, file: Path
) -> None:
    url = "postgresql://127.0.0.1:1/nowhere"
    with pytest.raises(ConfigurationError, match="above 5 seconds"):
        advance(FileImport(file=file, client=sinch, ledger=url, settle_after=5.0))
    with pytest.raises(ConfigurationError, match="above 5 seconds"):
        Outbox(url, sinch, settle_after=1.0)
