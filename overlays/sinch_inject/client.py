"""InjectClient and AsyncInjectClient: the same client, for threads and for an event loop.

A client knows where to send and as whom, and owns the connections; what a call does stands in
``call/``. ``with_options`` gives a second view on the same client, connections, tokens and SSL
context included, with other rules.

Any number of threads may use one InjectClient, and a forked child gets connections of its
own. An AsyncInjectClient belongs to the event loop that it is first used in.
"""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping
from functools import partial
from types import TracebackType
from typing import Any, NoReturn, Self, Unpack

from attrs import evolve
from sinch_inject_contract.document import operations
from sinch_inject_generated.models import ConversationMessage, MessagesSource

from sinch_inject import options as _options
from sinch_inject.auth.credentials import BasicAuth, Credentials, OAuth2ClientCredentials
from sinch_inject.call.attempts import Call, InjectResult, seconds_to_look
from sinch_inject.call.look import Look, found_one, look_for, new_tag, settled, tags_in
from sinch_inject.call.pages import Pages, value_of
from sinch_inject.call.retry import RetryPolicy
from sinch_inject.errors import (
    ConfigurationError,
    NotSent,
    OutcomeUnknown,
    PreflightError,
    Problem,
    UnexpectedAnswer,
)
from sinch_inject.http.answer import Answer
from sinch_inject.http.exchange import Way
from sinch_inject.http.foreign import Foreign
from sinch_inject.http.outgoing import Origin, header
from sinch_inject.http.sender import KeepingSender
from sinch_inject.http.steps import Sender, World, run, run_async
from sinch_inject.http.tls import unfit_trust
from sinch_inject.logs import log, turn_on
from sinch_inject.options import AsyncOptions, CallOptions, SyncOptions
from sinch_inject.request.preflight import check
from sinch_inject.request.prepare import Prepared, Request, prepare
from sinch_inject.request.reads import PAGE_SIZE, ListFilters, reading
from sinch_inject.request.text import TextFields, text_request
from sinch_inject.request.times import parse, to_wire
from sinch_inject.settings import Settings, resolve

__all__ = ["AsyncInjectClient", "InjectClient"]

Via = Callable[[Sender], Sender]
OF_CALLS = {
    "retry": _options.optional(_options.policy(RetryPolicy)),
    "deadline": _options.optional(_options.seconds),
    "preflight": _options.flag,
    "settle": _options.patience,
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
            options: ``retry``, ``deadline``, ``preflight`` and ``settle``, as for the class.
                What is not given stays as it is.

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

    def _to_settle(
        self, request: Request, tag: str | None, settle: bool | float | None
    ) -> tuple[str | None, float]:
        """Return the tag that a message goes out with, and how long to look for it.

        Raises:
            ConfigurationError: ``settle`` is no number of seconds.
        """
        seconds = self._calls.settle
        if settle is not None:
            wrong = _options.wrong({"settle": settle}, {"settle": _options.patience})
            if wrong:
                raise ConfigurationError(wrong[0])
            seconds = seconds_to_look(settle)
        if tag is None and seconds and not any(tags_in(_metadata_of(request))):
            tag = new_tag()
        return tag, seconds

    def _look(
        self,
        tag: str,
        conversation_id: str,
        accept_time: datetime.datetime | str,
        messages_source: MessagesSource | None,
    ) -> Look:
        """Return a look for a message.

        Raises:
            PreflightError: the time is none.
        """
        problem = ""
        try:
            wire = to_wire(parse(accept_time))
        except ValueError as error:
            problem, wire = str(error), ""
        if problem:
            raise PreflightError([Problem("/accept_time", "time", problem)])
        return Look(
            base_url=self._settings.base_url,
            project_id=self._settings.project_id,
            conversation_id=conversation_id,
            accept_time=wire,
            tag=tag,
            source=messages_source,
        )

    def _looking(self, prepared: Prepared, error: OutcomeUnknown) -> Look:
        """Return the look for a message.

        Raises:
            OutcomeUnknown: ``error`` again: it cannot be told from others.
        """
        look = look_for(prepared, self._settings.base_url, self._settings.project_id)
        if look is None:
            error.message += "; it cannot be settled: it holds a tag of its own, or no time"
            raise error
        return look

    def _read(self, operation: str, **parameters: Any) -> Prepared:
        """Build a request without a body."""
        settings = self._settings
        return reading(operation, settings.base_url, settings.project_id, **parameters)

    def _begin(self, options: dict[str, Any], checks: Mapping[str, _options.Check]) -> World:
        """Set up what needs no sender, and return what will be touched of the world."""
        auth: Any = options.get("auth", "oauth2")
        own = auth if isinstance(auth, Credentials) else None
        verify = options.get("verify", True)
        environ = options.get("environ")
        wrong = [*_options.wrong(options, checks), *unfit_trust(verify)]
        wrong += turn_on(os.environ if environ is None else environ)
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


def _metadata_of(request: Any) -> object:
    given = isinstance(request, Mapping)
    return request.get("metadata") if given else getattr(request, "metadata", None)


def _model(message: dict[str, Any]) -> ConversationMessage:
    """Make a model of a message; words and members that are new are kept.

    Raises:
        UnexpectedAnswer: a member is of a kind that it cannot be.
    """
    try:
        return ConversationMessage.from_dict(message)
    except (AttributeError, KeyError, TypeError, ValueError):
        pass
    text = f"the server answered 200, but the message {message.get('id')!s:.64} cannot be read"
    raise UnexpectedAnswer(text, status=200)


def _about_page_size(error: UnexpectedAnswer) -> None:
    """Say what to do about a page that is larger than is read."""
    limit = operations()["listMessages"].answer_limit
    if error.status == 200 and len(error.answer) and f"with {limit} bytes" in error.message:
        error.message += f"; a page may have {limit} bytes: ask for a smaller page_size"


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
        settle: look for a message whose outcome is unknown, for so many seconds after the
            call (True: 30), as ``inject(settle=…)`` says. Default: False.
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
        self,
        conversation_id: str,
        request: Request,
        *,
        tag: str | None = None,
        settle: bool | float | None = None,
    ) -> InjectResult:
        """Inject one message.

        Args:
            conversation_id: the conversation that receives it.
            request: an InjectMessageRequest, or a dict, which goes out as given.
            tag: a marker to put into ``metadata``: 1 to 64 letters, digits and ``._:-``.
            settle: if the outcome is unknown, look for the message for so many seconds after
                the call (True: 30), by a tag that it gets. Found, it is done, and the result
                has its ``message_id``; else the error is raised, and it is not sent again.
                None: as the client says.

        Raises:
            NotSent: nothing was sent; ``retryable`` says whether it may work later.
            Rejected: the server said no.
            OutcomeUnknown: it may be there or not; look before trying again.
        """
        tag, seconds = self._to_settle(request, tag, settle)
        prepared, began = self._prepare(conversation_id, request, tag), self._calls.world.wall()
        try:
            return self._call(prepared)
        except OutcomeUnknown as error:
            if not seconds:
                raise
            return self._settled(prepared, error, began, seconds)

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
        calls = self._calls.through(via)
        return run(calls.steps(prepared), sleep=calls.world.sleep).result

    def list_messages(self, **filters: Unpack[ListFilters]) -> Iterator[ConversationMessage]:
        """Yield messages, newest first, page by page as they are asked for.

        Args:
            filters: ``conversation_id``, ``contact_id``, ``app_id``, ``channel_identity``,
                ``start_time``, ``end_time``, ``channel``, ``direction``, ``messages_source``,
                ``only_recipient_originated``, ``view``; and ``page_size`` (100).

        Raises:
            SinchInjectError: a page could not be had, or is none.

        Example:
            >>> for message in sinch.list_messages(conversation_id="01H"):  # doctest: +SKIP
            ...     print(message.id)
        """
        pages = Pages()
        while pages.more:
            asked = {"page_size": PAGE_SIZE, **filters, "page_token": pages.token}
            try:
                found = pages.take(self._answer(self._read("listMessages", **asked)))
            except UnexpectedAnswer as error:
                _about_page_size(error)
                raise
            yield from map(_model, found)

    def get_message(
        self, message_id: str, *, messages_source: MessagesSource | None = None
    ) -> ConversationMessage:
        """Return one message.

        Raises:
            NotFound: there is none.
            SinchInjectError: it could not be had.
        """
        prepared = self._read("getMessage", message_id=message_id, messages_source=messages_source)
        return _model(value_of(self._answer(prepared), "a message"))

    def delete_message(
        self, message_id: str, *, messages_source: MessagesSource | None = None
    ) -> None:
        """Delete one message from Sinch's storage, not from handsets.

        Raises:
            NotFound: there is none, and no attempt of ours can have deleted it.
            SinchInjectError: it could not be deleted, or nobody knows.
        """
        prepared = self._read(
            "deleteMessage", message_id=message_id, messages_source=messages_source
        )
        self._answer(prepared)

    def find(
        self,
        *,
        tag: str,
        conversation_id: str,
        accept_time: datetime.datetime | str,
        messages_source: MessagesSource | None = None,
    ) -> ConversationMessage | None:
        """Return the message that has ``tag`` in its metadata, or None.

        Args:
            tag: as given to ``inject``.
            conversation_id: of the message.
            accept_time: of the message.
            messages_source: where to look; for messages of DISPATCH mode ``DISPATCH_SOURCE``.

        Raises:
            SeveralFound: more than one message has it; ``message_ids`` has their ids.
            SinchInjectError: it could not be looked.
        """
        look = self._look(tag, conversation_id, accept_time, messages_source)
        found = run(look.steps(self._calls), sleep=self._calls.world.sleep)
        message = found_one(found, look)
        return None if message is None else _model(message)

    def _answer(self, prepared: Prepared) -> Answer:
        """Make the call of a request without a body."""
        return run(self._calls.steps(prepared), sleep=self._calls.world.sleep).reply

    def _settled(
        self, prepared: Prepared, error: OutcomeUnknown, began: float, seconds: float
    ) -> InjectResult:
        """Look for a message whose outcome is unknown."""
        look = self._looking(prepared, error)
        steps = settled(self._calls, look, error, began=began, seconds=seconds)
        return run(steps, sleep=self._calls.world.sleep)

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
        self,
        conversation_id: str,
        request: Request,
        *,
        tag: str | None = None,
        settle: bool | float | None = None,
    ) -> InjectResult:
        """Inject one message; arguments and errors as for :meth:`InjectClient.inject`."""
        tag, seconds = self._to_settle(request, tag, settle)
        prepared, began = self._prepare(conversation_id, request, tag), self._calls.world.wall()
        try:
            return await self._call(prepared)
        except OutcomeUnknown as error:
            if not seconds:
                raise
            return await self._settled(prepared, error, began, seconds)

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
        calls = self._calls.through(via)
        return (await run_async(calls.steps(prepared), sleep=calls.world.sleep)).result

    async def list_messages(
        self, **filters: Unpack[ListFilters]
    ) -> AsyncIterator[ConversationMessage]:
        """Yield messages, newest first, page by page as they are asked for.

        Args:
            filters: ``conversation_id``, ``contact_id``, ``app_id``, ``channel_identity``,
                ``start_time``, ``end_time``, ``channel``, ``direction``, ``messages_source``,
                ``only_recipient_originated``, ``view``; and ``page_size`` (100).

        Raises:
            SinchInjectError: a page could not be had, or is none.

        Example:
            >>> async for message in sinch.list_messages(conversation_id="01H"):  # doctest: +SKIP
            ...     print(message.id)
        """
        pages = Pages()
        while pages.more:
            asked = {"page_size": PAGE_SIZE, **filters, "page_token": pages.token}
            try:
                found = pages.take(await self._answer(self._read("listMessages", **asked)))
            except UnexpectedAnswer as error:
                _about_page_size(error)
                raise
            for message in found:
                yield _model(message)

    async def get_message(
        self, message_id: str, *, messages_source: MessagesSource | None = None
    ) -> ConversationMessage:
        """Return one message.

        Raises:
            NotFound: there is none.
            SinchInjectError: it could not be had.
        """
        prepared = self._read("getMessage", message_id=message_id, messages_source=messages_source)
        return _model(value_of(await self._answer(prepared), "a message"))

    async def delete_message(
        self, message_id: str, *, messages_source: MessagesSource | None = None
    ) -> None:
        """Delete one message from Sinch's storage, not from handsets.

        Raises:
            NotFound: there is none, and no attempt of ours can have deleted it.
            SinchInjectError: it could not be deleted, or nobody knows.
        """
        prepared = self._read(
            "deleteMessage", message_id=message_id, messages_source=messages_source
        )
        await self._answer(prepared)

    async def find(
        self,
        *,
        tag: str,
        conversation_id: str,
        accept_time: datetime.datetime | str,
        messages_source: MessagesSource | None = None,
    ) -> ConversationMessage | None:
        """Return the message that has ``tag`` in its metadata, or None.

        Args:
            tag: as given to ``inject``.
            conversation_id: of the message.
            accept_time: of the message.
            messages_source: where to look; for messages of DISPATCH mode ``DISPATCH_SOURCE``.

        Raises:
            SeveralFound: more than one message has it; ``message_ids`` has their ids.
            SinchInjectError: it could not be looked.
        """
        look = self._look(tag, conversation_id, accept_time, messages_source)
        found = await run_async(look.steps(self._calls), sleep=self._calls.world.sleep)
        message = found_one(found, look)
        return None if message is None else _model(message)

    async def _answer(self, prepared: Prepared) -> Answer:
        """Make the call of a request without a body."""
        steps = self._calls.steps(prepared)
        return (await run_async(steps, sleep=self._calls.world.sleep)).reply

    async def _settled(
        self, prepared: Prepared, error: OutcomeUnknown, began: float, seconds: float
    ) -> InjectResult:
        """Look for a message whose outcome is unknown."""
        look = self._looking(prepared, error)
        steps = settled(self._calls, look, error, began=began, seconds=seconds)
        return await run_async(steps, sleep=self._calls.world.sleep)

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
