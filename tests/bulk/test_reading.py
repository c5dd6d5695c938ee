"""Two records with one key, close together: the second is never taken for a new one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from sinch_inject.bulk.entry import Entry, from_value
from sinch_inject.bulk.ledger import KEYED, Keyed, Row
from sinch_inject.bulk.resume import Found, Reading, What
from sinch_inject.http.steps import Steps, Wait


class Slow:
    """A ledger that knows nothing yet, and whose answers come when they are given."""

    def rows(self, *, after: int = 0) -> Future[list[Row]]:
        return done([])

    def ends(self) -> Future[tuple[int, int]]:
        return done((0, KEYED - 1))

    def find(self, keys: Sequence[bytes]) -> Future[dict[bytes, Keyed]]:
        return Future()


def done(value: Any) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(value)
    return future


def entry(key: str, text: str = "Hi", line: int = 1) -> Entry:
    return from_value({"_key": key, "conversation_id": "c", "contact_id": text}, line)


def until_asked(steps: Steps[Any]) -> None:
    """Go on until the ledger is asked for keys."""
    step = next(steps)
    while isinstance(step, Wait) and step.future.done():
        step = steps.send(step.future.result())
    assert isinstance(step, Wait)


def answered(steps: Steps[Any], found: dict[bytes, Keyed]) -> Any:
    """Answer the question; return what the steps come to."""
    try:
        steps.send(found)
    except StopIteration as end:
        return end.value
    raise AssertionError("it goes on")


def first_of(reading: Reading) -> Found:
    steps = reading.match(entry("k"))
    until_asked(steps)
    found: Found = answered(steps, {})
    assert found.what is What.SEND
    return found


def test_a_record_that_comes_through_while_the_ledger_is_asked_for_the_next() -> None:
    reading = Reading(Slow())
    first = first_of(reading)
    steps = reading.match(entry("k", line=2))
    until_asked(steps)
    # The answer was read before the first was claimed; meanwhile it is sent and written down.
    reading.settled(first)
    assert answered(steps, {}).what is What.TWICE


def test_other_content_under_its_key_meanwhile() -> None:
    reading = Reading(Slow())
    first = first_of(reading)
    steps = reading.match(entry("k", "Ho", line=2))
    until_asked(steps)
    reading.settled(first)
    assert answered(steps, {}).what is What.REFUSE
