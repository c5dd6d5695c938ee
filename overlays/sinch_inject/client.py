"""InjectClient and AsyncInjectClient: the same client, for threads and for an event loop.

A client knows where to send and as whom, and owns the connections; what a call does stands in
``call/``. ``with_options`` gives a second view on the same client, connections, tokens and SSL
context included, with other rules.

Any number of threads may use one InjectClient, and a forked child gets connections of its
own. An AsyncInjectClient belongs to the event loop that it is first used in.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Generator, Mapping
from functools import partial
from types import TracebackType
from typing import Any, NoReturn, Self, Unpack

from attrs import evolve

from sinch_inject import options as _options
from sinch_inject.auth.credentials import BasicAuth, Credentials, OAuth2ClientCredentials
from sinch_inject.call.attempts import Call, InjectResult
from sinch_inject.call.retry import RetryPolicy
from sinch_inject.call.telemetry import span
from sinch_inject.errors import ConfigurationError, NotSent, Problem
from sinch_inject.http.exchange import Way
from sinch_inject.http.foreign import Foreign
from sinch_inject.http.outgoing import Origin, header
from sinch_inject.http.sender import KeepingSender
from sinch_inject.http.steps import Sender, World, run, run_async
from sinch_inject.http.tls import unfit_trust
from sinch_inject.options import AsyncOptions, CallOptions, SyncOptions
from sinch_inject.request.preflight import check
from sinch_inject.request.prepare import Prepared, Request, prepare
from sinch_inject.request.text import TextFields, text_request
from sinch_inject.settings import Settings, resolve

__all__ = ["AsyncInjectClient", "InjectClient"]

log = logging.getLogger("sinch_inject")

Via = Callable[[Sender], Sender]
OF_CALLS = {
    "retry": _options.optional(_options.policy(RetryPolicy)),
    "deadline": _options.optional(_options.seconds),
    "preflight": _options.flag,
}
OF_BOTH = {
    **OF_CALLS,
    "auth": _options.given,
    "clock": _options.clock,
    "wall": _options.clock,
    "random": _options.chance,
}
OF_SYNC = {
    **OF_BOTH,
    "transport": _options.optional(_options.transport),
    "sleep": _options.optional(_options.sleeper),
}
OF_ASYNC = {
    **OF_BOTH,
    "transport": _options.optional(_options.async_transport),
    "sleep": _options.optional(_options.async_sleeper),
}
OF_WORLD = ("clock", "wall", "random", "sleep")


class _Client:
    """What the two clients have in common: all but what sends, sleeps, waits or closes."""

    auth: Credentials
    _settings: Settings
    _calls: Call
    _owner: bool

    def __repr__(self) -> str:
        settings = getattr(self, "_settings", None)  # there is none while it is made
        where = f"{settings.base_url!r}, project {settings.project_id!r}" if settings else ""
        return f"{type(self).__name__}({where})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds a secret and connections: make one in each process")

    def with_options(self, **options: Unpack[CallOptions]) -> Self:
        """Return a view on this client with other rules for its calls.

        It shares connections, tokens and SSL context. Closing it does nothing; closing this
        client closes both.

        Args:
            options: ``retry``, ``deadline`` and ``preflight``, as for the class. What is not
                given stays as it is.

        Raises:
            ConfigurationError: names everything that is wrong.
        """
        owner = f"{type(self).__name__}.with_options"
        _options.known(owner, options, CallOptions)
        wrong = _options.wrong(options, OF_CALLS)
        if wrong:
            raise ConfigurationError("; ".join(wrong))
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__)
        view._calls = evolve(self._calls, **_rules(options))
        view._owner = False
        return view

    def check(self, conversation_id: str, request: Request) -> list[Problem]:
        """Return what is wrong or odd about a request, without sending it."""
        now = self._calls.world.wall()
        return check(request, conversation_id=conversation_id, now=now)

    def _prepare(self, conversation_id: str, request: Request, tag: str | None) -> Prepared:
        """Build and check a request.

        Raises:
            PreflightError: it would be refused, or cannot be sent.
            NotSent: it could not be checked now.
        """
        now = self._calls.world.wall() if self._calls.preflight else None
        settings = self._settings
        try:
            return prepare(
                *(settings.base_url, settings.project_id, conversation_id, request),
                tag=tag,
                now=now,
            )
        except (OSError, ImportError) as error:  # the contract is read when it is first needed
            said = type(error).__name__
        raise NotSent(f"the contract could not be read ({said}); it may be for want of descriptors")

    def _begin(self, options: dict[str, Any], checks: Mapping[str, _options.Check]) -> World:
        """Set up what needs no sender, and return what will be touched of the world."""
        auth: Any = options.get("auth", "oauth2")
        own = auth if isinstance(auth, Credentials) else None
        verify = options.get("verify", True)
        wrong = [*_options.wrong(options, checks), *unfit_trust(verify)]
        chosen: dict[str, Any] = {"auth": None if own else auth, "also": wrong}
        # Not kept in a name: a traceback may show local variables.
        self._settings = settings = resolve(**{**options, **chosen})
        if verify is False:
            log.warning("certificates are not checked: verify=False")
        world = World(**{name: options[name] for name in OF_WORLD if options.get(name)})
        self.auth = own or _credentials(str(auth), settings, world, options)
        self._owner = True
        return world

    def _calling(self, sender: Sender, world: World, options: Mapping[str, Any]) -> Call:
        """Say how calls are made."""
        settings = self._settings
        origin = Origin.of(settings.base_url)
        common = {
            "Host": origin.netloc,
            "User-Agent": settings.user_agent,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
        }
        return Call(
            origin=origin,
            lines=header(common),
            credentials=self.auth,
            sender=sender,
            world=world,
            **_rules(options),
        )


def _credentials(
    auth: str, settings: Settings, world: World, options: Mapping[str, Any]
) -> Credentials:
    """Make credentials of the key."""
    if auth == "basic":
        return BasicAuth(settings.key_id, settings.key_secret)
    return OAuth2ClientCredentials(
        settings.key_id,
        settings.key_secret,
        auth_url=settings.auth_url,
        allow_http=options.get("allow_http", False),
        verify=settings.verify,
        proxy=settings.auth_proxy,
        environ={},  # it was looked at
        user_agent=settings.user_agent,
        clock=world.clock,
        wall=world.wall,
        random=world.random,
    )


def _sender(
    settings: Settings, world: World, options: Mapping[str, Any]
) -> KeepingSender | Foreign:
    """Make what sends: the engine, unless the user brings a transport."""
    own = options.get("transport")
    if own is None:
        way = partial(Way.of, settings.verify, settings.proxy)
        return KeepingSender(way, settings.timeout, connections=settings.max_connections)
    trusted = options.get("trust_transport", False)
    return Foreign(own, settings.timeout, trusted=trusted, clock=world.clock)


def _rules(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that a Call takes, as far as they are given."""
    given = {name: options[name] for name in OF_CALLS if name in options}
    if given.get("retry") is None:
        given.pop("retry", None)
    return given


@contextlib.contextmanager
def _forgotten(options: Any) -> Generator[dict[str, Any]]:
    """Empty the options at the end: a traceback may show local variables, and the secret."""
    try:
        yield options
    finally:
        options.clear()


class InjectClient(_Client):
    """Injects messages from threads.

    All arguments are keywords, and may be left out.

    Args:
        project_id: the project; else ``SINCH_PROJECT_ID``.
        key_id: id of the access key; else ``SINCH_KEY_ID``.
        key_secret: secret of the access key; else ``SINCH_KEY_SECRET``.
        region: of the Conversation API app: ``us``, ``eu`` or ``br``; else
            ``SINCH_CONVERSATION_REGION``, else ``SINCH_REGION``. There is no default.
        base_url: origin of the API instead of a region; else ``SINCH_BASE_URL``.
        auth_url: origin of the token endpoint; else ``SINCH_AUTH_URL``, else Sinch's.
        auth: ``oauth2`` (default), ``basic``, or credentials to share with other clients.
        allow_http: permit plain http to hosts that are not loopback. Default: False.
        retry: when to try again, a RetryPolicy; ``NO_RETRY`` for never. Default: up to 4
            attempts, only where nothing can be sent twice.
        deadline: seconds for a whole call, sleeps and token fetch included; None for no
            limit. Default: 60.
        timeout: seconds for each phase of an attempt, or an httpx.Timeout. Default: 10 to
            connect and to wait for a free connection, 30 to write and to read.
        preflight: check each request before it is sent. Default: True.
        transport: an httpx.BaseTransport of your own (an httpx.AsyncBaseTransport for
            AsyncInjectClient). Its failures count as *unknown*.
        trust_transport: you vouch that it raises ConnectError, ConnectTimeout, ProxyError and
            PoolTimeout only if nothing was sent; then these count as *not sent*.
        proxy: URL of an HTTP proxy; else what the environment says (``HTTPS_PROXY``,
            ``NO_PROXY`` and so on), never for loopback.
        verify: True (default) for the usual authorities, an ssl.SSLContext, the path of a
            file with authorities, or False for no check of certificates at all.
        max_connections: how many requests may be under way at once; others wait. Default: 100.
        user_agent: your product, such as ``helpdesk-mirror/2.1``; ours follows it.
        environ: what is read instead of the process's environment, proxies included.
        clock: function for monotonic seconds. Default: time.monotonic.
        wall: function for seconds since the epoch. Default: time.time.
        random: function for a float from 0 up to 1. Default: random.random.
        sleep: function that sleeps so many seconds (an async one for AsyncInjectClient).

    Raises:
        ConfigurationError: names everything that is missing or wrong.
        TypeError: there is no such argument.

    Example:
        >>> with InjectClient.from_env() as sinch:  # doctest: +SKIP
        ...     sinch.inject("01HCONVERSATION", request)
    """

    def __init__(self, **options: Unpack[SyncOptions]) -> None:
        with _forgotten(options) as given:
            _options.known("InjectClient", given, SyncOptions)
            world = self._begin(given, OF_SYNC)
            self._sender = _sender(self._settings, world, given)
            self._calls = self._calling(self._sender, world, given)

    @classmethod
    def from_env(cls, **options: Unpack[SyncOptions]) -> Self:
        """Build a client from the environment; any argument of the class overrides it.

        Raises:
            ConfigurationError: names everything that is missing or wrong.
        """
        with _forgotten(options):
            return cls(**options)

    def inject(
        self, conversation_id: str, request: Request, *, tag: str | None = None
    ) -> InjectResult:
        """Inject one message.

        Args:
            conversation_id: the conversation that receives it.
            request: an InjectMessageRequest, or a dict, which goes out as given.
            tag: a marker to put into ``metadata``: 1 to 64 letters, digits and ``._:-``.

        Raises:
            NotSent: nothing was sent; ``retryable`` says whether it may work later.
            Rejected: the server said no.
            OutcomeUnknown: it may be there or not; look before trying again.
        """
        return self._call(self._prepare(conversation_id, request, tag))

    def inject_text(
        self,
        conversation_id: str,
        text: str,
        *,
        tag: str | None = None,
        **fields: Unpack[TextFields],
    ) -> InjectResult:
        """Inject one text message; fields as for :func:`sinch_inject.text_request`."""
        return self.inject(conversation_id, text_request(text, **fields), tag=tag)

    def _call(self, prepared: Prepared, via: Via | None = None) -> InjectResult:
        """Make the call of a prepared request; ``via`` puts a sender before the client's."""
        with span(prepared.info) as trace:
            calls = self._calls.through(via)
            return run(calls.steps(prepared, trace), sleep=calls.world.sleep)

    def close(self) -> None:
        """Close the connections, unless this is a view of another client."""
        if self._owner:
            self._sender.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncInjectClient(_Client):
    """Injects messages from an event loop, of asyncio or trio.

    Arguments as for :class:`InjectClient`, but ``transport`` is an httpx.AsyncBaseTransport
    and ``sleep`` an async function.

    Example:
        >>> async with AsyncInjectClient.from_env() as sinch:  # doctest: +SKIP
        ...     await sinch.inject("01HCONVERSATION", request)
    """

    def __init__(self, **options: Unpack[AsyncOptions]) -> None:
        with _forgotten(options) as given:
            _options.known("AsyncInjectClient", given, AsyncOptions)
            world = self._begin(given, OF_ASYNC)
            self._sender = _sender(self._settings, world, given)
            self._calls = self._calling(self._sender, world, given)

    @classmethod
    def from_env(cls, **options: Unpack[AsyncOptions]) -> Self:
        """Build a client from the environment; any argument of the class overrides it.

        Raises:
            ConfigurationError: names everything that is missing or wrong.
        """
        with _forgotten(options):
            return cls(**options)

    async def inject(
        self, conversation_id: str, request: Request, *, tag: str | None = None
    ) -> InjectResult:
        """Inject one message; arguments and errors as for :meth:`InjectClient.inject`."""
        return await self._call(self._prepare(conversation_id, request, tag))

    async def inject_text(
        self,
        conversation_id: str,
        text: str,
        *,
        tag: str | None = None,
        **fields: Unpack[TextFields],
    ) -> InjectResult:
        """Inject one text message; fields as for :func:`sinch_inject.text_request`."""
        return await self.inject(conversation_id, text_request(text, **fields), tag=tag)

    async def _call(self, prepared: Prepared, via: Via | None = None) -> InjectResult:
        """Make the call of a prepared request; ``via`` puts a sender before the client's."""
        with span(prepared.info) as trace:
            calls = self._calls.through(via)
            return await run_async(calls.steps(prepared, trace), sleep=calls.world.sleep)

    async def aclose(self) -> None:
        """Close the connections, unless this is a view of another client."""
        if self._owner:
            await self._sender.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
