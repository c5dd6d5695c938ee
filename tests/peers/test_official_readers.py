"""Sinch's own clients list, read and delete what was injected, unmodified.

Two versions of one Python package take part: 1.1.4 is the last one that can inject, 2.3.0 lists and
has no inject. Both cannot be in one environment, so ``nox -s peers`` makes two.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.drivers import Client, Simulator
from support.requests import iso, message

Connect = Callable[..., Client]
AUTH = ("demo-key", "demo-secret")


def inject(simulator: Simulator, conversation: str, **changes: Any) -> None:
    path = f"/v1/projects/demo-project/conversations/{conversation}:inject-message"
    httpx.post(simulator.url + path, json=message(**changes), auth=AUTH).raise_for_status()


def tags(result: dict[str, Any]) -> list[str]:
    return [one["metadata"] for one in result["answer"]]


def test_every_page_of_a_list(connect_reader: Connect, simulator: Simulator) -> None:
    for number in range(25):
        inject(simulator, "talk", marker=str(number), accept_time=iso(seconds_ago=600 - number))
        inject(simulator, "other")
    client = connect_reader()
    result = client.read("list", conversation_id="talk", page_size=10)
    assert tags(result) == [str(number) for number in reversed(range(25))]
    assert simulator.verdicts()[-4:] == ["token", *["listed"] * 3]
    stored = {one["id"]: one for one in simulator.messages()}
    for shown in result["answer"]:
        sent = stored[shown["id"]]["message"]
        assert (shown["conversation_id"], shown["injected"]) == ("talk", True)
        assert shown["contact_message"]["text_message"] == sent["contact_message"]["text_message"]
        identity = shown["channel_identity"]
        assert {name: identity[name] for name in sent["channel_identity"]} == (
            sent["channel_identity"]
        )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"channel": "LINE"}, ["line"]),
        ({"direction": "TO_CONTACT"}, ["out"]),
        ({"contact_id": "01HOTHER"}, ["out"]),
        ({"app_id": "app"}, ["line"]),
        ({"messages_source": "DISPATCH_SOURCE"}, ["dispatched"]),
        ({"messages_source": "DISPATCH_SOURCE", "only_recipient_originated": True}, ["dispatched"]),
        ({"view": "WITHOUT_METADATA", "channel": "LINE"}, [None]),
    ],
)
def test_filters(
    connect_reader: Connect, simulator: Simulator, arguments: dict[str, Any], expected: list[Any]
) -> None:
    line = {"channel": "LINE", "identity": "U1", "app_id": "app"}
    inject(simulator, "talk", marker="line", channel_identity=line)
    inject(simulator, "talk", marker="out", direction="TO_CONTACT", contact_id="01HOTHER")
    inject(simulator, "talk", marker="dispatched", processing_mode="DISPATCH")
    result = connect_reader().read("list", **arguments)
    assert [one.get("metadata") for one in result["answer"]] == expected


def test_one_message_is_read_and_deleted(connect_reader: Connect, simulator: Simulator) -> None:
    inject(simulator, "talk", marker="one")
    inject(simulator, "talk", marker="two")
    client = connect_reader()
    first, second = (one["id"] for one in simulator.messages())
    assert client.read("get", message_id=first)["answer"]["metadata"] == "one"
    assert "answer" in client.read("delete", message_id=first)
    assert tags(client.read("list")) == ["two"]
    gone = client.read("get", message_id=first)["error"]
    assert (gone["type"], gone["status"]) == (client.kind.api_error, 404)
    assert gone["body"]["error"]["status"] == "NOT_FOUND"
    assert [one["id"] for one in simulator.messages()] == [second]


def test_a_list_that_is_refused(connect_reader: Connect, simulator: Simulator) -> None:
    del simulator
    client = connect_reader()
    refused = client.read("list", page_token="nonsense")["error"]
    assert (refused["type"], refused["status"]) == (client.kind.api_error, 400)


# ------------------------------------------------------------------------------- tokens
def test_a_token_that_expired_is_replaced(connect_reader: Connect, simulator: Simulator) -> None:
    client = connect_reader()
    client.read("list")
    simulator.advance(timedelta(hours=1, seconds=1))
    assert client.read("list") == {"answer": []}
    assert simulator.verdicts() == ["token", "listed", "unauthenticated", "token", "listed"]


def test_a_wrong_secret_is_refused(connect_reader: Connect, simulator: Simulator) -> None:
    client = connect_reader(key_secret="not-the-secret")
    refused = client.read("list")["error"]
    assert (refused["type"], refused["status"]) == (client.kind.token_error, 401)
    assert set(simulator.verdicts()) == {"token"}


def test_another_project_is_forbidden(connect_reader: Connect, simulator: Simulator) -> None:
    client = connect_reader(project_id="someone-elses-project")
    refused = client.read("list")["error"]
    assert (refused["type"], refused["status"]) == (client.kind.api_error, 403)
    assert simulator.verdicts() == ["token", "forbidden"]


def test_a_token_endpoint_with_a_limit_is_asked_again(
    connect_reader: Connect, simulator: Simulator
) -> None:
    fault = {"kind": "token-429", "count": 1, "retry_after": 0}
    httpx.post(f"{simulator.url}/_mock/faults", json=fault).raise_for_status()
    assert connect_reader().read("list") == {"answer": []}
    assert simulator.verdicts() == ["fault", "token", "listed"]
