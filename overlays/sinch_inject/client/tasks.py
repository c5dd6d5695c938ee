"""AsyncInjectClient: the client for event loops."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self, Unpack

from sinch_inject_generated.models import ConversationMessage, MessagesSource

from sinch_inject import options as _options
from sinch_inject.call.attempts import InjectResult
from sinch_inject.call.look import found_one, settled
from sinch_inject.call.pages import Pages, value_of
from sinch_inject.client.both import Client, Via, about_page_size, model
from sinch_inject.client.setup import OF_ASYNC, sender_of
from sinch_inject.errors import (
    OutcomeUnknown,
    UnexpectedAnswer,
)
from sinch_inject.frames import frames_cut
from sinch_inject.http.answer import Answer
from sinch_inject.http.steps import run_async
from sinch_inject.options import AsyncOptions
from sinch_inject.request.prepare import Prepared, Request
from sinch_inject.request.reads import PAGE_SIZE, ListFilters
from sinch_inject.request.text import TextFields, text_request

__all__ = ["AsyncInjectClient"]


class AsyncInjectClient(Client):
    """Injects messages from an event loop, of asyncio or trio.

    Arguments as for :class:`InjectClient`, but ``transport`` is an httpx.AsyncBaseTransport
    and ``sleep`` an async function.

    Example:
        >>> async with AsyncInjectClient.from_env() as sinch:  # doctest: +SKIP
        ...     await sinch.inject("01HCONVERSATION", request)
    """

    def __init__(self, **options: Unpack[AsyncOptions]) -> None:
        with frames_cut:
            _options.known("AsyncInjectClient", options, AsyncOptions)
            world = self._begin(dict(options), OF_ASYNC)
            self._sender = sender_of(self._settings, world, options)
            self._calls = self._calling(self._sender, world, options)

    @classmethod
    def from_env(cls, **options: Unpack[AsyncOptions]) -> Self:
        """Build a client from the environment; any argument of the class overrides it.

        Raises:
            ConfigurationError: names everything that is missing or wrong.
        """
        with frames_cut:
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
        with frames_cut:
            tag, seconds = self._to_settle(request, tag, settle)
            prepared = self._prepare(conversation_id, request, tag)
            began = self._calls.world.wall()
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
        with frames_cut:
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
        with frames_cut:
            pages = Pages()
            while pages.more:
                asked = {"page_size": PAGE_SIZE, **filters, "page_token": pages.token}
                try:
                    found = pages.take(await self._answer(self._read("listMessages", **asked)))
                except UnexpectedAnswer as error:
                    about_page_size(error)
                    raise
                for message in found:
                    yield model(message)

    async def get_message(
        self, message_id: str, *, messages_source: MessagesSource | None = None
    ) -> ConversationMessage:
        """Return one message.

        Raises:
            NotFound: there is none.
            SinchInjectError: it could not be had.
        """
        asked = {"message_id": message_id, "messages_source": messages_source}
        with frames_cut:
            reply = await self._answer(self._read("getMessage", **asked))
            return model(value_of(reply, "a message"))

    async def delete_message(
        self, message_id: str, *, messages_source: MessagesSource | None = None
    ) -> None:
        """Delete one message from Sinch's storage, not from handsets.

        Raises:
            NotFound: there is none, and no attempt of ours can have deleted it.
            SinchInjectError: it could not be deleted, or nobody knows.
        """
        asked = {"message_id": message_id, "messages_source": messages_source}
        with frames_cut:
            await self._answer(self._read("deleteMessage", **asked))

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
        with frames_cut:
            look = self._look(tag, conversation_id, accept_time, messages_source)
            found = await run_async(look.steps(self._calls), sleep=self._calls.world.sleep)
            message = found_one(found, look)
            return None if message is None else model(message)

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
