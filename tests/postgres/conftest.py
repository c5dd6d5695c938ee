"""A server for the tests of this folder, and ledgers in it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sinch_inject.bulk.ledger import Scope
from sinch_inject.bulk.postgres import PostgresLedger
from support.database import Cluster, cluster, shared_folder

numbers = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the long waits be short."""
    parser.addoption("--short", action="store_true", help="wait seconds instead of half a minute")


@pytest.fixture
def short(request: pytest.FixtureRequest) -> bool:
    """Say whether the long waits are to be short."""
    return bool(request.config.getoption("--short"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Show what was measured."""
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties if report.when == "call" else ():
            terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """Run a server of our own, which a test may kill."""
    with shared_folder() as folder, cluster(folder) as made:
        yield made


@pytest.fixture(scope="session")
def url(request: pytest.FixtureRequest) -> str:
    """Return where a database is: the one of DATABASE_URL, or our own server's."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    made: Cluster = request.getfixturevalue("server")
    return made.url


@pytest.fixture
def scope() -> Scope:
    """Return a project that no other test has."""
    return Scope(f"project-{os.getpid()}-{next(numbers)}", "http://127.0.0.1:1")


@pytest.fixture
def opened(url: str, scope: Scope) -> Iterator[Callable[..., PostgresLedger]]:
    """Return what opens a ledger of this test; closes all of them at the end."""
    made: list[PostgresLedger] = []

    def new(run: str = "run", **given: Any) -> PostgresLedger:
        options: dict[str, Any] = {"scope": scope, "now": 5000.0, **given}
        ledger = PostgresLedger(url, run, **options)
        made.append(ledger)
        return ledger

    yield new
    for ledger in made:
        ledger.close()
