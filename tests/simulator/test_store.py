"""Messages are kept in order, in memory and in a file alike."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sinch_inject_mock import SinchMock
from sinch_inject_mock.core.export import import_lines
from sinch_inject_mock.core.memory_store import Memory
from sinch_inject_mock.core.sqlite_store import SqliteStore, open_store
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import MessageFilter, Store
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


def test_one_simulator_at_a_time_has_a_file(tmp_path: Path) -> None:
    settings = Settings(state=str(tmp_path / "state.db"))
    first = open_store(settings)
    with pytest.raises(ValueError, match="is in use by another simulator"):
        open_store(settings)
    (tmp_path / "folder").mkdir()
    other_way = tmp_path / "folder" / ".." / "state.db"
    with pytest.raises(ValueError, match="is in use by another simulator"):
        open_store(Settings(state=str(other_way)))
    first.close()
    open_store(settings).close()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE messages SET body = x'7b' WHERE sequence = 2",
        "UPDATE messages SET body = 'text' WHERE sequence = 2",
        "UPDATE messages SET body = NULL WHERE sequence = 2",
        "UPDATE messages SET body = x'5b5d' WHERE sequence = 2",
        "UPDATE messages SET sequence = 9223372036854775807 WHERE sequence = 3",
        "DELETE FROM messages WHERE sequence > 1; UPDATE messages SET sequence = -5",
        "INSERT OR REPLACE INTO numbers VALUES ('last', 'abc')",
        "INSERT OR REPLACE INTO numbers VALUES ('last', 9223372036854775807)",
        "UPDATE messages SET accepted = 'noon' WHERE sequence = 2",
        "UPDATE messages SET received_at = 5 WHERE sequence = 2",
        "UPDATE messages SET conversation_id = NULL WHERE sequence = 2",
        "INSERT INTO registered VALUES ('conversation', 'c', '[')",
        "DROP TABLE messages; CREATE TABLE messages (x)",
        "PRAGMA user_version=7",
    ],
)
def test_a_damaged_file_is_told_at_the_start_in_one_sentence(tmp_path: Path, damage: str) -> None:
    settings = Settings(state=str(tmp_path / "state.db"))
    store = open_store(settings)
    mock = Simulated(store=store)
    for _ in range(3):
        mock.inject()
    store.close()
    with sqlite3.connect(str(settings.state)) as other:
        other.executescript(damage)
    other.close()
    with pytest.raises(ValueError, match=r"state\.db is (damaged|not a file of the sim)") as told:
        SinchMock(settings).start()
    assert "\n" not in str(told.value)
    with pytest.raises(ValueError, match=r"damaged|not a file"):  # the lock was let go of
        SinchMock(settings).start()


def test_bytes_that_are_damaged_are_told(tmp_path: Path) -> None:
    settings = Settings(state=str(tmp_path / "state.db"))
    store = open_store(settings)
    mock = Simulated(store=store)
    for _ in range(50):
        mock.inject()
    store.close()
    file = tmp_path / "state.db"
    raw = bytearray(file.read_bytes())
    raw[4096:8192] = b"\xff" * 4096
    file.write_bytes(raw)
    with pytest.raises(ValueError, match="is not a file of the simulator"):
        open_store(settings)


def test_what_fails_while_it_runs_is_a_503_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = str(tmp_path / "state.db")
    store = open_store(Settings(state=path))
    mock = Simulated(store=store)
    mock.inject()
    with sqlite3.connect(path) as other:
        other.execute("DROP TABLE messages")
    other.close()
    for reply in (mock.inject(), mock.ask("messages"), mock.ask("messages/x", method="DELETE")):
        assert reply.status == 503
        error = json.loads(reply.body)["error"]
        assert error["status"] == "UNAVAILABLE"
        assert "The file of the simulator failed: no such table: messages." in error["message"]
    assert [entry["status"] for entry in mock.journal] == [200, 503, 503, 503]
    store.close()


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_times_of_every_year_are_kept_and_sorted(tmp_path: Path, year: str) -> None:
    settings = Settings(state=str(tmp_path / "state.db"))
    store = open_store(settings)
    mock = Simulated(store=store)
    for second in (3, 1, 2):
        mock.state.clock.freeze(f"{year}-06-01T00:00:09Z")
        body = text_message(str(second), accept_time=f"{year}-06-01T00:00:0{second}Z")
        assert mock.inject(body).status == 200
    listed = json.loads(mock.ask("messages").body)["messages"]
    assert [one["contact_message"]["text_message"]["text"] for one in listed] == ["3", "2", "1"]
    store.close()
    again = open_store(settings)
    assert [found.accepted for found in again.newest()] == sorted(
        (found.accepted for found in again.messages()), reverse=True
    )
    again.close()


# ----------------------------------------------------------------------- numbers begin anew
def test_a_reset_makes_everything_as_new(opened: Open) -> None:
    mock = Simulated(store=opened(10))
    fault = mock.state.faults.add({"kind": "500", "count": 1})
    seen: list[Any] = []
    for _ in range(2):
        mock.inject(b"{")
        mock.inject()
        seen.append(
            [
                [(one["sequence"], one["id"], one["request_id"]) for one in mock.messages],
                [(one["sequence"], one["request_id"]) for one in mock.journal],
                mock.token(),
            ]
        )
        mock.state.reset()
        again = mock.state.faults.add({"kind": "500", "count": 1})
        assert again.id == fault.id
    assert seen[0] == seen[1]
    assert [entry[0] for entry in seen[1][1]] == [1, 2]


def test_without_a_seed_a_reset_gives_no_token_and_no_id_again() -> None:
    state = State(Settings())
    before = state.prefix, state.tokens.issue(state.keys.find("demo-key", "demo-secret"))  # type: ignore[arg-type]
    state.reset()
    assert state.prefix != before[0]
    assert state.tokens.issue(state.keys.find("demo-key", "demo-secret")) != before[1]  # type: ignore[arg-type]


def test_numbers_go_on_for_what_is_kept(opened: Open) -> None:
    mock = Simulated(store=opened(10))
    mock.inject()
    mock.state.reset(["messages"])
    mock.inject()
    assert [one["sequence"] for one in mock.messages] == [1, 2]
    assert [one["sequence"] for one in mock.journal] == [1]
    assert len({one["id"] for one in mock.messages}) == 2 or mock.messages[0]["id"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
@pytest.mark.parametrize("there", [False, True])
def test_a_folder_that_cannot_be_written_is_told(there: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.db"
        if there:
            open_store(Settings(state=str(path))).close()
        Path(folder).chmod(0o555)
        try:
            with as_nobody(), pytest.raises(ValueError, match=r"state\.db cannot be opened: "):
                open_store(Settings(state=str(path)))
        finally:
            Path(folder).chmod(0o755)


@contextlib.contextmanager
def as_nobody() -> Generator[None]:
    """Give up what root may do, for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
