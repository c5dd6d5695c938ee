"""The pytest plugin: a running simulator as the fixture ``sinch_mock``.

pytest loads this in every run of everybody who has the package installed, so it imports
nothing but pytest. The server is started once, when a test first asks for it (once in each
worker of pytest-xdist), and is reset before every test.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sinch_inject_mock.settings import Settings
    from sinch_inject_mock.simulator import SinchMock

__all__ = ["sinch_mock", "sinch_mock_server", "sinch_mock_settings"]


@pytest.fixture(scope="session")
def sinch_mock_settings() -> Settings | None:
    """Return how the simulator is set up; override it to set a project, limits or strictness."""
    return None


@pytest.fixture(scope="session")
def sinch_mock_server(sinch_mock_settings: Settings | None) -> Generator[SinchMock]:
    """Run one simulator for the session. Tests use ``sinch_mock``, which is reset for each."""
    try:
        from sinch_inject_mock.simulator import SinchMock
    except ModuleNotFoundError as error:
        raise pytest.UsageError(
            f"the fixture sinch_mock needs {error.name}, which is not installed: "
            "pip install 'sinch-inject[mock]'"
        ) from None
    with SinchMock(sinch_mock_settings) as mock:
        yield mock


@pytest.fixture
def sinch_mock(sinch_mock_server: SinchMock) -> SinchMock:
    """Return a running simulator without messages, requests, tokens or faults, in real time."""
    sinch_mock_server.reset()
    return sinch_mock_server
