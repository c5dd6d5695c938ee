"""Puts numbered messages into an outbox, and says of each when it is durable; made to be killed.

``python -m tools.crash.putter PLACE FIRST LAST SEED BASE``: the text of a message is its number,
and its time follows from BASE, so that a repetition has the same content. Some are put again.
"""

from __future__ import annotations

import datetime
import random
import sys
from typing import Any

from sinch_inject import InjectClient, Outbox

__all__ = ["CONVERSATIONS", "RULES", "request"]

RULES: dict[str, Any] = {"rate": 5000.0, "concurrency": 20, "settle_after": 2.0}
CONVERSATIONS = 40
AGAIN = 0.2  # how likely a webhook comes again after another


def request(n: int, base: float) -> dict[str, Any]:
    """Return message number ``n``; ``base`` is in seconds since the epoch."""
    at = datetime.datetime.fromtimestamp(base + 0.1 * n, datetime.UTC)
    return {
        "accept_time": at.isoformat(),
        "direction": "TO_APP",
        "contact_id": "01HCONTACT",
        "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
        "contact_message": {"text_message": {"text": str(n)}},
    }


def main(place: str, first: int, last: int, seed: int, base: float) -> None:
    """Put the messages from ``first`` to ``last``."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    with InjectClient.from_env() as sinch, Outbox(place, sinch, **RULES) as outbox:
        for n in range(first, last + 1):
            outbox.put(f"c-{n % CONVERSATIONS}", request(n, base), key=n)
            print(n, flush=True)
            if chance.random() < AGAIN:
                again = chance.randint(1, n)
                outbox.put(f"c-{again % CONVERSATIONS}", request(again, base), key=again)
        print("all", flush=True)
        sys.stdin.read()  # until it is killed, or its parent has gone


if __name__ == "__main__":
    given = sys.argv[1:]
    main(given[0], int(given[1]), int(given[2]), int(given[3]), float(given[4]))
