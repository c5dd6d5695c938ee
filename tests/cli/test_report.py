"""``report``: one page about a run, from what lies beside it; and the history that it draws."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sinch_inject import InjectClient, Outbox
from sinch_inject.bulk.ledger import State
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.bulk.status import MOST, Status, StatusFile, Stretch, read_status
from sinch_inject_mock import SinchMock
from support.files import lines, write

Run = Callable[..., Result]


def written(run: Run, *arguments: str | Path) -> str:
    """Write a report, and return the page."""
    done = run("report", *map(str, arguments))
    assert done.exit_code == 0, done.output
    return Path(done.stdout.strip()).read_text(encoding="utf-8")


def told(page: str, heading: str) -> str:
    """Return the text of a section, without its tags."""
    [section] = [part for part in page.split("<section>") if f"<h2>{heading}" in part]
    return " ".join(re.sub(r"<[^>]*>", " ", section).split())


@pytest.fixture
def imported(run: Run, mock: SinchMock, tmp_path: Path) -> Path:
    """Import a file with a bit of everything in it."""
    given: list[Any] = lines(30)
    given[1]["direction"] = "<script>alert(1)</script>"
    given[3] = "{not json"
    for number in (5, 6):
        given[number]["channel_identity"]["channel"] = "WHATSAPP"
    mock.faults.add("500", conversation_id="c-9", count=1)
    mock.faults.add("400", conversation_id="c-11", count=1)
    mock.faults.add("429", conversation_id="c-13", count=1)
    file = write(tmp_path / "messages.jsonl", given)
    assert run("import", str(file), env=mock.env).exit_code == 4
    return file


def test_the_page_tells_what_became_of_the_messages(run: Run, imported: Path) -> None:
    page = written(run, imported)
    outcomes = told(page, "Outcomes")
    assert "done 26 86.67%" in outcomes
    assert "rejected 3 10.00%" in outcomes
    assert "unknown 1 3.33%" in outcomes
    errors = told(page, "Errors by code and field")
    assert "rejected enum /direction must be one of TO_APP, TO_CONTACT 1 2" in errors
    assert "rejected INVALID_ARGUMENT 1 " in errors
    assert "rejected json " in errors
    assert "unknown INTERNAL" in errors
    doubt = told(page, "In doubt")
    assert " 9 c-9 " in doubt
    rate = told(page, "Messages a second")
    assert re.search(r"26 done in [0-9.]+ s, .*; 1 answered 429, and sent again", rate)
    assert '<path class="mark"' in page
    days = told(page, "Messages by channel")
    assert "SMS 27" in days
    assert "WHATSAPP 2" in days
    assert "30 days ago" in days
    assert "1 without a time that can be read" in days


def test_the_page_needs_nothing_and_holds_no_message(run: Run, imported: Path) -> None:
    page = written(run, imported)
    loads: list[str] = []

    class Loads(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            loads.extend(name for name, _ in attrs if name in ("src", "href", "onload"))
            if tag in ("script", "link", "img", "iframe", "object"):
                loads.append(tag)

    Loads().feed(page)
    assert loads == []
    assert "default-src 'none'" in page
    assert "+46700000001" not in page
    assert "alert(1)" not in page
    if os.name == "posix":
        target = imported.with_name("messages.jsonl.report.html")
        assert target.stat().st_mode & 0o777 == 0o600


def test_names_and_channels_are_escaped(run: Run, mock: SinchMock, tmp_path: Path) -> None:
    given = lines(3, channel_identity={"channel": "<img src=x>", "identity": "+467"})
    given[0] = {**lines(1)[0], "conversation_id": "<b>&c"}
    file = write(tmp_path / "a&<i>.jsonl", given)
    mock.faults.add("500", conversation_id="<b>&c")
    assert run("import", str(file), env=mock.env).exit_code == 4
    page = written(run, file, "-o", tmp_path / "page.html")
    assert "Import of a&amp;&lt;i&gt;.jsonl" in page
    assert "&lt;img src=x&gt; 2" in page
    assert "&lt;b&gt;&amp;c" in page
    for part in ("<i>.jsonl", "<img", "<b>"):
        assert part not in page


def test_the_edge_of_thirty_days_is_where_it_is(run: Run, imported: Path, tmp_path: Path) -> None:
    target = tmp_path / "later.html"
    page = written(run, imported, "--now", "2099-01-01T00:00:00Z", "-o", target)
    assert "29 of them older than what is shown" in told(page, "Messages by channel")
    assert run("report", str(imported), "--now", "soon").exit_code == 2


def test_the_ledger_alone_tells_less(run: Run, imported: Path) -> None:
    ledger = imported.with_name("messages.jsonl.ledger")
    imported.unlink()
    ledger.with_name("messages.jsonl.ledger.json").unlink()
    page = written(run, ledger)
    assert "done 26 86.67%" in told(page, "Outcomes")
    assert "The input is not there" in told(page, "Messages by channel")
    assert "Times are kept by sinch-inject import alone" in told(page, "Messages a second")


def test_a_run_that_goes_on_is_told_from_its_status(run: Run, imported: Path) -> None:
    held = SqliteLedger(imported.with_name("messages.jsonl.ledger"), None, now=0.0)
    try:
        page = written(run, imported)
    finally:
        held.close()
    assert "UTC, while it runs" in page
    assert "done 26 86.67%" in told(page, "Outcomes")
    assert "The run goes on" in told(page, "Errors by code and field")


def test_an_outbox_has_a_report_and_a_status(run: Run, mock: SinchMock, tmp_path: Path) -> None:
    place = tmp_path / "outbox.db"
    mock.faults.add("500", conversation_id="c-2")
    with InjectClient.from_env(environ=mock.env) as sinch, Outbox(place, sinch) as outbox:
        for number, line in enumerate(lines(3)):
            outbox.put(line.pop("conversation_id"), line, key=number)
        end = time.monotonic() + 60.0
        while outbox.counts()[State.DONE] < 2 or not outbox.unknown():
            assert time.monotonic() < end, outbox.counts()
            time.sleep(0.01)
        running = run("report", str(place))
        assert running.exit_code == 2
        assert "in use by another process" in running.stderr
    page = written(run, place)
    assert "unknown 1" in told(page, "Outcomes")
    assert " c-2 " in told(page, "In doubt")
    status = run("status", str(place))
    assert status.exit_code == 4
    assert "unknown: conversation c-2, " in status.stdout


def test_what_has_no_report(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "messages.jsonl", lines(1))
    done = run("report", str(file))
    assert (done.exit_code, done.stdout) == (2, "")
    assert "there is no such ledger" in done.stderr
    assert list(tmp_path.glob("*.html")) == []


# ------------------------------------------------------------------------- the history


def status(at: float, sent: int, **more: Any) -> Status:
    facts: dict[str, Any] = {"pid": 1, "counts": {}, "total": None, "passed": 0, "rate": 0.0}
    return Status(at=at, sent=sent, limit=400.0, trouble=None, **{**facts, **more})


def history(path: Path) -> list[Stretch]:
    found = read_status(path)
    assert found
    return found.history


def test_a_history_stays_small_and_forgets_no_message(tmp_path: Path) -> None:
    path, now = tmp_path / "status.json", 0.0
    small = StatusFile(path, lambda: now)
    for second in range(1, 2001):
        now = float(second)
        small.write(status(1000.0 + now, second * 3, rate_limited=second // 10))
    kept = history(path)
    assert len(kept) <= MOST
    assert sum(one.sent for one in kept) == 6000
    assert sum(one.rate_limited for one in kept) == 200
    assert (kept[0].at, sum(one.seconds for one in kept)) == (1000.0, 2000.0)
    assert path.stat().st_size < 50_000


def test_another_process_goes_on_with_the_history(tmp_path: Path) -> None:
    path = tmp_path / "status.json"

    def process(begin: float) -> None:
        now = 0.0
        small = StatusFile(path, lambda: now)
        for second in (1, 2):
            now = float(second)
            small.write(status(begin + now, second))

    process(1000.0)
    process(9000.0)
    kept = history(path)
    assert [(one.at, one.seconds, one.sent) for one in kept] == [
        *((1000.0, 1.0, 1), (1001.0, 1.0, 1), (9000.0, 1.0, 1), (9001.0, 1.0, 1))
    ]


def test_a_clock_that_is_set_back_makes_no_stretch(tmp_path: Path) -> None:
    small = StatusFile(tmp_path / "status.json", lambda: 5.0)
    for at, sent in ((1000.0, 1), (900.0, 2), (901.0, 5)):
        small.write(status(at, sent))
    assert [(one.at, one.sent) for one in history(small.path)] == [(900.0, 3)]


@pytest.mark.parametrize("content", ["[]", "{}", "no", '{"history": 1}', '{"history": [1]}'])
def test_a_status_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "status.json"
    path.write_text(content, encoding="utf-8")
    assert read_status(path) is None
    old = json.dumps(vars_of(status(1.0, 1)))
    path.write_text(old, encoding="utf-8")
    assert read_status(path) == status(1.0, 0)


def vars_of(of: Status) -> dict[str, Any]:
    """Return what an earlier release wrote."""
    names = ("pid", "at", "counts", "total", "passed", "rate", "limit", "trouble")
    return {name: getattr(of, name) for name in names}
