"""The event loop we are in, of asyncio or of trio: who it is, and how to wake it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import sniffio

__all__ = ["current", "waker"]


def current() -> object:
    """Return what identifies the running event loop."""
    if sniffio.current_async_library() == "trio":
        import trio

        return trio.lowlevel.current_trio_token()
    return asyncio.get_running_loop()


def waker() -> Callable[[Callable[[], object]], object]:
    """Return what schedules a callback on this event loop from any thread."""
    if sniffio.current_async_library() == "trio":
        import trio

        return trio.lowlevel.current_trio_token().run_sync_soon
    return asyncio.get_running_loop().call_soon_threadsafe
