"""Code of a user. Never run: type checkers say of each line whether it is right.

An ``ignore`` marks a line that must be refused; one that is not needed is an error, so a check
that became too lenient shows.
"""

from __future__ import annotations

import datetime
from typing import Any, assert_type

import httpx
import sinch_inject
from sinch_inject import (
    NO_RETRY,
    AppMessage,
    AsyncInjectClient,
    BasicAuth,
    ChannelIdentity,
    ConfigurationError,
    InjectClient,
    InjectMessageRequest,
    InjectResult,
    NotSent,
    OAuth2ClientCredentials,
    OutcomeUnknown,
    PreflightError,
    Problem,
    Rejected,
    RequestInfo,
    RetryPolicy,
    SinchInjectError,
    TextMessage,
    check,
    text_request,
)
from sinch_inject_contract.document import contract, schema, time_window
from sinch_inject_generated.api.conversation import inject_message
from sinch_inject_generated.client import Client
from sinch_inject_generated.models import ContactMessage, ErrorAnswer, InjectMessageResponse
from sinch_inject_mock import Settings, SinchMock

NOW = datetime.datetime.now(datetime.UTC)


def names() -> None:
    _ = sinch_inject.Nothing  # type: ignore[attr-defined]


def models() -> InjectMessageRequest:
    request = InjectMessageRequest(
        accept_time=NOW,
        direction="TO_CONTACT",
        contact_id="k",
        channel_identity=ChannelIdentity(channel="SMS", identity="+46700000001"),
        app_message=AppMessage(text_message=TextMessage(text="hello")),
    )
    ChannelIdentity(channel="FAX", identity="1")  # type: ignore[arg-type]
    ChannelIdentity(channel="SMS")  # type: ignore[call-arg]
    TextMessage(text=1)  # type: ignore[arg-type]
    request.direction = "SIDEWAYS"  # type: ignore[assignment]
    request.contact_message = ContactMessage()
    assert_type(request.contact_id, str)
    assert_type(request.accept_time, datetime.datetime)
    return request


def threads(request: InjectMessageRequest) -> None:
    with InjectClient.from_env() as sinch:
        result = sinch.inject("c", request, tag="t")
        sinch.inject("c", {"any": "dict"})
        sinch.inject("c", "a text")  # type: ignore[arg-type]
        sinch.inject_text(
            *("c", "hello"),
            contact_id="k",
            channel="SMS",
            identity="1",
            direction="TO_APP",
            accept_time=NOW,
        )
        sinch.inject_text(
            *("c", "hello"),
            contact_id="k",
            channel="FAX",  # type: ignore[arg-type]
            identity="1",
            direction="TO_APP",
            accept_time=NOW,
        )
        sinch.with_options(dedline=5.0)  # type: ignore[call-arg]
        sinch.with_options(deadline="5")  # type: ignore[arg-type]
        view = sinch.with_options(retry=NO_RETRY, deadline=None, preflight=False)
        assert_type(view, InjectClient)
        assert_type(sinch.check("c", request), list[Problem])
    assert_type(result, InjectResult)
    assert_type(result.status, int)
    assert_type(result.attempts, int)
    assert_type(result.sent_at, datetime.datetime)
    assert_type(result.elapsed, float)
    assert_type(result.request_id, str)
    result.status = 201  # type: ignore[misc]
    assert_type(result.message_id, str | None)


async def tasks(request: InjectMessageRequest) -> None:
    async with AsyncInjectClient(region="eu", retry=RetryPolicy(attempts=2)) as sinch:
        assert_type(await sinch.inject("c", request), InjectResult)
    AsyncInjectClient(transport=httpx.AsyncHTTPTransport())
    AsyncInjectClient(retrys=RetryPolicy())  # type: ignore[call-arg]
    AsyncInjectClient.from_env(retrys=RetryPolicy())  # type: ignore[call-arg]
    InjectClient(retry=3)  # type: ignore[arg-type]
    InjectClient.from_env(retry=3)  # type: ignore[arg-type]
    InjectClient.from_env(regoin="eu")  # type: ignore[call-arg]
    InjectClient.from_env(verify="/etc/ca.pem", timeout=5.0, environ={})
    InjectClient.from_env(verify=None)  # type: ignore[arg-type]
    AsyncInjectClient(transport=httpx.HTTPTransport())  # type: ignore[arg-type]
    InjectClient(transport=httpx.AsyncHTTPTransport())  # type: ignore[arg-type]


def trouble(request: InjectMessageRequest) -> None:
    try:
        InjectClient().inject("c", request)
    except PreflightError as error:
        assert_type(error.problems, tuple[Problem, ...])
        assert_type(error.problems[0].pointer, str)
    except (NotSent, Rejected, OutcomeUnknown) as error:
        assert_type(error.status, int | None)
        assert_type(error.retry_after, float | None)
        assert_type(error.request, RequestInfo | None)
    kinds: list[type[SinchInjectError]] = [ConfigurationError, PreflightError, Rejected]
    kinds.append(ValueError)  # type: ignore[arg-type]


def before_sending() -> None:
    assert_type(check({}), list[Problem])
    body = text_request(
        "hello", contact_id="k", channel="SMS", identity="1", direction="TO_APP", accept_time=NOW
    )
    check(body, now=0.0, quote_values=True)
    text_request("hello", contact_id="k")  # type: ignore[call-arg]


def bare_generated_client(request: InjectMessageRequest) -> None:
    """The generated client by itself, with our credentials."""
    auth: httpx.Auth = OAuth2ClientCredentials("key", "secret")
    auth = BasicAuth("key", "secret")
    client = Client(base_url="https://eu.conversation.api.sinch.com", httpx_args={"auth": auth})
    answer = inject_message.sync("p", "c", client=client, body=request)
    assert_type(answer, ErrorAnswer | InjectMessageResponse | None)


def simulator() -> None:
    with SinchMock(Settings(strict=True)) as mock:
        assert_type(mock.base_url, str)
        assert_type(mock.env, dict[str, str])
        mock.faults.add("429", count=2)
        mock.faults.add("429", direction="UP")  # type: ignore[arg-type]
        mock.faults.add("late", operation="deleteMessage", delay_ms=500)
        assert_type(mock.messages(channel="SMS"), list[dict[str, Any]])
        mock.assert_not_injected(text="hello")
        mock.lag_lists(2.5)
    assert_type(time_window(), tuple[float, float])
    contract()
    schema("InjectMessageRequest")
