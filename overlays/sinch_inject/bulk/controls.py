"""Records that are done and can be looked for: without one, an empty listing proves nothing.

Kept are the latest of the run, in a ring, and the latest in each conversation that has an
unknown record, because those conversations will be asked.
"""

from __future__ import annotations

from typing import Any

from sinch_inject.bulk.ledger import Control, State

__all__ = ["Controls"]

RING = 100  # the latest of the run
INSERT = (
    "INSERT INTO control (slot, n, tag, conversation_id, accept_time, source, sent_at) "
    "SELECT ?, record.n, tag, conversation_id, accept_time, source, sent_at "
    "FROM record JOIN detail USING (n) WHERE record.n = ? "
    "AND tag IS NOT NULL AND sent_at IS NOT NULL ON CONFLICT (slot) DO UPDATE SET n = excluded.n, "
    "tag = excluded.tag, conversation_id = excluded.conversation_id, "
    "accept_time = excluded.accept_time, source = excluded.source, sent_at = excluded.sent_at"
)


class Controls:
    """The table of controls; used inside transactions only.

    Args:
        connection: of the ledger.
    """

    def __init__(self, connection: Any) -> None:
        self._run = connection.execute
        self._next = 0
        self._slots: dict[str, int] = {}  # of each conversation with an unknown record

    def load(self) -> None:
        """Read where the ring stands, and which conversations are watched."""
        latest = self._run(
            "SELECT slot FROM control WHERE slot < ? ORDER BY sent_at DESC LIMIT 1", (RING,)
        ).fetchone()
        self._next = (latest[0] + 1) % RING if latest else 0
        held = self._run("SELECT conversation_id, slot FROM control WHERE slot >= ?", (RING,))
        self._slots = dict(held.fetchall())
        watched = self._run(
            "SELECT DISTINCT conversation_id FROM detail JOIN record USING (n) WHERE state = ?",
            (State.UNKNOWN,),
        ).fetchall()
        for (conversation,) in watched:
            self.watch(conversation)

    def watch(self, conversation: str | None) -> None:
        """Keep the latest done record of a conversation from now on."""
        if conversation is not None:
            self._slots.setdefault(conversation, RING + len(self._slots))

    def add(self, n: int, conversation: str | None) -> None:
        """Take a record of a conversation in that is about to be done, if it has a tag."""
        self._run(INSERT, (self._next, n))
        self._next = (self._next + 1) % RING
        slot = self._slots.get(conversation or "")
        if slot is not None:
            self._run(INSERT, (slot, n))

    def drop(self, n: int) -> None:
        """Leave a record out that was deleted."""
        self._run("DELETE FROM control WHERE n = ?", (n,))

    def all(self) -> list[Control]:
        """Return all of them."""
        found = self._run(
            "SELECT DISTINCT n, tag, conversation_id, accept_time, source, sent_at FROM control"
        )
        return [
            Control(
                n=n, tag=tag, conversation_id=where, accept_time=when, source=source, sent_at=at
            )
            for n, tag, where, when, source, at in found
        ]
