"""What a listener is told: everything once, in few events, and where to go on."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

from sinch_inject_mock.core.batches import MOST_IN_A_BATCH
from sinch_inject_mock.server.events import Position
from support.simulated import Simulated, text_message


def events(position: Position) -> list[tuple[str, Any, str | None]]:
    found: list[tuple[str, Any, str | None]] = []
    for pieces in position.news():
        raw = b"".join(pieces)
        assert raw.endswith(b"\n\n")
        lines = dict(line.split(": ", 1) for line in raw.decode().strip().split("\n"))
        found.append((lines["event"], json.loads(lines["data"]), lines.get("id")))
    return found


def texts(batch: Any) -> list[str]:
    return [m["message"]["contact_message"]["text_message"]["text"] for m in batch["messages"]]


def test_history_comes_first_and_then_only_what_is_new() -> None:
    mock = Simulated()
    mock.inject(text_message("one"))
    position = Position("boot", mock.state)
    [(name, data, _)] = events(position)
    assert (name, texts(data), len(data["requests"])) == ("batch", ["one"], 1)
    assert events(position) == []
    mock.inject(text_message("two"))
    mock.inject(b"{")
    [(_, data, _)] = events(position)
    assert (texts(data), len(data["requests"])) == (["two"], 2)


def test_many_come_in_batches() -> None:
    mock = Simulated()
    for number in range(MOST_IN_A_BATCH * 2 + 1):
        mock.inject(text_message(str(number)))
    found = [texts(data) for _, data, _ in events(Position("boot", mock.state))]
    assert [len(batch) for batch in found] == [MOST_IN_A_BATCH, MOST_IN_A_BATCH, 1]
    assert list(chain(*found)) == [str(number) for number in range(MOST_IN_A_BATCH * 2 + 1)]


def test_a_listener_that_comes_back_gets_the_rest() -> None:
    mock = Simulated()
    mock.inject(text_message("one"))
    [(_, _, told)] = events(Position("boot", mock.state))
    mock.inject(text_message("two"))
    [(_, data, _)] = events(Position("boot", mock.state, told))
    assert texts(data) == ["two"]


def test_another_server_or_nonsense_means_from_the_start() -> None:
    mock = Simulated()
    mock.inject(text_message("one"))
    [(_, _, told)] = events(Position("old", mock.state))
    for other in (told, "", "boot", "boot.1.2", "boot.x.1.1.1.1.1", "boot.-1.1.1.1.1.1"):
        [(_, data, _)] = events(Position("boot", mock.state, other))
        assert texts(data) == ["one"]


def test_clearing_is_told_also_to_those_who_were_away() -> None:
    mock = Simulated()
    mock.inject(text_message("one"))
    position = Position("boot", mock.state)
    [(_, _, told)] = events(position)
    mock.state.store.clear()
    mock.inject(text_message("two"))
    for listener in (position, Position("boot", mock.state, told)):
        reset, batch = events(listener)
        assert reset[:2] == ("reset", {"what": "messages"})
        assert texts(batch[1]) == ["two"]
    mock.state.journal.clear()
    assert [event[:2] for event in events(position)] == [("reset", {"what": "requests"})]
    mock.state.reset()
    names = [event[:2] for event in events(position)]
    assert names[0] == ("reset", {"what": "all"})
    assert [name for name, _ in names[1:]] == ["clock", "faults"]


def test_clock_and_faults_are_told() -> None:
    mock = Simulated()
    position = Position("boot", mock.state)
    assert b'"boot":"boot"' in b"".join(position.hello())
    mock.state.clock.freeze()
    mock.state.faults.add({"kind": "500"})
    (first, clock, _), (second, faults, _) = events(position)
    assert (first, clock["mode"]) == ("clock", "frozen")
    assert (second, faults["faults"][0]["kind"]) == ("faults", "500")
    mock.inject()
    found = {name: data for name, data, _ in events(position)}
    assert found["faults"]["faults"][0]["applied"] == 1


def test_a_line_break_in_a_text_does_not_end_an_event() -> None:
    mock = Simulated()
    mock.inject(text_message("one\n\ndata: two\r\u2028"))
    [(_, data, _)] = events(Position("boot", mock.state))
    assert texts(data) == ["one\n\ndata: two\r\u2028"]
