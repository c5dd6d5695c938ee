"""The ways to send a message: threads, asyncio, trio, and a transport that the user brings.

Each way makes a client as its users do, sends one message and returns what became of it, so
that a test can say the same of all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anyio
import httpx
from attrs import frozen
from sinch_inject import AsyncInjectClient, InjectClient, InjectResult, SinchInjectError
from sinch_inject.http.transport import ssl_context

__all__ = ["DEFAULT_WAYS", "WAYS", "Way"]

Ending = InjectResult | SinchInjectError
DEMO = {"project_id": "demo-project", "key_id": "demo-key", "key_secret": "demo-secret"}


@frozen
class Way:
    """One way to send.

    Attributes:
        name: for people.
        proved: its failures before sending are known to be such.
        send: sends one message to the conversation ``c-1``; options as for a client.
    """

    name: str
    proved: bool
    send: Callable[..., Ending]

    def __str__(self) -> str:
        return self.name


def options_of(options: dict[str, Any]) -> dict[str, Any]:
    """Fill in what the tests do not care about; delays between attempts are 0."""
    return {**DEMO, "environ": {}, "auth": "basic", "random": lambda: 0.0, **options}


def with_threads(request: dict[str, Any], **options: Any) -> Ending:
    with InjectClient(**options_of(options)) as client:
        try:
            return client.inject("c-1", request)
        except SinchInjectError as error:
            return error


async def in_a_loop(request: dict[str, Any], options: dict[str, Any]) -> Ending:
    async with AsyncInjectClient(**options_of(options)) as client:
        try:
            return await client.inject("c-1", request)
        except SinchInjectError as error:
            return error


def with_asyncio(request: dict[str, Any], **options: Any) -> Ending:
    return anyio.run(in_a_loop, request, options, backend="asyncio")


def with_trio(request: dict[str, Any], **options: Any) -> Ending:
    return anyio.run(in_a_loop, request, options, backend="trio")


def transport_options(options: dict[str, Any]) -> dict[str, Any]:
    """Take what a user would give to the transport out of the client's options."""
    verify, proxy = options.pop("verify", None), options.pop("proxy", None)
    return {"verify": verify or ssl_context(), "proxy": proxy}  # making a context takes long


def own_sync(trust: bool) -> Callable[..., Ending]:
    def send(request: dict[str, Any], **options: Any) -> Ending:
        with httpx.HTTPTransport(**transport_options(options)) as transport:
            return with_threads(request, transport=transport, trust_transport=trust, **options)

    return send


def own_async(trust: bool) -> Callable[..., Ending]:
    async def run(request: dict[str, Any], options: dict[str, Any]) -> Ending:
        async with httpx.AsyncHTTPTransport(**transport_options(options)) as transport:
            return await in_a_loop(
                request, {"transport": transport, "trust_transport": trust, **options}
            )

    def send(request: dict[str, Any], **options: Any) -> Ending:
        return anyio.run(run, request, options, backend="asyncio")

    return send


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
