"""What a client injects is text on the page, never markup, never a link, never a request.

That no dialog opens and no other host is asked is judged after every test, in conftest.py.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import sinch_inject_mock
from playwright.sync_api import Error, Page, expect
from sinch_inject_mock import SinchMock
from support.requests import SENDER

IMAGE = '<img src="https://evil.example/x.png" onerror="alert(1)">'
SCRIPT = "<script>alert(2)</script>"
LINK = "javascript:alert(3)"


def test_an_image_with_a_handler_stays_text(page: Page, inject: Any, text_message: Any) -> None:
    inject("01HEVIL", text_message(IMAGE))
    expect(page.locator("#chat .bubble")).to_have_text(IMAGE)
    expect(page.locator("#conversations .conversation-preview")).to_have_text(IMAGE)
    expect(page.locator("#chat img")).to_have_count(0)


def test_markup_stays_text_wherever_it_comes(page: Page, inject: Any, text_message: Any) -> None:
    evil = IMAGE + SCRIPT
    choices = [
        {"url_message": {"title": evil, "url": LINK}, "postback_data": {evil: evil}},
        {"call_message": {"title": evil, "phone_number": evil}},
    ]
    media = {"url": LINK, "thumbnail_url": "data:text/html,evil", "filename_override": evil}
    body = text_message(
        "",
        contact_id=evil,
        metadata=evil,
        x_unknown={evil: evil},
        **{SENDER: evil},
        app_message={
            "card_message": {"title": evil, "media_message": media, "choices": choices},
            "agent": {"display_name": evil, "type": "BOT", "picture_url": LINK},
            "explicit_channel_message": {"SMS": evil},
            evil: evil,
        },
    )
    answer = inject(quote(evil, safe=""), body, headers={"x-evil": evil, "user-agent": evil})
    assert answer.status_code == 200
    bubble = page.locator("#chat .bubble")
    expect(bubble).to_contain_text(evil)
    expect(bubble).to_contain_text(LINK)
    bubble.click()
    panel = page.get_by_role("region", name="Details")
    expect(panel).to_contain_text("x-evil")
    expect(page.locator("#chat-title")).to_contain_text(evil)
    dangerous = "img, a, iframe, script, object, embed, video, audio, form, [href], [src], [style]"
    for place in ("#chat .virtual-window > *", "#conversations .virtual-window > *", "#inspector"):
        expect(page.locator(place).locator(dangerous)).to_have_count(0)


def test_refused_requests_are_hostile_too(page: Page, inject: Any, text_message: Any) -> None:
    inject(quote(IMAGE, safe=""), text_message("x", direction=IMAGE, accept_time=SCRIPT))
    page.get_by_role("tab", name="Requests").click()
    page.locator("#requests .request").click()
    broken = page.locator("#inspector .json-line.broken")
    expect(broken.filter(has_text="onerror")).to_have_count(1)
    expect(page.locator("#inspector img, #inspector script")).to_have_count(0)


def test_text_direction_cannot_leak_out_of_a_message(
    page: Page, inject: Any, text_message: Any
) -> None:
    inject("01HEVIL", text_message("\u202egnp.exe"))
    text = page.locator("#chat .bubble .text")
    expect(text).to_have_css("unicode-bidi", re.compile("isolate|plaintext"))


def test_nothing_inline_runs(page: Page, complaints: list[str]) -> None:
    with pytest.raises(Error, match="Content Security Policy"):
        page.add_script_tag(content="window.ran = true")
    assert page.evaluate("window.ran") is None
    assert "Executing inline script violates" in complaints.pop()


def test_the_page_may_load_from_itself_only(mock: SinchMock) -> None:
    policy = httpx.get(mock.base_url).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert {rules["script-src"], rules["style-src"], rules["connect-src"]} == {"'self'"}


def test_no_script_of_the_page_makes_markup_of_text() -> None:
    scripts = list((Path(sinch_inject_mock.__file__).parent / "page").glob("*.js"))
    assert len(scripts) > 10
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|"
        r"DOMParser|createContextualFragment|srcdoc|\.href\s*=|\.src\s*="
    )
    for script in scripts:
        assert forbidden.search(script.read_text("utf-8")) is None, script.name
