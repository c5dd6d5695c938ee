"""What the two clients have in common: all but what sends, sleeps, waits or closes."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, Self, Unpack

from attrs import evolve
from sinch_inject_contract.document import operations
from sinch_inject_generated.models import ConversationMessage, MessagesSource

from sinch_inject import options as _options
from sinch_inject.auth.credentials import Credentials
from sinch_inject.call.attempts import Call, seconds_to_look
from sinch_inject.call.look import Look, look_for, new_tag, tags_in
from sinch_inject.client.setup import OF_CALLS, credentials_of, rules
from sinch_inject.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PreflightError,
    Problem,
    UnexpectedAnswer,
)
from sinch_inject.frames import frames_cut
from sinch_inject.http.outgoing import Origin, header
from sinch_inject.http.steps import Sender, World
from sinch_inject.http.tls import Named, unfit_trust
from sinch_inject.logs import log, turn_on
from sinch_inject.options import CallOptions
from sinch_inject.request.preflight import check, id_problems
from sinch_inject.request.prepare import Prepared, Request, prepare
from sinch_inject.request.reads import reading
from sinch_inject.request.rules import read_rules
from sinch_inject.request.text import tagged
from sinch_inject.request.times import parse, to_wire
from sinch_inject.settings import Settings, resolve

__all__ = ["Client", "Via", "about_page_size", "model"]

Via = Callable[[Sender], Sender]
OF_WORLD = ("clock", "wall", "random", "sleep")


class Client:
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
            options: ``retry``, ``deadline``, ``preflight``, ``settle`` and ``on_attempt``, as for
                the class.
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
        view._calls = evolve(self._calls, **rules(options))
        view._owner = False
        return view

    def check(self, conversation_id: str, request: Request) -> list[Problem]:
        """Return what is wrong or odd about a request, without sending it."""
        with frames_cut:
            now = self._calls.world.wall()
            return check(request, conversation_id=conversation_id, now=now)

    def _prepare(self, conversation_id: str, request: Request, tag: str | None) -> Prepared:
        """Build and check a request.

        Raises:
            PreflightError: it would be refused, or cannot be sent.
        """
        now = self._calls.world.wall() if self._calls.preflight else None
        settings = self._settings
        return prepare(
            *(settings.base_url, settings.project_id, conversation_id, request),
            tag=tag,
            now=now,
        )

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
        if tag is None and seconds and not any(tags_in(metadata_of(request))):
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
            PreflightError: the tag, the conversation or the time is none.
        """
        tagged(None, tag)  # only to have it looked at
        problems = id_problems(conversation_id)
        if problems:
            raise PreflightError(problems)
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
        if verify is True:
            verify = Named.of(environ if isinstance(environ, Mapping) else None)
        wrong = [*_options.wrong(options, checks), *unfit_trust(verify)]
        wrong += turn_on(os.environ if environ is None else environ)
        chosen: dict[str, Any] = {"auth": None if own else auth, "also": wrong, "verify": verify}
        self._settings = settings = resolve(**{**options, **chosen})
        if verify is False:
            log.warning("certificates are not checked: verify=False")
        world = World(**{name: options[name] for name in OF_WORLD if options.get(name)})
        read_rules()
        self.auth = own or credentials_of(str(auth), settings, world, options)
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
            **rules(options),
        )


def metadata_of(request: Any) -> object:
    given = isinstance(request, Mapping)
    return request.get("metadata") if given else getattr(request, "metadata", None)


def model(message: dict[str, Any]) -> ConversationMessage:
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


def about_page_size(error: UnexpectedAnswer) -> None:
    """Say what to do about a page that is larger than is read."""
    limit = operations()["listMessages"].answer_limit
    if error.status == 200 and len(error.answer) and f"with {limit} bytes" in error.message:
        error.message += f"; a page may have {limit} bytes: ask for a smaller page_size"
