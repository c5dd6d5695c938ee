"""Every option with wrong types and values: our error that names the class, or it works.

What is wrong must be said when the client is made, and never only after the POST: a client that
was made has to bring a call to an end that is a result or an error of ours.
"""

from __future__ import annotations

import contextlib
import decimal
import fractions
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sinch_inject import (
    AsyncInjectClient,
    BasicAuth,
    ConfigurationError,
    InjectClient,
    InjectResult,
    OAuth2ClientCredentials,
    RetryPolicy,
    SinchInjectError,
)
from sinch_inject.options import AsyncOptions, CallOptions, SyncOptions
from support.requests import message

SECRET = "s-e-c-r-e-t"
GOOD: dict[str, Any] = {
    "project_id": "p",
    "key_id": "k",
    "key_secret": SECRET,
    "base_url": "http://127.0.0.1:9",
    "auth": "basic",
    "environ": {},
}
GIVEN = httpx.Timeout(5.0)


async def coroutine(*_: object) -> float:
    return 0.0


def takes_one(_: object) -> None: ...


def raises() -> float:
    raise RuntimeError(SECRET)


class Odd:
    """Equal to nothing, true to nothing, without a length."""

    def __bool__(self) -> bool:
        raise RuntimeError("no truth")

    def __repr__(self) -> str:
        raise RuntimeError("no repr")


ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 3, 100, 1.5, 0.0, -0.5, 1e300, 10**400, -(10**400)),
    *(float("nan"), float("inf"), float("-inf"), complex(1, 2), decimal.Decimal(3)),
    fractions.Fraction(1, 3),
    *("", " ", "x", "3", "yes", "\ud800", "a\r\nX-Header: b", "a\0b", "é", "k" * 100_000, "\x7f"),
    *(b"", b"x", bytearray(b"x"), [], ["x"], {}, {"a": 1}, (), (1, 2, 3, 4), set[int](), range(3)),
    *(object(), Odd(), int, str, Exception, InjectClient, RetryPolicy, httpx.HTTPTransport),
    *(lambda: 0, lambda: None, lambda: "x", takes_one, raises, coroutine, float("1").hex),
    *(
        httpx.Timeout(None),
        httpx.Timeout(-1),
        GIVEN,
        RetryPolicy(),
        ssl.CERT_NONE,
        Path("/"),
        Path("/no"),
    ),
    *(BasicAuth("k", "s"), httpx.BasicAuth("k", "s"), httpx.DigestAuth("k", "s")),
    *(
        "http://",
        "ftp://x",
        "socks5://127.0.0.1:1",
        "http://x:99999",
        "http://[::1",
        "https://u:p@x",
    ),
    *({"SINCH_KEY_ID": 5}, {"HTTPS_PROXY": "nonsense"}, {5: 6}, {"SINCH_REGION": "\ud800"}),
]
values = st.sampled_from(range(len(ODD))).map(ODD.__getitem__)


def answers(_: httpx.Request) -> httpx.Response:
    return httpx.Response(503)


def changes(names: set[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(sorted(names)), values, min_size=1, max_size=3)


def shown(values: dict[str, Any]) -> str:
    """Return what a reporter of crashes shows of local variables."""
    found: list[str] = []
    for name, value in values.items():
        try:
            found.append(f"{name}={value!r}")
        except RuntimeError:  # of Odd
            found.append(name)
    return " ".join(found)


def made(make: Callable[..., Any], owner: str, options: dict[str, Any]) -> Any:
    """Make something; None if it was refused as it should be."""
    try:
        return make(**options)
    except (ConfigurationError, TypeError) as error:
        assert isinstance(error, ConfigurationError) or owner in str(error)  # noqa: PT017
        told = f"{error}{error!r}"
        assert SECRET not in told
        frame = error.__traceback__
        while frame is not None:
            if "sinch_inject" in frame.tb_frame.f_code.co_filename:
                assert SECRET not in shown(frame.tb_frame.f_locals)
            frame = frame.tb_next
        return None


def ends_well(call: Callable[[], object]) -> None:
    with contextlib.suppress(SinchInjectError):
        assert isinstance(call(), InjectResult)


FUZZ = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class Clock:
    """Time that passes only while somebody sleeps: ``settle=100`` takes none of ours."""

    def __init__(self) -> None:
        self.now = 0.0

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        self.now += seconds


def check_threads(odd: dict[str, Any], from_env: bool = False) -> None:
    make = InjectClient.from_env if from_env else InjectClient
    clock = Clock()
    timing = {"clock": clock.read, "sleep": clock.sleep}
    options = {**GOOD, **timing, "transport": httpx.MockTransport(answers), **odd}
    client = made(make, "InjectClient", options)
    if client is not None:
        with client:
            ends_well(lambda: client.inject("c-1", message()))


def check_tasks(odd: dict[str, Any], from_env: bool = False) -> None:
    make = AsyncInjectClient.from_env if from_env else AsyncInjectClient
    clock = Clock()
    timing = {"clock": clock.read, "sleep": clock.asleep}
    options = {**GOOD, **timing, "transport": httpx.MockTransport(answers), **odd}
    client = made(make, "AsyncInjectClient", options)

    async def call() -> None:
        async with client:
            with contextlib.suppress(SinchInjectError):
                assert isinstance(await client.inject("c-1", message()), InjectResult)

    if client is not None:
        anyio.run(call)


@pytest.mark.parametrize("name", sorted(SyncOptions.__annotations__))
def test_each_option_with_each_value(name: str) -> None:
    for value in ODD:
        check_threads({name: value})
        check_tasks({name: value})


@FUZZ
@given(changes(set(SyncOptions.__annotations__)), st.booleans())
def test_options_of_threads(odd: dict[str, Any], from_env: bool) -> None:
    check_threads(odd, from_env)


@FUZZ
@given(changes(set(AsyncOptions.__annotations__)), st.booleans())
def test_options_of_tasks(odd: dict[str, Any], from_env: bool) -> None:
    check_tasks(odd, from_env)


@FUZZ
@given(changes(set(CallOptions.__annotations__)))
@pytest.mark.parametrize("kind", [InjectClient, AsyncInjectClient])
def test_options_of_a_view(kind: Any, odd: dict[str, Any]) -> None:
    client = kind(**GOOD, transport=httpx.MockTransport(answers))
    view = made(client.with_options, kind.__name__, odd)
    if view is not None and kind is InjectClient:
        ends_well(lambda: view.inject("c-1", message()))


POLICY = ("attempts", "initial", "factor", "ceiling", "retry_after_cap", "retry_unknown")


@FUZZ
@given(changes(set(POLICY)))
def test_policies(odd: dict[str, Any]) -> None:
    policy = made(RetryPolicy, "RetryPolicy", odd)
    if policy is not None:
        transport = httpx.MockTransport(lambda _: httpx.Response(429, headers={"retry-after": "9"}))
        options: dict[str, Any] = {**GOOD, "sleep": takes_one, "deadline": None}
        hasty = RetryPolicy(**{**odd, "attempts": min(policy.attempts, 70)})
        with InjectClient(**options, transport=transport, retry=hasty) as client:
            ends_well(lambda: client.inject("c-1", message()))


CREDENTIALS = (
    *("key_id", "key_secret", "auth_url", "allow_http", "transport", "async_transport", "verify"),
    *("proxy", "environ", "user_agent", "patience", "clock", "wall", "random"),
)


@FUZZ
@given(changes(set(CREDENTIALS)))
def test_credentials(odd: dict[str, Any]) -> None:
    good: dict[str, Any] = {"key_id": "k", "key_secret": SECRET, "environ": {}}
    good |= {"auth_url": "http://127.0.0.1:9", "patience": 0.01}
    good["transport"] = httpx.MockTransport(lambda _: httpx.Response(401))  # and no sleep
    auth = made(OAuth2ClientCredentials, "OAuth2ClientCredentials", {**good, **odd})
    if auth is not None:
        client = httpx.Client(transport=httpx.MockTransport(answers), auth=auth)
        with client, contextlib.suppress(SinchInjectError):
            client.get("http://127.0.0.1:9")


@FUZZ
@given(changes({"key_id", "key_secret"}))
def test_keys(odd: dict[str, Any]) -> None:
    made(BasicAuth, "BasicAuth", {"key_id": "k", "key_secret": SECRET, **odd})


@pytest.mark.parametrize("kind", [InjectClient, AsyncInjectClient])
def test_a_misspelt_option_names_the_class_and_the_one_that_was_meant(kind: Any) -> None:
    name = kind.__name__
    for make, owner in ((kind, name), (kind.from_env, name)):
        with pytest.raises(TypeError, match=f"^{owner} takes no 'retrys'; did you mean 'retry'"):
            make(**GOOD, retrys=3)
    with pytest.raises(TypeError, match=f"^{name}.with_options takes no 'dedline'"):
        kind(**GOOD).with_options(dedline=3)
    with pytest.raises(TypeError, match="RetryPolicy"):
        RetryPolicy(tries=3)  # type: ignore[call-arg]
