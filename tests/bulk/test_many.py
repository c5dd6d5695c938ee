"""Many messages: each once, whatever happens, and of each what became of it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sinch_inject import InjectClient, RetryPolicy
from sinch_inject.bulk.brake import IN_A_ROW
from sinch_inject.bulk.ledger import LedgerRefused, State
from sinch_inject.bulk.many import Stopped, inject_many
from sinch_inject.bulk.resume import InputChanged
from sinch_inject.errors import ConfigurationError, NotFound, OutcomeUnknown, PreflightError
from sinch_inject_mock import SinchMock
from sinch_inject_mock.settings import Settings
from support.claims import LIMIT
from support.imports import WAYS, Way, client_options, records, states, stored
from support.simulated import NOW


@pytest.fixture
def mock() -> Iterator[SinchMock]:
    with SinchMock(Settings(now=NOW, seed=1)) as mock:
        yield mock


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    return WAYS[request.param]


def test_each_record_is_injected_once_and_its_outcome_told(
    mock: SinchMock, way: Way, path: Path
) -> None:
    outcomes = way(mock.base_url, records(120), path)
    assert stored(mock.messages) == list(range(1, 121))
    assert sorted(o.n for o in outcomes) == list(range(1, 121))
    assert {(o.state, o.attempts, o.known, o.error) for o in outcomes} == {
        (State.DONE, 1, False, None)
    }
    assert states(path, mock.base_url) == {State.DONE: 120}
    tags = {message["message"]["metadata"] for message in mock.messages}
    assert len(tags) == 120
    assert all(tag.startswith("[tag:k-") for tag in tags)


def test_the_same_again_sends_nothing(mock: SinchMock, way: Way, path: Path) -> None:
    way(mock.base_url, records(30), path)
    before = len(mock.requests)
    outcomes = way(mock.base_url, records(30), path)
    assert len(mock.requests) == before
    assert {(o.state, o.known) for o in outcomes} == {(State.DONE, True)}


def test_more_records_at_the_end_are_new_and_fewer_are_no_fault(
    mock: SinchMock, way: Way, path: Path
) -> None:
    way(mock.base_url, records(10), path)
    way(mock.base_url, records(4), path)
    way(mock.base_url, records(15), path)
    assert stored(mock.messages) == list(range(1, 16))


def test_an_unknown_message_is_never_sent_again(mock: SinchMock, way: Way, path: Path) -> None:
    mock.faults.add("reset", stored=True, conversation_id="c-3")
    mock.faults.add("500", conversation_id="c-4")
    for _ in range(2):
        outcomes = way(mock.base_url, records(6), path)
        assert {o.n for o in outcomes if o.state is State.UNKNOWN} == {3, 4}
    assert stored(mock.messages) == [1, 2, 3, 5, 6]
    assert states(path, mock.base_url) == {State.DONE: 4, State.UNKNOWN: 2}


def test_an_unknown_outcome_carries_its_error(mock: SinchMock, way: Way, path: Path) -> None:
    mock.faults.add("500")
    [outcome] = way(mock.base_url, records(1), path)
    assert isinstance(outcome.error, OutcomeUnknown)
    assert outcome.error.request is not None
    assert (outcome.error.request.tag or "").startswith("k-")


def test_a_flaw_is_rejected_and_the_others_go_on(mock: SinchMock, way: Way, path: Path) -> None:
    given: list[Any] = records(8)
    given[2] = {**given[2], "direction": "UP"}
    given[4] = "no object"
    del given[5]["conversation_id"]
    outcomes = way(mock.base_url, given, path)
    wrong = {o.n: o for o in outcomes if o.state is State.REJECTED}
    assert set(wrong) == {3, 5, 6}
    assert all(isinstance(o.error, PreflightError) and not o.attempts for o in wrong.values())
    assert stored(mock.messages) == [1, 2, 4, 7, 8]
    # Known, when it is fed again as it is; sent, when it is corrected.
    again = way(mock.base_url, given, path)
    assert {o.n for o in again if o.state is State.REJECTED and o.known} == {3, 5, 6}
    way(mock.base_url, records(8), path)
    assert stored(mock.messages) == list(range(1, 9))


def test_a_refused_record_is_sent_when_it_was_corrected(
    mock: SinchMock, way: Way, path: Path
) -> None:
    mock.faults.add("404", conversation_id="c-2")
    outcomes = way(mock.base_url, records(3), path)
    assert isinstance(next(o.error for o in outcomes if o.n == 2), NotFound)
    mock.faults.clear()
    way(mock.base_url, records(3), path)
    assert stored(mock.messages) == [1, 3]  # it is the same, so it would be refused again
    changed = records(3)
    changed[1]["conversation_id"] = "c-9"
    way(mock.base_url, changed, path)
    assert stored(mock.messages) == [1, 2, 3]


@pytest.mark.parametrize("fault", [None, "500"])
def test_what_was_sent_must_not_change_and_nothing_is_sent_then(
    mock: SinchMock, way: Way, path: Path, fault: str | None
) -> None:
    if fault:
        mock.faults.add(fault, conversation_id="c-2")
    way(mock.base_url, records(3), path)
    mock.faults.clear()
    before = len(mock.requests)
    changed = records(9)
    changed[1]["contact_id"] = "01HANOTHER"
    with pytest.raises(InputChanged, match=r"line 2: .*is (done|unknown) already") as caught:
        way(mock.base_url, changed, path)
    assert isinstance(caught.value, ConfigurationError)
    assert len(mock.requests) == before  # records 4 to 9 neither


def test_an_iterator_is_compared_as_it_comes(mock: SinchMock, way: Way, path: Path) -> None:
    way(mock.base_url, iter(records(3)), path)
    changed = records(9)
    changed[1]["contact_id"] = "01HANOTHER"
    with pytest.raises(InputChanged):
        way(mock.base_url, iter(changed), path)
    assert stored(mock.messages) == [1, 2, 3]


def test_429_stays_with_its_record_and_slows_everybody(
    mock: SinchMock, way: Way, path: Path
) -> None:
    mock.faults.add("429", count=20)
    outcomes = way(mock.base_url, records(60), path)
    assert {o.state for o in outcomes} == {State.DONE}
    assert sum(o.attempts for o in outcomes) == 80
    assert stored(mock.messages) == list(range(1, 61))


def test_an_expired_token_costs_one_more_attempt(mock: SinchMock, way: Way, path: Path) -> None:
    mock.faults.add("expired-token", count=1)
    given = {"auth": "oauth2", "auth_url": mock.base_url}
    outcomes = way(mock.base_url, records(20), path, client=given, concurrency=1)
    assert {o.state for o in outcomes} == {State.DONE}
    assert sum(o.attempts for o in outcomes) == 21


def test_an_outage_marks_nothing_and_passes_nothing_over(
    way: Way, path: Path, closed_port: int
) -> None:
    started: list[SinchMock] = []

    def later() -> None:
        time.sleep(0.8)
        started.append(SinchMock(Settings(now=NOW), port=closed_port).start())

    thread = threading.Thread(target=later)
    thread.start()
    try:
        outcomes = way(f"http://127.0.0.1:{closed_port}", records(30), path)
        assert {o.state for o in outcomes} == {State.DONE}
        assert stored(started[0].messages) == list(range(1, 31))
    finally:
        thread.join(LIMIT)
        started[0].stop()


@pytest.mark.parametrize("fault", ["500", "503", "reset", "html"])
def test_a_broken_server_leaves_few_in_doubt(
    mock: SinchMock, way: Way, path: Path, fault: str
) -> None:
    mock.faults.add(fault)
    with pytest.raises(Stopped, match="nothing works: "):
        way(mock.base_url, records(500), path, concurrency=10)
    assert IN_A_ROW < states(path, mock.base_url)[State.UNKNOWN] <= IN_A_ROW + 10


def test_a_wrong_region_stops_and_gives_the_refusals_back(
    mock: SinchMock, way: Way, path: Path
) -> None:
    mock.faults.add("404")
    with pytest.raises(Stopped, match="a region that is not the app"):
        way(mock.base_url, records(500), path, concurrency=10)
    found = states(path, mock.base_url)
    assert set(found) == {State.PENDING}
    assert found[State.PENDING] <= IN_A_ROW + 11
    mock.faults.clear()
    way(mock.base_url, records(500), path)
    assert stored(mock.messages) == list(range(1, 501))


def test_one_deleted_conversation_does_not_stop_a_run(
    mock: SinchMock, way: Way, path: Path
) -> None:
    mock.faults.add("404", conversation_id="gone")
    given = records(60, conversation="gone") + records(5)
    outcomes = way(mock.base_url, given, path)
    assert [o.state for o in outcomes].count(State.REJECTED) == 60
    assert stored(mock.messages) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("fault", ["401", "403"])
def test_refused_credentials_stop_at_once_and_doubt_nothing(
    mock: SinchMock, way: Way, path: Path, fault: str
) -> None:
    mock.faults.add(fault)
    with pytest.raises(Stopped, match=fault):
        way(mock.base_url, records(500), path, concurrency=10)
    found = states(path, mock.base_url)
    assert set(found) == {State.PENDING}
    assert found[State.PENDING] <= 10


def test_leaving_early_waits_for_what_is_under_way(mock: SinchMock, way: Way, path: Path) -> None:
    mock.faults.add("latency", delay_ms=50)
    way(mock.base_url, records(200), path, enough=5, concurrency=10)
    done = len(mock.messages)
    assert 5 <= done <= 25
    assert states(path, mock.base_url) == {State.DONE: done}
    way(mock.base_url, records(200), path)
    assert stored(mock.messages) == list(range(1, 201))


def test_the_input_is_not_read_ahead_of_the_workers(mock: SinchMock, way: Way, path: Path) -> None:
    read = itertools.count()
    given = (record for record, _ in zip(records(300), read, strict=False))
    way(mock.base_url, given, path, enough=5, concurrency=4)
    assert next(read) < 20


def test_no_more_are_under_way_than_told(mock: SinchMock, way: Way, path: Path) -> None:
    mock.faults.add("latency", delay_ms=30)
    way(mock.base_url, records(40), path, concurrency=4)
    assert stored(mock.messages) == list(range(1, 41))


def reused(many: int) -> Iterator[dict[str, Any]]:
    """Yield one dict again and again, changed each time, as a loop over a cursor does."""
    (record,) = records(1)
    for n in range(1, many + 1):
        record["contact_message"]["text_message"]["text"] = str(n)
        yield record


def test_a_record_goes_out_as_it_was_read(mock: SinchMock, way: Way, path: Path) -> None:
    """Whatever its giver does with it while it waits for its turn."""
    way(mock.base_url, reused(12), path, rate=100.0)
    assert stored(mock.messages) == list(range(1, 13))
    again = way(mock.base_url, reused(12), path)
    assert {(o.state, o.known) for o in again} == {(State.DONE, True)}


def test_a_record_that_holds_itself_is_rejected(mock: SinchMock, way: Way, path: Path) -> None:
    circle, (good,) = records(1)[0], records(1)
    circle["contact_message"]["self"] = circle
    outcomes = way(mock.base_url, [circle, good], path)
    assert {o.n: o.state for o in outcomes} == {1: State.REJECTED, 2: State.DONE}
    assert stored(mock.messages) == [1]


# ------------------------------------------------------------------------------------ keys


def keyed(many: int) -> list[dict[str, Any]]:
    return [{"_key": f"m{n}", **record} for n, record in enumerate(records(many), 1)]


def test_with_keys_the_order_is_free(mock: SinchMock, way: Way, path: Path) -> None:
    way(mock.base_url, keyed(10), path)
    outcomes = way(mock.base_url, [*reversed(keyed(12)), *records(2)], path)
    assert stored(mock.messages) == [1, 1, 2, 2, *range(3, 13)]
    assert sorted(str(o.key) for o in outcomes if o.known) == sorted(f"m{n}" for n in range(1, 11))


def test_the_same_key_twice_is_sent_once(mock: SinchMock, way: Way, path: Path) -> None:
    mock.faults.add("latency", delay_ms=30)
    twice = [record for record in keyed(10) for _ in range(2)]
    assert len(way(mock.base_url, twice, path)) == 20
    outcomes = way(mock.base_url, twice, path)
    assert stored(mock.messages) == list(range(1, 11))
    assert {(o.state, o.known) for o in outcomes} == {(State.DONE, True)}


def test_the_same_key_with_other_content_is_rejected(mock: SinchMock, way: Way, path: Path) -> None:
    mock.faults.add("latency", delay_ms=30)
    given = [*keyed(3), {**keyed(2)[1], "contact_id": "01HOTHER"}]
    for known in (False, True):
        outcomes = way(mock.base_url, given, path)
        assert [(o.n, o.known) for o in outcomes if o.state is State.REJECTED] == [(4, known)]
    assert stored(mock.messages) == [1, 2, 3]
    assert states(path, mock.base_url) == {State.DONE: 3, State.REJECTED: 1}


def test_a_key_whose_message_was_sent_must_keep_its_content(
    mock: SinchMock, way: Way, path: Path
) -> None:
    way(mock.base_url, keyed(3), path)
    changed = keyed(5)
    changed[1]["contact_id"] = "01HOTHER"
    with pytest.raises(InputChanged, match="line 2"):
        way(mock.base_url, changed, path)
    assert stored(mock.messages) == [1, 2, 3]


def test_a_corrected_key_is_sent(mock: SinchMock, way: Way, path: Path) -> None:
    wrong = keyed(3)
    wrong[1]["direction"] = "UP"
    way(mock.base_url, wrong, path)
    way(mock.base_url, list(reversed(keyed(3))), path)
    assert stored(mock.messages) == [1, 2, 3]
    assert states(path, mock.base_url) == {State.DONE: 3}


def test_equal_records_without_keys_are_all_sent(mock: SinchMock, way: Way, path: Path) -> None:
    for _ in range(2):
        way(mock.base_url, records(2) * 3, path)
    assert stored(mock.messages) == [1, 1, 1, 2, 2, 2]


# ------------------------------------------------------------------------------ arguments


@pytest.mark.parametrize(
    "wrong", [{"rate": 0}, {"rate": float("nan")}, {"concurrency": 0}, {"concurrency": 5000}]
)
def test_arguments_that_make_no_sense_are_refused(
    way: Way, path: Path, wrong: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError):
        way("http://127.0.0.1:1", records(1), path, **wrong)
    assert not path.exists()


@pytest.mark.parametrize(
    ("client", "words"),
    [
        ({"retry": RetryPolicy(retry_unknown=True)}, "an import never does that"),
        ({"settle": True}, "at its end"),
        ({"settle": 0.5}, "at its end"),
    ],
)
def test_a_client_that_deals_with_unknown_messages_itself_is_refused(
    mock: SinchMock, way: Way, path: Path, client: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        way(mock.base_url, records(1), path, client=client)
    assert not mock.requests
    assert not path.exists()


def test_a_ledger_in_use_is_refused(mock: SinchMock, way: Way, path: Path) -> None:
    with InjectClient(**client_options(mock.base_url)) as sinch:
        held = inject_many(sinch, records(3), ledger=path)
        next(held)
        with pytest.raises(LedgerRefused, match="in use"):
            way(mock.base_url, records(3), path)
        held.close()


def test_a_transport_of_the_users_own_works_and_its_failures_are_unknown(
    mock: SinchMock, path: Path, closed_port: int
) -> None:
    outcomes = WAYS["threads"](
        mock.base_url, records(5), path, client={"transport": httpx.HTTPTransport()}
    )
    assert {o.state for o in outcomes} == {State.DONE}
    dead = path.with_name("dead")
    outcomes = WAYS["threads"](
        f"http://127.0.0.1:{closed_port}",
        records(5),
        dead,
        client={"transport": httpx.HTTPTransport()},
    )
    assert {o.state for o in outcomes} == {State.UNKNOWN}


def test_tags_can_be_left_out(mock: SinchMock, way: Way, path: Path) -> None:
    way(mock.base_url, records(2), path, tags=False)
    assert [message["message"].get("metadata") for message in mock.messages] == [None, None]
