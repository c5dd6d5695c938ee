"""The live stream over a real connection."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import httpx
from sinch_inject_mock import Settings, SinchMock
from support.requests import message

AUTH = ("demo-key", "demo-secret")


def inject(mock: SinchMock, marker: str) -> None:
    path = "/v1/projects/demo-project/conversations/c:inject-message"
    httpx.post(mock.base_url + path, json=message(marker), auth=AUTH).raise_for_status()


def events(response: httpx.Response) -> Iterator[tuple[str, Any, str | None]]:
    fields: dict[str, str] = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields:
            yield fields["event"], json.loads(fields["data"]), fields.get("id")
            fields = {}


def markers(batch: Any) -> list[str]:
    return [one["message"]["metadata"] for one in batch["messages"]]


def test_history_then_live_then_the_rest_after_a_reconnect(sinch_mock: SinchMock) -> None:
    url = f"{sinch_mock.base_url}/_mock/events"
    inject(sinch_mock, "one")
    with httpx.stream("GET", url, timeout=10) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        stream = events(response)
        name, hello, _ = next(stream)
        assert (name, set(hello)) == ("hello", {"boot", "clock", "faults"})
        name, batch, _ = next(stream)
        assert (name, markers(batch)) == ("batch", ["one"])
        inject(sinch_mock, "two")
        started = time.monotonic()
        name, batch, told = next(stream)
        assert markers(batch) == ["two"]
        assert time.monotonic() - started < 1
        assert [entry["verdict"] for entry in batch["requests"]] == ["injected"]
    inject(sinch_mock, "three")
    assert told is not None
    for headers, params in (({"last-event-id": told}, {}), ({}, {"after": told})):
        with httpx.stream("GET", url, timeout=10, headers=headers, params=params) as response:
            stream = events(response)
            assert next(stream)[1]["boot"] == hello["boot"]
            assert markers(next(stream)[1]) == ["three"]


def test_a_burst_becomes_few_events(sinch_mock: SinchMock) -> None:
    with httpx.stream("GET", f"{sinch_mock.base_url}/_mock/events", timeout=10) as response:
        stream = events(response)
        next(stream)
        for number in range(30):
            sinch_mock.faults.add("500", count=number + 1)
        name, faults, _ = next(stream)
        assert name == "faults"
        count = len(faults["faults"])
        while count < 30:
            count = len(next(stream)[1]["faults"])


def test_the_end_of_the_simulator_ends_the_stream() -> None:
    mock = SinchMock().start()
    with httpx.stream("GET", f"{mock.base_url}/_mock/events", timeout=10) as response:
        stream = events(response)
        next(stream)
        started = time.monotonic()
        threading.Thread(target=mock.stop).start()
        assert list(stream) == []
        assert time.monotonic() - started < 2
    mock.stop()


def test_deleted_messages_are_told_live_and_to_those_who_come_back(sinch_mock: SinchMock) -> None:
    url = f"{sinch_mock.base_url}/_mock/events"
    for marker in ("one", "two", "three"):
        inject(sinch_mock, marker)
    first, second, third = (one["id"] for one in sinch_mock.messages)
    one = "/v1/projects/demo-project/messages/"

    def delete(message_id: str) -> None:
        httpx.delete(sinch_mock.base_url + one + message_id, auth=AUTH).raise_for_status()

    with httpx.stream("GET", url, timeout=10) as response:
        stream = events(response)
        assert [name for name, _, _ in (next(stream), next(stream))] == ["hello", "batch"]
        delete(second)
        data, told = next((data, told) for name, data, told in stream if name == "deleted")
        assert data == {"ids": [second]}
    delete(first)
    with httpx.stream("GET", url, timeout=10, params={"after": told}) as response:
        found = {name: data for name, data, _ in islice(events(response), 3)}
    assert found["deleted"] == {"ids": [first]}
    assert [one["message"]["metadata"] for one in sinch_mock.messages] == ["three"]
    assert sinch_mock.messages[0]["id"] == third


def test_who_does_not_read_is_dropped_after_a_while_and_resumes() -> None:
    with SinchMock(Settings(listener_patience=0.5)) as mock:
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", mock.port))
            deaf.sendall(b"GET /_mock/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            for number in range(30):
                body = message(f"m-{number}", x="y" * 300_000)
                path = "/v1/projects/demo-project/conversations/c:inject-message"
                httpx.post(mock.base_url + path, json=body, auth=AUTH).raise_for_status()
            time.sleep(1.5)  # three times its patience
            deaf.settimeout(10)
            read = b""
            with contextlib.suppress(ConnectionResetError):
                while part := deaf.recv(1 << 20):
                    read += part
        assert b'"m-29"' not in read
        ids = re.findall(rb"\nid: (\S+)\n", read)
        after = {"after": ids[-1].decode()} if ids else {}
        seen = len(re.findall(rb'"metadata": ?"m-', read.rpartition(b"\nid: ")[0]))
        with httpx.stream(
            "GET", f"{mock.base_url}/_mock/events", timeout=10, params=after
        ) as response:
            rest: list[str] = []
            for name, data, _ in events(response):
                rest += markers(data) if name == "batch" else []
                if "m-29" in rest:
                    break
        assert len(rest) >= 30 - seen
        assert rest == [f"m-{number}" for number in range(30 - len(rest), 30)]
