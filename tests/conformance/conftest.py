"""The simulator under the contract suite, and how long to fuzz it."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable, Iterator

import pytest
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.target import Credentials, Target
from sinch_inject_mock import SinchMock


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--night", action="store_true", help="fuzz long, with a random seed")


@pytest.fixture
def night(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--night", default=False))


@pytest.fixture
def target(sinch_mock: SinchMock) -> Target:
    settings = sinch_mock.settings
    credentials = Credentials(settings.project_id, settings.key_id, settings.key_secret)
    return Target(sinch_mock.base_url, credentials, sinch_mock.auth_url)


@pytest.fixture
def session(target: Target) -> Iterator[Session]:
    made = Session(target, monotonic=time.monotonic)
    yield made
    made.close()


@pytest.fixture
def names() -> Callable[[], str]:
    run, numbers = secrets.token_hex(4), itertools.count()
    return lambda: f"{run}-{next(numbers)}"
