"""What bulk needs of a client: one call through a given sender, its clocks, whom it talks to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from sinch_inject.bulk.ledger import Scope
from sinch_inject.call.attempts import InjectResult
from sinch_inject.call.retry import NO_RETRY
from sinch_inject.client import AsyncInjectClient, InjectClient
from sinch_inject.errors import ConfigurationError
from sinch_inject.http.steps import Sender, Steps

__all__ = ["Calls"]

Client = InjectClient | AsyncInjectClient


class Calls:
    """One client, as bulk uses it.

    Args:
        client: with its own credentials, connections and preflight.

    Attributes:
        scope: project and server.
        world: clocks, chance and sleep.

    Raises:
        ConfigurationError: the client would send again, or wait for, what may be there already.
    """

    def __init__(self, client: Client) -> None:
        calls = client._calls  # pyright: ignore[reportPrivateUsage]  # the one way in
        settings = client._settings  # pyright: ignore[reportPrivateUsage]
        if calls.retry.retry_unknown:
            raise ConfigurationError(
                "retry_unknown sends again what may be there already; an import never does that"
            )
        if calls.settle:
            raise ConfigurationError(
                "settle holds each call up to look for its message; an import asks about all that "
                "is unknown at its end: `import --settle`, or the command settle"
            )
        self._client = client
        # A run that is told to stop waits for what is under way: no longer than for an answer.
        limits = [one for one in (calls.deadline, settings.timeout.read) if one is not None]
        self._calls = evolve(calls, retry=NO_RETRY, deadline=min(limits, default=None))
        self.scope = Scope(settings.project_id, settings.base_url)
        self.world = calls.world

    def inject(
        self,
        conversation_id: str,
        body: Mapping[str, Any],
        tag: str | None,
        through: Callable[[Sender, str], Sender],
    ) -> Steps[InjectResult]:
        """Yield the steps of one attempt, and of another after a 401 with a fresh token.

        Args:
            conversation_id: the conversation of the path.
            body: the request.
            tag: a marker to put into its metadata.
            through: puts a sender before the client's own; is told the request's id.

        Raises:
            SinchInjectError: as the client's own calls do.
        """
        prepared = self._client._prepare(  # pyright: ignore[reportPrivateUsage]
            conversation_id, body, tag
        )
        request_id = prepared.info.request_id or ""
        calls = self._calls.through(lambda sender: through(sender, request_id))
        return (yield from calls.steps(prepared)).result
