"""The request log: verdicts, the field that a refused request fails at, and sending it again."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect
from sinch_inject_mock import SinchMock


@pytest.fixture
def log(page: Page) -> Page:
    page.get_by_role("tab", name="Requests").click()
    return page


def test_a_refused_request_shows_the_field_that_is_missing(
    log: Page, inject: Any, text_message: Any
) -> None:
    line = {"channel": "LINE", "identity": "U1"}
    inject("01HREFUSED", text_message("x", channel_identity=line))
    row = log.locator("#requests .request")
    expect(row).to_contain_text("rejected")
    expect(row).to_contain_text("/channel_identity/app_id")
    row.click()
    ghost = log.locator("#inspector .json-line.ghost")
    expect(ghost).to_have_count(1)
    expect(ghost).to_contain_text('"app_id"')
    expect(ghost).to_contain_text("`app_id` is required on LINE")
    above = ghost.locator("xpath=preceding-sibling::*[1]")
    expect(above).to_contain_text('"identity"')


def test_a_refused_request_shows_the_field_that_is_wrong(
    log: Page, inject: Any, text_message: Any
) -> None:
    choices = [{"text_message": {"text": "a"}, "call_message": {"title": "b", "phone_number": "1"}}]
    body = text_message("x", direction="UP", app_message={"choice_message": {"choices": choices}})
    del body["contact_id"]
    inject("01HREFUSED", body)
    log.locator("#requests .request").click()
    broken = log.locator("#inspector .json-line.broken")
    expect(broken).to_have_count(3)
    expect(broken.filter(has_text='"direction": "UP"')).to_contain_text("must be one of")
    expect(broken.filter(has_text="contact_id")).to_contain_text("required")
    expect(broken.filter(has_text="call_message")).to_contain_text("exactly one")


def test_each_verdict_is_said(log: Page, mock: SinchMock, inject: Any, text_message: Any) -> None:
    body = text_message("x")
    inject("01HGOOD", body)
    inject("01HGOOD", body, auth=("demo-key", "wrong"))
    inject("fault-503-a", body)
    with pytest.raises(httpx.TransportError):
        inject("fault-reset-b", body)
    inject("01HGOOD", {})
    httpx.post(
        f"{mock.base_url}/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=("demo-key", "demo-secret"),
    )
    rows = log.locator("#requests .request")
    expect(rows.locator(".verdict")).to_have_text(
        ["token", "rejected", "fault", "fault", "unauthenticated", "injected"]
    )
    expect(rows.locator(".status")).to_have_text(["200", "400", "cut", "503", "401", "200"])
    expect(log.locator("#refused-count")).to_have_text("4")
    log.get_by_label("Verdict").select_option("fault")
    expect(rows).to_have_count(2)
    log.get_by_label("Verdict").select_option("")
    log.get_by_label("Only 01HGOOD").check()
    expect(rows.locator(".verdict")).to_have_text(["rejected", "injected"])


def test_a_body_that_is_no_json_is_shown_as_it_came(log: Page, inject: Any) -> None:
    inject("01HBAD", None, content=b'{"a": oops}', headers={"content-type": "application/json"})
    log.locator("#requests .request").click()
    expect(log.locator("#inspector pre").first).to_have_text('{"a": oops}')


def test_the_side_panel_has_body_headers_latency_and_no_secret(
    log: Page, inject: Any, text_message: Any
) -> None:
    inject("01HGOOD", text_message("x", metadata="ticket 4711"), headers={"x-trace": "abc"})
    log.locator("#requests .request").click()
    panel = log.get_by_role("region", name="Details")
    expect(panel).to_contain_text('"metadata": "ticket 4711"')
    expect(panel).to_contain_text("x-trace")
    expect(panel).to_contain_text("abc")
    latency = panel.locator("dt", has_text="Latency").locator("xpath=following-sibling::dd[1]")
    expect(latency).to_have_text(re.compile(r"^[0-9.]+ ms$"))
    assert "ZGVtby1rZXk6" not in panel.inner_text()  # base64 of "demo-key:"
    log.keyboard.press("Escape")
    expect(panel).to_be_hidden()


HOSTILE = 'it\'s "quoted" $HOME `id` \\ \u2028 \U0001f642\nnew line'


def copied(page: Page, name: str) -> str:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name=f"Copy as {name}").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_copied_as_curl_it_is_the_same_request(
    page: Page, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    inject("a%2Fb'c", text_message(HOSTILE))
    page.locator("#chat .bubble").click()
    words = shlex.split(copied(page, "curl"))
    assert words[0] == "curl"
    options = dict(pairwise(words))
    assert options["--user"] == "$SINCH_KEY_ID:$SINCH_KEY_SECRET"
    url = next(word for word in words if word.startswith("http"))
    auth = (mock.settings.key_id, mock.settings.key_secret)
    name, _, value = options["--header"].partition(": ")
    httpx.post(url, content=options["--data-raw"], headers={name: value}, auth=auth)
    first, second = mock.messages
    assert (first["message"], first["conversation_id"]) == (
        second["message"],
        second["conversation_id"],
    )


def test_copied_as_python_it_is_a_program_that_sends_the_same(
    page: Page, mock: SinchMock, inject: Any, text_message: Any
) -> None:
    odd: dict[str, Any] = {"x_odd": [None, True, False, 1.5, [], {}, {"deep": HOSTILE}]}
    inject("a%2Fb'c", text_message(HOSTILE, **odd))
    page.locator("#chat .bubble").click()
    program = copied(page, "Python")
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **mock.env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    first, second = mock.messages
    assert first["message"] == second["message"]
    assert first["conversation_id"] == second["conversation_id"] == "a/b'c"
    copied_json = json.loads(copied(page, "JSON"))
    assert copied_json == first["message"]
