"""Values that are nearly the same: a filter finds the one that was asked for, and no other.

Each letter that a query, a pattern or a database takes for something else is put into a value;
all values lie side by side, and each is asked for in each way that it can be written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from sinch_inject_conformance.case import At, edit, text
from sinch_inject_conformance.messages.visit import Sent, Story, Visit

__all__ = ["stories"]

SDK, ASSUMED = "public-sdk", "assumed"
# RFC 3986, 3.4: these may stand in a query as they are. & and + mean something there.
LITERAL = "!$'()*,;=:@/?-._~"
NEAR = (
    "a_b", "a%b", "a*b", "a?b", "a.b", "a\\_b", "a\\b", "[a]b", "a[b", "(a|b)", "^ab", "ab$",
    "axb", "ab", "aab", "abb", "a", "b", "A_B", "a_B", "a_b ", " a_b", "a _b", "a__b", "a_", "_b",
    "_", "%", "*", ".*", "%25", "a%5Fb", "a+b", "a b", "a&b", "a=b", "a;b", "a,b", "a;b=c", "a#b",
    "a'b", 'a"b', "a\u00e9", "ae\u0301", "ae", "\u00c6", "AE", "stra\u00dfe", "strasse", "\uff41_b",
    "a\u00adb", "a\u200bb", "1", "1.0", "01", "+1", "true", "null", "undefined", "nan",
)  # fmt: skip
TEXTS = (
    ("contact_id", "/contact_id"), ("channel_identity", "/channel_identity/identity"),
    ("app_id", "/channel_identity/app_id"),
)  # fmt: skip
FRACTIONS = (
    "", ".0", ".000000001", ".04", ".05", ".1", ".123", ".123456789", ".2", ".3999",
    ".4", ".400000001", ".45", ".5", ".50001", ".500010", ".9", ".99", ".999999999",
)  # fmt: skip


def stories() -> Iterator[Story]:
    """Yield every story."""
    for name, pointer in TEXTS:
        source = ASSUMED if name == "app_id" else SDK
        yield Story(f"{name} among near misses", "list filter", source, _among(name, pointer))
    yield Story("conversation_id among near misses", "list filter", SDK, _conversations)
    yield Story("fractions of a second in order", "list times", SDK, _ordered)
    yield Story("fractions of a second as ends", "list times", ASSUMED, _ends)


def _spelled(value: str) -> Iterator[str]:
    """Yield a value as it may be written in a query: escaped, and literal where that is right."""
    escaped = quote(value, safe="")
    yield escaped
    literal = quote(value, safe=LITERAL)
    if literal != escaped:
        yield literal
    if " " in value:
        yield escaped.replace("%20", "+")
    if escaped.lower() != escaped and value.isascii() and "%" in escaped:
        yield _small(escaped)


def _small(escaped: str) -> str:
    first, *others = escaped.split("%")
    return "%".join([first, *(one[:2].lower() + one[2:] for one in others)])


def _ask(visit: Visit, query: str) -> list[Any]:
    path = f"messages?page_size=1000&{query}"
    return list(visit.ask("listMessages", "GET", path).get("messages") or [])


def _among(name: str, pointer: str) -> Any:
    def play(visit: Visit) -> Iterator[str]:
        base = edit(text(), {"/channel_identity/app_id": "app"})
        sent = {value: visit.inject(edit(base, {pointer: value})) for value in NEAR}
        here = f"conversation_id={quote(visit.conversation, safe='')}"
        for value, one in sent.items():
            for spelled in _spelled(value):
                found = _ask(visit, f"{here}&{name}={spelled}")
                yield from _only(visit, found, one, f"{name}={spelled}")

    return play


def _conversations(visit: Visit) -> Iterator[str]:
    names = {value: f"{visit.conversation}-{value}" for value in NEAR}
    sent = {value: visit.inject(text(), name) for value, name in names.items()}
    for value, one in sent.items():
        for spelled in _spelled(names[value]):
            found = _ask(visit, f"conversation_id={spelled}")
            yield from _only(visit, found, one, f"conversation_id={spelled}")


def _only(visit: Visit, found: Sequence[Any], one: Sent, asked: str) -> Iterator[str]:
    for fault in visit.shows(found, [one]):
        yield f"{asked}: {fault}"


# -- fractions of one second: how many digits there are says nothing about how much it is


def _fill(visit: Visit) -> tuple[str, list[Sent]]:
    """Inject a message for each fraction, out of order; return the second, and the messages."""
    second = At(-86_400.0, "%Y-%m-%dT12:00:00").spell(visit.session.now())
    mixed = sorted(FRACTIONS, key=lambda one: one[::-1])
    sent = {one: visit.inject(text(accept_time=f"{second}{one}Z")) for one in mixed}
    ranked = sorted(mixed, key=lambda one: (float(f"0{one or '.0'}"), mixed.index(one)))
    return second, [sent[one] for one in ranked]


def _ordered(visit: Visit) -> Iterator[str]:
    _, sent = _fill(visit)
    yield from visit.shows(visit.listed(), list(reversed(sent)))


def _ends(visit: Visit) -> Iterator[str]:
    second, sent = _fill(visit)
    for one in FRACTIONS:
        edge = float(f"0{one or '.0'}")
        behind = [it for it in sent if _fraction(it) > edge]
        before = [it for it in sent if _fraction(it) < edge]
        found = visit.listed(start_time=f"{second}{one}Z")
        yield from (f"behind {one}: {fault}" for fault in visit.shows(found, behind[::-1]))
        found = visit.listed(end_time=f"{second}{one}Z")
        yield from (f"before {one}: {fault}" for fault in visit.shows(found, before[::-1]))


def _fraction(sent: Sent) -> float:
    return float("0" + (sent.body["accept_time"][19:-1] or ".0"))
