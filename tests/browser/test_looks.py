"""Both colour schemes can be read, a narrow window works, and so does a keyboard alone."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sinch_inject_contract.document import contract

NARROW = {"width": 390, "height": 800}

# The contrast of every visible text with what it stands on, as WCAG 2 defines it. Colours are
# read back from a canvas, which turns every notation into plain red, green and blue.
CONTRASTS = """
() => {
  const context = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const flat = colours => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const luminance = rgb => {
    const [r, g, b] = rgb.map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const under = element => {
    const colours = [];
    for (let at = element; at; at = at.parentElement)
      colours.unshift(getComputedStyle(at).backgroundColor);
    return colours;
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const box = element.getBoundingClientRect();
    const shown = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
    if (!own || !shown || box.width < 2 || element.disabled || element.closest("option")) continue;
    const ground = under(element);
    const [light, dark] = [flat([...ground, getComputedStyle(element).color]), flat(ground)]
      .map(luminance).sort((a, b) => b - a);
    found.push([(light + 0.05) / (dark + 0.05), `${element.className}: ${element.innerText}`]);
  }
  return found;
}
"""


def luminance(page: Page) -> float:
    """Return how light the ground of the page is, from 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    parts = [float(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    return sum(parts) / len(parts)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read(
    scheme: str, open_page: Any, mock: Any, inject: Any, text_message: Any
) -> None:
    for name, example in contract()["components"]["examples"].items():
        body = copy.deepcopy(example["value"])
        body["accept_time"] = text_message("")["accept_time"]
        inject("01HALL" if name != "AppText" else "01HTEXT", body)
    inject("01HALL", text_message("x", direction="UP"))
    inject("fault-503-x", text_message("x"))
    inject("01HALL", text_message("x"), auth=("demo-key", "wrong"))
    mock.faults.add("hang", conversation_id="x")

    page: Page = open_page(color_scheme=scheme, viewport={"width": 1440, "height": 6000})
    assert (luminance(page) > 128) == (scheme == "light")
    page.locator("#conversations").get_by_text("01HALL", exact=True).click()
    expect(page.locator("#chat .message")).to_have_count(23)
    seen = page.evaluate(CONTRASTS)
    page.get_by_role("tab", name="Requests").click()
    page.locator("#requests .request", has_text="rejected").click()
    expect(page.locator("#inspector .json-line.broken")).to_be_visible()
    seen += page.evaluate(CONTRASTS)
    page.get_by_role("button", name="Faults").click()
    expect(page.locator("#faults-panel .fault")).to_be_visible()
    seen += page.evaluate(CONTRASTS)
    assert len(seen) > 300
    assert [(round(ratio, 2), what) for ratio, what in seen if ratio < 4.5] == []


def test_the_theme_button_overrules_the_system_and_is_remembered(open_page: Any) -> None:
    page: Page = open_page(color_scheme="light")
    assert luminance(page) > 128
    page.get_by_role("button", name="Colours: auto").click()
    page.get_by_role("button", name="Colours: light").click()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
    assert luminance(page) < 128
    page.reload()
    expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
    assert luminance(page) < 128


def test_a_narrow_window_shows_one_thing_at_a_time(
    open_page: Any, inject: Any, text_message: Any
) -> None:
    inject("01HONE", text_message("W" * 300))
    inject("01HTWO", text_message("x", direction="UP"))
    page: Page = open_page(viewport=NARROW)
    chat = page.get_by_role("listbox", name="Messages")
    conversations = page.get_by_role("navigation", name="Conversations")
    expect(conversations).to_be_visible()
    expect(chat).to_be_hidden()
    conversations.get_by_text("01HONE", exact=True).click()
    expect(chat).to_be_visible()
    expect(conversations).to_be_hidden()
    page.locator("#chat .bubble").click()
    details = page.get_by_role("region", name="Details")
    expect(details.get_by_role("heading", name="Message")).to_be_focused()
    box = details.bounding_box()
    assert box
    assert box["width"] == NARROW["width"]
    details.get_by_role("button", name="Close details").click()
    page.get_by_role("button", name="Back to the conversations").click()
    expect(conversations).to_be_visible()
    page.get_by_role("link", name="Request log").click()
    expect(page.locator("#requests .request")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("width", [360, 600, 800, 1000, 1201])
@pytest.mark.parametrize("place", ["#", "#conversation/demo-project/01HONE", "#requests"])
def test_nothing_sticks_out_of_the_window(
    place: str, width: int, open_page: Any, inject: Any, text_message: Any
) -> None:
    inject("01HONE", text_message("W" * 300))
    page: Page = open_page(place, viewport={"width": width, "height": 800})
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.locator("[role=option]:visible").first).to_be_visible()
    wide = page.evaluate(
        """width => [...document.querySelectorAll("body *")]
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > width + 1)
            .map(one => one.id || one.className)""",
        width,
    )
    assert wide == []


def test_a_keyboard_is_enough(page: Page, inject: Any, text_message: Any) -> None:
    inject("01HONE", text_message("first", minutes_ago=3))
    inject("01HONE", text_message("second", minutes_ago=2))
    inject("01HTWO", text_message("other"))
    expect(page.locator("#conversations .conversation")).to_have_count(2)
    page.keyboard.press("/")
    expect(page.get_by_label("Search in messages")).to_be_focused()

    conversations = page.get_by_role("listbox", name="Conversations")
    for _ in range(12):
        page.keyboard.press("Tab")
        if conversations.evaluate("list => list === document.activeElement"):
            break
    expect(conversations).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#chat-title")).to_contain_text("01HONE")
    selected = conversations.get_by_role("option", selected=True)
    expect(selected).to_contain_text("01HONE")
    expect(conversations).to_have_attribute(
        "aria-activedescendant", selected.get_attribute("id") or "none"
    )

    chat = page.get_by_role("listbox", name="Messages")
    chat.focus()
    page.keyboard.press("ArrowUp")
    expect(chat.get_by_role("option", selected=True)).to_contain_text("second")
    page.keyboard.press("ArrowUp")
    expect(chat.get_by_role("option", selected=True)).to_contain_text("first")
    page.keyboard.press("Enter")
    details = page.get_by_role("region", name="Details")
    expect(details.get_by_role("heading", name="Message")).to_be_focused()
    expect(details).to_contain_text('"first"')
    page.keyboard.press("Escape")
    expect(details).to_be_hidden()
    expect(chat).to_be_focused()


def test_everything_to_press_or_fill_has_a_name(page: Page) -> None:
    for panel in ("Clock", "Faults"):
        page.get_by_role("button", name=panel).click()
        for control in page.locator("button:visible, select:visible, input:visible").all():
            snapshot = control.aria_snapshot()
            assert '"' in snapshot, (snapshot, control.evaluate("one => one.outerHTML"))
        page.keyboard.press("Escape")
