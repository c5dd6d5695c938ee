"""The report of an import, opened from a file: readable in both schemes, on a desk and a phone."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sinch_inject_mock import SinchMock
from support.files import command, environment, lines, write

SIZES = {"desk": (1200, 900), "phone": (390, 844)}
PATIENCE = 120


@pytest.fixture
def report(mock: SinchMock, tmp_path: Path) -> Path:
    """Import a file with a bit of everything in it, and write the report."""
    given: list[Any] = lines(60)
    given[1]["direction"] = "<script>document.title = 'run'</script>"
    given[3] = "{not json"
    for number in range(20, 30):
        given[number]["channel_identity"]["channel"] = "WHATSAPP"
    mock.faults.add("500", conversation_id="c-9", count=1)
    mock.faults.add("429", conversation_id="c-13", count=2, retry_after=1)
    file = write(tmp_path / "messages.jsonl", given)
    for name, code in (("import", 4), ("report", 0)):
        done = subprocess.run(
            command(name, file),
            env=environment(mock.env),
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == code, done.stderr.decode()
    return file.with_name(file.name + ".report.html")


@pytest.fixture
def opened(chromium: Browser, report: Path, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the report; whatever it asks for or complains of fails."""
    contexts = []

    def open_(size: tuple[int, int], scheme: Any) -> Page:
        viewport: Any = {"width": size[0], "height": size[1]}
        context = chromium.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda sent: None if sent.url == report.as_uri() else complaints.append(sent.url),
        )
        page.goto(report.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


def test_it_shows_the_run_and_does_nothing(opened: Callable[..., Page]) -> None:
    page = opened(SIZES["desk"], "light")
    expect(page).to_have_title("Import of messages.jsonl")
    for heading in ("Outcomes", "Messages a second", "Errors by code and field", "In doubt"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("img", name="Outcomes: 57 done, 2 rejected, 1 unknown")).to_be_visible()
    # Something is drawn: areas, columns and marks have a size.
    for part in ("path.area", "path.mark", "path.edge", "rect.c0", "rect.c1"):
        box = page.locator(part).first.bounding_box()
        assert box, part
        assert box["width"] + box["height"] > 1, part
    area, mark = page.locator("path.area").last, page.locator("path.mark").first
    around, at = area.bounding_box(), mark.bounding_box()
    assert around
    assert at
    assert around["x"] - 8 <= at["x"] <= around["x"] + around["width"]
    edge, columns = page.locator("path.edge").first.bounding_box(), page.locator("rect.c0")
    newest = columns.last.bounding_box()
    assert edge
    assert newest
    assert edge["x"] < newest["x"]  # 30 days ago lies left of today


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_it_can_be_read(
    size: str, scheme: str, opened: Callable[..., Page], axe: Callable[[Page], list[Any]]
) -> None:
    page = opened(SIZES[size], scheme)
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    light = ground == "rgb(244, 245, 248)"
    assert light == (scheme == "light")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= SIZES[size][0]
    assert axe(page) == []
