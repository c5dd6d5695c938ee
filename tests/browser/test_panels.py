"""Faults and the clock, set from the page, change what clients meet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sinch_inject_mock import SinchMock


@pytest.fixture
def faults(page: Page) -> Any:
    page.get_by_role("button", name="Faults").click()
    panel = page.locator("#faults-panel")
    expect(panel).to_contain_text("Every valid request is injected.")
    return panel


def test_a_fault_added_here_strikes_and_is_counted(
    faults: Any, page: Page, inject: Any, text_message: Any
) -> None:
    faults.get_by_role("combobox", name="Kind").select_option("429")
    faults.get_by_role("spinbutton", name="Times").fill("2")
    faults.get_by_label("Retry-After").fill("7")
    faults.get_by_label("Conversation").fill("01HVIP*")
    faults.get_by_role("button", name="Add fault").click()
    expect(faults.locator(".fault")).to_contain_text("2\N{MULTIPLICATION SIGN}")
    expect(page.locator("#faults-count")).to_have_text("1")

    assert inject("01HOTHER", text_message("x")).status_code == 200
    answers = [inject("01HVIP1", text_message("x")) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["retry-after"] == "7"

    page.keyboard.press("Escape")
    expect(faults).to_be_hidden()
    page.get_by_role("button", name="Faults").click()
    expect(faults.locator(".fault")).to_contain_text("struck 2\N{MULTIPLICATION SIGN}")


def test_a_fault_is_removed(faults: Any, page: Page, inject: Any, text_message: Any) -> None:
    faults.get_by_role("combobox", name="Kind").select_option("503")
    faults.get_by_role("combobox", name="How often").select_option("always")
    faults.get_by_role("button", name="Add fault").click()
    expect(faults.locator(".fault")).to_contain_text("always")
    assert inject("01HONE", text_message("x")).status_code == 503
    faults.get_by_role("button", name="Remove fault 503").click()
    expect(faults.locator(".fault")).to_have_count(0)
    assert inject("01HONE", text_message("x")).status_code == 200


def test_the_message_can_be_stored_before_the_fault(
    faults: Any, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    faults.get_by_role("combobox", name="Kind").select_option("500")
    faults.get_by_role("combobox", name="The message is").select_option("after")
    faults.get_by_role("button", name="Add fault").click()
    expect(faults.locator(".fault")).to_contain_text("after storing")
    assert inject("01HONE", text_message("x")).status_code == 500
    assert len(mock.messages) == 1


def test_every_kind_of_the_form_is_one_the_simulator_has(faults: Any, mock: SinchMock) -> None:
    kinds = faults.get_by_role("combobox", name="Kind").locator("option").all_inner_texts()
    for kind in kinds:
        faults.get_by_role("combobox", name="Kind").select_option(kind)
        faults.get_by_role("button", name="Add fault").click()
        expect(faults.locator(".fault").last.locator(".verdict")).to_have_text(kind)
    assert mock.do(lambda state: len(state.faults.listed())) == len(kinds)


def test_a_fault_that_is_refused_says_why(faults: Any, page: Page, mock: SinchMock) -> None:
    faults.get_by_label("Retry-After").fill("é")
    faults.get_by_role("button", name="Add fault").click()
    expect(page.locator("#toast")).to_contain_text("retry_after must be")
    expect(faults.locator(".fault")).to_have_count(0)


def test_a_fault_set_elsewhere_shows_up(page: Page, mock: SinchMock) -> None:
    mock.faults.add("hang", conversation_id="x")
    expect(page.locator("#faults-count")).to_have_text("1")


def test_the_clock_is_frozen_advanced_and_real_again(
    page: Page, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    page.get_by_role("button", name="Clock").click()
    panel = page.locator("#clock-panel")
    expect(panel.locator("#clock-mode")).to_have_text("real")
    panel.get_by_role("button", name="Freeze").click()
    expect(panel.locator("#clock-mode")).to_have_text("frozen")
    frozen = mock.clock.now
    assert inject("01HONE", text_message("in time", minutes_ago=10)).status_code == 200

    panel.get_by_role("button", name="+ 1 day").click()
    expect(page.locator("#toast")).to_contain_text("Clock advanced by 1 day")
    panel.get_by_label("Amount").fill("29")
    panel.get_by_role("button", name="Advance", exact=True).click()
    expect(page.locator("#toast")).to_contain_text("2,505,600 s")
    passed = datetime.fromisoformat(mock.clock.now) - datetime.fromisoformat(frozen)
    assert passed.days == 30
    assert inject("01HONE", text_message("too old", minutes_ago=10)).status_code == 400

    panel.get_by_role("button", name="Back to real time").click()
    expect(panel.locator("#clock-mode")).to_have_text("real")
    assert inject("01HONE", text_message("in time", minutes_ago=10)).status_code == 200


def test_a_clock_set_elsewhere_shows_up(page: Page, mock: SinchMock) -> None:
    mock.clock.freeze("2031-05-17T08:00:00Z")
    expect(page.locator("#clock-button")).to_contain_text("08:00:00 UTC")
    expect(page.locator("#clock-button")).to_contain_text("frozen")
