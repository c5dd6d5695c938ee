"""The relay against the simulator: every webhook status, and no message twice."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sinch_inject import NO_RETRY, InjectClient
from sinch_inject_mock import SinchMock
from webhook_relay.ledger import Ledger
from webhook_relay.server import Server

Deliver = Callable[..., int]


def event(**changes: Any) -> dict[str, Any]:
    """Return what the chat system sends when a customer said something a minute ago."""
    at = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
    return {
        "id": "evt-1",
        "conversation": "01HCONVERSATION",
        "contact": "01HCONTACT",
        "channel": "SMS",
        "address": "+46700000001",
        "author": "customer",
        "text": "Where is my lamp?",
        "at": at.isoformat(),
        **changes,
    }


def post(
    url: str, body: object, token: str = "t0ken", headers: dict[str, str] | None = None
) -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"X-Relay-Token": token, **(headers or {})})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "relay.sqlite")
    yield ledger
    ledger.close()


@pytest.fixture
def deliver(sinch_mock: SinchMock, ledger: Ledger) -> Iterator[Deliver]:
    """Return a function that delivers an event to a running relay, and returns the status."""
    with (
        InjectClient.from_env(environ=sinch_mock.env, retry=NO_RETRY) as sinch,
        Server(0, token="t0ken", sinch=sinch, ledger=ledger) as server,
    ):
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/events"
        yield lambda body, **options: post(url, body, **options)
        server.shutdown()
        thread.join()


def test_what_a_customer_says_goes_to_the_app(deliver: Deliver, sinch_mock: SinchMock) -> None:
    assert deliver(event()) == 200
    sinch_mock.assert_injected(
        {"contact_id": "01HCONTACT", "metadata": "[tag:evt-1]"},
        conversation_id="01HCONVERSATION",
        channel="SMS",
        direction="TO_APP",
        text="Where is my lamp?",
    )


def test_what_an_agent_says_goes_to_the_contact(deliver: Deliver, sinch_mock: SinchMock) -> None:
    assert deliver(event(author="agent", text="On its way.")) == 200
    sinch_mock.assert_injected(direction="TO_CONTACT", text="On its way.")


def test_a_second_delivery_makes_no_second_message(deliver: Deliver, sinch_mock: SinchMock) -> None:
    assert [deliver(event()), deliver(event())] == [200, 200]
    assert len(sinch_mock.messages) == 1


def test_deliveries_at_the_same_time_make_one_message(
    deliver: Deliver, sinch_mock: SinchMock
) -> None:
    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(deliver, [event()] * 8))
    assert statuses <= {200, 409}
    assert len(sinch_mock.messages) == 1


def test_not_sent_is_delivered_again(
    deliver: Deliver, sinch_mock: SinchMock, ledger: Ledger
) -> None:
    sinch_mock.faults.add("token-html", count=1)  # no token, so nothing is sent
    assert deliver(event()) == 503
    assert ledger.state("evt-1") is None
    assert deliver(event()) == 200
    assert len(sinch_mock.messages) == 1


@pytest.mark.parametrize("fault", ["429", "401", "403"])
def test_what_is_refused_for_now_is_delivered_again(
    deliver: Deliver, sinch_mock: SinchMock, ledger: Ledger, fault: str
) -> None:
    """Too busy, or the key is wrong today: the message itself is fine."""
    trouble = sinch_mock.faults.add(fault)
    assert deliver(event()) == 503
    assert ledger.state("evt-1") is None
    assert trouble.applied
    sinch_mock.faults.clear()
    assert deliver(event()) == 200
    assert len(sinch_mock.messages) == 1


def test_unknown_is_never_sent_again(
    deliver: Deliver, sinch_mock: SinchMock, ledger: Ledger
) -> None:
    sinch_mock.faults.add("reset", stored=True, count=1)
    assert [deliver(event()), deliver(event())] == [202, 202]
    assert ledger.state("evt-1") == "unknown"
    assert len(sinch_mock.messages) == 1  # a blind retry would have made it two


@pytest.mark.parametrize(
    "changes",
    [{"channel": "FAX"}, {"at": "2020-01-01T00:00:00Z"}, {"at": "yesterday"}, {"contact": None}],
)
def test_what_can_never_go_out_is_refused(
    deliver: Deliver, sinch_mock: SinchMock, changes: dict[str, Any]
) -> None:
    assert [deliver(event(**changes)), deliver(event(**changes))] == [422, 422]
    assert sinch_mock.messages == []


@pytest.mark.parametrize(
    ("body", "token", "status"),
    [
        (event(), "wrong", 401),
        (b"nope", "t0ken", 400),
        (b"{}", "t0ken", 400),
        (b"[1]", "t0ken", 422),
        (b" " * 70_000, "t0ken", 413),
        (b"[" * 60_000, "t0ken", 400),
    ],
)
def test_what_is_no_event_is_refused(
    deliver: Deliver, sinch_mock: SinchMock, body: object, token: str, status: int
) -> None:
    assert deliver(body, token=token) == status
    assert sinch_mock.messages == []


@pytest.mark.parametrize("length", ["nine", "-1", "0", "\u00b2", "9" * 5000])
def test_a_length_that_is_none_is_refused(
    deliver: Deliver, sinch_mock: SinchMock, length: str
) -> None:
    assert deliver(event(), headers={"Content-Length": length}) in {411, 413}
    assert sinch_mock.messages == []


def test_the_relay_as_a_process(sinch_mock: SinchMock, tmp_path: Path) -> None:
    """As it is deployed: settings from the environment, and a ledger that survives."""
    env = {**os.environ, **sinch_mock.env, "RELAY_TOKEN": "t0ken"}
    command = [sys.executable, "-m", "webhook_relay.server", "--port", "0"]
    for _ in range(2):
        with subprocess.Popen(
            command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            assert post(process.stdout.readline().strip(), event()) == 200
            process.terminate()
            process.wait(30)
    assert len(sinch_mock.messages) == 1
