"""A server under load: a process on a core of its own, its CPU time and its memory.

CPU time of the server is the measure, not requests per second: on a machine that others use too,
a second of CPU time means the same from run to run, a second on the clock does not.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager

import httpx
import psutil
from attrs import frozen

START_SECONDS = 30.0


@frozen
class Server:
    """A running server and the port that it listens on."""

    name: str
    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """Return the CPU seconds used so far, user and system, children included."""
        return sum(sum(member.cpu_times()[:2]) for member in self._members())

    def rss_mb(self) -> float:
        """Return the resident memory in MB (10^6 bytes), children included."""
        return sum(member.memory_info().rss for member in self._members()) / 1e6

    def _members(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def serve(
    name: str, argv: Sequence[str], *, port: int, core: int, tls: bool = False
) -> Generator[Server]:
    """Run ``argv`` on one core until the block ends; it answers on ``port`` when the block starts.

    A server that speaks TLS only is ready when it takes a connection.

    Raises:
        RuntimeError: the server ended, or did not answer within 30 seconds.
    """
    with _pinned(core):  # a child inherits the core, and every thread that it starts does
        process = subprocess.Popen(argv, stdout=subprocess.DEVNULL)
    try:
        _wait(name, process, port, tls=tls)
        yield Server(name, port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(10)


def pin(core: int) -> bool:
    """Keep this process on ``core``; return False where the system has no such call."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, {core})
    return True


def cores() -> list[int]:
    """Return the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _pinned(core: int) -> Generator[None]:
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _wait(name: str, process: subprocess.Popen[bytes], port: int, *, tls: bool) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{name} ended with code {process.returncode} before it answered")
        try:
            if tls:
                socket.create_connection(("127.0.0.1", port), START_SECONDS).close()
            else:
                httpx.get(f"http://127.0.0.1:{port}/", timeout=START_SECONDS)
        except (httpx.TransportError, OSError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{name} did not answer on port {port} within {START_SECONDS:.0f} s")
