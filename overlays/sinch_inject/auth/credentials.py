"""Credentials as ``httpx.Auth``: for our clients, any httpx client and the bare generated one.

OAuth2 client credentials are the way for production; Basic works too, but is heavily rate
limited (Sinch's skills). Both work sync and async. Used with a client that is not ours,
:class:`OAuth2ClientCredentials` fetches the token on a transport of its own, and a request
that is answered 401 goes out once more with a fresh one.
"""

from __future__ import annotations

import base64
import random as _random
import ssl
import time
from collections.abc import AsyncGenerator, Callable, Generator
from typing import NoReturn

import anyio
import httpx

from sinch_inject.auth.tokens import Token, TokenSource
from sinch_inject.http.answer import Answer, Failure
from sinch_inject.http.sender import AsyncSender, SyncSender
from sinch_inject.http.steps import Steps, run, run_async
from sinch_inject.http.tls import chosen_context
from sinch_inject.http.transport import single_connection, single_connection_in_thread
from sinch_inject.settings import AUTH_URL, proxy_for
from sinch_inject.version import USER_AGENT

__all__ = ["BasicAuth", "Credentials", "OAuth2ClientCredentials"]

TOKEN_TIMEOUT = httpx.Timeout(10.0)


class Credentials(httpx.Auth):
    """What our clients need of credentials, besides what httpx needs."""

    can_refresh = False

    def steps(self, deadline: float | None = None) -> Steps[tuple[str, Token | None]]:
        """Yield what it takes, and return the ``Authorization`` header and its token."""
        raise NotImplementedError

    def refused(self, token: Token | None) -> None:
        """Take note that the server answered 401 to ``token``."""

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials hold a secret: make them in each process")


class TokenSender:
    """Carries out token fetches, from threads and event loops.

    A fetch is rare, so each has a connection of its own: nothing is left open, nothing is
    bound to an event loop, and no idle connection can be the one that the server closes.
    """

    def __init__(
        self,
        transport: httpx.BaseTransport | None,
        async_transport: httpx.AsyncBaseTransport | None,
        *,
        verify: ssl.SSLContext | bool,
        proxy: str | None,
    ) -> None:
        self._transport = transport
        self._async_transport = async_transport
        self._verify = verify
        self._proxy = proxy

    def send(self, request: httpx.Request, budget: float) -> Answer | Failure:
        """Send from a thread."""
        if self._transport is not None:
            client = httpx.Client(transport=self._transport, trust_env=False)
            return SyncSender(client, TOKEN_TIMEOUT, proved=False).send(request, budget)
        transport = single_connection_in_thread(chosen_context(self._verify), self._proxy)
        with httpx.Client(transport=transport, trust_env=False) as client:
            return SyncSender(client, TOKEN_TIMEOUT, proved=True).send(request, budget)

    async def asend(self, request: httpx.Request, budget: float) -> Answer | Failure:
        """Send from an event loop."""
        if self._async_transport is not None:
            client = httpx.AsyncClient(transport=self._async_transport, trust_env=False)
            return await AsyncSender(client, TOKEN_TIMEOUT, proved=False).asend(request, budget)
        transport = single_connection(chosen_context(self._verify), self._proxy)
        async with httpx.AsyncClient(transport=transport, trust_env=False) as client:
            return await AsyncSender(client, TOKEN_TIMEOUT, proved=True).asend(request, budget)


class BasicAuth(Credentials):
    """Key id and key secret with every request.

    Args:
        key_id: the access key's id.
        key_secret: the access key's secret.
    """

    def __init__(self, key_id: str, key_secret: str) -> None:
        self._header = "Basic " + base64.b64encode(f"{key_id}:{key_secret}".encode()).decode()
        self._key_id = key_id

    def __repr__(self) -> str:
        return f"BasicAuth({self._key_id!r}, …)"

    def steps(self, deadline: float | None = None) -> Steps[tuple[str, Token | None]]:
        """Return the header; nothing has to be done for it."""
        del deadline
        yield from ()
        return self._header, None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers["authorization"] = self._header
        yield request


class OAuth2ClientCredentials(Credentials):
    """A bearer token from key id and key secret, cached, renewed and shared.

    One object serves any number of clients, threads and event loops; pass it as ``auth`` to
    several clients to have them share one token.

    Args:
        key_id: the access key's id.
        key_secret: the access key's secret.
        auth_url: origin of the token endpoint; ``/oauth2/token`` is added.
        transport: httpx transport for fetches from threads; None: one of our own per fetch.
        async_transport: likewise for fetches from event loops.
        verify: an SSL context, True for the shared one, False for no verification.
        proxy: the URL of a proxy; None: what the environment says.
        user_agent: sent with the fetch.
        patience: seconds a fetch may take where the caller has no deadline of its own.
        clock: monotonic seconds.
        wall: seconds since the epoch.
        random: a float from 0 up to 1.
    """

    can_refresh = True

    def __init__(
        self,
        key_id: str,
        key_secret: str,
        *,
        auth_url: str = AUTH_URL,
        transport: httpx.BaseTransport | None = None,
        async_transport: httpx.AsyncBaseTransport | None = None,
        verify: ssl.SSLContext | bool = True,
        proxy: str | None = None,
        user_agent: str = USER_AGENT,
        patience: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        random: Callable[[], float] = _random.random,
    ) -> None:
        sender = TokenSender(
            transport, async_transport, verify=verify, proxy=proxy or proxy_for(auth_url)
        )
        self.source = TokenSource(
            f"{auth_url.rstrip('/')}/oauth2/token",
            key_id,
            key_secret,
            sender=sender,
            user_agent=user_agent,
            clock=clock,
            wall=wall,
            random=random,
            patience=patience,
        )

    def __repr__(self) -> str:
        return f"OAuth2ClientCredentials({self.source!r})"

    def steps(self, deadline: float | None = None) -> Steps[tuple[str, Token | None]]:
        """Get a token, and return the header with it."""
        token = yield from self.source.steps(deadline)
        return f"Bearer {token.value}", token

    def refused(self, token: Token | None) -> None:
        """Drop the token, if it is still the cached one."""
        if token is not None:
            self.source.drop(token)

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Add a token; after a 401, once more with a fresh one."""
        for again in (True, False):
            header, token = run(self.steps(), sleep=time.sleep)
            request.headers["authorization"] = header
            response = yield request
            if response.status_code != 401:
                return
            self.refused(token)
            if not again:
                return

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add a token; after a 401, once more with a fresh one."""
        for again in (True, False):
            header, token = await run_async(self.steps(), sleep=anyio.sleep)
            request.headers["authorization"] = header
            response = yield request
            if response.status_code != 401:
                return
            self.refused(token)
            if not again:
                return
