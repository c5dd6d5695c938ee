"""What both clients are made of: settings, credentials, rules, and how a request is prepared.

The clients add what differs between threads and event loops: the engine, and the lines that
send, sleep and wait.
"""

from __future__ import annotations

import enum
import os
import random as _random
import ssl
import time
from collections.abc import Callable, Mapping
from typing import Any, Generic, NoReturn, Self, TypeVar

import httpx
from attrs import evolve
from sinch_inject_generated.client import Client
from sinch_inject_generated.models import InjectMessageRequest

from sinch_inject.auth.credentials import BasicAuth, Credentials, OAuth2ClientCredentials
from sinch_inject.call.attempts import Equipment, Rules, Surroundings
from sinch_inject.call.retry import RetryPolicy
from sinch_inject.engine import Engine
from sinch_inject.errors import ConfigurationError, PreflightError, Problem
from sinch_inject.request import preflight as _preflight
from sinch_inject.request.prepare import Prepared, prepare
from sinch_inject.settings import proxy_for, resolve
from sinch_inject.version import user_agent as _user_agent

__all__ = ["Foundation", "Request", "Unchanged"]

Request = InjectMessageRequest | Mapping[str, Any]
TIMEOUT = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=10.0)

TransportT = TypeVar("TransportT")


class Unchanged(enum.Enum):
    """Stands for an option that is not given, where None means something."""

    YES = enum.auto()


class Foundation(Generic[TransportT]):
    """What both clients are made of.

    Args:
        project_id: else ``SINCH_PROJECT_ID``.
        key_id: else ``SINCH_KEY_ID``.
        key_secret: else ``SINCH_KEY_SECRET``.
        region: ``us``, ``eu`` or ``br``; else ``SINCH_CONVERSATION_REGION``, ``SINCH_REGION``.
        base_url: origin of the API instead of a region; else ``SINCH_BASE_URL``.
        auth_url: origin of the token endpoint; else ``SINCH_AUTH_URL``.
        auth: ``oauth2``, ``basic``, or credentials to share with other clients.
        allow_http: permit plain http to hosts that are not loopback.
        retry: when to try again; ``NO_RETRY`` for never.
        deadline: seconds for a whole call, sleeps and token fetch included; None: no limit.
        timeout: of each phase of an attempt.
        preflight: check each request before it is sent.
        transport: an httpx transport of your own. Its failures count as *unknown*.
        trust_transport: its ConnectError, ConnectTimeout, ProxyError and PoolTimeout are
            raised only if nothing was sent; then these count as *not sent*.
        proxy: the URL of a proxy; None: what the environment says.
        verify: an SSL context, True for the shared one, False for no verification.
        max_connections: how many requests may be under way at once.
        user_agent: your product, such as ``helpdesk-mirror/2.1``; ours follows it.
        environ: the environment; None: the process's.
        clock: monotonic seconds.
        wall: seconds since the epoch.
        random: a float from 0 up to 1.
        sleep: takes seconds; an async function for the async client.

    Raises:
        ConfigurationError: names everything that is missing or wrong.
    """

    def __init__(
        self,
        *,
        project_id: str | None = None,
        key_id: str | None = None,
        key_secret: str | None = None,
        region: str | None = None,
        base_url: str | None = None,
        auth_url: str | None = None,
        auth: str | Credentials = "oauth2",
        allow_http: bool = False,
        retry: RetryPolicy | None = None,
        deadline: float | None = 60.0,
        timeout: httpx.Timeout | float = TIMEOUT,
        preflight: bool = True,
        transport: TransportT | None = None,
        trust_transport: bool = False,
        proxy: str | None = None,
        verify: ssl.SSLContext | bool = True,
        max_connections: int = 100,
        user_agent: str | None = None,
        environ: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        random: Callable[[], float] = _random.random,
        sleep: Callable[[float], Any] | None = None,
    ) -> None:
        self._settings = settings = resolve(
            project_id=project_id,
            key_id=key_id,
            key_secret=key_secret,
            region=region,
            base_url=base_url,
            auth_url=auth_url,
            auth=auth if isinstance(auth, str) else None,
            allow_http=allow_http,
            environ=os.environ if environ is None else environ,
        )
        try:
            self._user_agent = _user_agent(user_agent)
        except ValueError as error:
            raise ConfigurationError(str(error)) from None
        self._timeout = timeout if isinstance(timeout, httpx.Timeout) else httpx.Timeout(timeout)
        self._transport = transport
        self._trusted = trust_transport
        self._verify = verify
        self._proxy = proxy
        self._max_connections = max_connections
        self._rules = Rules(retry=retry or RetryPolicy(), deadline=deadline, preflight=preflight)
        self._world = Surroundings(clock=clock, wall=wall, random=random)
        self._sleep = sleep
        self._owner = True
        self.auth: Credentials
        if isinstance(auth, Credentials):
            self.auth = auth
        elif auth == "basic":
            self.auth = BasicAuth(settings.key_id, settings.key_secret)
        elif auth == "oauth2":
            self.auth = OAuth2ClientCredentials(
                settings.key_id,
                settings.key_secret,
                auth_url=settings.auth_url,
                verify=verify,
                proxy=proxy,
                user_agent=self._user_agent,
                clock=clock,
                wall=wall,
                random=random,
            )
        else:
            raise ConfigurationError("auth must be oauth2, basic, or credentials of this package")
        self._start()

    def _start(self) -> None:
        """Set up what differs between threads and event loops."""
        raise NotImplementedError

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """Build a client from the environment; any argument of the class overrides it.

        Raises:
            ConfigurationError: names everything that is missing or wrong.
        """
        return cls(**options)

    def __repr__(self) -> str:
        settings = self._settings
        return f"{type(self).__name__}({settings.base_url!r}, project {settings.project_id!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds a secret and connections: make one in each process")

    def with_options(
        self,
        *,
        retry: RetryPolicy | None = None,
        deadline: float | None | Unchanged = Unchanged.YES,
        preflight: bool | None = None,
    ) -> Self:
        """Return a view on this client with other rules.

        It shares connections, tokens and SSL context. Closing it does nothing; closing this
        client closes both.
        """
        rules = self._rules
        if retry is not None:
            rules = evolve(rules, retry=retry)
        if not isinstance(deadline, Unchanged):
            rules = evolve(rules, deadline=deadline)
        if preflight is not None:
            rules = evolve(rules, preflight=preflight)
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__)
        view._rules = rules
        view._owner = False
        return view

    def check(self, conversation_id: str, request: Request) -> list[Problem]:
        """Return what is wrong or odd about a request, without sending it."""
        return _preflight.check(request, conversation_id=conversation_id, now=self._world.wall())

    def _prepare(self, conversation_id: str, request: Request, tag: str | None) -> Prepared:
        """Build and check the request.

        Raises:
            PreflightError: it would be refused, or cannot be sent.
        """
        prepared = prepare(
            self._settings.base_url, self._settings.project_id, conversation_id, request, tag=tag
        )
        if self._rules.preflight:
            problems = self.check(conversation_id, prepared.body)
            if _preflight.errors_of(problems):
                raise PreflightError(problems, request=prepared.info)
            for problem in problems:
                _preflight.log.info("request=%s %s", prepared.info.request_id, problem)
        return prepared

    def _http_client(self, transport: object) -> Client:
        """Build the generated client around a transport; credentials are added per attempt."""
        return Client(
            base_url=self._settings.base_url,
            headers={
                "User-Agent": self._user_agent,
                "Accept": "application/json",
                "Accept-Encoding": "identity",  # an answer that unpacks to gigabytes is not for us
            },
            timeout=self._timeout,
            httpx_args={"transport": transport, "trust_env": False},
        )

    def _chosen_proxy(self) -> str | None:
        return self._proxy or proxy_for(self._settings.base_url)

    def _equipment(self, engine: Engine[Any]) -> Equipment:
        return Equipment(
            build=engine.build,
            credentials=self.auth,
            sender=engine.sender,
            rules=self._rules,
            world=self._world,
        )
