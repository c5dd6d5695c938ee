"""Show a conversation as plain text: the contact at the left, the app at the right.

What is said of a message stands in its content member; each member has a function that gives
its lines, and a member that is new here is shown by its name. Only text is made, no input is
trusted: control characters of a message never reach the terminal.
"""

from __future__ import annotations

import datetime
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sinch_inject.request.times import epoch

__all__ = ["chat", "one_line"]

WIDTH = 78
BUBBLE = 54
MARGIN = 2

Body = Mapping[str, Any]


def chat(
    messages: Sequence[Body], *, style: Callable[..., str], width: int = WIDTH
) -> Iterator[str]:
    """Yield the lines of a conversation, oldest message first, times in UTC.

    Args:
        messages: request bodies, as the API takes them.
        style: ``click.style``, or anything that takes a text and its looks.
        width: cells in a line, 38 or more.
    """
    ordered = sorted(messages, key=lambda body: epoch(body["accept_time"]))
    for day, group in groupby(ordered, key=lambda body: _moment(body).date()):
        yield style(f" {day:%a} {day.day} {day:%B %Y} ".center(width, "-"), dim=True)
        yield ""
        for body in group:
            yield from _bubble(body, style, width)
            yield ""


def one_line(body: Body) -> str:
    """Return what kind of content a message has, such as ``location``."""
    kind, _ = _content(body)
    return kind.removesuffix("_message").replace("_", " ") or "nothing"


def _bubble(body: Body, style: Callable[..., str], room: int) -> Iterator[str]:
    identity = body["channel_identity"]
    ours = body["direction"] == "TO_CONTACT"
    agent = (body.get("app_message") or {}).get("agent") or {}
    who = agent.get("display_name") or ("App" if ours else "Contact")
    widest = room * BUBBLE // WIDTH
    when = f"  {identity['channel']}  {_moment(body):%H:%M}"
    head = _clean(_cut(who, widest - len(when)) + when)
    kind, content = _content(body)
    lines = [
        part
        for line in SHOWN.get(kind, _unknown)(content, kind)
        for part in _wrapped(_clean(line), widest, _hang(line))
    ]
    width = max(_cells(line) for line in [head, *lines])
    indent = " " * (room - MARGIN - width if ours else MARGIN)
    yield indent + style(head, fg="green" if ours else "cyan", bold=True)
    for line in lines:
        yield indent + line


def _moment(body: Body) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(epoch(body["accept_time"]), datetime.UTC)


def _content(body: Body) -> tuple[str, Any]:
    """Return the name and the value of the content member."""
    message = body.get("app_message") or body.get("contact_message") or {}
    found = [name for name in message if name in SHOWN]
    found += [name for name in message if name.endswith("_message")]
    return (found[0], message[found[0]]) if found else ("", {})


def _clean(text: str) -> str:
    """Return ``text`` on one line, without what steers a terminal."""
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).rstrip()


def _hang(line: str) -> str:
    """Return what a wrapped line's next lines start with."""
    return "    " if line.startswith("  ") else ""


def _wrapped(text: str, width: int, hang: str) -> list[str]:
    """Return the lines of ``text``, none wider than ``width`` cells."""
    lines = textwrap.wrap(text, width, subsequent_indent=hang) or [""]
    if all(_cells(line) <= width for line in lines):
        return lines
    return textwrap.wrap(text, width // 2, subsequent_indent=hang)  # wide characters take two


def _cut(text: str, length: int) -> str:
    return text if _cells(text) <= length else text[: max(1, length // 2 - 1)] + "…"


def _cells(text: str) -> int:
    """Return how many cells of a terminal ``text`` takes, nearly."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


# ------------------------------------------------------------------ one function per content


def _text(content: Any, _kind: str) -> Iterator[str]:
    yield from str(content["text"]).splitlines()


def _media(content: Any, _kind: str) -> Iterator[str]:
    name = content.get("filename_override")
    yield f"[media] {name}" if name else "[media]"
    yield content["url"]
    if content.get("caption"):
        yield content["caption"]


def _location(content: Any, _kind: str) -> Iterator[str]:
    yield f"[place] {content['title']}"
    if content.get("label"):
        yield content["label"]
    where = content["coordinates"]
    yield f"{where['latitude']:.4f}, {where['longitude']:.4f}"


def _choices(choices: Sequence[Any]) -> Iterator[str]:
    if choices:
        yield " ".join(f"( {_label(choice)} )" for choice in choices)


def _label(choice: Body) -> str:
    for name in choice:
        if name.endswith("_message"):
            inner = choice[name]
            return str(inner.get("title") or inner.get("text") or name)
    return "?"


def _choice(content: Any, kind: str) -> Iterator[str]:
    if content.get("text_message"):
        yield from _text(content["text_message"], kind)
    yield from _choices(content["choices"])


def _card(content: Any, _kind: str) -> Iterator[str]:
    yield f"[card] {content.get('title', '')}"
    if content.get("description"):
        yield content["description"]
    if content.get("media_message"):
        yield content["media_message"]["url"]
    yield from _choices(content.get("choices", []))


def _carousel(content: Any, kind: str) -> Iterator[str]:
    for card in content["cards"]:
        yield from _card(card, kind)
    yield from _choices(content.get("choices", []))


def _list(content: Any, _kind: str) -> Iterator[str]:
    yield f"[list] {content['title']}"
    if content.get("description"):
        yield content["description"]
    for section in content["sections"]:
        if section.get("title"):
            yield f"{section['title']}:"
        for item in section["items"]:
            inner = item.get("choice") or item.get("product") or {}
            more = f" ({inner['description']})" if inner.get("description") else ""
            yield f"  - {inner.get('title') or inner.get('id', '?')}{more}"


def _response(content: Any, _kind: str) -> Iterator[str]:
    yield f"[tapped] {content['postback_data']}"


def _unknown(_content: Any, kind: str) -> Iterator[str]:
    yield f"[{kind.removesuffix('_message').replace('_', ' ') or 'nothing'}]"


SHOWN: dict[str, Callable[[Any, str], Iterator[str]]] = {
    "text_message": _text,
    "media_message": _media,
    "media_card_message": _media,
    "location_message": _location,
    "choice_message": _choice,
    "card_message": _card,
    "carousel_message": _carousel,
    "list_message": _list,
    "choice_response_message": _response,
}
