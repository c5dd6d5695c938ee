"""The ways to send a message: threads, asyncio, trio, and a transport that the user brings.

Each way makes a client as its users do, sends one message after the other on it, and returns
what became of each, so that a test can say the same of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import anyio
import anyio.to_thread
import httpx
from attrs import frozen
from sinch_inject import AsyncInjectClient, InjectClient, InjectResult, SinchInjectError
from sinch_inject.http.tls import ssl_context

__all__ = ["DEFAULT_WAYS", "WAYS", "Ending", "Way"]

Ending = InjectResult | SinchInjectError
DEMO = {"project_id": "demo-project", "key_id": "demo-key", "key_secret": "demo-secret"}


@frozen
class Way:
    """One way to send.

    Attributes:
        name: for people.
        proved: its failures before sending are known to be such.
        run: sends messages to the conversation ``c-1``, one after the other; a keyword
            ``between`` is called (in a thread) before each but the first, all others are
            options as for a client.
    """

    name: str
    proved: bool
    run: Callable[..., list[Ending]]

    def send(self, request: dict[str, Any], **options: Any) -> Ending:
        """Send one message; return what became of it."""
        return self.run([request], **options)[0]

    def __str__(self) -> str:
        return self.name


def options_of(options: dict[str, Any]) -> dict[str, Any]:
    """Fill in what the tests do not care about; delays between attempts are 0."""
    return {**DEMO, "environ": {}, "auth": "basic", "random": lambda: 0.0, **options}


def nothing() -> None:
    """Do nothing between two messages."""


def with_threads(
    requests: Sequence[dict[str, Any]], *, between: Callable[[], object] = nothing, **options: Any
) -> list[Ending]:
    endings: list[Ending] = []
    with InjectClient(**options_of(options)) as client:
        for request in requests:
            if endings:
                between()
            try:
                endings.append(client.inject("c-1", request))
            except SinchInjectError as error:
                endings.append(error)
    return endings


async def in_a_loop(
    requests: Sequence[dict[str, Any]],
    options: dict[str, Any],
    between: Callable[[], object] = nothing,
) -> list[Ending]:
    endings: list[Ending] = []
    async with AsyncInjectClient(**options_of(options)) as client:
        for request in requests:
            if endings:
                await anyio.to_thread.run_sync(between)
            try:
                endings.append(await client.inject("c-1", request))
            except SinchInjectError as error:
                endings.append(error)
    return endings


def with_asyncio(
    requests: Sequence[dict[str, Any]], *, between: Callable[[], object] = nothing, **options: Any
) -> list[Ending]:
    return anyio.run(in_a_loop, requests, options, between, backend="asyncio")


def with_trio(
    requests: Sequence[dict[str, Any]], *, between: Callable[[], object] = nothing, **options: Any
) -> list[Ending]:
    return anyio.run(in_a_loop, requests, options, between, backend="trio")


def transport_options(options: dict[str, Any]) -> dict[str, Any]:
    """Take what a user would give to the transport out of the client's options."""
    verify, proxy = options.pop("verify", None), options.pop("proxy", None)
    return {"verify": verify or ssl_context(), "proxy": proxy}  # making a context takes long


def own_sync(trust: bool) -> Callable[..., list[Ending]]:
    def run(requests: Sequence[dict[str, Any]], **options: Any) -> list[Ending]:
        with httpx.HTTPTransport(**transport_options(options)) as transport:
            return with_threads(requests, transport=transport, trust_transport=trust, **options)

    return run


def own_async(trust: bool) -> Callable[..., list[Ending]]:
    async def sends(
        requests: Sequence[dict[str, Any]], options: dict[str, Any], between: Callable[[], object]
    ) -> list[Ending]:
        async with httpx.AsyncHTTPTransport(**transport_options(options)) as transport:
            options = {"transport": transport, "trust_transport": trust, **options}
            return await in_a_loop(requests, options, between)

    def run(
        requests: Sequence[dict[str, Any]],
        *,
        between: Callable[[], object] = nothing,
        **options: Any,
    ) -> list[Ending]:
        return anyio.run(sends, requests, options, between, backend="asyncio")

    return run


DEFAULT_WAYS = [
    Way("threads", True, with_threads),
    Way("asyncio", True, with_asyncio),
    Way("trio", True, with_trio),
]
WAYS = [
    *DEFAULT_WAYS,
    Way("threads-own-transport", False, own_sync(trust=False)),
    Way("asyncio-own-transport", False, own_async(trust=False)),
    Way("threads-trusted-transport", True, own_sync(trust=True)),
    Way("asyncio-trusted-transport", True, own_async(trust=True)),
]
