"""axe finds nothing on the page, on a phone and on a desk, with each panel open.

The rules are those of axe-core, which ``nox -s browser`` installs; ``AXE`` names its file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Axe = Callable[[Page], list[Any]]
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}


@pytest.fixture(params=SIZES)
def sized(request: pytest.FixtureRequest, open_page: Any, inject: Any, text_message: Any) -> Page:
    """Open the page at a size, with messages, a refusal and a deleted message in it."""
    for number in range(3):
        inject("01HTALK", text_message(f"Message {number}", direction="TO_APP"))
    inject("01HTALK", text_message("x", direction="UP"))
    inject("01HOTHER", text_message("There you are"))
    page: Page = open_page(viewport=SIZES[request.param])
    expect(page.locator("#conversations").get_by_text("01HTALK", exact=True)).to_be_visible()
    return page


def test_an_empty_page(open_page: Any, axe: Axe) -> None:
    for size in SIZES.values():
        page: Page = open_page(viewport=size)
        expect(page.get_by_role("heading", name="Nothing has arrived yet")).to_be_visible()
        assert axe(page) == []


def test_the_list_the_chat_and_the_log(sized: Page, axe: Axe) -> None:
    assert axe(sized) == []
    sized.locator("#conversations").get_by_text("01HTALK", exact=True).click()
    expect(sized.locator("#chat .message")).to_have_count(3)
    assert axe(sized) == []
    sized.get_by_role("tab", name="Requests").click()
    expect(sized.locator("#requests .request")).to_have_count(5)
    assert axe(sized) == []


def test_the_details(sized: Page, axe: Axe) -> None:
    sized.locator("#conversations").get_by_text("01HTALK", exact=True).click()
    sized.locator("#chat .message").last.click()
    expect(sized.locator("#inspector")).to_be_visible()
    assert axe(sized) == []
    sized.get_by_role("button", name="Close details").click()
    sized.get_by_role("tab", name="Requests").click()
    sized.locator("#requests .request", has_text="rejected").click()
    expect(sized.locator("#inspector .json-line.broken")).to_be_visible()
    assert axe(sized) == []


@pytest.mark.parametrize(
    ("button", "panel"),
    [
        ("Clock", "#clock-panel"),
        ("Faults", "#faults-panel"),
        ("File", "#file-menu"),
        ("Clear", "#clear-menu"),
    ],
)
def test_the_panels(sized: Page, axe: Axe, mock: Any, button: str, panel: str) -> None:
    mock.faults.add("hang", conversation_id="x", channel="SMS")
    expect(sized.locator("#faults-count")).to_have_text("1")  # it moves its neighbours
    sized.get_by_role("button", name=button, exact=button in ("Clear", "File")).click()
    expect(sized.locator(panel)).to_be_visible()
    assert axe(sized) == []


def test_the_keys(sized: Page, axe: Axe) -> None:
    sized.keyboard.press("?")
    expect(sized.locator("#keys-panel")).to_be_visible()
    assert axe(sized) == []


@pytest.mark.parametrize("name", ["Clock", "Faults", "File", "Clear", "Colours: auto"])
def test_every_tool_has_a_name_on_a_phone(open_page: Any, name: str) -> None:
    page: Page = open_page(viewport=SIZES["phone"])
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
