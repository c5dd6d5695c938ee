"""The built site in a real Chromium: for everybody, on a phone and on a desk, without a network."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

import pytest
from support.chromium import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

SITE = Path(os.environ.get("SITE", "docs/_build/site")).resolve()
ALL = sorted(path.parent.relative_to(SITE).as_posix() for path in SITE.rglob("index.html"))
# One of each kind: the start, prose with code, docstrings, the contract, click's options, tables.
KINDS = [
    ".",
    "how-to/history",
    "reference/api",
    "reference/contract",
    "reference/command-options",
    "errors",
    "benchmarks",
    "search",
]
PHONE, DESK = (390, 844), (1440, 900)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# The theme lets the content scroll sideways, not the page; only code and tables should.
TOO_WIDE = """() => Math.max(...[...document.querySelectorAll("html, .content")]
  .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))"""
Open = Callable[..., "Page"]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- its name there
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the site on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=SITE)) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Open]:
    """Open pages in windows of their own; an error, or a request to another host, fails."""
    complaints: list[str] = []
    contexts = []

    def elsewhere(request: Request) -> None:
        if not request.url.startswith(address):
            complaints.append(f"request: {request.url}")

    def open_(place: str, size: tuple[int, int] = DESK) -> Page:
        width, height = size
        context = chromium.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.on("request", elsewhere)
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.goto(f"{address}{place}/")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("place", KINDS)
def test_axe_finds_nothing(place: str, open_page: Open, axe: Axe) -> None:
    page = open_page(place)
    found = []
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found += [(width, scheme, *one) for one in axe(page)]
    assert found == []


def test_no_page_is_wider_than_a_small_phone(open_page: Open, address: str) -> None:
    page = open_page(".", (360, 740))
    wide = {}
    for place in ALL:
        page.goto(f"{address}{place}/")
        if (by := page.evaluate(TOO_WIDE)) > 0:
            wide[place] = by
    assert len(ALL) > 20
    assert wide == {}


def test_search_finds_a_word_without_a_network(open_page: Open) -> None:
    from playwright.sync_api import expect

    page = open_page(".")
    page.get_by_role("textbox", name="Search").fill("idempotency")
    page.keyboard.press("Enter")
    found = page.locator("#search-results").get_by_role("link", name="Why this POST")
    found.first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why this POST must not be resent")
