"""Sinch's own clients, unmodified, against the simulator.

They were written by people who know the API and never saw the simulator: what they can use is not
only what we believe the API to be. Each runs in its own process and is told what to do over
stdin. What arrived is read from the simulator, not from the client. Run by ``nox -s peers``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from attrs import frozen
from sinch_inject_contract.document import contract
from sinch_inject_mock import SinchMock

HERE = Path(__file__).parent


@frozen
class Kind:
    """One official client: how to start its driver, and what it calls its errors."""

    argv: tuple[str, ...]
    api_error: str
    token_error: str
    cannot_send: frozenset[str] = frozenset()


def python_kind(mode: str) -> Kind:
    return Kind(
        (sys.executable, str(HERE / "python_client.py"), mode),
        api_error="ConversationException",
        token_error="AuthenticationException",
        cannot_send=frozenset({"sender_id", "processing_mode"}),
    )


KINDS = {
    "node": Kind(
        (shutil.which("node") or "node", str(HERE / "node_client.cjs")),
        api_error="RequestFailedError",
        token_error="RequestFailedError",
    ),
    "python": python_kind("sync"),
    "python-async": python_kind("async"),
}


class Client:
    """A running driver."""

    def __init__(self, kind: Kind, settings: dict[str, str]) -> None:
        self.kind = kind
        self._process = subprocess.Popen(
            kind.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self._say(settings)

    def inject(self, *calls: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Inject (conversation, body) pairs in parallel; return an answer or an error for each."""
        self._say([{"conversation_id": name, "body": body} for name, body in calls])
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the driver ended with code {self._process.wait(10)}"
        results: list[dict[str, Any]] = json.loads(line)
        return results

    def close(self) -> None:
        self._process.communicate(timeout=20)

    def _say(self, value: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value) + "\n")
        self._process.stdin.flush()


@frozen
class Simulator:
    """What the tests ask the simulator, over HTTP as a test in any language would."""

    url: str

    def messages(self) -> list[dict[str, Any]]:
        return self._get("messages", "messages")

    def requests(self) -> list[dict[str, Any]]:
        return self._get("requests", "requests")

    def verdicts(self) -> list[str]:
        return [request["verdict"] for request in self.requests()]

    def advance(self, span: timedelta) -> None:
        body = {"advance": span.total_seconds()}
        httpx.put(f"{self.url}/_mock/clock", json=body).raise_for_status()

    def _get(self, path: str, key: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.url}/_mock/{path}", params={"limit": 1000})
        values: list[dict[str, Any]] = answer.raise_for_status().json()[key]
        return values


@pytest.fixture
def simulator(sinch_mock: SinchMock) -> Simulator:
    return Simulator(sinch_mock.base_url)


Connect = Callable[..., Client]


@pytest.fixture(params=KINDS)
def connect(
    request: pytest.FixtureRequest, sinch_mock: SinchMock
) -> Generator[Connect, None, None]:
    """Start a client with the simulator's default settings, or with some of them changed."""
    running: list[Client] = []

    def start(**changed: str) -> Client:
        settings = {
            "base_url": sinch_mock.base_url,
            "auth_url": sinch_mock.auth_url,
            "project_id": "demo-project",
            "key_id": "demo-key",
            "key_secret": "demo-secret",
        }
        running.append(Client(KINDS[request.param], settings | changed))
        return running[-1]

    yield start
    for client in running:
        client.close()


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
        can_send = example["value"].keys() - client.kind.cannot_send
        body = {key: example["value"][key] for key in can_send}
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
    if client.kind is not KINDS["node"]:
        client.inject(calls.pop())  # cold, the Python package fetches a token for each call

    results = client.inject(*calls)

    assert results == [{"answer": {}}] * len(calls)
    assert sorted(simulator.verdicts()) == ["injected"] * 20 + ["token"]
