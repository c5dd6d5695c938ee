"""What the command is to the shell that runs it: its signals and its streams.

A signal that asks for the end is an interrupt, whichever it is. A reader that left, a full
disk or a closed stream never becomes a traceback, nor an exit code that tells something else.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import signal
import sys
import threading
import time
from collections.abc import Generator
from types import FrameType
from typing import TextIO

__all__ = ["decided", "interruptible", "quiet", "repeated", "unheard", "writable"]

# Only the first is there on Windows; SIGHUP comes when the terminal is closed.
ENDING = [getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n)]
REPEATED = 0.2  # seconds
_counted = [float("-inf")]
_decided: list[signal.Signals] = []


def repeated() -> bool:
    """Return whether a signal is only an echo of the one before, and counts as one with it.

    A key that is held down sends many, and a tool that runs the command may pass on what the
    terminal has sent to both. A second one that is meant comes later.
    """
    now = time.monotonic()
    if now - _counted[0] < REPEATED:
        return True
    _counted[0] = now
    return False


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    if not repeated():
        raise KeyboardInterrupt


@contextlib.contextmanager
def interruptible() -> Generator[None]:
    """Have SIGTERM and SIGHUP raise KeyboardInterrupt, as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # What the parent has us ignore (nohup), or a test handles, stays as it is.
    plain = (signal.SIG_DFL, signal.default_int_handler)
    before = {n: found for n in ENDING if (found := signal.getsignal(n)) in plain}
    for number in before:
        signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is _interrupt:
                signal.signal(number, handler)


def decided(code: int) -> None:
    """Have a signal end the process with this code, from here on: what it did is done."""

    def end(_number: int, _frame: FrameType | None) -> None:
        os._exit(code)

    if threading.current_thread() is threading.main_thread():
        for number in ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, end)
                _decided.append(number)


@atexit.register  # the first here is the last to be called
def _deaf() -> None:
    """Pass over what comes last of all: the interpreter takes its handlers away before it ends."""
    for number in _decided:
        signal.signal(number, signal.SIG_IGN)


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
