"""What the frames of an interruption hold, and of what is no error of ours: nothing private."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest
from sinch_inject import AsyncInjectClient, InjectClient, RetryPolicy
from support.leaks import NUMBER, TEXT, good, leaks, options, serving
from support.requests import iso

PATIENT: dict[str, Any] = {"retry": RetryPolicy(attempts=9)}


def interrupted(*_: object) -> Any:
    raise KeyboardInterrupt


class Interrupted(httpx.BaseTransport):
    """A transport that Ctrl-C finds at work."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = request.headers.raw  # as a real one has them
        raise KeyboardInterrupt from (RuntimeError() if headers else None)


TEXT_FIELDS: Any = {"contact_id": "c", "channel": "SMS", "identity": NUMBER, "direction": "TO_APP"}
CALLS: dict[str, Callable[[InjectClient], object]] = {
    "inject": lambda sinch: sinch.inject("c-1", good()),
    "settle": lambda sinch: sinch.inject("c-1", good(), settle=9),
    "text": lambda sinch: sinch.inject_text("c-1", TEXT, **TEXT_FIELDS, accept_time=iso()),
    "list": lambda sinch: list(sinch.list_messages(channel_identity=NUMBER)),
    "get": lambda sinch: sinch.get_message("m-1"),
    "delete": lambda sinch: sinch.delete_message("m-1"),
    "find": lambda sinch: sinch.find(tag="t", conversation_id="c-1", accept_time=iso()),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("auth", ["oauth2", "basic"])
def test_ctrl_c_while_it_waits(call: Callable[[InjectClient], object], auth: str) -> None:
    """Between two attempts, or two looks for a message."""
    with serving("500 Oops" if call is CALLS["settle"] else "429 Slow") as server:
        given = options(server, **PATIENT, auth=auth, sleep=interrupted)
        with InjectClient(**given) as sinch, pytest.raises(KeyboardInterrupt) as caught:
            call(sinch)
    assert leaks(caught.value) == []


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_ctrl_c_while_it_is_sent(call: Callable[[InjectClient], object]) -> None:
    with serving("200 OK") as server:
        given = options(server, **PATIENT, transport=Interrupted())
        with InjectClient(**given) as sinch, pytest.raises(KeyboardInterrupt) as caught:
            call(sinch)
    assert leaks(caught.value) == []


def test_ctrl_c_in_a_hook() -> None:
    with serving("200 OK") as server:
        given = options(server, **PATIENT, on_attempt=interrupted)
        with InjectClient(**given) as sinch, pytest.raises(KeyboardInterrupt) as caught:
            sinch.inject("c-1", good())
    assert leaks(caught.value) == []


async def listed(sinch: AsyncInjectClient) -> object:
    return [message async for message in sinch.list_messages(channel_identity=NUMBER)]


ASYNC_CALLS: dict[str, Callable[[AsyncInjectClient], Awaitable[object]]] = {
    "inject": lambda sinch: sinch.inject("c-1", good()),
    "settle": lambda sinch: sinch.inject("c-1", good(), settle=9),
    "text": lambda sinch: sinch.inject_text("c-1", TEXT, **TEXT_FIELDS, accept_time=iso()),
    "list": listed,
    "get": lambda sinch: sinch.get_message("m-1"),
    "delete": lambda sinch: sinch.delete_message("m-1"),
    "find": lambda sinch: sinch.find(tag="t", conversation_id="c-1", accept_time=iso()),
}


async def cancelled(
    call: Callable[[AsyncInjectClient], Awaitable[object]], given: dict[str, Any]
) -> list[str]:
    found: list[str] = []
    async with AsyncInjectClient(**given) as sinch:
        with anyio.move_on_after(0.3):
            try:
                await call(sinch)
            except anyio.get_cancelled_exc_class() as cancellation:
                found.append(str(leaks(cancellation)))
                raise
    return found


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("call", ASYNC_CALLS.values(), ids=ASYNC_CALLS)
@pytest.mark.parametrize("stage", ["token", "answer", "pause"])
def test_a_cancelled_task(
    call: Callable[[AsyncInjectClient], Awaitable[object]], stage: str, backend: str
) -> None:
    answers = {"token": "200 OK", "answer": "hang", "pause": "429 Slow"}
    if stage == "pause" and call is ASYNC_CALLS["settle"]:
        answers["pause"] = "500 Oops"
    with serving(answers[stage], token="hang" if stage == "token" else "200 OK") as server:
        given = options(server, **PATIENT, random=lambda: 0.99)
        assert anyio.run(cancelled, call, given, backend=backend) == ["[]"]


def breaks() -> Iterator[float]:
    yield 0.0  # it is tried when the client is made,
    yield 0.0  # and when its credentials are
    raise RuntimeError("the caller's own")


def test_a_fault_in_the_callers_own_clock_keeps_its_lines() -> None:
    moments = breaks()
    with serving("200 OK") as server:
        sinch = InjectClient(**options(server, **PATIENT, wall=lambda: next(moments)))
        with sinch, pytest.raises(RuntimeError) as caught:
            sinch.inject("c-1", good())
    assert leaks(caught.value) == []
    names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert names[-1] == "breaks"
    assert "_prepare" in names  # ours, with lines and without variables


class Broken(dict[str, Any]):
    """A request that cannot be read."""

    def keys(self) -> Any:
        raise RuntimeError("the caller's own")

    items = keys


def test_a_request_that_breaks() -> None:
    with serving("200 OK") as server, InjectClient(**options(server, **PATIENT)) as sinch:
        for call in (sinch.inject, sinch.check):
            with pytest.raises(RuntimeError) as caught:
                call("c-1", Broken(good()))
            assert leaks(caught.value) == []
