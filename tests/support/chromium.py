"""A real Chromium for the tests that look at pages, and axe to look with.

Both need what no Python package brings, so their folders are left out of a run that does not
name them. ``CHROMIUM`` names the browser, else it is looked for; ``AXE`` names axe-core's file.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--no-sandbox",  # containers run as root, where Chromium refuses its sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

LOOK = """
async () => {
  const { violations, passes } = await axe.run(document, { resultTypes: ["violations"] });
  const found = violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => [id, impact, target.join(" "), failureSummary]));
  return { found, passed: passes.length };
}
"""

Axe = Callable[["Page"], list[Any]]


def unless_named(folder: Path, path: Path, config: pytest.Config) -> bool | None:
    """Tell pytest to ignore what is in the folder, unless the folder or a file of it is named."""
    named = [Path(argument.partition("::")[0]).resolve() for argument in config.args]
    asked = any(one == folder or folder in one.parents for one in named)
    return None if asked else True


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one browser for all tests of a run."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # how long to wait on a busy machine before giving up
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no Chromium: install it, or name one with the variable CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Return a function that tells what axe objects to on a page."""
    path = os.environ.get("AXE")
    assert path, "no axe-core: name its axe.min.js with the variable AXE, as noxfile.py does"
    source = Path(path).read_text(encoding="utf-8")

    def look(page: Page) -> list[Any]:
        page.evaluate(source + "\n;undefined")
        result = page.evaluate(LOOK)
        assert result["passed"] > 10
        found: list[Any] = result["found"]
        return found

    return look
