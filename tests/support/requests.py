"""Requests to inject, each with a text and a number that must never be seen elsewhere."""

from __future__ import annotations

import datetime
from typing import Any

from sinch_inject_contract.document import contract

__all__ = ["NUMBER", "SENDER", "TEXT", "iso", "message"]

TEXT = "The parcel is behind the blue door, says Ms Ångström."
NUMBER = "+46709876543"
# The member that says whom a message from the contact was sent to: the one for one direction.
MEMBERS = contract()["components"]["schemas"]["InjectMessageRequest"]["properties"]
(SENDER,) = (name for name, node in MEMBERS.items() if "x-only-direction" in node)


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
