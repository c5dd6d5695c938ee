"""Messages show up as they are injected: where, in which order, and how to send the first."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise
from typing import Any

import httpx
from playwright.sync_api import Page, expect
from sinch_inject_mock import SinchMock


def test_a_message_shows_up_without_reloading(page: Page, inject: Any, text_message: Any) -> None:
    expect(page.get_by_text("Nothing has arrived yet")).to_be_visible()
    expect(page.locator("#live")).to_have_text("Live")
    inject("01HPARCEL", text_message("It is on its way."))
    expect(page.locator("#chat .message")).to_have_text(re.compile(r"It is on its way\."))
    expect(page.get_by_text("Nothing has arrived yet")).to_be_hidden()
    row = page.locator("#conversations").get_by_role("option")
    expect(row).to_contain_text("01HPARCEL")
    expect(row).to_contain_text("It is on its way.")
    inject("01HPARCEL", text_message("Thanks!", minutes_ago=0.1, direction="TO_APP"))
    expect(page.locator("#chat .message")).to_have_count(2)
    expect(row).to_contain_text("Thanks!")
    expect(row.locator(".count")).to_have_text("2")


def test_bubbles_stand_by_direction_in_the_order_of_accept_time(
    page: Page, inject: Any, text_message: Any
) -> None:
    day = 24 * 60
    inject("01HTALK", text_message("third", minutes_ago=1))
    inject("01HTALK", text_message("first", minutes_ago=2 * day))
    inject("01HTALK", text_message("second", minutes_ago=day, direction="TO_APP"))
    texts = page.locator("#chat .message .text")
    expect(texts).to_have_text(["first", "second", "third"])
    expect(page.locator("#chat .day")).to_have_count(3)
    expect(page.locator("#chat .day").first).to_contain_text("UTC")

    def middle(text: str) -> float:
        box = page.locator(".bubble", has_text=text).bounding_box()
        assert box
        return box["x"] + box["width"] / 2

    chat = page.locator("#chat").bounding_box()
    assert chat
    centre = chat["x"] + chat["width"] / 2
    assert middle("second") < centre < middle("third")


def test_microseconds_order_messages_too(page: Page, inject: Any, text_message: Any) -> None:
    moment = text_message("x")["accept_time"].removesuffix("Z")
    inject("01HTALK", text_message("later", accept_time=f"{moment}002Z"))
    inject("01HTALK", text_message("sooner", accept_time=f"{moment}001Z"))
    expect(page.locator("#chat .message .text")).to_have_text(["sooner", "later"])


def test_conversations_are_listed_by_what_came_last_with_their_channels(
    page: Page, inject: Any, text_message: Any
) -> None:
    line = {"channel": "LINE", "identity": "U1", "app_id": "01HAPP"}
    inject("01HFIRST", text_message("a"))
    inject("01HSECOND", text_message("b", channel_identity=line))
    rows = page.locator("#conversations .conversation")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("01HSECOND")
    expect(rows.first.locator(".channel")).to_have_text("LINE")
    inject("01HFIRST", text_message("c"))
    expect(rows.first).to_contain_text("01HFIRST")


def test_the_first_steps_say_a_command_that_works(page: Page, mock: SinchMock) -> None:
    command = page.locator(".snippet pre").first.inner_text()
    words = shlex.split(command)
    options = dict(pairwise(words))
    name, _, value = options["--header"].partition(": ")
    user, _, secret = options["--user"].partition(":")
    url = next(word for word in words if word.startswith("http"))
    assert url.startswith(mock.base_url)
    answer = httpx.request(
        options["--request"],
        url,
        headers={name: value},
        auth=(user, secret),
        content=options["--data-raw"],
    )
    assert answer.status_code == 200
    assert mock.messages[0]["message"] == json.loads(options["--data-raw"])
    expect(page.locator("#chat .message")).to_contain_text("Hello from the simulator")


def test_the_address_keeps_the_conversation(
    page: Page, open_page: Any, inject: Any, text_message: Any
) -> None:
    for conversation in ("01HONE", "a b:c", "01HTWO"):
        inject(conversation.replace(" ", "%20"), text_message(f"in {conversation}"))
    page.locator("#conversations").get_by_text("a b:c", exact=True).click()
    expect(page.locator("#chat .message")).to_contain_text("in a b:c")
    page.reload()
    expect(page.locator("#chat .message")).to_contain_text("in a b:c")
    page.locator("#conversations").get_by_text("01HONE", exact=True).click()
    expect(page.locator("#chat .message")).to_contain_text("in 01HONE")
    page.go_back()
    expect(page.locator("#chat .message")).to_contain_text("in a b:c")


def test_what_is_cleared_goes_from_the_page(page: Page, inject: Any, text_message: Any) -> None:
    inject("01HONE", text_message("soon gone"))
    expect(page.locator("#chat .message")).to_have_count(1)
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("button", name="Clear messages").click()
    expect(page.locator("#chat .message")).to_have_count(0)
    expect(page.locator("#requests-count")).to_have_text("1")
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("button", name="Reset everything").click()
    expect(page.get_by_text("Nothing has arrived yet")).to_be_visible()
