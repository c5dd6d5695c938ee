"""Requests to inject, each with a text and a number that must never be seen elsewhere."""

from __future__ import annotations

import datetime
from typing import Any

__all__ = ["NUMBER", "TEXT", "iso", "message"]

TEXT = "The parcel is behind the blue door, says Ms Ångström."
NUMBER = "+46709876543"


def iso(*, seconds_ago: float = 60.0) -> str:
    """Return a time in the past as the API takes it."""
    moment = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=seconds_ago)
    return moment.isoformat().replace("+00:00", "Z")


def message(marker: str = "m-1", **changes: Any) -> dict[str, Any]:
    """Return a valid request; ``marker`` goes into its metadata."""
    return {
        "accept_time": iso(),
        "channel_identity": {"channel": "SMS", "identity": NUMBER},
        "contact_id": "01HCONTACT",
        "direction": "TO_APP",
        "contact_message": {"text_message": {"text": TEXT}},
        "metadata": marker,
        **changes,
    }
