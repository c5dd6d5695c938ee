"""What the tests of bulk share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sinch_inject.bulk.ledger import Scope
from sinch_inject.bulk.sqlite import SqliteLedger

SCOPE = Scope("project", "http://127.0.0.1:1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a ledger may be made."""
    return tmp_path / "run.ledger"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    """Open a new ledger."""
    opened = SqliteLedger(path, SCOPE, now=1000.0)
    yield opened
    opened.close()
