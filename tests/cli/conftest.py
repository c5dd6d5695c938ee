"""Run commands in this process, with an environment of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result
from sinch_inject.cli import main
from sinch_inject_mock import SinchMock

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def simulator() -> Iterator[SinchMock]:
    with SinchMock() as mock:
        yield mock


@pytest.fixture
def mock(simulator: SinchMock) -> SinchMock:
    simulator.reset()
    return simulator


@pytest.fixture
def run() -> Run:
    """Return a function that runs ``sinch-inject ARGUMENTS`` with nothing set for Sinch."""
    unset = {name: None for name in os.environ if name.startswith("SINCH_")}

    def run(*arguments: str, env: dict[str, str] | None = None, stdin: bytes = b"") -> Result:
        runner = CliRunner(env={**unset, **(env or {})})
        return runner.invoke(main, list(arguments), input=stdin)

    return run
