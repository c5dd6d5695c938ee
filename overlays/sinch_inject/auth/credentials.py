"""Credentials as ``httpx.Auth``: for our clients, any httpx client and the bare generated one.

OAuth2 client credentials are the way for production; Basic works too, but is heavily rate
limited (Sinch's skills). Both work sync and async. Used with a client that is not ours,
:class:`OAuth2ClientCredentials` fetches the token on a transport of its own, and a request
that is answered 401 goes out once more with a fresh one.
"""

from __future__ import annotations

import base64
import os
import random as _random
import ssl
import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from functools import partial
from typing import NoReturn

import httpx
from attrs import field, frozen

from sinch_inject import options
from sinch_inject.auth.fetch import Token
from sinch_inject.auth.tokens import TokenSource
from sinch_inject.errors import ConfigurationError
from sinch_inject.frames import frames_cut
from sinch_inject.http.exchange import Way
from sinch_inject.http.foreign import Foreign
from sinch_inject.http.sender import FreshSender, TwoSenders
from sinch_inject.http.steps import Sender, Steps, World, run, run_async
from sinch_inject.http.tls import Named, Verify, unfit_trust
from sinch_inject.options import optional
from sinch_inject.settings import AUTH_URL, chosen_proxy, unfit_origin
from sinch_inject.version import USER_AGENT

__all__ = ["Authorization", "BasicAuth", "Credentials", "OAuth2ClientCredentials"]

TOKEN_TIMEOUT = httpx.Timeout(10.0)
CHECKS: Mapping[str, options.Check] = {
    "auth_url": options.phrase,
    "allow_http": options.flag,
    "transport": optional(options.transport),
    "async_transport": optional(options.async_transport),
    "proxy": optional(options.phrase),
    "environ": optional(options.instance(Mapping, "a mapping, such as os.environ")),
    "user_agent": options.product,
    "patience": options.seconds,
    "clock": options.clock,
    "wall": options.wall,
    "random": options.chance,
}


def _wrong_key(key_id: object, key_secret: object) -> list[str]:
    """Return what is wrong with a key."""
    given = {"key_id": key_id, "key_secret": key_secret}
    wrong = options.wrong(given, dict.fromkeys(given, options.phrase))
    wrong += [
        f"{name} is empty"
        for name, value in given.items()
        if isinstance(value, str) and options.blank(value)
    ]
    if isinstance(key_id, str) and ":" in key_id:
        wrong.append("key_id must not hold a colon, which ends it in Basic authentication")
    return wrong


def _fetching(
    transport: httpx.BaseTransport | None,
    async_transport: httpx.AsyncBaseTransport | None,
    verify: Verify,
    proxy: str | None,
    clock: Callable[[], float],
) -> Sender:
    """Return what carries out token fetches, from threads and event loops."""
    fresh = FreshSender(partial(Way.of, verify, proxy), TOKEN_TIMEOUT)
    own = transport and Foreign(transport, TOKEN_TIMEOUT, clock=clock)
    own_async = async_transport and Foreign(
        async_transport, TOKEN_TIMEOUT, clock=clock, one_loop=False
    )
    return TwoSenders(own or fresh, own_async or fresh)


@frozen
class Authorization:
    """What goes into the ``Authorization`` header. Not in the repr.

    Attributes:
        value: the header's value.
        token: the token in it, or None.
        line: the header line.
    """

    value: str = field(repr=False)
    token: Token | None = None
    line: bytes = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        line = b"Authorization: %b\r\n" % self.value.encode("ascii")
        object.__setattr__(self, "line", line)  # once, and not for each message


class Credentials(httpx.Auth):
    """What our clients need of credentials, besides what httpx needs."""

    can_refresh = False

    def steps(self, deadline: float | None = None) -> Steps[Authorization]:
        """Yield what it takes, and return what proves who we are."""
        raise NotImplementedError

    def refused(self, authorization: Authorization) -> None:
        """Take note that the server answered 401 to it."""

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials hold a secret: make them in each process")


class BasicAuth(Credentials):
    """Key id and key secret with every request.

    Args:
        key_id: the access key's id.
        key_secret: the access key's secret.

    Raises:
        ConfigurationError: names everything that is wrong.
    """

    def __init__(self, key_id: str, key_secret: str) -> None:
        wrong = _wrong_key(key_id, key_secret)
        if wrong:
            with frames_cut:
                raise ConfigurationError(f"BasicAuth: {'; '.join(wrong)}")
        pair = f"{key_id.strip()}:{key_secret.strip()}".encode()
        self._authorization = Authorization(f"Basic {base64.b64encode(pair).decode()}")
        self._key_id = key_id.strip()

    def __repr__(self) -> str:
        return f"BasicAuth({getattr(self, '_key_id', None)!r}, …)"

    def steps(self, deadline: float | None = None) -> Steps[Authorization]:
        """Return the header; nothing has to be done for it."""
        del deadline
        yield from ()
        return self._authorization

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the header."""
        request.headers["authorization"] = self._authorization.value
        yield request


class OAuth2ClientCredentials(Credentials):
    """A bearer token from key id and key secret, cached, renewed and shared.

    One object serves any number of clients, threads and event loops; pass it as ``auth`` to
    several clients to have them share one token.

    Args:
        key_id: the access key's id.
        key_secret: the access key's secret.
        auth_url: origin of the token endpoint; ``/oauth2/token`` is added.
        allow_http: permit plain http to a host that is not loopback.
        transport: httpx transport for fetches from threads; None: a connection per fetch.
        async_transport: likewise for fetches from event loops.
        verify: an SSL context, True for the shared one, the path of a CA file, or False for no
            verification.
        proxy: the URL of a proxy; None: what the environment says.
        environ: the environment; None: the process's.
        user_agent: sent with the fetch.
        patience: seconds a fetch may take where the caller has no deadline of its own.
        clock: monotonic seconds.
        wall: seconds since the epoch.
        random: a float from 0 up to 1.

    Raises:
        ConfigurationError: names everything that is wrong.
    """

    can_refresh = True

    def __init__(
        self,
        key_id: str,
        key_secret: str,
        *,
        auth_url: str = AUTH_URL,
        allow_http: bool = False,
        transport: httpx.BaseTransport | None = None,
        async_transport: httpx.AsyncBaseTransport | None = None,
        verify: ssl.SSLContext | bool | str | os.PathLike[str] = True,
        proxy: str | None = None,
        environ: Mapping[str, str] | None = None,
        user_agent: str = USER_AGENT,
        patience: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        random: Callable[[], float] = _random.random,
    ) -> None:
        given = {
            "auth_url": auth_url,
            "allow_http": allow_http,
            "transport": transport,
            "async_transport": async_transport,
            "proxy": proxy,
            "environ": environ,
            "user_agent": user_agent,
            "patience": patience,
            "clock": clock,
            "wall": wall,
            "random": random,
        }
        wrong = [*_wrong_key(key_id, key_secret), *options.wrong(given, CHECKS)]
        faulty = {said.split(" ", 1)[0] for said in wrong}
        if not faulty & {"auth_url", "allow_http"}:
            wrong += unfit_origin("auth_url", auth_url, allow_http=allow_http)
        way = None
        if not faulty & {"auth_url", "proxy", "environ"}:
            way = chosen_proxy(proxy, auth_url, environ, wrong)
        trust: Verify = verify
        if verify is True and environ is not None and "environ" not in faulty:
            trust = Named.of(environ)
        wrong += unfit_trust(trust)
        if wrong:
            with frames_cut:
                raise ConfigurationError(f"OAuth2ClientCredentials: {'; '.join(wrong)}")
        self._made: Authorization | None = None  # of the token that was used last
        self.source = TokenSource(
            f"{auth_url.rstrip('/')}/oauth2/token",
            key_id.strip(),
            key_secret.strip(),
            sender=_fetching(transport, async_transport, trust, way, clock),
            user_agent=user_agent,
            world=World(clock=clock, wall=wall, random=random),
            patience=patience,
        )

    def __repr__(self) -> str:
        return f"OAuth2ClientCredentials({getattr(self, 'source', None)!r})"

    def steps(self, deadline: float | None = None) -> Steps[Authorization]:
        """Get a token, and return the header with it."""
        token = yield from self.source.steps(deadline)
        made = self._made
        if made is None or made.token is not token:
            made = self._made = Authorization(f"Bearer {token.value}", token)
        return made

    def refused(self, authorization: Authorization) -> None:
        """Drop the token, if it is still the cached one."""
        if authorization.token is not None:
            self.source.drop(authorization.token)

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Add a token; after a 401, once more with a fresh one."""
        for again in (True, False):
            with frames_cut:
                authorization = run(self.steps())
            request.headers["authorization"] = authorization.value
            response = yield request
            if response.status_code != 401:
                return
            self.refused(authorization)
            if not again:
                return

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Add a token; after a 401, once more with a fresh one."""
        for again in (True, False):
            with frames_cut:
                authorization = await run_async(self.steps())
            request.headers["authorization"] = authorization.value
            response = yield request
            if response.status_code != 401:
                return
            self.refused(authorization)
            if not again:
                return
