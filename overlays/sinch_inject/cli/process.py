"""What the command is to the shell that runs it: its signals and its streams.

A signal that asks for the end is an interrupt, whichever it is. A reader that left, a full
disk or a closed stream never becomes a traceback, nor an exit code that tells something else.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import threading
from collections.abc import Generator
from types import FrameType
from typing import TextIO

__all__ = ["interruptible", "quiet", "unheard", "writable"]

# Not there on Windows; SIGHUP comes when the terminal is closed.
ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def interruptible() -> Generator[None]:
    """Have SIGTERM and SIGHUP raise KeyboardInterrupt, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # What the parent has us ignore (nohup), or a test handles, stays as it is.
    taken = [number for number in ENDING if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def writable(errors: str = "backslashreplace") -> None:
    """Let stdout take every text: what its encoding lacks is written another way."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=errors)


@contextlib.contextmanager
def unheard() -> Generator[None]:
    """Go on where nobody can be told: what happened is true all the same.

    An interrupt gives up telling, as of who waits for a pipe that nobody reads.
    """
    try:
        yield
    except OSError:
        quiet()
    except KeyboardInterrupt:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            _silence(stream)


def quiet() -> None:
    """Let nothing that is still in a buffer fail again when the interpreter ends."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            _silence(stream)


def _silence(stream: TextIO) -> None:
    """Let a stream lead nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
