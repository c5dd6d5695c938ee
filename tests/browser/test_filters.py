"""Filters narrow the conversations, the chat and the request log alike."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sinch_inject_contract.document import contract

LINE = {"channel": "LINE", "identity": "U1", "app_id": "01HAPP"}


@pytest.fixture
def filled(page: Page, inject: Any, text_message: Any) -> Page:
    """Two conversations, two channels, both directions."""
    inject("01HONE", text_message("A lamp, please", minutes_ago=9, direction="TO_APP"))
    inject("01HONE", text_message("Here is your LAMP", minutes_ago=8))
    inject("01HONE", text_message("Anything else?", minutes_ago=7, channel_identity=LINE))
    inject("01HTWO", text_message("A chair", minutes_ago=6, direction="TO_APP"))
    inject("01HTWO", text_message("refused", direction="UP"))
    page.locator("#conversations").get_by_text("01HONE", exact=True).click()
    expect(page.locator("#chat .message")).to_have_count(3)
    return page


def conversations(page: Page) -> Any:
    return page.locator("#conversations .conversation-id")


def texts(page: Page) -> Any:
    return page.locator("#chat .message .text")


def test_every_channel_of_the_contract_can_be_chosen(page: Page) -> None:
    channels = contract()["components"]["schemas"]["Channel"]["enum"]
    for place in ("#filter-channel", "#fault-form select[name=channel]"):
        values = page.locator(f"{place} option").evaluate_all("all => all.map((one) => one.value)")
        assert values == ["", *channels]


def test_by_channel(filled: Page) -> None:
    filled.locator("#filter-channel").select_option("LINE")
    expect(texts(filled)).to_have_text(["Anything else?"])
    expect(conversations(filled)).to_have_text(["01HONE"])
    expect(filled.locator("#chat-title")).to_contain_text("1 of 3 messages")


def test_by_direction(filled: Page) -> None:
    filled.locator("#filter-direction").select_option("TO_APP")
    expect(texts(filled)).to_have_text(["A lamp, please"])
    expect(conversations(filled)).to_have_text(["01HTWO", "01HONE"])


def test_by_text_in_any_case_and_not_by_field_names(filled: Page) -> None:
    search = filled.get_by_label("Search in messages and requests")
    search.fill("lamp,")
    expect(texts(filled)).to_have_text(["A lamp, please"])
    expect(conversations(filled)).to_have_text(["01HONE"])
    search.fill("your lamp")
    expect(texts(filled)).to_have_text(["Here is your LAMP"])
    search.fill("text_message")
    expect(filled.get_by_text("Nothing passes the filters.")).to_be_visible()


def test_the_log_is_filtered_too(filled: Page) -> None:
    filled.get_by_role("tab", name="Requests").click()
    expect(filled.locator("#requests .request")).to_have_count(5)
    filled.get_by_label("Search in messages and requests").fill("lamp")
    expect(filled.locator("#requests .request")).to_have_count(2)
    filled.locator("#filter-direction").select_option("TO_APP")
    expect(filled.locator("#requests .request")).to_have_count(1)


def test_what_arrives_is_filtered_and_clearing_shows_all(
    filled: Page, inject: Any, text_message: Any
) -> None:
    filled.get_by_label("Search in messages and requests").fill("lamp")
    expect(texts(filled)).to_have_count(2)
    inject("01HONE", text_message("One more chair"))
    inject("01HONE", text_message("One more lamp"))
    expect(texts(filled)).to_have_text(["A lamp, please", "Here is your LAMP", "One more lamp"])
    filled.get_by_role("button", name="Clear filters").click()
    expect(texts(filled)).to_have_count(5)
    expect(filled.get_by_role("button", name="Clear filters")).to_be_hidden()
