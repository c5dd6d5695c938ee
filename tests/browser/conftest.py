"""The page in a real Chromium, driven by Playwright, on a real simulator.

These tests need a browser, so a run that does not name this folder leaves them out: `pytest`
and `pytest tests` stay fast and need nothing more. `nox -s browser` runs them, with the browser
that `CHROMIUM` names or that it finds.

They wait for what a person would wait for, with Playwright's `expect`; nothing sleeps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sinch_inject_mock import Settings, SinchMock
from support.chromium import axe, chromium, unless_named

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request

__all__ = ["axe", "chromium"]  # fixtures that are written elsewhere

HERE = Path(__file__).parent
Inject = Callable[..., httpx.Response]
OpenPage = Callable[..., "Page"]
TextMessage = Callable[..., dict[str, Any]]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out unless it is named."""
    return unless_named(HERE, collection_path, config)


@pytest.fixture
def mock() -> Iterator[SinchMock]:
    """Start a simulator for one test: the page shows all that is in it."""
    with SinchMock(Settings(retention=20_000)) as mock:
        yield mock


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """Collect what no page may do: errors, dialogs, requests to others. Any left fails."""
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@pytest.fixture
def open_page(chromium: Browser, mock: SinchMock, complaints: list[str]) -> Iterator[OpenPage]:
    """Open the page in a window of its own."""
    contexts: list[BrowserContext] = []

    def open_(place: str = "", *, base_url: str = mock.base_url, **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        _watch(page, base_url, complaints)
        page.goto(f"{base_url}/{place}")
        return page

    yield open_
    for context in contexts:
        context.close()


def _watch(page: Page, base_url: str, complaints: list[str]) -> None:
    def dialog(shown: Dialog) -> None:
        complaints.append(f"dialog: {shown.message}")
        shown.dismiss()

    def console(message: ConsoleMessage) -> None:
        # What the browser says of a refused admin call, of a refused request that was sent again,
        # or of a simulator that is away, is fine.
        where = message.location["url"]
        expected = (
            re.search("/_mock/|:inject-message$", where) or "SOCKET_NOT_CONNECTED" in message.text
        )
        if message.type == "error" and not expected:
            complaints.append(f"console: {message.text}")

    def request(sent: Request) -> None:
        if not sent.url.startswith(base_url):
            complaints.append(f"request: {sent.url}")

    page.on("dialog", dialog)
    page.on("console", console)
    page.on("request", request)
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Open the page in a wide window, with nothing in the simulator yet."""
    return open_page()


@pytest.fixture
def inject(mock: SinchMock) -> Iterator[Inject]:
    """Send a request to the simulator: a conversation and a body, as a client would."""
    auth = (mock.settings.key_id, mock.settings.key_secret)
    with httpx.Client(base_url=mock.base_url, auth=auth) as client:

        def send(conversation: str, body: Any, **options: Any) -> httpx.Response:
            path = f"/v1/projects/demo-project/conversations/{conversation}:inject-message"
            return client.post(path, json=body, **options)

        yield send


@pytest.fixture
def text_message() -> TextMessage:
    """Make a valid body: a text, to the contact unless `direction` says otherwise."""

    def make(text: str, *, minutes_ago: float = 1, **changes: Any) -> dict[str, Any]:
        accepted = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        incoming = changes.get("direction") == "TO_APP"
        return {
            "accept_time": accepted.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "direction": "TO_CONTACT",
            "contact_id": "01HCONTACT",
            "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
            "contact_message" if incoming else "app_message": {"text_message": {"text": text}},
            **changes,
        }

    return make
