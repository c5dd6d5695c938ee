"""Details have an address, can be sent again, and messages go out to a file and come back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from sinch_inject_mock import SinchMock

PHONE = {"width": 390, "height": 844}


def test_the_details_of_a_message_survive_a_reload(
    page: Page, inject: Any, text_message: Any
) -> None:
    inject("01HLINK", text_message("the one"))
    inject("01HLINK", text_message("another", minutes_ago=2))
    page.locator("#chat .message", has_text="the one").click()
    expect(page.locator("#inspector")).to_contain_text("the one")
    expect(page).to_have_url(re.compile(r"#conversation/demo-project/01HLINK/message/"))
    page.reload()
    expect(page.locator("#inspector")).to_contain_text("the one")


def test_a_link_to_a_request_opens_it(
    page: Page, open_page: Any, inject: Any, text_message: Any
) -> None:
    inject("01HLINK", {})
    inject("01HLINK", text_message("fine"))
    page.get_by_role("tab", name="Requests").click()
    page.locator("#requests .request", has_text="rejected").click()
    expect(page).to_have_url(re.compile(r"#requests/request/\d+$"))
    elsewhere = open_page(f"#{page.url.partition('#')[2]}")
    expect(elsewhere.locator("#inspector")).to_contain_text("rejected")


def test_back_closes_the_details_on_a_phone(open_page: Any, inject: Any, text_message: Any) -> None:
    inject("01HPHONE", text_message("hello"))
    page: Page = open_page("#conversation/demo-project/01HPHONE", viewport=PHONE)
    page.locator("#chat .message").click()
    expect(page.locator("#inspector")).to_be_visible()
    page.go_back()
    expect(page.locator("#inspector")).to_be_hidden()
    expect(page.locator("#chat .message")).to_be_visible()


def test_closing_takes_the_details_out_of_the_address(
    page: Page, inject: Any, text_message: Any
) -> None:
    inject("01HLINK", text_message("hello"))
    page.locator("#chat .message").click()
    page.get_by_role("button", name="Close details").click()
    expect(page.locator("#inspector")).to_be_hidden()
    expect(page).to_have_url(re.compile("#conversation/demo-project/01HLINK$"))


def test_a_message_is_sent_again(
    page: Page, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    inject("01HAGAIN", text_message("once more"))
    page.locator("#chat .message").click()
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("#toast")).to_have_text("Sent again: 200")
    expect(page.locator("#chat .message")).to_have_count(2)
    first, second = mock.messages
    assert first["message"] == second["message"]


def test_a_refused_request_is_refused_again(
    page: Page, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    inject("01HAGAIN", text_message("x", direction="UP"))
    page.get_by_role("tab", name="Requests").click()
    page.locator("#requests .request").click()
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("#toast")).to_have_text("Sent again: 400")
    one, other = (entry for entry in mock.requests if "inject" in entry["path"])
    assert one["body"] == other["body"]


def test_messages_are_exported_and_imported(
    page: Page, mock: SinchMock, inject: Any, text_message: Any, tmp_path: Path
) -> None:
    inject("01HFILE", text_message("kept"))
    expect(page.locator("#chat .message")).to_have_count(1)
    page.get_by_role("button", name="File").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export messages").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    mock.reset()
    expect(page.locator("#welcome")).to_be_visible()
    choose(page, file)
    expect(page.locator("#toast")).to_have_text("1 messages imported")
    expect(page.locator("#chat .message")).to_contain_text("kept")


def test_a_file_that_is_no_export_imports_nothing(
    page: Page, mock: SinchMock, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_text('{"id": "M1"}\n', encoding="utf-8")
    choose(page, file)
    expect(page.locator("#toast")).to_contain_text("Nothing was imported: 400: line 1")
    assert mock.messages == []


def choose(page: Page, file: Path) -> None:
    """Import a file by the menu."""
    page.locator("#file-menu").evaluate("menu => menu.showPopover()")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import messages").click()
    chooser.value.set_files(file)


def test_the_keys_are_shown(page: Page) -> None:
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("search")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_no_select_is_clipped(open_page: Any, inject: Any, text_message: Any) -> None:
    """Each shows its longest word."""
    inject("01HWIDE", text_message("x"))
    page: Page = open_page("#requests", viewport=PHONE)
    expect(page.locator("#requests .request")).to_have_count(1)
    clipped = page.evaluate(
        """() => [...document.querySelectorAll("select")].filter((select) => {
             const { left, right, width } = select.getBoundingClientRect();
             return width && (left < 0 || right > innerWidth + 0.5);
           }).map((select) => select.id || select.name)"""
    )
    assert clipped == []
