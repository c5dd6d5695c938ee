"""Sinch's own clients, unmodified, against the simulator.

They were written by people who know the API and never saw the simulator: what they can use is not
only what we believe the API to be. What arrived is read from the simulator, not from the client.
Run by ``nox -s peers``. The last version of the Python package that can inject is 1.1.4; for
listing, see ``test_official_readers.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sinch_inject_contract.document import contract
from support.drivers import INJECTING, Client, Simulator

Connect = Callable[..., Client]


def text(**changed: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "app_message": {"text_message": {"text": "Grüße 👋 你好"}},
        "accept_time": ago(timedelta(hours=1)),
        "direction": "TO_CONTACT",
        "contact_id": "01HCONTACT",
        "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
    }
    return body | changed


def ago(span: timedelta) -> str:
    moment = (datetime.now(UTC) - span).replace(microsecond=0)
    return moment.isoformat().replace("+00:00", "Z")


def error(result: dict[str, Any]) -> tuple[str, int]:
    return result["error"]["type"], result["error"]["status"]


def test_every_message_of_the_contract_arrives_unaltered(
    connect: Connect, simulator: Simulator
) -> None:
    client = connect()
    bodies: dict[str, dict[str, Any]] = {}
    for name, example in contract()["components"]["examples"].items():
        can_send = client.kind.sends or example["value"].keys()
        body = {key: example["value"][key] for key in example["value"] if key in can_send}
        bodies[f"01H{name}"] = body | {"accept_time": ago(timedelta(hours=1))}

    results = client.inject(*bodies.items())

    assert results == [{"answer": {}}] * len(bodies)
    stored = {message["conversation_id"]: message["message"] for message in simulator.messages()}
    assert {name: as_sent(message) for name, message in stored.items()} == {
        name: as_sent(body) for name, body in bodies.items()
    }


def as_sent(message: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a client may choose: how a time is written, whether the id is repeated."""
    kept = {key: value for key, value in message.items() if key != "conversation_id"}
    return kept | {"accept_time": datetime.fromisoformat(message["accept_time"])}


def test_app_and_contact_messages_keep_their_order(connect: Connect, simulator: Simulator) -> None:
    client = connect()
    contact = {"contact_message": {"text_message": {"text": "Where?"}}, "direction": "TO_APP"}
    question = {key: value for key, value in text(**contact).items() if key != "app_message"}

    client.inject(("01HTALK", question))
    client.inject(("01HTALK", text()))

    talk = [
        (message["conversation_id"], message["message"]["direction"])
        for message in simulator.messages()
    ]
    assert talk == [("01HTALK", "TO_APP"), ("01HTALK", "TO_CONTACT")]


def test_a_token_that_expired_is_replaced_by_a_fresh_one(
    connect: Connect, simulator: Simulator
) -> None:
    client = connect()
    client.inject(("01HBEFORE", text()))

    simulator.advance(timedelta(hours=1, seconds=1))
    results = client.inject(("01HAFTER", text()))

    assert results == [{"answer": {}}]
    assert simulator.verdicts() == ["token", "injected", "unauthenticated", "token", "injected"]
    stored = [message["conversation_id"] for message in simulator.messages()]
    assert stored == ["01HBEFORE", "01HAFTER"]


def test_a_token_that_expires_on_the_way_is_replaced_and_the_message_stored_once(
    connect: Connect, simulator: Simulator
) -> None:
    results = connect().inject(("fault-expired-tokenx1-talk", text()))

    assert results == [{"answer": {}}]
    assert len(simulator.messages()) == 1
    assert simulator.verdicts().count("token") == 2


@pytest.mark.parametrize(
    ("conversation", "changed", "status", "name"),
    [
        ("01HTALK", {"accept_time": ago(timedelta(days=31))}, 400, "INVALID_ARGUMENT"),
        ("fault-401-talk", {}, 401, "UNAUTHENTICATED"),
        ("fault-403-talk", {}, 403, "PERMISSION_DENIED"),
        ("fault-429-talk", {}, 429, "RESOURCE_EXHAUSTED"),
        ("fault-500-talk", {}, 500, "INTERNAL_ERROR"),
    ],
)
def test_a_refusal_is_the_clients_own_error(
    connect: Connect,
    simulator: Simulator,
    conversation: str,
    changed: dict[str, Any],
    status: int,
    name: str,
) -> None:
    client = connect()

    [result] = client.inject((conversation, text(**changed)))

    assert error(result) == (client.kind.api_error, status)
    assert result["error"]["body"]["error"]["code"] == status
    assert result["error"]["body"]["error"]["status"] == name
    assert simulator.requests()[-1]["status"] == status
    assert simulator.messages() == []


def test_a_wrong_secret_is_refused_where_the_token_is_fetched(
    connect: Connect, simulator: Simulator
) -> None:
    client = connect(key_secret="not-the-secret")

    [result] = client.inject(("01HTALK", text()))

    assert error(result) == (client.kind.token_error, 401)
    [request] = simulator.requests()
    assert (request["verdict"], request["status"]) == ("token", 401)


def test_another_project_is_forbidden(connect: Connect, simulator: Simulator) -> None:
    client = connect(project_id="someone-elses-project")

    [result] = client.inject(("01HTALK", text()))

    assert error(result) == (client.kind.api_error, 403)
    assert simulator.verdicts() == ["token", "forbidden"]


def test_twenty_in_parallel_share_one_token(connect: Connect, simulator: Simulator) -> None:
    client = connect()
    calls = [(f"01HTALK{number:02}", text()) for number in range(20)]
    if client.kind is not INJECTING["node"]:
        client.inject(calls.pop())  # cold, the Python package fetches a token for each call

    results = client.inject(*calls)

    assert results == [{"answer": {}}] * len(calls)
    assert sorted(simulator.verdicts()) == ["injected"] * 20 + ["token"]
