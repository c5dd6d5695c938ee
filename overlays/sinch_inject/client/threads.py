"""InjectClient: the client for threads."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from types import TracebackType
from typing import Self, Unpack

from sinch_inject_generated.models import ConversationMessage, MessagesSource

from sinch_inject import options as _options
from sinch_inject.call.attempts import InjectResult
from sinch_inject.call.look import found_one, settled
from sinch_inject.call.pages import Pages, value_of
from sinch_inject.client.both import Client, Via, about_page_size, model
from sinch_inject.client.setup import OF_SYNC, sender_of
from sinch_inject.errors import (
    OutcomeUnknown,
    UnexpectedAnswer,
)
from sinch_inject.frames import frames_cut
from sinch_inject.http.answer import Answer
from sinch_inject.http.steps import run
from sinch_inject.options import SyncOptions
from sinch_inject.request.prepare import Prepared, Request
from sinch_inject.request.reads import PAGE_SIZE, ListFilters
from sinch_inject.request.text import TextFields, text_request

__all__ = ["InjectClient"]


class InjectClient(Client):
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
        on_attempt: function that is given each Attempt when it has ended, for metrics. It
            must not block; what it raises is logged, and changes nothing.
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
        NotSent: nothing is wrong, but what a message needs cannot be read now.
        TypeError: there is no such argument.

    Example:
        >>> with InjectClient.from_env() as sinch:  # doctest: +SKIP
        ...     sinch.inject("01HCONVERSATION", request)
    """

    def __init__(self, **options: Unpack[SyncOptions]) -> None:
        with frames_cut:
            _options.known("InjectClient", options, SyncOptions)
            world = self._begin(dict(options), OF_SYNC)
            self._sender = sender_of(self._settings, world, options)
            self._calls = self._calling(self._sender, world, options)

    @classmethod
    def from_env(cls, **options: Unpack[SyncOptions]) -> Self:
        """Build a client from the environment; any argument of the class overrides it.

        Raises:
            ConfigurationError: names everything that is missing or wrong.
        """
        with frames_cut:
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
        with frames_cut:
            tag, seconds = self._to_settle(request, tag, settle)
            prepared = self._prepare(conversation_id, request, tag)
            began = self._calls.world.wall()
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
        with frames_cut:
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
        with frames_cut:
            pages = Pages()
            while pages.more:
                asked = {"page_size": PAGE_SIZE, **filters, "page_token": pages.token}
                try:
                    found = pages.take(self._answer(self._read("listMessages", **asked)))
                except UnexpectedAnswer as error:
                    about_page_size(error)
                    raise
                yield from map(model, found)

    def get_message(
        self, message_id: str, *, messages_source: MessagesSource | None = None
    ) -> ConversationMessage:
        """Return one message.

        Raises:
            NotFound: there is none.
            SinchInjectError: it could not be had.
        """
        asked = {"message_id": message_id, "messages_source": messages_source}
        with frames_cut:
            reply = self._answer(self._read("getMessage", **asked))
            return model(value_of(reply, "a message"))

    def delete_message(
        self, message_id: str, *, messages_source: MessagesSource | None = None
    ) -> None:
        """Delete one message from Sinch's storage, not from handsets.

        Raises:
            NotFound: there is none, and no attempt of ours can have deleted it.
            SinchInjectError: it could not be deleted, or nobody knows.
        """
        asked = {"message_id": message_id, "messages_source": messages_source}
        with frames_cut:
            self._answer(self._read("deleteMessage", **asked))

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
        with frames_cut:
            look = self._look(tag, conversation_id, accept_time, messages_source)
            found = run(look.steps(self._calls), sleep=self._calls.world.sleep)
            message = found_one(found, look)
            return None if message is None else model(message)

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
