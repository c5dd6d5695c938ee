"""List, read, delete, find and settle, on the simulator and on servers that misbehave."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from sinch_inject import (
    AsyncInjectClient,
    ConfigurationError,
    InjectClient,
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    PreflightError,
    ServerError,
    SeveralFound,
    UnexpectedAnswer,
)
from sinch_inject.call.look import tags_in
from sinch_inject_mock import SinchMock
from support.hostile import Connection, Hostile
from support.requests import iso, message

DEMO: dict[str, Any] = {
    "project_id": "demo-project",
    "key_id": "demo-key",
    "key_secret": "demo-secret",
    "environ": {},
    "auth": "basic",
    "random": lambda: 0.0,
}


def client_of(url: str, **options: Any) -> InjectClient:
    given: dict[str, Any] = {**DEMO, "base_url": url, **options}
    return InjectClient(**given)


def fill(client: InjectClient, count: int, conversation_id: str = "c-1") -> None:
    for number in range(count):
        client.inject(
            conversation_id, message(f"m-{number}", accept_time=iso(seconds_ago=60 + number))
        )


# ------------------------------------------------------------------------ against the simulator


def test_a_list_pages_by_itself(sinch_mock: SinchMock) -> None:
    with client_of(sinch_mock.base_url) as client:
        fill(client, 7)
        fill(client, 1, "c-2")
        found = list(client.list_messages(conversation_id="c-1", page_size=3, view="WITH_METADATA"))
    assert [one.metadata for one in found] == [f"m-{number}" for number in range(7)]
    lists = [entry for entry in sinch_mock.requests if entry["method"] == "GET"]
    assert len(lists) == 3


async def test_a_list_pages_by_itself_in_a_loop(sinch_mock: SinchMock) -> None:
    with client_of(sinch_mock.base_url) as filler:
        fill(filler, 5)
    async with AsyncInjectClient(**DEMO, base_url=sinch_mock.base_url) as client:
        found = [one async for one in client.list_messages(conversation_id="c-1", page_size=2)]
        one = await client.get_message(str(found[0].id))
        await client.delete_message(str(found[0].id))
        with pytest.raises(NotFound):
            await client.get_message(str(found[0].id))
    assert len(found) == 5
    assert one.id == found[0].id


def test_a_list_is_lazy(sinch_mock: SinchMock) -> None:
    with client_of(sinch_mock.base_url) as client:
        fill(client, 6)
        for _ in itertools.islice(client.list_messages(page_size=2), 3):
            pass
    assert sum(entry["method"] == "GET" for entry in sinch_mock.requests) == 2


def test_one_message_is_read_and_deleted(sinch_mock: SinchMock) -> None:
    with client_of(sinch_mock.base_url) as client:
        fill(client, 1)
        (listed,) = client.list_messages()
        one = client.get_message(str(listed.id))
        assert one.injected is True
        assert one.contact_id == listed.contact_id
        client.delete_message(str(listed.id))
        for again in (client.get_message, client.delete_message):
            with pytest.raises(NotFound) as caught:
                again(str(listed.id))
            assert f"message {listed.id}" in str(caught.value)
            assert "conversation" not in str(caught.value).partition("(")[2]


def test_find_by_tag(sinch_mock: SinchMock) -> None:
    when = iso(seconds_ago=60)
    with client_of(sinch_mock.base_url) as client:
        client.inject("c-1", message("note", accept_time=when), tag="t-1")
        client.inject("c-1", message('{"a": 1}', accept_time=when), tag="t-2")
        client.inject("c-1", message("note", accept_time=iso(seconds_ago=62)), tag="t-3")
        client.inject("c-2", message("note", accept_time=when), tag="t-4")
        for tag in ("t-1", "t-2"):
            found = client.find(tag=tag, conversation_id="c-1", accept_time=when)
            assert found is not None
            assert tag in tags_in(found.metadata)
        for tag in ("t-3", "t-4", "t", "t-11"):
            assert client.find(tag=tag, conversation_id="c-1", accept_time=when) is None
        client.inject("c-1", message("note", accept_time=when), tag="t-1")
        with pytest.raises(SeveralFound) as caught:
            client.find(tag="t-1", conversation_id="c-1", accept_time=when)
    assert len(caught.value.message_ids) == 2
    assert all(identity in str(caught.value) for identity in caught.value.message_ids)


def test_a_safe_operation_is_tried_again_after_an_unknown(sinch_mock: SinchMock) -> None:
    with client_of(sinch_mock.base_url) as client:
        fill(client, 1)
        sinch_mock.faults.add("500", count=2, operation="listMessages")
        assert len(list(client.list_messages())) == 1
        sinch_mock.faults.add("500", operation="listMessages")
        with pytest.raises(ServerError) as caught:
            list(client.list_messages())
    assert caught.value.attempts == 4
    assert caught.value.retryable
    assert str(caught.value).startswith("no usable answer: 500")
    assert "look before" not in str(caught.value)


def test_a_404_after_an_unknown_counts_as_deleted() -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.answer("500 Oh", b"{}")
        connection.request()
        connection.answer("404 Gone", b'{"error":{"message":"no"}}')

    with Hostile(script) as server, client_of(server.url) as client:
        client.delete_message("m-1")


def test_a_refusal_after_an_unknown_is_what_a_read_comes_to() -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.answer("500 Oh", b"{}")
        connection.request()
        connection.answer("404 Gone", b'{"error":{"message":"no"}}')

    with Hostile(script) as server, client_of(server.url) as client, pytest.raises(NotFound):
        client.get_message("m-1")


def test_the_number_that_was_asked_for_is_in_no_error(sinch_mock: SinchMock) -> None:
    def script(connection: Connection) -> None:
        story = connection.request()
        assert "46700000009" in story.line
        body = json.dumps({"error": {"message": "no such identity +46700000009"}}).encode()
        connection.answer("400 No", body)

    with (
        Hostile(script) as server,
        client_of(server.url) as client,
        pytest.raises(InvalidRequest) as caught,
    ):
        list(client.list_messages(channel_identity="+46700000009"))
    assert "46700000009" not in f"{caught.value}{caught.value!r}{caught.value.request}"


@pytest.mark.parametrize(
    "odd",
    [
        {"page_size": 0},
        {"page_size": 1001},
        {"page_size": True},
        {"conversation_id": ""},
        {"conversation_id": 5},
        {"contact_id": "\ud800"},
        {"start_time": "2026-11-22T12:00:00"},
        {"start_time": "soon"},
        {"end_time": 5},
        {"direction": ["TO_APP"]},
    ],
)
def test_what_cannot_be_asked_is_not_sent(odd: dict[str, Any]) -> None:
    with client_of("http://127.0.0.1:9") as client, pytest.raises(PreflightError):
        list(client.list_messages(**odd))


def test_an_unknown_parameter() -> None:
    with client_of("http://127.0.0.1:9") as client, pytest.raises(TypeError, match="conversation"):
        list(client.list_messages(conversation="c-1"))  # type: ignore[call-arg]


# ------------------------------------------------------------------------- what is no page

Story = Callable[[Connection], None]


def says(*bodies: Any) -> Story:
    """Answer with these, one after the other, the last for ever."""
    raw = [body if isinstance(body, bytes) else json.dumps(body).encode() for body in bodies]

    def script(connection: Connection) -> None:
        for body in itertools.chain(raw, itertools.repeat(raw[-1])):
            connection.request()
            connection.answer(body=body)

    return script


ONE = {"id": "m", "conversation_id": "c"}
NO_PAGE: dict[str, tuple[Story, str]] = {
    "list": (says([ONE]), "OK, with"),
    "nothing": (says(b""), "not with a page"),
    "text": (says({"messages": "x"}), "no list of objects"),
    "texts": (says({"messages": ["x"]}), "no list of objects"),
    "token": (says({"messages": [], "next_page_token": 5}), "no text"),
    "same token": (says({"messages": [ONE], "next_page_token": "t"}), "same page token twice"),
}


@pytest.mark.parametrize("name", NO_PAGE)
def test_what_is_no_page(name: str) -> None:
    script, words = NO_PAGE[name]
    with (
        Hostile(script) as server,
        client_of(server.url) as client,
        pytest.raises(UnexpectedAnswer, match=words),
    ):
        list(client.list_messages())


def test_pages_that_never_end() -> None:
    def script(connection: Connection) -> None:
        for number in itertools.count():
            connection.request()
            connection.answer(body=json.dumps({"next_page_token": f"t-{number}"}).encode())

    with (
        Hostile(script) as server,
        client_of(server.url) as client,
        pytest.raises(UnexpectedAnswer, match="empty pages in a row"),
    ):
        list(client.list_messages())


def test_a_page_that_is_too_large_names_page_size() -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.answer(body=b'{"messages":["' + b"x" * (17 * 1024 * 1024) + b'"]}')

    with (
        Hostile(script) as server,
        client_of(server.url) as client,
        pytest.raises(UnexpectedAnswer, match="smaller page_size") as caught,
    ):
        list(client.list_messages())
    assert caught.value.attempts == 1


def test_new_words_and_nulls_are_kept() -> None:
    odd: dict[str, Any] = {**ONE, "direction": "SIDEWAYS", "app_message": None, "new": {"a": 1}}
    odd |= {"accept_time": "soon", "contact_message": 5}
    script = says({"messages": [odd], "next_page_token": None})
    with Hostile(script) as server, client_of(server.url) as client:
        (found,) = client.list_messages()
    assert found.direction == "SIDEWAYS"
    assert found.additional_properties["new"] == {"a": 1}


# -------------------------------------------------------------------------------- settling


@pytest.mark.parametrize("kind", ["threads", "asyncio", "trio"])
@pytest.mark.parametrize("fault", ["reset-stored", "500-stored"])
def test_a_stored_message_is_settled(sinch_mock: SinchMock, kind: str, fault: str) -> None:
    name = f"fault-{fault}-c"
    options: dict[str, Any] = {**DEMO, "base_url": sinch_mock.base_url, "settle": 5}

    async def main() -> Any:
        async with AsyncInjectClient(**options) as client:
            return await client.inject(name, message("note"))

    if kind == "threads":
        with InjectClient(**options) as client:
            result = client.inject(name, message("note"))
    else:
        result = anyio.run(main, backend=kind)
    assert result.settled
    (stored,) = sinch_mock.messages
    with client_of(sinch_mock.base_url) as client:
        assert client.get_message(str(result.message_id)).metadata == stored["message"]["metadata"]
    assert stored["message"]["metadata"].startswith("note [tag:k-")


def test_what_was_not_stored_stays_unknown(sinch_mock: SinchMock) -> None:
    with client_of(sinch_mock.base_url) as client, pytest.raises(OutcomeUnknown) as caught:
        client.inject("fault-reset-c", message("note"), settle=0.6)
    assert caught.value.looked >= 2
    assert caught.value.request is not None
    assert f"tag {caught.value.request.tag}" in str(caught.value)
    assert "proves nothing" in str(caught.value)
    assert sinch_mock.messages == []


def test_settling_sends_nothing_twice(sinch_mock: SinchMock) -> None:
    with client_of(sinch_mock.base_url) as client, pytest.raises(OutcomeUnknown):
        client.inject("fault-500-c", message("note"), settle=0.3)
    posts = [entry for entry in sinch_mock.requests if entry["method"] == "POST"]
    assert len(posts) == 1


def test_without_settle_nothing_is_looked_for_or_tagged(sinch_mock: SinchMock) -> None:
    with client_of(sinch_mock.base_url) as client:
        client.inject("c-1", message("note"))
        with pytest.raises(OutcomeUnknown) as caught:
            client.inject("fault-reset-stored-c", message("note"))
    assert caught.value.looked == 0
    assert {entry["method"] for entry in sinch_mock.requests} == {"POST"}
    assert {one["message"]["metadata"] for one in sinch_mock.messages} == {"note"}


def test_a_message_with_a_tag_of_its_own_cannot_be_settled(sinch_mock: SinchMock) -> None:
    with (
        client_of(sinch_mock.base_url, settle=True) as client,
        pytest.raises(OutcomeUnknown, match="cannot be settled: it holds a tag of its own"),
    ):
        client.inject("fault-reset-stored-c", message('{"tag": "mine"}'))
    assert sinch_mock.messages[0]["message"]["metadata"] == '{"tag": "mine"}'


def test_a_tag_that_has_no_room_names_the_tag() -> None:
    with client_of("http://127.0.0.1:9") as client, pytest.raises(PreflightError) as caught:
        client.inject("c-1", message("x" * 1015), settle=True)
    assert "no room for the tag k-" in str(caught.value)


@pytest.mark.parametrize("odd", ["5", -1, 0, float("nan"), [1]])
def test_what_is_no_time_to_settle(odd: Any) -> None:
    with pytest.raises(ConfigurationError, match="settle must"):
        client_of("http://127.0.0.1:9", settle=odd)
    with (
        client_of("http://127.0.0.1:9") as client,
        pytest.raises(ConfigurationError, match="settle must"),
    ):
        client.inject("c-1", message(), settle=odd)


def test_a_late_message_is_found_when_it_comes(sinch_mock: SinchMock) -> None:
    sinch_mock.faults.add("late", conversation_id="c-1", delay_ms=700)
    with client_of(sinch_mock.base_url, timeout=0.2) as client:
        result = client.inject("c-1", message("note"), settle=10)
    assert result.settled
