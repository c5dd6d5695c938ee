"""How long connections may be used: until they are closed, and in one event loop."""

from __future__ import annotations

import asyncio

import sniffio

from sinch_inject.errors import ConfigurationError

__all__ = ["Lifetime"]


class Lifetime:
    """Begins with the first use, and ends when its owner says so.

    Args:
        one_loop: refuse another event loop than the first one.
    """

    def __init__(self, *, one_loop: bool = True) -> None:
        self._one_loop = one_loop
        self._ended = False
        self._loop: object = None

    def check(self) -> None:
        """Refuse what comes after the end.

        Raises:
            ConfigurationError: it has ended.
        """
        if self._ended:
            raise ConfigurationError("the client is closed; make a new one")

    def check_loop(self) -> None:
        """Refuse another event loop than the first one, and what comes after the end.

        Raises:
            ConfigurationError: it has ended, or this is another event loop.
        """
        self.check()
        loop = current_loop()
        if self._loop is None:
            self._loop = loop
        elif self._one_loop and self._loop is not loop:
            raise ConfigurationError(
                "this AsyncInjectClient was first used in another event loop; "
                "make one per event loop (they can share `auth`)"
            )

    def here(self) -> bool:
        """Say whether the running event loop is the one of the first use."""
        return self._loop is current_loop()

    def end(self) -> None:
        """Let nothing more begin."""
        self._ended = True


def current_loop() -> object:
    """Return what identifies the running event loop, of asyncio or of trio."""
    if sniffio.current_async_library() == "trio":
        import trio

        return trio.lowlevel.current_trio_token()
    return asyncio.get_running_loop()
