"""What is known of a call that Ctrl-C or a cancellation ends: what was proved before counts."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from sinch_inject import (
    AsyncInjectClient,
    ConnectionFailed,
    InjectClient,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    RetryPolicy,
    SinchInjectError,
)
from sinch_inject.errors import known
from sinch_inject.http.answer import Answer, Failure
from sinch_inject.http.outgoing import Outgoing
from sinch_inject.http.steps import Sender
from sinch_inject_mock import SinchMock
from support.hostile import Connection, Hostile
from support.requests import message

DEMO: dict[str, Any] = {
    "project_id": "demo-project",
    "key_id": "demo-key",
    "key_secret": "demo-secret",
    "environ": {},
    "auth": "basic",
}


def interrupts(_: object = None) -> float:
    raise KeyboardInterrupt


def what_was_known(client: InjectClient, conversation_id: str = "c-1") -> SinchInjectError:
    with pytest.raises(KeyboardInterrupt) as caught:
        client.inject(conversation_id, message(), tag="t-1")
    error = known(caught.value)
    assert error is not None
    assert error.request is not None
    assert error.request.tag == "t-1"
    assert caught.value.__notes__ == [f"sinch-inject: {error}"]
    return error


def test_while_it_waits_after_a_429(sinch_mock: SinchMock) -> None:
    sinch_mock.faults.add("429")
    options: dict[str, Any] = {"base_url": sinch_mock.base_url, "sleep": interrupts}
    with InjectClient(**DEMO, **options) as client:
        error = what_was_known(client)
    assert type(error) is RateLimited
    assert error.attempts == 1


def test_while_it_waits_after_a_refused_connection() -> None:
    with InjectClient(**DEMO, base_url="http://127.0.0.1:9", sleep=interrupts) as client:
        assert type(what_was_known(client)) is ConnectionFailed


def test_while_it_waits_after_an_unknown(sinch_mock: SinchMock) -> None:
    sinch_mock.faults.add("500")
    options: dict[str, Any] = {"base_url": sinch_mock.base_url, "sleep": interrupts}
    policy = RetryPolicy(retry_unknown=True)
    with InjectClient(**DEMO, **options, retry=policy) as client:
        assert isinstance(what_was_known(client), OutcomeUnknown)


class Interrupted:
    """A sender that is interrupted in the middle."""

    def __init__(self, inner: Sender) -> None:
        self.inner = inner

    def send(self, request: Outgoing, budget: float) -> Answer | Failure:
        raise KeyboardInterrupt

    async def asend(self, request: Outgoing, budget: float) -> Answer | Failure:
        raise NotImplementedError


def test_while_it_is_sent() -> None:
    with InjectClient(**DEMO, base_url="http://127.0.0.1:9") as client:
        prepared = client._prepare("c-1", message(), None)  # pyright: ignore[reportPrivateUsage]
        with pytest.raises(KeyboardInterrupt) as caught:
            client._call(prepared, Interrupted)  # pyright: ignore[reportPrivateUsage]
    error = known(caught.value)
    assert type(error) is OutcomeUnknown
    assert str(error).startswith("outcome unknown, look before sending again: interrupted")


def test_before_anything_was_begun() -> None:
    """The token is waited for."""

    def silent(connection: Connection) -> None:
        connection.request()
        connection.hang()

    async def main(url: str) -> BaseException:
        options: dict[str, Any] = {**DEMO, "auth": "oauth2", "base_url": url, "auth_url": url}
        client = AsyncInjectClient(**options)
        caught: list[BaseException] = []

        async def inject() -> None:
            try:
                await client.inject("c-1", message())
            except BaseException as interruption:
                caught.append(interruption)
                raise

        async with client:
            with anyio.move_on_after(0.3):
                await inject()
        return caught[0]

    with Hostile(silent) as server:
        for backend in ("asyncio", "trio"):
            error = known(anyio.run(main, server.url, backend=backend))
            assert type(error) is NotSent
            assert error.attempts == 0
            assert "before an attempt was made" in str(error)


def test_what_ended_no_call_knows_nothing() -> None:
    assert known(KeyboardInterrupt()) is None
