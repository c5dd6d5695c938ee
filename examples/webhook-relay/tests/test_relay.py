"""The relay against the simulator: every webhook status, and no message twice."""

from __future__ import annotations

import datetime
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sinch_inject import InjectClient, Outbox
from sinch_inject_mock import SinchMock
from webhook_relay.server import Server

Deliver = Callable[..., int]
LIMIT = 30.0  # seconds
DONE, UNKNOWN = 2, 4


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


@contextmanager
def relay(mock: SinchMock, path: Path) -> Iterator[Deliver]:
    """Yield a function that delivers an event to a running relay, and returns the status."""
    with (
        InjectClient.from_env(environ=mock.env) as sinch,
        Outbox(path, sinch, settle_after=0.1) as outbox,
        Server(0, token="t0ken", outbox=outbox) as server,
    ):
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/events"
        try:
            yield lambda body, **options: post(url, body, **options)
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "relay.db"


@pytest.fixture
def deliver(sinch_mock: SinchMock, path: Path) -> Iterator[Deliver]:
    with relay(sinch_mock, path) as deliver:
        yield deliver


def mirrored(mock: SinchMock, *texts: str) -> None:
    """Wait until these messages are there, and no other."""
    end = time.monotonic() + LIMIT
    while texts_of(mock) != sorted(texts):
        assert time.monotonic() < end, texts_of(mock)
        time.sleep(0.02)


def texts_of(mock: SinchMock) -> list[str]:
    bodies = [found["message"] for found in mock.messages]
    parts = [body.get("contact_message") or body["app_message"] for body in bodies]
    return sorted(part["text_message"]["text"] for part in parts)


def states_of(path: Path) -> list[int]:
    """Return the states in the file of an outbox that nobody has open: 2 done, 4 unknown."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT state FROM record ORDER BY n").fetchall()
    connection.close()
    return [row[0] for row in found]


def test_what_a_customer_says_goes_to_the_app(deliver: Deliver, sinch_mock: SinchMock) -> None:
    assert deliver(event()) == 200
    mirrored(sinch_mock, "Where is my lamp?")
    sinch_mock.assert_injected(
        {"contact_id": "01HCONTACT"},
        conversation_id="01HCONVERSATION",
        channel="SMS",
        direction="TO_APP",
        text="Where is my lamp?",
    )


def test_what_an_agent_says_goes_to_the_contact(deliver: Deliver, sinch_mock: SinchMock) -> None:
    assert deliver(event(author="agent", text="On its way.")) == 200
    mirrored(sinch_mock, "On its way.")
    sinch_mock.assert_injected(direction="TO_CONTACT", text="On its way.")


def test_a_second_delivery_makes_no_second_message(deliver: Deliver, sinch_mock: SinchMock) -> None:
    sent = event()
    assert [deliver(sent), deliver(sent)] == [200, 200]
    assert deliver(event(id="evt-2", text="Hello?")) == 200
    mirrored(sinch_mock, "Where is my lamp?", "Hello?")
    assert deliver(sent) == 200


def test_deliveries_at_the_same_time_make_one_message(
    deliver: Deliver, sinch_mock: SinchMock
) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(deliver, [event()] * 8)) == {200}
    mirrored(sinch_mock, "Where is my lamp?")


def test_another_event_with_the_same_id_is_refused(deliver: Deliver, sinch_mock: SinchMock) -> None:
    assert [deliver(event()), deliver(event(text="Something else"))] == [200, 422]
    mirrored(sinch_mock, "Where is my lamp?")


@pytest.mark.parametrize("fault", ["429", "token-html"])
def test_what_is_not_taken_for_now_goes_out_later(
    deliver: Deliver, sinch_mock: SinchMock, fault: str
) -> None:
    """The webhook is answered all the same: the event is kept."""
    trouble = sinch_mock.faults.add(fault, count=2)
    assert deliver(event()) == 200
    mirrored(sinch_mock, "Where is my lamp?")
    assert trouble.applied == 2


def test_unknown_is_never_sent_again_and_settled(sinch_mock: SinchMock, path: Path) -> None:
    """Stored, but nobody was told: a blind retry would have made it two."""
    sinch_mock.faults.add("reset", stored=True, count=1)
    sent = event()
    with relay(sinch_mock, path) as deliver:
        assert [deliver(sent), deliver(sent)] == [200, 200]
        mirrored(sinch_mock, "Where is my lamp?")
    assert states_of(path) == [UNKNOWN]
    with relay(sinch_mock, path) as deliver:  # its start asks
        assert deliver(sent) == 200
        assert deliver(event(id="evt-2", text="Hello?")) == 200
        mirrored(sinch_mock, "Where is my lamp?", "Hello?")
    assert states_of(path) == [DONE, DONE]


def test_unknown_that_is_not_there_is_sent(sinch_mock: SinchMock, path: Path) -> None:
    """Lost on its way. What went out after it shows that the list can be believed."""
    sinch_mock.faults.add("reset", stored=False, count=1)
    with relay(sinch_mock, path) as deliver:
        assert deliver(event()) == 200
        end = time.monotonic() + LIMIT
        while not sinch_mock.requests:
            assert time.monotonic() < end
            time.sleep(0.02)
        time.sleep(0.2)
        assert deliver(event(id="evt-2", text="Hello?")) == 200
        mirrored(sinch_mock, "Hello?")
    assert states_of(path) == [UNKNOWN, DONE]
    with relay(sinch_mock, path):
        mirrored(sinch_mock, "Where is my lamp?", "Hello?")


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


@contextmanager
def process(mock: SinchMock, folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the relay as it is deployed: settings from the environment, and an outbox that stays."""
    env = {**os.environ, **mock.env, "RELAY_TOKEN": "t0ken"}
    command = [sys.executable, "-m", "webhook_relay.server", "--port", "0"]
    with subprocess.Popen(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        yield running, running.stdout.readline().strip()


def test_the_relay_as_a_process(sinch_mock: SinchMock, tmp_path: Path) -> None:
    sent = event()
    for _ in range(2):
        with process(sinch_mock, tmp_path) as (running, url):
            assert post(url, sent) == 200
            mirrored(sinch_mock, "Where is my lamp?")
            running.terminate()
            assert running.wait(LIMIT) == 0


def test_a_crash_leaves_nothing_behind(sinch_mock: SinchMock, path: Path, tmp_path: Path) -> None:
    """Killed while a message is under way and another waits: both are there, once."""
    sinch_mock.faults.add("latency", count=1, delay_ms=3000)
    sent = event()
    with process(sinch_mock, tmp_path) as (running, url):
        assert post(url, sent) == 200
        mirrored(sinch_mock, "Where is my lamp?")  # stored, and its answer is on the way
        running.kill()
    with process(sinch_mock, tmp_path) as (running, url):
        assert post(url, sent) == 200
        assert post(url, event(id="evt-2", text="Hello?")) == 200
        mirrored(sinch_mock, "Where is my lamp?", "Hello?")
        running.terminate()
        assert running.wait(LIMIT) == 0
    assert states_of(path) == [DONE, DONE]
