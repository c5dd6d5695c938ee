"""A message that is deleted leaves the page at once, and its request says so."""

from __future__ import annotations

from typing import Any

import httpx
from playwright.sync_api import Page, expect
from sinch_inject_mock import SinchMock


def delete(mock: SinchMock, *numbers: int) -> None:
    for message in [mock.messages[number] for number in numbers]:
        path = f"/v1/projects/demo-project/messages/{message['id']}"
        answer = httpx.delete(mock.base_url + path, auth=("demo-key", "demo-secret"))
        answer.raise_for_status()


def test_it_leaves_the_chat_and_stays_in_the_log(
    page: Page, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    for number in range(3):
        inject("01HTALK", text_message(f"Message {number}", minutes_ago=9 - number))
    chat = page.locator("#chat .message")
    expect(chat).to_have_count(3)
    delete(mock, 1)
    expect(chat).to_have_count(2)
    expect(page.locator("#chat")).not_to_contain_text("Message 1")
    expect(page.locator("#chat-title")).to_contain_text("2 messages")
    page.get_by_role("tab", name="Requests").click()
    rows = page.locator("#requests .request")
    expect(rows).to_have_count(4)
    expect(page.locator("#refused-count")).to_be_hidden()
    gone = page.locator("#requests .request", has_text="The message was deleted since")
    expect(gone).to_have_count(1)
    gone.click()
    expect(page.locator("#inspector")).to_contain_text("the message is not there any more")
    expect(page.locator("#inspector")).to_contain_text("Message 1")
    page.locator("#verdict").select_option("deleted")
    expect(rows).to_have_count(1)


def test_a_conversation_without_messages_leaves_the_list(
    page: Page, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    inject("01HONE", text_message("one"))
    inject("01HTWO", text_message("two"))
    names = page.locator("#conversations .conversation-id")
    expect(names).to_have_count(2)
    delete(mock, 0)
    expect(names).to_have_text(["01HTWO"])


def test_it_is_gone_for_those_who_open_the_page_later(
    open_page: Any, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    inject("01HTALK", text_message("one"))
    inject("01HTALK", text_message("two"))
    delete(mock, 0)
    page: Page = open_page("#requests")
    expect(page.locator("#requests .request")).to_have_count(3)
    expect(page.locator("#requests")).to_contain_text("The message was deleted since")


def test_lists_lag_as_long_as_the_page_says(
    page: Page, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    page.get_by_role("button", name="Faults").click()
    panel = page.locator("#faults-panel")
    panel.get_by_label("List new messages after").fill("2.5")
    panel.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("#toast")).to_contain_text("Lag of lists set")
    assert mock.do(lambda state: state.list_lag) == 2.5


def test_a_fault_of_a_list_is_set_from_the_page(page: Page, mock: SinchMock) -> None:
    page.get_by_role("button", name="Faults").click()
    panel = page.locator("#faults-panel")
    panel.get_by_role("combobox", name="Kind").select_option("late")
    panel.get_by_role("combobox", name="Operation").select_option("deleteMessage")
    panel.get_by_label("Delay, ms").fill("500")
    expect(panel.get_by_label("The message is")).to_be_hidden()
    panel.get_by_role("button", name="Add fault").click()
    expect(panel.locator(".fault")).to_contain_text("deleteMessage")
    [fault] = mock.faults.listed()
    assert (fault.kind, fault.delay_ms) == ("late", 500)
