"""``on_attempt`` hears of each attempt, and can do no harm."""

from __future__ import annotations

import logging

import pytest
from sinch_inject import (
    AsyncInjectClient,
    Attempt,
    ConfigurationError,
    ConnectionFailed,
    InjectClient,
    RateLimited,
    RetryPolicy,
)
from sinch_inject_mock import SinchMock
from support.requests import message

SOON = RetryPolicy(attempts=3, initial=0.001)


def test_it_hears_of_each_attempt(sinch_mock: SinchMock) -> None:
    heard: list[Attempt] = []
    with InjectClient.from_env(
        environ=sinch_mock.env, retry=SOON, on_attempt=heard.append
    ) as client:
        client.inject("fault-429x2-c", message())
    assert [(one.number, one.outcome, one.status) for one in heard] == [
        (1, "rejected", 429),
        (2, "rejected", 429),
        (3, "done", 200),
    ]
    assert {one.operation for one in heard} == {"injectMessage"}
    assert {one.conversation_id for one in heard} == {"fault-429x2-c"}
    assert len({one.request_id for one in heard}) == 1
    assert all(0 < one.seconds < 30 for one in heard)


async def test_it_hears_in_a_loop_and_through_with_options(sinch_mock: SinchMock) -> None:
    heard: list[Attempt] = []
    async with AsyncInjectClient.from_env(environ=sinch_mock.env) as client:
        await client.inject("c-1", message())
        await client.with_options(on_attempt=heard.append).inject("c-1", message("other"))
    assert [one.outcome for one in heard] == ["done"]


def test_a_server_that_cannot_be_reached_is_heard_of() -> None:
    heard: list[Attempt] = []
    nobody = "http://127.0.0.1:9"
    client = InjectClient(
        project_id="p",
        key_id="k",
        key_secret="s",
        base_url=nobody,
        auth="basic",
        retry=SOON,
        on_attempt=heard.append,
    )
    with client, pytest.raises(ConnectionFailed, match="not sent"):
        client.inject("c-1", message())
    assert [(one.outcome, one.status) for one in heard] == [("not sent", None)] * 3


def test_what_it_raises_changes_nothing(
    sinch_mock: SinchMock, caplog: pytest.LogCaptureFixture
) -> None:
    def angry(attempt: Attempt) -> None:
        raise RuntimeError("the metrics are down")

    with (
        caplog.at_level(logging.WARNING, "sinch_inject"),
        InjectClient.from_env(environ=sinch_mock.env, retry=SOON, on_attempt=angry) as client,
    ):
        client.inject("c-1", message())
        with pytest.raises(RateLimited):
            client.inject("fault-429x9-c", message("other"))
    assert len(sinch_mock.messages) == 1
    assert "on_attempt raised RuntimeError" in caplog.text
    assert "metrics are down" not in caplog.text


async def _async(attempt: Attempt) -> None: ...


@pytest.mark.parametrize("odd", [1, "print", _async])
def test_what_is_no_hook(odd: object) -> None:
    with pytest.raises(ConfigurationError, match="on_attempt must"):
        InjectClient.from_env(environ={}, on_attempt=odd)  # type: ignore[arg-type]
