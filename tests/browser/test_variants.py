"""Every kind of message is shown as what it is, with what a reader wants to know of it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sinch_inject_contract.document import contract

EXAMPLES: dict[str, Any] = contract()["components"]["examples"]

# What must be readable in the bubble of each example of the contract.
SHOWN = {
    "AppText": ["Your parcel is on its way."],
    "AppMedia": ["Image", "label.png", "https://media.example/label.png"],
    "AppCard": ["Delivery", "When shall we come?", "van.png", "Morning", "sends am", "All times"],
    "AppCarousel": ["Carousel of 2", "Lamp", 'sends {"sku":1}', "Chair", "Oak", "Call us"],
    "AppChoice": [
        *("Was it what you wanted?", "Yes", "Where you are", "https://shop.example/where"),
        *("Remind me", "Delivery · 2026-11-02T08:00:00Z \N{EN DASH} 2026-11-02T10:00:00Z"),
    ],
    "AppList": [
        *("List", "Menu", "Pick one", "Help", "Track", "sends track", "Within 30 days"),
        *("Products", "sku-1", "FACEBOOK", "Menu button", "Open"),
    ],
    "AppLocation": ["Pick-up point", "Kiosk", "59.3293, 18.0686"],
    "AppTemplate": [
        "Template",
        "order-shipped",
        "en-US",
        "Kim",
        "Template on WhatsApp",
        "order_shipped",
    ],
    "AppContactInfo": [
        *("Contact", "Kim Berg", "Phone (work)", "+46700000009", "kim@shop.example", "Shop"),
        *("https://shop.example", "Stockholm, Sweden", "1990-05-17"),
    ],
    "AppAgentAndOverrides": [
        *("Kim", "human", "Hello", "On SMS", '{"text":"Hello by SMS"}', "On WhatsApp", "hello"),
    ],
    "AppFlows": ["On WhatsApp", "Flow", "Booking", "Choose a time", "Free of charge", "Book"],
    "AppOrderDetails": [
        *(
            "Order to pay",
            "Your order",
            "1.png",
            "Lamp",
            "1 \N{MULTIPLICATION SIGN} 1000 · sku-1",
            "Total",
            "1100",
        ),
        *("order-1", "Payment link", "https://pay.example/1"),
    ],
    "AppOrderStatus": ["Order status", "Shipped", "Left the warehouse", "order-1"],
    "AppCommerce": ["On KakaoTalk", "Product card", "Lamp", "39000", "29000", "Gift", "Look"],
    "AppCarouselCommerce": ["Product cards", "New", "This week", "Lamp", "29000", "Look"],
    "AppLineNotification": ["On LINE", "Notification", "Monday", "number", "1234", "track"],
    "ContactText": ["In reply to 01HMESSAGE", "Where is my parcel?"],
    "ContactMedia": ["Image", "broken.jpg"],
    "ContactLocation": ["Home", "59.33, 18.07"],
    "ContactMediaCard": ["broken.jpg", "It came like this"],
    "ContactChoiceResponse": ["Tapped a choice", "yes", "of message 01HMESSAGE"],
    "ContactFallback": ["Could not be read", "MEDIA_TYPE_UNSUPPORTED", '{"sticker":1}'],
    "ContactProductResponse": [
        "Products chosen",
        "Basket",
        "sku-1",
        "FACEBOOK 2 \N{MULTIPLICATION SIGN} 19.5 SEK",
        "cat-1",
    ],
    "ContactFlowReply": ["Flow answered", "Sent", "time", "10:00"],
}


def test_every_example_of_the_contract_is_looked_at() -> None:
    assert set(SHOWN) == set(EXAMPLES)


def test_each_variant_is_shown_as_what_it_is(page: Page, inject: Any, text_message: Any) -> None:
    for name, example in EXAMPLES.items():
        body = copy.deepcopy(example["value"])
        body["accept_time"] = text_message("")["accept_time"]
        assert inject(name, body).status_code == 200
    for name, texts in SHOWN.items():
        page.get_by_label("Search in messages").fill(name)
        page.locator("#conversations").get_by_text(name, exact=True).click()
        bubble = page.locator("#chat .bubble")
        expect(page.locator("#chat-title")).to_contain_text(name)
        for text in texts:
            # The whole text of something, so that JSON with the text in it does not count.
            expect(bubble.get_by_text(text, exact=True).first).to_be_visible()
        expect(bubble).not_to_contain_text("Unknown content")
        expect(bubble).not_to_contain_text("cannot be drawn")


def bubble_of(page: Page, inject: Any, body: dict[str, Any]) -> Any:
    assert inject("01HVARIANT", body).status_code == 200
    return page.locator("#chat .bubble").last


def test_a_request_without_a_message_says_so(page: Page, inject: Any, text_message: Any) -> None:
    body = text_message("x")
    del body["app_message"]
    expect(bubble_of(page, inject, body)).to_contain_text("neither app_message nor contact_message")


def test_content_that_nobody_knows_is_shown_as_it_came(
    page: Page, inject: Any, text_message: Any
) -> None:
    body = text_message("known")
    body["app_message"]["sticker_message"] = {"pack": "cats", "number": 7}
    bubble = bubble_of(page, inject, body)
    expect(bubble).to_contain_text("known")
    expect(bubble).to_contain_text("Unknown content: sticker_message")
    expect(bubble).to_contain_text('{"pack":"cats","number":7}')


def test_a_reply_quotes_what_it_replies_to(
    page: Page, mock: Any, inject: Any, text_message: Any
) -> None:
    inject("01HVARIANT", text_message("When shall we come?", minutes_ago=5))
    original = mock.messages[0]["id"]
    reply = {"text_message": {"text": "At noon."}, "reply_to": {"message_id": original}}
    body = text_message("", direction="TO_APP", contact_message=reply)
    quote = bubble_of(page, inject, body).locator(".quote")
    expect(quote).to_contain_text(original)
    expect(quote).to_contain_text("When shall we come?")


@pytest.mark.parametrize("odd", [None, 7, "text", [], [[]], {"a": {"b": []}}])
def test_odd_values_beside_known_ones_do_no_harm(
    odd: Any, page: Page, inject: Any, text_message: Any
) -> None:
    choices = [{"text_message": {"text": "Take it"}, "postback_data": odd}]
    app_message = {"card_message": {"title": "Lamp", "choices": choices}, "constructor": odd}
    bubble = bubble_of(page, inject, text_message("", app_message=app_message))
    expect(bubble).to_contain_text("Lamp")
    expect(bubble).to_contain_text("Take it")
    expect(bubble).not_to_contain_text("cannot be drawn")


def test_a_long_text_is_cut_in_the_bubble_and_whole_in_the_side_panel(
    page: Page, inject: Any, text_message: Any
) -> None:
    bubble = bubble_of(page, inject, text_message("word " * 2_000 + "the end"))
    expect(bubble).to_contain_text("… and 6,007 more characters")
    bubble.click()
    expect(page.get_by_role("region", name="Details")).to_contain_text("the end")
