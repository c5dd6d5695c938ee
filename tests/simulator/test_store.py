"""Messages are kept in order, in memory and in a file alike."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sinch_inject_mock.core.export import import_lines
from sinch_inject_mock.core.sqlite_store import SqliteStore, open_store
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import Memory, MessageFilter, Store
from sinch_inject_mock.settings import MIB, Settings
from support.simulated import Simulated, text_message

Open = Callable[[int], Store]


@pytest.fixture(params=["memory", "file"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    stores: list[Store] = []

    def make(limit: int) -> Store:
        in_memory = request.param == "memory"
        path = str(tmp_path / "state.db")
        store = Memory(limit, MIB) if in_memory else SqliteStore(path, limit, MIB)
        stores.append(store)
        return store

    yield make
    for store in stores:
        store.close()


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [shown["message"]["contact_message"]["text_message"]["text"] for shown in messages]


def found(store: Store, *, after: int = 0, **wanted: Any) -> list[str]:
    return texts(MessageFilter(**wanted).select(store.messages(after)))


def test_filters(opened: Open) -> None:
    store = opened(100)
    mock = Simulated(store=store)
    mock.inject(text_message("Grüße"), conversation="a")
    mock.inject(text_message("two", direction="TO_CONTACT"), conversation="b")
    rcs = {"channel": "RCS", "identity": "1"}
    mock.inject(text_message("three", channel_identity=rcs), conversation="a")
    assert found(store) == ["Grüße", "two", "three"]
    assert found(store, conversation_id="a") == ["Grüße", "three"]
    assert found(store, channel="RCS") == ["three"]
    assert found(store, direction="TO_CONTACT") == ["two"]
    assert found(store, text="GRÜ") == ["Grüße"]
    assert found(store, after=1, limit=1) == ["two"]
    assert found(store, after=99) == []


def test_clearing_does_not_use_numbers_again(opened: Open) -> None:
    store = opened(100)
    mock = Simulated(store=store)
    mock.inject()
    epoch = store.epoch
    store.clear()
    assert len(store) == 0
    assert store.epoch > epoch
    mock.inject()
    assert [message["sequence"] for message in mock.messages] == [2]


def test_the_oldest_go_beyond_the_limit(opened: Open) -> None:
    store = opened(3)
    mock = Simulated(store=store)
    for number in range(5):
        mock.inject(text_message(str(number)))
    assert found(store) == ["2", "3", "4"]
    assert found(store, after=1) == ["2", "3", "4"]
    assert found(store, after=4) == ["4"]
    assert (len(store), store.dropped) == (3, 2)


def test_a_file_outlives_the_simulator(tmp_path: Path) -> None:
    settings = Settings(state=str(tmp_path / "state.db"), strict=True)
    for number in (1, 2):
        store = open_store(settings)
        mock = Simulated(settings, store=store)
        if number == 1:
            mock.state.register.conversation("01HCONV", ["01HCONTACT"])
        assert mock.inject(text_message(str(number))).status == 200
        store.close()
    store = open_store(settings)
    assert found(store) == ["1", "2"]
    store.clear()
    store.close()
    store = open_store(settings)
    assert (store.last, len(store)) == (2, 0)
    store.close()


def test_what_was_answered_is_in_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    store = SqliteStore(str(path), 10, MIB)
    Simulated(store=store).inject()
    with sqlite3.connect(path) as other:
        assert other.execute("SELECT count(*) FROM messages").fetchone() == (1,)
    other.close()
    store.close()


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    text, database = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("not a database, " * 100)
    with sqlite3.connect(database) as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    for path in (text, database):
        before = path.read_bytes()
        with pytest.raises(ValueError, match="is not a file of the simulator"):
            open_store(Settings(state=str(path)))
        assert path.read_bytes() == before


def test_export_and_import(opened: Open) -> None:
    first = Simulated()
    first.inject(text_message("one"))
    first.inject(text_message("two"), conversation="a%2Fb")
    lines = "".join(json.dumps(message) + "\n" for message in first.messages)
    second = Simulated(store=opened(10))
    second.inject(text_message("zero"))
    second.state.clock.advance(365 * 86_400)
    assert import_lines(second.state, lines.encode()) == 2
    assert texts(second.messages) == ["zero", "one", "two"]
    assert [message["sequence"] for message in second.messages] == [1, 2, 3]
    for name in ("id", "conversation_id", "received_at", "request_id"):
        assert [m[name] for m in second.messages[1:]] == [m[name] for m in first.messages]


@pytest.mark.parametrize("line", [b"{", b"[]", b"{}", b'{"id":1}'])
def test_an_import_with_a_wrong_line_keeps_nothing(line: bytes) -> None:
    mock = Simulated()
    mock.inject()
    good = json.dumps(mock.messages[0]).encode()
    with pytest.raises(ValueError, match="line 3: "):
        import_lines(mock.state, good + b"\n\n" + line)
    assert len(mock.messages) == 1


def test_an_import_keeps_the_contract() -> None:
    mock = Simulated()
    mock.inject()
    [message] = mock.messages
    message["message"]["direction"] = "UP"
    with pytest.raises(ValueError, match="line 1: direction: must be one of"):
        import_lines(mock.state, json.dumps(message).encode())


def test_a_state_without_anything_makes_its_own_parts() -> None:
    state = State(Settings(now="2026-01-01T00:00:00Z", seed=1))
    assert state.clock.state()["mode"] == "frozen"
    assert len(state.store) == 0
