"""Settling: presence is counted, absence needs proof, and nothing else is believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from sinch_inject.bulk.ledger import State
from sinch_inject.bulk.listing import tag_in
from sinch_inject.bulk.settle import Copy, Look, Seen, Settlement, seconds, settle
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.http.steps import Steps, run
from sinch_inject.request.text import tagged
from support.claims import LIMIT, claim, identity, settled, state_of

TIME = "2026-11-20T10:00:00Z"
AT = seconds(TIME)
ENDED = AT + 10_000.0
LATER = ENDED + 100.0
NOW = ENDED + 1_000.0


class Server:
    """A server that lists what it has, as a look of its own sort."""

    def __init__(self, *copies: Copy) -> None:
        self.copies = list(copies)
        self.asked: list[str] = []

    def __call__(
        self, *, conversation_id: str, start: float, end: float, source: str
    ) -> Steps[Seen]:
        self.asked.append(conversation_id)
        yield from ()  # a generator, as looks are
        found = [c for c in self.copies if c.conversation_id == conversation_id]
        return self.page([c for c in found if start < c.at < end])

    def page(self, found: list[Copy]) -> Seen:
        return Seen(tuple(found))


def copy(n: int, **more: Any) -> Copy:
    given: dict[str, Any] = {
        "id": f"id-{n}",
        "tag": f"k-{n}",
        "conversation_id": "01HCONV",
        "at": AT,
        "injected": True,
    }
    return Copy(**{**given, **more})


def unknown(ledger: SqliteLedger, n: int, **more: Any) -> None:
    """Bring a record into doubt; its attempt is over at ENDED."""
    ledger.claim(claim(n, at=ENDED - 1.0, **more)).result(LIMIT)
    ledger.settle(settled(n, State.UNKNOWN, at=ENDED)).result(LIMIT)


def done(ledger: SqliteLedger, n: int, *, sent: float = LATER, **more: Any) -> None:
    ledger.claim(claim(n, at=sent, **more)).result(LIMIT)
    ledger.settle(settled(n, State.DONE, at=sent)).result(LIMIT)


def ask(ledger: SqliteLedger, look: Look, *, now: float = NOW, after: float = 60.0) -> Settlement:
    return run(settle(ledger, look, now=now, after=after))


def reasons(found: Settlement) -> list[str]:
    return [reason for _, reason in found.unknown]


def test_what_is_there_is_done_at_once_and_without_any_proof(ledger: SqliteLedger) -> None:
    unknown(ledger, 1)
    found = ask(ledger, Server(copy(1)), now=ENDED)
    assert (found.done, found.absent, found.unknown) == (1, 0, [])
    assert state_of(ledger, 1) is State.DONE


def test_what_is_certainly_not_there_is_pending(ledger: SqliteLedger) -> None:
    unknown(ledger, 1)
    done(ledger, 2)
    found = ask(ledger, Server(copy(2)))
    assert (found.done, found.absent, found.unknown) == (0, 1, [])
    assert state_of(ledger, 1) is State.PENDING


@pytest.mark.parametrize(
    "other",
    [{"tag": "k-10"}, {"tag": None}, {"conversation_id": "01HOTHER"}, {"at": AT + 1.0}],
    ids=["tag", "no-tag", "conversation", "time"],
)
def test_another_message_is_not_taken_for_it(ledger: SqliteLedger, other: dict[str, Any]) -> None:
    unknown(ledger, 1)
    done(ledger, 2)
    assert ask(ledger, Server(copy(2), evolve(copy(1), **other))).done == 0


# ------------------------------------------------------------------------ proofs of absence


def test_absence_is_not_believed_too_early(ledger: SqliteLedger) -> None:
    unknown(ledger, 1)
    done(ledger, 2, sent=ENDED + 1.0)
    found = ask(ledger, Server(copy(2)), now=ENDED + 59.0)
    assert reasons(found) == ["its attempt ended 59 s ago, less than 60"]
    assert found.again_in == pytest.approx(1.0)
    assert state_of(ledger, 1) is State.UNKNOWN
    assert ask(ledger, Server(copy(2)), now=ENDED + 60.0).absent == 1


def test_absence_needs_a_done_record_that_was_sent_after_it(ledger: SqliteLedger) -> None:
    done(ledger, 2, sent=ENDED - 5.0)
    unknown(ledger, 1)
    found = ask(ledger, Server(copy(2)), now=ENDED + 599.0)
    assert reasons(found) == ["no done record of this run, sent after it, can be looked for"]
    assert found.again_in == pytest.approx(1.0)
    # Ten times as long after it, any will do.
    assert ask(ledger, Server(copy(2)), now=ENDED + 600.0).absent == 1


def test_absence_needs_that_record_to_be_listed(ledger: SqliteLedger) -> None:
    unknown(ledger, 1)
    done(ledger, 2)
    found = ask(ledger, Server())
    assert reasons(found) == ["a message that is known to be there was not listed"]
    assert found.again_in is not None


def test_one_of_several_that_is_not_listed_is_enough_for_doubt(ledger: SqliteLedger) -> None:
    unknown(ledger, 1)
    for n in (2, 3, 4):
        done(ledger, n)
    assert ask(ledger, Server(copy(2), copy(4))).absent == 0
    assert ask(ledger, Server(copy(2), copy(3), copy(4))).absent == 1


def test_a_server_that_hides_metadata_proves_nothing(ledger: SqliteLedger) -> None:
    unknown(ledger, 1)
    done(ledger, 2)
    found = ask(ledger, Server(copy(1, tag=None), copy(2, tag=None)))
    assert (found.done, found.absent) == (0, 0)


def test_the_record_must_be_far_from_its_own_sending(ledger: SqliteLedger) -> None:
    unknown(ledger, 1)
    done(ledger, 2, sent=ENDED + 5.0, accept_time="2026-11-20T12:46:44Z")
    assert abs(seconds("2026-11-20T12:46:44Z") - ENDED) < 10.0
    found = ask(ledger, Server(copy(2, at=seconds("2026-11-20T12:46:44Z"))))
    assert "the filter is not known" in reasons(found)[0]


def test_a_record_of_its_own_conversation_is_preferred(ledger: SqliteLedger) -> None:
    unknown(ledger, 1)
    done(ledger, 2, conversation_id="01HOTHER")
    done(ledger, 3)
    server = Server(copy(2, conversation_id="01HOTHER"))
    assert ask(ledger, server).absent == 0
    assert "01HOTHER" not in server.asked


def test_a_record_of_another_source_proves_nothing(ledger: SqliteLedger) -> None:
    unknown(ledger, 1, source="DISPATCH_SOURCE")
    done(ledger, 2)
    assert "no done record" in reasons(ask(ledger, Server(copy(2))))[0]


class IgnoresTime(Server):
    def __call__(
        self, *, conversation_id: str, start: float, end: float, source: str
    ) -> Steps[Seen]:
        yield from ()
        return self.page([c for c in self.copies if c.conversation_id == conversation_id])


class NamesTwice(Server):
    def page(self, found: list[Copy]) -> Seen:
        return Seen((*found, *found[:1]))


class Endless(Server):
    def page(self, found: list[Copy]) -> Seen:
        return Seen(tuple(found), "the listing's pages do not end")


@pytest.mark.parametrize(
    ("kind", "words"),
    [(IgnoresTime, "another time"), (NamesTwice, "twice"), (Endless, "do not end")],
)
def test_a_listing_that_is_not_whole_proves_no_absence(
    ledger: SqliteLedger, kind: type[Server], words: str
) -> None:
    unknown(ledger, 1)
    done(ledger, 2)
    found = ask(ledger, kind(copy(2), copy(8, at=AT + 500.0)))
    assert found.absent == 0
    assert words in reasons(found)[0]


@pytest.mark.parametrize(("passes", "again_in"), [(True, 60.0), (False, None)])
def test_a_listing_that_failed_is_tried_again_where_that_may_help(
    ledger: SqliteLedger, *, passes: bool, again_in: float | None
) -> None:
    class Fails(Server):
        def page(self, found: list[Copy]) -> Seen:
            return Seen(tuple(found), "the listing failed: 503", passes=passes)

    unknown(ledger, 1)
    done(ledger, 2)
    found = ask(ledger, Fails(copy(2)))
    assert (found.absent, reasons(found)) == (0, ["the listing failed: 503"])
    assert found.again_in == again_in


def test_without_a_tag_nothing_can_be_told(ledger: SqliteLedger) -> None:
    unknown(ledger, 1, tag=None)
    assert reasons(ask(ledger, Server(copy(1)))) == ["it was sent without a tag"]


# ------------------------------------------------------------------------------- copies


def test_copies_are_counted_among_equal_records(ledger: SqliteLedger) -> None:
    same: dict[str, Any] = {"id": identity(99), "tag": "k-99"}
    done(ledger, 1, **same)
    unknown(ledger, 2, **same)
    unknown(ledger, 3, **same)
    done(ledger, 4)
    there = [copy(n, tag="k-99") for n in (10, 11)]
    found = ask(ledger, Server(*there, copy(4)))
    assert (found.done, found.absent, found.duplicates) == (1, 1, {})
    assert [state_of(ledger, n) for n in (2, 3)] == [State.DONE, State.PENDING]


def test_more_copies_than_records_are_named(ledger: SqliteLedger) -> None:
    unknown(ledger, 1)
    found = ask(ledger, Server(copy(1), copy(1, id="id-9")))
    assert (found.done, found.duplicates) == (1, {"k-1": ["id-1", "id-9"]})


def test_what_a_crash_left_counts_from_the_opening(ledger: SqliteLedger, path: Path) -> None:
    ledger.claim(claim(1, at=ENDED)).result(LIMIT)
    ledger.close()
    again = SqliteLedger(path, ledger.scope, now=ENDED + 500.0)
    try:
        done(again, 2, sent=ENDED + 501.0)
        found = ask(again, Server(copy(2)), now=ENDED + 559.0)
        assert "ended 59 s ago" in reasons(found)[0]
    finally:
        again.close()


@pytest.mark.parametrize("before", ["", "free text", '{"a": 1}', "{}", "[tag:", '{"tag": "k-1"}'])
def test_the_tag_that_was_put_into_metadata_is_read_out_again(before: str) -> None:
    assert tag_in(tagged(before, "k-1")) == "k-1"


@pytest.mark.parametrize("metadata", [None, 5, "", "text", '{"tag": 5}', "[1]", "[tag:]", '"k-1"'])
def test_metadata_without_a_tag_has_none(metadata: Any) -> None:
    assert tag_in(metadata) is None
