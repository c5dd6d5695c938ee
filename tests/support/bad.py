"""Requests made bad on purpose: an example of the contract, and what is changed in it."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from sinch_inject_contract.document import contract

__all__ = ["NOW", "request_of"]

NOW = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC).timestamp()
RECENT = "2026-11-22T11:00:00Z"


def request_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return the request of one row of ``bad_requests.yaml``.

    Args:
        row: ``base`` names an example of the contract; ``set`` and ``drop`` change what
            stands at JSON pointers.
    """
    example = contract()["components"]["examples"][row.get("base", "ContactText")]
    body: dict[str, Any] = copy.deepcopy(example["value"])
    body["accept_time"] = RECENT
    for pointer, value in row.get("set", {}).items():
        place, name = _parent(body, pointer)
        place[name] = value
    for pointer in row.get("drop", []):
        place, name = _parent(body, pointer)
        del place[name]
    return body


def _parent(body: Any, pointer: str) -> tuple[Any, Any]:
    """Return what holds the value at ``pointer``, and under which name or number."""
    *path, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    for part in path:
        body = body[int(part) if isinstance(body, list) else part]
    return body, int(last) if isinstance(body, list) else last
