"""What a client owns: one HTTP engine, made on first use.

The holder is shared by all views of a client. It makes the engine anew in a forked child, and
refuses a second event loop.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import httpx
from attrs import frozen

from sinch_inject.errors import ConfigurationError
from sinch_inject.http import loops
from sinch_inject.http.sender import AsyncSender, SyncSender

__all__ = ["AsyncHolder", "Engine", "SyncHolder"]

SenderT = TypeVar("SenderT", SyncSender, AsyncSender)


@frozen
class Engine(Generic[SenderT]):
    """An httpx client, and the sender that uses it."""

    http: Any
    sender: SenderT

    def build(self, kwargs: dict[str, Any]) -> httpx.Request:
        """Make an httpx request of the generated client's keyword arguments."""
        request: httpx.Request = self.http.build_request(**kwargs)
        return request


class SyncHolder:
    """Holds the engine of a threaded client.

    Args:
        make: makes the engine.
    """

    def __init__(self, make: Callable[[], Engine[SyncSender]]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._engine: Engine[SyncSender] | None = None
        self._pid = os.getpid()
        self._closed = False

    def get(self) -> Engine[SyncSender]:
        """Return the engine.

        Raises:
            ConfigurationError: the client is closed.
        """
        self._leave_parent()
        with self._lock:
            if self._closed:
                raise ConfigurationError("the client is closed; make a new one")
            if self._engine is None:
                self._engine = self._make()
            return self._engine

    def close(self) -> None:
        """Close the connections."""
        self._leave_parent()
        with self._lock:
            self._closed = True
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.http.close()

    def _leave_parent(self) -> None:
        """In a forked child, start anew.

        The lock may be held by a thread that is not here, and the parent's connections are
        not ours to use or to close.
        """
        if self._pid != os.getpid():
            self._lock = threading.Lock()
            self._engine = None
            self._pid = os.getpid()


class AsyncHolder:
    """Holds the engine of an async client, and the event loop it belongs to.

    Args:
        make: makes the engine.
    """

    def __init__(self, make: Callable[[], Engine[AsyncSender]]) -> None:
        self._make = make
        self._engine: Engine[AsyncSender] | None = None
        self._loop: object = None
        self._closed = False

    def get(self) -> Engine[AsyncSender]:
        """Return the engine.

        Raises:
            ConfigurationError: the client is closed, or belongs to another event loop.
        """
        if self._closed:
            raise ConfigurationError("the client is closed; make a new one")
        loop = loops.current()
        if self._engine is None:
            self._engine, self._loop = self._make(), loop
        elif self._loop is not loop:
            raise ConfigurationError(
                "this AsyncInjectClient was first used in another event loop; "
                "make one per event loop (they can share `auth`)"
            )
        return self._engine

    async def aclose(self) -> None:
        """Close the connections."""
        self._closed = True
        engine, self._engine = self._engine, None
        if engine is not None and self._loop is loops.current():
            await engine.http.aclose()
