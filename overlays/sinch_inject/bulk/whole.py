"""Everything that a run has put on the server, listed by time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sinch_inject.bulk.entry import Entry
from sinch_inject.bulk.expected import Expected
from sinch_inject.bulk.ledger import State
from sinch_inject.bulk.listing import Messages, rfc3339
from sinch_inject.bulk.resume import Known, Reading, What
from sinch_inject.http.steps import Steps
from sinch_inject.request.preflight import check, errors_of

__all__ = ["PAGE", "expect", "list_all"]

PAGE = 1000  # messages a call
THERE = (State.DONE, State.UNKNOWN)
AGED = "time_window"  # a rule that a record may have kept when it was sent


def expect(entries: Iterable[Entry], ledger: Known | None, expected: Expected) -> Steps[None]:
    """Fill in what should be there: with a ledger, what is done or in doubt.

    Raises:
        InputChanged: the input is not what the ledger knows.
    """
    reading = None if ledger is None else Reading(ledger)
    for place, entry in enumerate(entries, 1):
        if reading is None:
            if sendable(entry):
                expected.add(place, entry)
            continue
        found = yield from reading.match(entry)
        reading.settled(found)
        if found.what is What.SKIP and found.state in THERE:
            expected.add(found.n, entry)
    expected.index()


def sendable(entry: Entry) -> bool:
    """Say whether a record could have been sent when its time was not past."""
    if entry.problem is not None:
        return False
    found = errors_of(check(entry.body, conversation_id=entry.conversation_id))
    return all(problem.rule == AGED for problem in found)


def list_all(
    messages: Messages, expected: Expected, *, tell: Callable[[int], None]
) -> Steps[str | None]:
    """List all that the run spans; return why that was not whole, or None.

    Args:
        messages: of the project.
        expected: takes in what belongs to the run.
        tell: is told how many messages were looked at.
    """
    looked, doubt = 0, None
    for source, (first, last) in expected.spans.items():
        pages = messages.pages(
            start_time=rfc3339(first - 1.0),
            end_time=rfc3339(last + 1.0),
            messages_source=source,
            page_size=PAGE,
        )
        while (page := (yield from pages.next())) is not None:
            for copy in page:
                expected.take(copy, source)
            looked += len(page)
            tell(looked)
        doubt = doubt or pages.doubt
    return doubt
