"""Fixtures for Sinch's own clients. Run by ``nox -s peers``, which installs them."""

from __future__ import annotations

from collections.abc import Callable, Generator

import pytest
from sinch_inject_mock import SinchMock
from support.drivers import INJECTING, READING, Client, Kind, Simulator

Connect = Callable[..., Client]


@pytest.fixture
def simulator(sinch_mock: SinchMock) -> Simulator:
    """Return what the tests ask the simulator."""
    return Simulator(sinch_mock.base_url)


def connecting(kind: Kind, mock: SinchMock) -> Generator[Connect, None, None]:
    running: list[Client] = []

    def start(**changed: str) -> Client:
        settings = {
            "base_url": mock.base_url,
            "auth_url": mock.auth_url,
            "project_id": "demo-project",
            "key_id": "demo-key",
            "key_secret": "demo-secret",
        }
        running.append(Client(kind, settings | changed))
        return running[-1]

    yield start
    for client in running:
        client.close()


@pytest.fixture(params=INJECTING)
def connect(
    request: pytest.FixtureRequest, sinch_mock: SinchMock
) -> Generator[Connect, None, None]:
    """Start a client with the simulator's default settings, or with some of them changed."""
    yield from connecting(INJECTING[request.param], sinch_mock)


@pytest.fixture(params=READING)
def connect_reader(
    request: pytest.FixtureRequest, sinch_mock: SinchMock
) -> Generator[Connect, None, None]:
    """Start a client that can list."""
    yield from connecting(READING[request.param], sinch_mock)
