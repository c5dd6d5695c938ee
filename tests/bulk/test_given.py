"""Every argument of bulk with wrong types and values: refused by name before anything is sent."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from sinch_inject import (
    AsyncInjectClient,
    AsyncOutbox,
    ConfigurationError,
    FileImport,
    InjectClient,
    Outbox,
    PreflightError,
    advance,
    inject_many,
    inject_many_async,
)
from support.hostile import Hostile
from support.leaks import options, serving
from support.requests import iso, message

NUMBERS: list[Any] = [
    *(None, True, "5", "", b"5", [1], {}, object(), 1j, 0, -1, float("nan"), float("inf")),
    *(-float("inf"), 10**400, 2e9, int, len, datetime.timedelta(1)),
]
TEXTS: list[Any] = [None, 5, b"x", "", [], {"a": 1}, object(), True]


@pytest.fixture
def server() -> Iterator[Hostile]:
    with serving("200 OK") as running:
        yield running
    assert running.requests == []


def refused(owner: str, name: str, call: Callable[[], object]) -> None:
    with pytest.raises((ConfigurationError, TypeError)) as caught:
        call()
    assert owner in str(caught.value)
    assert name in str(caught.value)


WRONG = {
    **dict.fromkeys(("rate", "concurrency", "keep"), NUMBERS),
    **{name: [v for v in NUMBERS if v != 0] for name in ("settle_after", "wait")},
    "name": [value for value in TEXTS if value != ""],
    "place": [*TEXTS, "a\0b", "half a pair \ud800"],
    "ledger": [*TEXTS, "a\0b", "half a pair \ud800"],
    "tags": [None, "yes", 1, 0, []],
    "records": [None, 5, "events.jsonl", b"x", Path("events.jsonl"), message(), int, object()],
    "file": [*TEXTS, "a\0b", "half a pair \ud800"],
    "client": [None, "x", InjectClient, object()],
}


def cases(*names: str) -> list[tuple[str, Any]]:
    return [(name, value) for name in names for value in WRONG[name]]


def test_a_run(server: Hostile, path: Path) -> None:
    records = [{**message(), "conversation_id": "c"}]
    with InjectClient(**options(server)) as sinch:
        for name, value in cases("client", "records", "ledger", "rate", "concurrency", "tags"):
            given: Any = {"client": sinch, "records": records, "ledger": path, name: value}
            run = inject_many(given.pop("client"), given.pop("records"), **given)
            refused("inject_many", name, partial(list, run))
    assert not path.exists()


def test_a_run_in_an_event_loop(server: Hostile, path: Path) -> None:
    async def all_of(outcomes: AsyncIterator[object]) -> list[object]:
        return [outcome async for outcome in outcomes]

    def carried_out(outcomes: AsyncIterator[object]) -> object:
        return anyio.run(all_of, outcomes)

    sinch = AsyncInjectClient(**options(server))
    for name, value in cases("client", "records", "ledger", "rate", "concurrency", "tags"):
        given: Any = {"client": sinch, "records": [], "ledger": path, name: value}
        run = inject_many_async(given.pop("client"), given.pop("records"), **given)
        refused("inject_many_async", name, partial(carried_out, run))
    assert not path.exists()


@pytest.mark.parametrize("kind", [Outbox, AsyncOutbox])
def test_an_outbox(kind: Any, server: Hostile, path: Path) -> None:
    threads = kind is Outbox
    right = InjectClient(**options(server)) if threads else AsyncInjectClient(**options(server))
    wrong = AsyncInjectClient(**options(server)) if threads else InjectClient(**options(server))
    names = ("client", "place", "rate", "concurrency", "keep", "settle_after", "wait", "name")
    for name, value in [*cases(*names), ("client", wrong)]:
        given: Any = {"place": path, "client": right, name: value}
        refused(kind.__name__, name, partial(kind, **given))


def test_an_import_that_goes_on(server: Hostile, path: Path) -> None:
    path.write_text("")
    with InjectClient(**options(server)) as sinch:
        for value in NUMBERS:
            work = FileImport(file=path, client=sinch)
            refused("advance", "at_most", partial(advance, work, at_most=value))
        names = ("client", "file", "rate", "concurrency", "settle_after", "wait")
        left_out = [case for case in cases("ledger", "name") if case[1] is not None]
        for name, value in [*cases(*names), *left_out]:
            given: Any = {"file": path, "client": sinch, name: value}
            refused("FileImport", name, partial(advance, FileImport(**given)))
        for value in (None, 5, "x", sinch):
            odd: Any = value
            refused("advance", "FileImport", partial(advance, odd))


@pytest.mark.parametrize(
    "url", ["postgresql://u:s-e-c-r-e-t@h/db", "host=h password=s-e-c-r-e-t ://"]
)
def test_a_url_is_no_file_and_its_password_is_not_quoted(
    url: str, server: Hostile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    with InjectClient(**options(server)) as sinch, pytest.raises(ConfigurationError) as caught:
        list(inject_many(sinch, [], ledger=url))
    assert "such as a PostgresLedger of the URL" in str(caught.value)
    assert "s-e-c-r-e-t" not in f"{caught.value!r}{list(path.parent.iterdir())}"


@pytest.mark.parametrize("dots", [".", ".."])
def test_a_message_s_id_leads_to_no_other_path(dots: str, server: Hostile) -> None:
    with InjectClient(**options(server)) as sinch:
        for call in (sinch.get_message, sinch.delete_message):
            with pytest.raises(PreflightError, match="/message_id: must not be"):
                call(dots)


LOOK: dict[str, Any] = {"tag": "t", "conversation_id": "c", "accept_time": iso()}


def test_arguments_of_calls(server: Hostile) -> None:
    """What cannot be is an error of ours, before anything is sent."""
    odd: list[Any] = [None, 1.5, b"x", [], {}, object(), "", "\ud800", "x" * 5000]
    with InjectClient(**options(server)) as sinch:
        for value in odd:
            calls: list[Callable[[], object]] = [
                partial(sinch.get_message, value),
                partial(sinch.delete_message, value),
                partial(sinch.inject, value, message()),
                partial(sinch.inject, "c", value),
                *(partial(sinch.find, **{**LOOK, name: value}) for name in LOOK),
            ]
            if value is not None:  # as good as not given
                calls += [
                    partial(sinch.inject, "c", message(), tag=value),
                    partial(next, sinch.list_messages(page_size=value)),
                ]
            if value not in (None, 1.5):
                calls.append(partial(sinch.inject, "c", message(), settle=value))
            for call in calls:
                with pytest.raises((PreflightError, ConfigurationError)):
                    call()
