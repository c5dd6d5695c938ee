"""The ways to send a message: threads, asyncio, trio, and a transport that the user brings.

Each way makes a client as its users do, sends one message after the other on it, and returns
what became of each, so that a test can say the same of all of them.
"""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Callable, Sequence
from typing import Any

import anyio
import anyio.to_thread
import httpx
from attrs import frozen
from sinch_inject import (
    AsyncInjectClient,
    BasicAuth,
    InjectClient,
    InjectResult,
    RateLimited,
    SinchInjectError,
)
from sinch_inject.call.outcome import Outcome, judge
from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.tls import ssl_context
from sinch_inject.http.transports import Transport
from sinch_inject_generated.api.conversation import inject_message
from sinch_inject_generated.client import Client
from sinch_inject_generated.models import InjectMessageRequest

__all__ = ["DEFAULT_WAYS", "EVERY_WAY", "WAYS", "Ending", "Way"]

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
        sure: it tells all that is known; one that is not may say *unknown* of half an answer.
    """

    name: str
    proved: bool
    run: Callable[..., list[Ending]]
    sure: bool = True

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
    try:
        client = InjectClient(**options_of(options))
    except SinchInjectError as error:
        return [error]
    with client:
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
    try:
        client = AsyncInjectClient(**options_of(options))
    except SinchInjectError as error:
        return [error]
    async with client:
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


# ------------------------------------------------------------------ the engine under httpx


def own_engine(requests: Sequence[dict[str, Any]], **options: Any) -> list[Ending]:
    """Send over our engine as a transport that its user vouches for."""
    with Transport(**transport_options(options)) as transport:
        return with_threads(requests, transport=transport, trust_transport=True, **options)


def with_uvloop(
    requests: Sequence[dict[str, Any]], *, between: Callable[[], object] = nothing, **options: Any
) -> list[Ending]:
    uvloop = {"use_uvloop": True}
    return anyio.run(in_a_loop, requests, options, between, backend_options=uvloop)


def generated(
    requests: Sequence[dict[str, Any]], *, between: Callable[[], object] = nothing, **options: Any
) -> list[Ending]:
    """Send with the bare generated client over our engine, judged by what the engine tells."""
    timeout, url = options.pop("timeout", httpx.Timeout(10.0)), options.pop("base_url")
    endings: list[Ending] = []
    with Transport(**transport_options(options), largest=64 * 1024) as transport:
        client = Client(
            base_url=url,
            timeout=timeout,
            httpx_args={"transport": transport, "auth": BasicAuth("key", "secret")},
        )
        for request in requests:
            if endings:
                between()
            endings.append(judged(client, request))
    return endings


def judged(client: Client, request: dict[str, Any]) -> Ending:
    """Send a request, once more where that is safe, and say what became of it."""
    body = InjectMessageRequest.from_dict(request)
    attempts = 0
    while True:
        attempts += 1
        verdict = judge(attempted(client, body))
        again = verdict.outcome is Outcome.NOT_SENT or verdict.error is RateLimited
        if attempts == 4 or not again:
            break
    if verdict.error is not None:
        return verdict.error("judged from what the engine told", attempts=attempts)
    now = datetime.datetime.now(datetime.UTC)
    return InjectResult(status=200, attempts=attempts, sent_at=now, elapsed=0.0, request_id="")


def attempted(client: Client, body: InjectMessageRequest) -> Answer | Failure:
    arrived: list[httpx.Response] = []
    client.get_httpx_client().event_hooks = {"response": [arrived.append]}
    try:
        inject_message.sync_detailed("p", "c-1", client=client, body=body)
    except httpx.DecodingError:
        return Answer(arrived[0].status_code, complete=False)
    except httpx.TransportError as error:
        late = isinstance(error, httpx.TimeoutException)
        kind = Kind.TIMEOUT if late else Kind.LOST
        return Failure(kind, repr(error), vars(error)["handed_over"])
    except (ValueError, RecursionError):
        pass  # nothing that the generated code can read
    return answered(arrived[0])


def answered(response: httpx.Response) -> Answer:
    return Answer(
        response.status_code,
        dict(response.headers),
        response.read(),
        handed_over=response.extensions["handed_over"],
    )


EVERY_WAY = [
    *WAYS,
    *([Way("uvloop", True, with_uvloop)] if importlib.util.find_spec("uvloop") else []),
    Way("threads-engine-transport", True, own_engine, sure=False),
    Way("generated-client", True, generated, sure=False),
]
