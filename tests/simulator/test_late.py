"""What is stored late, and listed late, over real HTTP."""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sinch_inject_mock import SinchMock
from support.requests import message

AUTH = ("demo-key", "demo-secret")
LINGER = "hh" if sys.platform == "win32" else "ii"
LIST = "/v1/projects/demo-project/messages"


def path(conversation: str) -> str:
    return f"/v1/projects/demo-project/conversations/{conversation}:inject-message"


def until(there: Callable[[], Any]) -> Any:
    """Wait for something, for at most some seconds."""
    end = time.monotonic() + 10
    while not (found := there()):
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


@pytest.fixture
def client(sinch_mock: SinchMock) -> Any:
    with httpx.Client(base_url=sinch_mock.base_url, auth=AUTH, timeout=10) as opened:
        yield opened


def test_a_message_comes_after_the_500(client: httpx.Client, sinch_mock: SinchMock) -> None:
    answer = client.post(path("fault-latex1-ms300-a"), json=message())
    assert answer.status_code == 500
    assert not sinch_mock.messages
    [stored] = until(lambda: sinch_mock.messages)
    assert stored["request_id"] == answer.headers["x-request-id"]
    assert len(client.get(LIST).json()["messages"]) == 1
    assert client.post(path("fault-latex1-ms300-a"), json=message()).status_code == 200


def test_the_connection_serves_others_while_something_is_late(
    client: httpx.Client, sinch_mock: SinchMock
) -> None:
    assert client.post(path("fault-late-ms60000-a"), json=message()).status_code == 500
    for _ in range(3):
        assert client.post(path("c"), json=message()).status_code == 200
    assert len(sinch_mock.messages) == 3


@pytest.mark.parametrize("how", ["closed", "reset"])
def test_a_message_comes_after_the_client_has_gone(
    sinch_mock: SinchMock, client: httpx.Client, how: str
) -> None:
    request = client.build_request("POST", path("fault-late-hang-ms100-a"), json=message())
    raw = b"POST %b HTTP/1.1\r\n" % request.url.raw_path
    request.headers["authorization"] = "Basic ZGVtby1rZXk6ZGVtby1zZWNyZXQ="
    raw += b"".join(b"%b: %b\r\n" % pair for pair in request.headers.raw) + b"\r\n"
    with socket.create_connection(("127.0.0.1", sinch_mock.port), 10) as opened:
        opened.sendall(raw + request.read())
        until(lambda: sinch_mock.requests)
        opened.settimeout(0.3)
        with pytest.raises(TimeoutError):
            opened.recv(1)
        assert not sinch_mock.messages
        if how == "reset":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(LINGER, 1, 0))
    assert until(lambda: sinch_mock.messages)[0]["conversation_id"] == "fault-late-hang-ms100-a"


def test_the_end_of_the_simulator_is_not_held_up_and_stores_nothing() -> None:
    mock = SinchMock().start()
    kept = mock.state.store
    with httpx.Client(base_url=mock.base_url, auth=AUTH) as client:
        assert client.post(path("fault-late-ms60000-a"), json=message()).status_code == 500
    started = time.monotonic()
    mock.stop()
    assert time.monotonic() - started < 5
    assert len(kept) == 0


def test_a_reset_drops_what_is_late(client: httpx.Client, sinch_mock: SinchMock) -> None:
    assert client.post(path("fault-late-ms200-a"), json=message()).status_code == 500
    sinch_mock.reset()
    client.post(path("fault-late-ms300-b"), json=message())
    [stored] = until(lambda: sinch_mock.messages)
    assert stored["conversation_id"] == "fault-late-ms300-b"


def test_a_list_lags_by_the_simulators_clock(client: httpx.Client, sinch_mock: SinchMock) -> None:
    sinch_mock.clock.freeze()
    sinch_mock.lag_lists(5)
    client.post(path("c"), json=message())
    assert client.get(LIST).json() == {"messages": [], "next_page_token": ""}
    sinch_mock.clock.advance(5)
    [listed] = client.get(LIST).json()["messages"]
    one = f"{LIST}/{listed['id']}"
    assert client.get(one).json() == listed
    assert client.delete(one).json() == {}
    assert client.get(one).status_code == 404


def test_faults_of_a_list_are_real_on_the_wire(client: httpx.Client, sinch_mock: SinchMock) -> None:
    for number in range(3):
        client.post(path("c"), json=message(str(number)))
    sinch_mock.faults.add("truncated", operation="listMessages", count=1)
    sinch_mock.faults.add("reset", operation="listMessages", count=1)
    sinch_mock.faults.add("slow-body", operation="listMessages", count=1, delay_ms=200)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(LIST)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        client.get(LIST)
    assert len(client.get(LIST).json()["messages"]) == 3
