"""The live stream over a real connection."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
from sinch_inject_mock import SinchMock
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
