"""What a server says in its own API for tests, looked at before it is used: it may be broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["ASKED", "STORED", "CannotRun", "Refused", "shaped"]

# What the journal's records must have to be of use.
STORED = {
    "sequence": int, "request_id": str, "conversation_id": str, "project_id": str, "message": object
}  # fmt: skip
ASKED = {
    "sequence": int, "request_id": str, "status": int, "verdict": str, "problems": list,
    "headers": object,
}  # fmt: skip


class CannotRun(Exception):
    """The suite cannot say anything about this server: it is not there, or lets nobody in."""


class Refused(CannotRun):
    """The credentials are refused."""


def shaped(value: Any, members: Mapping[str, type], where: str) -> dict[str, Any]:
    """Return an object that has these members.

    Raises:
        CannotRun: it is none, or lacks one.
    """
    found = value if isinstance(value, dict) else {}
    for name, kind in members.items():
        if not isinstance(found.get(name), kind):
            raise CannotRun(f"{where}: {name} is missing, or no {kind.__name__}")
    return found
