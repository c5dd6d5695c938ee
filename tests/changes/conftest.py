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


@pytest.fixture
def trial(tmp_path: Path, redocly: str) -> Trial:
    """Return a copy of the repository, kept as the last release."""
    return Trial.begin(tmp_path / "copy", redocly)
