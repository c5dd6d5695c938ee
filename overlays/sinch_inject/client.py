"""InjectClient and AsyncInjectClient: the same client, for threads and for an event loop.

A client owns an HTTP engine and knows the credentials; what a call does stands in
``call.py``. ``with_options`` gives a second view on the same engine, connections, tokens and
SSL context included, with other rules.

Any number of threads may use one InjectClient, and a forked child gets connections of its
own. An AsyncInjectClient belongs to the event loop that it is first used in.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, Unpack

import anyio
import httpx

from sinch_inject.call.attempts import InjectResult, call
from sinch_inject.call.telemetry import span
from sinch_inject.engine import AsyncHolder, Engine, SyncHolder
from sinch_inject.foundation import Foundation, Request
from sinch_inject.http.sender import AsyncSender, SyncSender
from sinch_inject.http.steps import run, run_async
from sinch_inject.http.transport import ShardedTransport, ThreadShardedTransport
from sinch_inject.request.prepare import TextFields, text_request

__all__ = ["AsyncInjectClient", "InjectClient"]


class InjectClient(Foundation[httpx.BaseTransport]):
    """Injects messages from threads; for the arguments see :class:`Foundation`.

    Example:
        >>> with InjectClient.from_env() as sinch:  # doctest: +SKIP
        ...     sinch.inject("01HCONVERSATION", request)
    """

    _holder: SyncHolder

    def _start(self) -> None:
        self._holder = SyncHolder(self._make)

    def _make(self) -> Engine[SyncSender]:
        proved = self._transport is None
        transport = self._transport or ThreadShardedTransport(
            verify=self._verify, proxy=self._chosen_proxy(), connections=self._max_connections
        )
        http = self._http_client(transport).get_httpx_client()
        sender = SyncSender(
            http, self._timeout, proved=proved, trusted=self._trusted, clock=self._world.clock
        )
        return Engine(http, sender)

    def inject(
        self, conversation_id: str, request: Request, *, tag: str | None = None
    ) -> InjectResult:
        """Inject one message.

        Args:
            conversation_id: the conversation that receives it.
            request: an InjectMessageRequest, or a dict, which goes out as given.
            tag: a marker to put into ``metadata``: 1 to 64 letters, digits and ``._:-``.

        Raises:
            NotSent: nothing was sent; trying again is safe.
            Rejected: the server said no.
            OutcomeUnknown: it may be there or not; look before trying again.
        """
        prepared = self._prepare(conversation_id, request, tag)
        with span(prepared.info) as trace:
            equipment = self._equipment(self._holder.get())
            return run(call(prepared, equipment, trace), sleep=self._sleep or time.sleep)

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

    def close(self) -> None:
        """Close the connections, unless this is a view of another client."""
        if self._owner:
            self._holder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncInjectClient(Foundation[httpx.AsyncBaseTransport]):
    """Injects messages from an event loop, of asyncio or trio; arguments as for InjectClient."""

    _holder: AsyncHolder

    def _start(self) -> None:
        self._holder = AsyncHolder(self._make)

    def _make(self) -> Engine[AsyncSender]:
        proved = self._transport is None
        transport = self._transport or ShardedTransport(
            verify=self._verify, proxy=self._chosen_proxy(), connections=self._max_connections
        )
        http = self._http_client(transport).get_async_httpx_client()
        return Engine(http, AsyncSender(http, self._timeout, proved=proved, trusted=self._trusted))

    async def inject(
        self, conversation_id: str, request: Request, *, tag: str | None = None
    ) -> InjectResult:
        """Inject one message; arguments and errors as for :meth:`InjectClient.inject`."""
        prepared = self._prepare(conversation_id, request, tag)
        with span(prepared.info) as trace:
            equipment = self._equipment(self._holder.get())
            return await run_async(
                call(prepared, equipment, trace), sleep=self._sleep or anyio.sleep
            )

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

    async def aclose(self) -> None:
        """Close the connections, unless this is a view of another client."""
        if self._owner:
            await self._holder.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()
