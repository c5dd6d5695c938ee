"""The outbox in a database: the same as in a file, and a standby takes over."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sinch_inject import InjectClient, Outbox
from sinch_inject.bulk.ledger import LedgerRefused, State
from sinch_inject_mock import SinchMock
from sinch_inject_mock.settings import Settings
from support.claims import LIMIT
from support.imports import client_options, stored
from support.simulated import NOW, text_message


@pytest.fixture
def mock() -> Iterator[SinchMock]:
    with SinchMock(Settings(now=NOW, seed=1)) as mock:
        yield mock


def done(outbox: Outbox, many: int) -> None:
    end = time.monotonic() + LIMIT
    while outbox.counts()[State.DONE] < many:
        assert time.monotonic() < end
        time.sleep(0.01)


def client(mock: SinchMock) -> InjectClient:
    return InjectClient(**client_options(mock.base_url))


def test_what_is_put_is_delivered_once(mock: SinchMock, url: str) -> None:
    for _ in range(2):  # the same keys again are no second messages
        with client(mock) as sinch, Outbox(url, sinch) as outbox:
            for n in range(1, 31):
                outbox.put(f"c-{n}", text_message(str(n)), key=n)
            done(outbox, 30)
    assert stored(mock.messages) == list(range(1, 31))


def test_two_processes_share_a_project_one_after_the_other(mock: SinchMock, url: str) -> None:
    found: list[Any] = []

    def standby(sinch: InjectClient) -> None:
        with Outbox(url, sinch, name="shared", wait=LIMIT) as outbox:
            found.append(outbox.put("c-2", text_message("2"), key="second"))
            done(outbox, 2)

    with client(mock) as sinch, client(mock) as other:
        with Outbox(url, sinch, name="shared") as outbox:
            with pytest.raises(LedgerRefused, match="another process has project"):
                Outbox(url, other, name="shared").__enter__()
            waiting = threading.Thread(target=standby, args=[other])
            waiting.start()
            outbox.put("c-1", text_message("1"), key="first")
            done(outbox, 1)
            assert found == []
        waiting.join(LIMIT)
    assert found == [State.PENDING]
    assert stored(mock.messages) == [1, 2]
