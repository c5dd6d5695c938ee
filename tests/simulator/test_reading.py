"""Listing, reading and deleting what was injected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sinch_inject_mock.core.exchange import Later, Reply
from sinch_inject_mock.core.operation import OPERATIONS
from sinch_inject_mock.core.sqlite_store import open_store
from sinch_inject_mock.settings import Settings
from support.simulated import BASIC, Simulated, first_reply, text_message


@pytest.fixture(params=["memory", "file"])
def mock(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Simulated]:
    state = str(tmp_path / "state.db") if request.param == "file" else None
    store = open_store(Settings(state=state))
    yield Simulated(store=store)
    store.close()


def at(minutes: int) -> str:
    return f"2026-11-22T{10 + minutes // 60:02d}:{minutes % 60:02d}:00Z"


def listed(mock: Simulated, **query: Any) -> dict[str, Any]:
    reply = mock.ask("messages", query=urlencode(query))
    assert reply.status == 200, reply.body
    found: dict[str, Any] = json.loads(reply.body)
    return found


def texts(page: dict[str, Any]) -> list[str]:
    return [one["contact_message"]["text_message"]["text"] for one in page["messages"]]


def pages(mock: Simulated, **query: Any) -> list[dict[str, Any]]:
    found = [listed(mock, **query)]
    while found[-1]["next_page_token"]:
        found.append(listed(mock, **query, page_token=found[-1]["next_page_token"]))
        assert len(found) < 50
    return found


def problem(reply: Reply) -> str:
    assert reply.status == 400
    message: str = json.loads(reply.body)["error"]["message"]
    return message


def test_every_operation_of_the_contract_is_served() -> None:
    assert set(Simulated().state.routes.names()) == set(OPERATIONS)


def test_what_was_injected_is_listed_as_it_was_sent(mock: Simulated) -> None:
    sent = text_message("Ångström 🚪", metadata="tag", unknown={"kept": [1, None]})
    mock.inject(sent, conversation="a%2Fb")
    [message] = listed(mock)["messages"]
    [stored] = mock.messages
    assert message == {
        **sent,
        "id": stored["id"],
        "conversation_id": "a/b",
        "channel_identity": {**sent["channel_identity"], "app_id": ""},
        "processing_mode": "CONVERSATION",
        "injected": True,
    }


def test_the_newest_accept_time_comes_first(mock: Simulated) -> None:
    for text, minutes in (("b", 20), ("d", 40), ("a", 10), ("c", 30), ("b again", 20)):
        mock.inject(text_message(text, accept_time=at(minutes)))
    assert texts(listed(mock)) == ["d", "c", "b again", "b", "a"]


def test_offsets_are_reckoned_when_times_are_compared(mock: Simulated) -> None:
    mock.inject(text_message("later", accept_time="2026-11-22T12:30:00+02:00"))
    mock.inject(text_message("earlier", accept_time="2026-11-22T10:29:59.999999999Z"))
    assert texts(listed(mock)) == ["later", "earlier"]
    assert texts(listed(mock, start_time="2026-11-22T10:29:59.999999999Z")) == ["later"]
    assert texts(listed(mock, end_time="2026-11-22T12:30:00+02:00")) == ["earlier"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"conversation_id": "one"}, ["one"]),
        ({"contact_id": "other"}, ["three"]),
        ({"channel": "LINE"}, ["two"]),
        ({"channel_identity": "U1"}, ["two"]),
        ({"app_id": "app"}, ["two"]),
        ({"direction": "TO_CONTACT"}, ["three"]),
        ({"start_time": at(10), "end_time": at(30)}, ["two"]),
        ({"start_time": at(30)}, []),
        ({"conversation_id": "one", "channel": "LINE"}, []),
        ({"messages_source": "DISPATCH_SOURCE"}, ["four"]),
        ({"messages_source": "DISPATCH_SOURCE", "only_recipient_originated": "true"}, ["four"]),
        ({"only_recipient_originated": "false"}, ["three", "two", "one"]),
        ({"only_recipient_originated": "False"}, ["three", "two", "one"]),
        ({"conversation_id": "", "unknown": "x"}, ["three", "two", "one"]),
    ],
)
def test_filters(mock: Simulated, query: dict[str, str], expected: list[str]) -> None:
    line = {"channel": "LINE", "identity": "U1", "app_id": "app"}
    mock.inject(text_message("one", accept_time=at(10)), conversation="one")
    mock.inject(text_message("two", accept_time=at(20), channel_identity=line))
    three = text_message("three", accept_time=at(30), contact_id="other", direction="TO_CONTACT")
    mock.inject(three)
    mock.inject(text_message("four", accept_time=at(40), processing_mode="DISPATCH"))
    assert texts(listed(mock, **query)) == expected


def test_a_view_without_metadata(mock: Simulated) -> None:
    mock.inject(text_message(metadata="tag"))
    assert listed(mock, view="WITH_METADATA")["messages"][0]["metadata"] == "tag"
    assert "metadata" not in listed(mock, view="WITHOUT_METADATA")["messages"][0]


def test_another_project_sees_nothing_of_it(mock: Simulated) -> None:
    mock.inject()
    assert mock.ask("messages", project="other").status == 403
    assert mock.ask("messages", authorization=None).status == 401


def test_pages(mock: Simulated) -> None:
    for number in range(25):
        mock.inject(text_message(str(number), accept_time=at(number)))
    found = pages(mock)
    assert [len(page["messages"]) for page in found] == [10, 10, 5]
    assert list(chain.from_iterable(map(texts, found))) == [
        str(number) for number in reversed(range(25))
    ]
    assert [len(page["messages"]) for page in pages(mock, page_size=5)] == [5] * 5
    assert len(pages(mock, page_size=1000)) == 1


def test_pages_stay_as_they_were_while_messages_come_and_go(mock: Simulated) -> None:
    for number in range(9):
        mock.inject(text_message(str(number), accept_time=at(10 * number)))
    first = listed(mock, page_size=3)
    for minutes in (5, 45, 85):
        mock.inject(text_message("new", accept_time=at(minutes)))
    for gone in (mock.messages[8], mock.messages[4]):
        assert mock.ask(f"messages/{gone['id']}", method="DELETE").status == 200
    second = listed(mock, page_size=3, page_token=first["next_page_token"])
    third = listed(mock, page_size=3, page_token=second["next_page_token"])
    assert [texts(page) for page in (first, second, third)] == [
        ["8", "7", "6"],
        ["5", "3", "2"],
        ["1", "0"],
    ]
    assert third["next_page_token"] == ""
    assert texts(listed(mock, page_size=3)) == ["new", "7", "6"]


def test_a_page_token_is_good_for_its_own_list_only(mock: Simulated) -> None:
    for _ in range(3):
        mock.inject()
    token = listed(mock, page_size=1, direction="TO_APP")["next_page_token"]
    other = Simulated(seed=8)
    for _ in range(3):
        other.inject()
    wrong = [
        {"page_size": 1, "page_token": token},
        {"page_size": 2, "direction": "TO_APP", "page_token": token},
        {"page_size": 1, "direction": "TO_APP", "page_token": token[:-4] + "AAAA"},
        {"page_size": 1, "direction": "TO_APP", "page_token": "x"},
        {"page_size": 1, "direction": "TO_APP", "page_token": "é"},
    ]
    for query in wrong:
        assert "page_token" in problem(mock.ask("messages", query=urlencode(query)))
    foreign = {"page_size": 1, "direction": "TO_APP", "page_token": token}
    assert problem(other.ask("messages", query=urlencode(foreign)))
    mock.state.reset()
    assert problem(mock.ask("messages", query=urlencode(foreign)))


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0",
        "page_size=1001",
        "page_size=-1",
        "page_size=ten",
        "page_size=1.5",
        "page_size=",
        "page_size=" + "9" * 5000,
        "page_size=10&page_size=20",
        "view=FULL",
        "view=with_metadata",
        "messages_source=ALL",
        "direction=UP",
        "channel=PIGEON",
        "only_recipient_originated=yes",
        "only_recipient_originated=true",
        "start_time=noon",
        "start_time=2026-11-22T12:00:00",
        "end_time=2026-02-30T12:00:00Z",
        "start_time=2026-11-22T12:00:00Z&end_time=2026-11-22T12:00:00Z",
        "start_time=2026-11-22T12:00:00Z&end_time=2026-11-22T11:00:00Z",
        "conversation_id=%FF",
        "conversation_id=a%00b",
        "page_token=nonsense",
    ],
)
def test_nonsense_is_refused(query: str) -> None:
    mock = Simulated()
    mock.inject()
    assert problem(mock.ask("messages", query=query))
    assert mock.journal[-1]["verdict"] == "rejected"
    assert mock.journal[-1]["problems"]


def test_one_message_is_read_and_deleted_by_its_id(mock: Simulated) -> None:
    mock.inject(text_message("one"))
    mock.inject(text_message("two"))
    first, second = (f"messages/{one['id']}" for one in mock.messages)
    assert json.loads(mock.ask(first).body) == listed(mock)["messages"][1]
    assert json.loads(mock.ask(first, query="messages_source=CONVERSATION_SOURCE").body)
    assert mock.ask(first, query="messages_source=DISPATCH_SOURCE").status == 404
    assert problem(mock.ask(first, query="messages_source=NOWHERE"))
    gone = mock.ask(first, method="DELETE")
    assert (gone.status, gone.body) == (200, b"{}")
    assert mock.ask(first).status == 404
    assert mock.ask(first, method="DELETE").status == 404
    assert texts(listed(mock)) == ["two"]
    assert mock.ask(second).status == 200
    assert mock.inject(text_message("three")).status == 200
    assert [message["sequence"] for message in mock.messages] == [2, 3]


def test_a_deleted_message_is_shown_as_deleted_in_the_journal(mock: Simulated) -> None:
    mock.inject()
    mock.inject()
    [kept, gone] = mock.messages
    mock.ask(f"messages/{gone['id']}", method="DELETE")
    first, second, third = mock.journal
    assert [first["deleted"], second["deleted"], third["deleted"]] == [False, True, False]
    assert (third["verdict"], third["message_id"]) == ("deleted", gone["id"])
    assert third["conversation_id"] == gone["conversation_id"]
    assert kept["id"] == mock.messages[0]["id"]


def test_the_number_of_a_deleted_message_is_not_used_again(tmp_path: Path) -> None:
    settings = Settings(state=str(tmp_path / "state.db"))
    store = open_store(settings)
    mock = Simulated(store=store)
    mock.inject()
    mock.ask(f"messages/{mock.messages[0]['id']}", method="DELETE")
    store.close()
    again = open_store(settings)
    assert again.last == 1
    again.close()


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "messages", b"GET"),
        ("PUT", "messages/x", b"GET, DELETE"),
        ("PATCH", "messages/x", b"GET, DELETE"),
        ("GET", "conversations/c:inject-message", b"POST"),
    ],
)
def test_other_methods_are_told_which_there_are(method: str, path: str, allowed: bytes) -> None:
    reply = Simulated().ask(path, method=method)
    assert reply.status == 405
    assert dict(reply.headers)[b"allow"] == allowed


@pytest.mark.parametrize("path", ["messages/", "messages/a/b", "message", "messagesx"])
def test_paths_that_do_not_exist(path: str) -> None:
    assert Simulated().ask(path).status == 404


def test_an_id_with_reserved_characters_is_one_id(mock: Simulated) -> None:
    mock.inject(conversation="a%2Fb%3Fc%20d%26e")
    assert len(listed(mock, conversation_id="a/b?c d&e")["messages"]) == 1
    assert mock.ask("messages/%2F..%2F").status == 404
    assert mock.ask("messages/%FF").status == 400


# --------------------------------------------------------------------------------- lag
@pytest.mark.parametrize("how", ["setting", "later", "fault", "conversation"])
def test_a_message_is_listed_only_some_time_after_it_was_stored(how: str) -> None:
    mock = Simulated(Settings(list_lag=5.0) if how == "setting" else None)
    conversation = "fault-list-lag-ms5000-a" if how == "conversation" else "c"
    if how == "later":
        mock.state.lag_lists(5.0)
    if how == "fault":
        mock.state.faults.add({"kind": "list-lag", "delay_ms": 5000})
    assert mock.inject(conversation=conversation).status == 200
    assert mock.journal[0]["verdict"] == "injected"
    for seconds, count in ((0.0, 0), (4.999, 0), (0.001, 1)):
        mock.state.clock.advance(seconds)
        assert len(listed(mock)["messages"]) == count
    mock.state.reset()
    assert mock.state.list_lag == mock.state.settings.list_lag


def test_what_becomes_visible_meanwhile_is_not_in_the_pages_of_before() -> None:
    mock = Simulated()
    mock.inject(text_message("b", accept_time=at(20)), conversation="fault-list-lag-a")
    for text, minutes in (("c", 30), ("a", 10)):
        mock.inject(text_message(text, accept_time=at(minutes)))
    first = listed(mock, page_size=1)
    mock.state.clock.advance(10)
    second = listed(mock, page_size=1, page_token=first["next_page_token"])
    assert [texts(first), texts(second)] == [["c"], ["a"]]
    assert texts(listed(mock)) == ["c", "b", "a"]


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), "5", True, None])
def test_a_lag_that_makes_no_sense(seconds: Any) -> None:
    with pytest.raises(ValueError, match="list_lag"):
        Simulated().state.lag_lists(seconds)


# -------------------------------------------------------------------------------- late
@pytest.mark.parametrize(("kind", "status"), [("late", 500), ("late-hang", None)])
@pytest.mark.parametrize("by_name", [False, True])
def test_a_message_is_stored_some_time_after_the_answer(
    kind: str, status: int | None, by_name: bool
) -> None:
    mock = Simulated()
    if not by_name:
        mock.state.faults.add({"kind": kind, "delay_ms": 3000, "count": 1})
    steps = mock.steps(conversation=f"fault-{kind}x1-ms3000-a" if by_name else "c")
    reply = next(steps)
    assert isinstance(reply, Reply)
    assert reply.status == status
    assert mock.journal[0]["verdict"] == "fault"
    assert steps.send(False) == Later(3.0)
    assert not mock.messages
    with pytest.raises(StopIteration):
        steps.send(False)
    assert len(mock.messages) == 1
    assert mock.messages[0]["request_id"] == mock.journal[0]["request_id"]


@pytest.mark.parametrize("what", ["reset", "end"])
def test_what_is_late_does_not_come_into_a_new_state(what: str) -> None:
    mock = Simulated()
    mock.state.faults.add({"kind": "late"})
    steps = mock.steps()
    next(steps)
    assert isinstance(steps.send(False), Later)
    if what == "reset":
        mock.state.reset()
    with pytest.raises(StopIteration):
        steps.send(what == "end")
    assert not mock.messages


def test_a_late_fault_does_not_strike_a_bad_message() -> None:
    mock = Simulated()
    fault = mock.state.faults.add({"kind": "late"})
    assert mock.inject(b"{").status == 400
    assert fault.applied == 0
    assert mock.journal[0]["fault"] is None


def test_who_waits_while_all_is_forgotten_is_cut_off_and_leaves_nothing() -> None:
    mock = Simulated()
    mock.state.faults.add({"kind": "latency", "stored": False})
    steps = mock.steps()
    next(steps)
    mock.state.reset()
    reply = steps.send(False)
    assert isinstance(reply, Reply)
    assert reply.strike is not None
    assert (reply.status, reply.strike.kind) == (None, "reset")
    assert (mock.messages, mock.journal) == ([], [])


# ------------------------------------------------------------------------------ faults
def test_a_fault_is_for_injecting_unless_it_names_another_operation() -> None:
    mock = Simulated()
    mock.state.faults.add({"kind": "500", "count": 1})
    assert mock.ask("messages").status == 200
    assert mock.inject().status == 500
    mock.state.faults.add({"kind": "503", "match": {"operation": "listMessages"}})
    assert mock.inject().status == 200
    assert mock.ask("messages").status == 503
    with pytest.raises(ValueError, match="operation must be one of"):
        mock.state.faults.add({"kind": "500", "match": {"operation": "sendMessage"}})


def test_a_conversation_that_asks_for_faults_can_be_listed() -> None:
    mock = Simulated()
    assert mock.inject(conversation="fault-reset-stored-a").status is None
    assert len(listed(mock, conversation_id="fault-reset-stored-a")["messages"]) == 1


def test_faults_of_a_list_by_conversation() -> None:
    mock = Simulated()
    match = {"operation": "listMessages", "conversation_id": "vip-*"}
    mock.state.faults.add({"kind": "truncated", "match": match})
    mock.inject(conversation="vip-1")
    assert mock.ask("messages", query="conversation_id=c").strike is None
    cut = mock.ask("messages", query="conversation_id=vip-1")
    assert cut.strike is not None
    assert (cut.strike.kind, b'"vip-1"' in cut.body) == ("truncate", True)


@pytest.mark.parametrize(("stored", "left"), [(True, 0), (False, 1)])
def test_a_delete_that_is_reset(stored: bool, left: int) -> None:
    mock = Simulated()
    mock.inject()
    match = {"operation": "deleteMessage"}
    mock.state.faults.add({"kind": "reset", "stored": stored, "match": match})
    path = f"messages/{mock.messages[0]['id']}"
    assert mock.ask(path, method="DELETE").status is None
    assert len(mock.messages) == left


def test_every_answer_names_what_happened(mock: Simulated) -> None:
    mock.inject()
    mock.ask("messages")
    path = f"messages/{mock.messages[0]['id']}"
    mock.ask(path)
    mock.ask(path, method="DELETE")
    verdicts = [entry["verdict"] for entry in mock.journal]
    assert verdicts == ["injected", "listed", "read", "deleted"]
    assert first_reply(mock.steps(authorization=BASIC)).status == 200
