"""The tests of what a change means. They need node and the generator: ``nox -s changes``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.trial import Trial


@pytest.fixture(scope="session")
def redocly() -> str:
    """Return the command of the pinned @redocly/cli."""
    command = os.environ.get("REDOCLY")
    assert command, "REDOCLY names no command: run `nox -s changes`"
    return command


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory, redocly: str) -> Trial:
    """Return a copy of the repository, kept as the last release; no trial changes this one."""
    return Trial.begin(tmp_path_factory.mktemp("released") / "copy", redocly)


@pytest.fixture
def trial(tmp_path: Path, released: Trial) -> Trial:
    """Return a copy of the repository, kept as the last release."""
    return released.copy(tmp_path / "copy")
