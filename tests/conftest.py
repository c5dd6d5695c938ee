"""Fixtures for all tests."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import Phase, settings

# Coverage has been started in this process by now. What the tests run as a command of its own is
# not measured: nearly all of it is asked in here too, and measuring doubles what a command costs.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)

# The same examples in every run, on slow machines too. `--hypothesis-profile=default` draws new.
settings.register_profile("steady", derandomize=True, deadline=None)
# For the mutation gate: a failing example is enough, it need not be the smallest.
UNSHRUNK = (Phase.explicit, Phase.generate)
settings.register_profile("gate", derandomize=True, deadline=None, phases=UNSHRUNK)
settings.load_profile("steady")


@pytest.fixture
def closed_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture
def full_port() -> Iterator[int]:
    """Return a port whose queue is full: connecting to it takes until the timeout."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]
