"""Whose history is imported: a JSON file, ``{"NAME": {"file": …, "environ": {"SINCH_…": …}}}``.

In a service of yours this is a table, and the secrets are in a vault.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sinch_inject import FileImport, InjectClient

__all__ = ["DATABASE", "names", "work_of"]

DATABASE = os.environ["DATABASE_URL"]
RATE = float(os.environ.get("TENANT_RATE", "400"))  # messages a second and project


def names() -> list[str]:
    """Return the names of all tenants."""
    return list(_tenants())


@contextmanager
def work_of(name: str, agent: str) -> Iterator[FileImport]:
    """Yield the import of one tenant; ``agent`` is told to the server."""
    tenant = _tenants()[name]
    with InjectClient.from_env(environ=tenant["environ"], user_agent=agent) as sinch:
        yield FileImport(file=tenant["file"], client=sinch, ledger=DATABASE, name=name, rate=RATE)


def _tenants() -> dict[str, Any]:
    return json.loads(Path(os.environ.get("TENANTS", "tenants.json")).read_text("utf-8"))
