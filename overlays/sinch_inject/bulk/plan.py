"""What an import of many messages is going to be: how long, on which channels, and what is lost.

Nothing here knows a clock: the first message has its turn at the time that is given, and each
next one when the rate allows it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Mapping
from typing import Any

from attrs import frozen
from sinch_inject_contract.document import time_window
from sinch_inject_contract.instant import nanoseconds

from sinch_inject.bulk.entry import Entry

__all__ = ["Figures", "Plan"]

NAMED = 20  # lines that are kept
GROUP = 10_000  # rows in one transaction of a table that nobody keeps


@frozen(kw_only=True)
class Figures:
    """What a plan comes to.

    Attributes:
        send: how many messages would be sent.
        channels: how many on each channel.
        seconds: how long they take at the rate.
        first: the oldest accept_time, as it stands in the input; None: there is none.
        last: the newest.
        leaving: how many are older than 30 days by their turn, but not yet.
        leaving_lines: the lines of the first of them.
        together: how many share conversation and accept_time with another.
        places: in how many pairs of conversation and time that is.
    """

    send: int
    channels: Mapping[str, int]
    seconds: float
    first: str | None
    last: str | None
    leaving: int
    leaving_lines: list[int]
    together: int
    places: int


class Plan:
    """Takes the messages that would be sent, in their order.

    Args:
        rate: messages a second.
        now: when the first one has its turn, in seconds since the epoch.
    """

    def __init__(self, rate: float, now: float) -> None:
        self._rate, self._now = rate, now
        self._oldest = time_window()[0]
        self._send = self._leaving = 0
        self._channels: Counter[str] = Counter()
        self._leaving_lines: list[int] = []
        self._ends: list[tuple[int, str]] = []  # the oldest and the newest
        self._sql = sqlite3.connect("", isolation_level=None)  # a file that is gone when closed
        self._sql.executescript("CREATE TABLE moment (digest BLOB NOT NULL); BEGIN;")

    def take(self, entry: Entry) -> None:
        """Take one message."""
        turn = self._now + self._send / self._rate
        self._send += 1
        text = str(entry.body.get("accept_time"))
        self._channels[_channel(entry.body)] += 1
        try:
            at = nanoseconds(text)
        except ValueError:
            return  # it would be rejected, and is not counted here
        ends = [*self._ends, (at, text)]
        self._ends = [min(ends), max(ends)]
        if turn - at / 1e9 >= self._oldest:
            self._leaving += 1
            if len(self._leaving_lines) < NAMED:
                self._leaving_lines.append(entry.line)
        seen = f"{at} {entry.conversation_id}".encode(errors="surrogatepass")
        digest = hashlib.blake2b(seen, digest_size=12).digest()
        self._sql.execute("INSERT INTO moment VALUES (?)", (digest,))
        if self._send % GROUP == 0:
            self._sql.execute("COMMIT")
            self._sql.execute("BEGIN")

    def figures(self) -> Figures:
        """Return what it comes to."""
        together, places = self._sql.execute(
            "SELECT coalesce(sum(many), 0), count(*) FROM "
            "(SELECT count(*) AS many FROM moment GROUP BY digest HAVING many > 1)"
        ).fetchone()
        return Figures(
            send=self._send,
            channels=dict(self._channels.most_common()),
            seconds=self._send / self._rate,
            first=self._ends[0][1] if self._ends else None,
            last=self._ends[1][1] if self._ends else None,
            leaving=self._leaving,
            leaving_lines=self._leaving_lines,
            together=together,
            places=places,
        )

    def close(self) -> None:
        """Forget everything."""
        self._sql.close()


def _channel(body: Mapping[str, Any]) -> str:
    identity = body.get("channel_identity")
    return str(identity.get("channel")) if isinstance(identity, Mapping) else "?"
