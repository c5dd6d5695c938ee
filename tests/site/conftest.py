"""These tests look at the site that ``nox -s docs`` has built, some of them in a real Chromium.

They need both, so a run that does not name this folder leaves them out.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support.chromium import axe, chromium, unless_named

__all__ = ["axe", "chromium"]  # fixtures that are written elsewhere

HERE = Path(__file__).parent


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out unless it is named."""
    return unless_named(HERE, collection_path, config)
