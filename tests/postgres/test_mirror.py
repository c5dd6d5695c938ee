"""``sinch-inject mirror`` on a database: a standby begins to listen when the owner is gone."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator

import pytest
from sinch_inject_mock import SinchMock
from support.claims import LIMIT
from support.mirror import address, end, http, record, running, starting


@pytest.fixture
def mock() -> Iterator[SinchMock]:
    with SinchMock() as mock:
        yield mock


def test_a_standby_takes_over_and_knows_what_was_taken(mock: SinchMock, url: str) -> None:
    sent = record("k")
    with running(mock, url) as (owner, first):
        with http(first) as client:
            assert client.post("/outbox", json=sent).status_code == 202
        standby = starting(mock, url, "--wait", "60")
        try:
            owner.kill()
            with http(address(standby)) as client:
                assert client.post("/outbox", json=sent).status_code == 200
                until = time.monotonic() + LIMIT
                while client.get("/outbox/k").json()["state"] != "done":
                    assert time.monotonic() < until
                    time.sleep(0.02)
        finally:
            end(standby)
    assert len(mock.messages) == 1


def test_a_standby_that_waits_can_be_ended(mock: SinchMock, url: str) -> None:
    with running(mock, url):
        standby = starting(mock, url, "--wait", "600")
        try:
            time.sleep(2.0)  # until it waits
            standby.send_signal(signal.SIGTERM)
            assert standby.wait(LIMIT) == 130
        finally:
            end(standby)


def test_a_second_one_that_does_not_wait_is_refused(mock: SinchMock, url: str) -> None:
    with running(mock, url):
        second = starting(mock, url)
        try:
            assert second.wait(LIMIT) == 2
            assert second.stderr is not None
            assert "another process has project" in second.stderr.read()
        finally:
            end(second)
