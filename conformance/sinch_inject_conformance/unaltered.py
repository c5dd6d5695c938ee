"""Whatever is accepted is stored once and unaltered: texts, numbers, addresses, times, sizes.

Nothing here is a rule of the API but this one. The values are what servers, and what stands
before and behind them, like to change: templates, filters, databases, log lines, firewalls.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sinch_inject_conformance.case import At, Expect, Row, edit, example, text
from sinch_inject_conformance.grammar.framings import chunked
from sinch_inject_conformance.grammar.times import spellings
from sinch_inject_conformance.judge import free_texts
from sinch_inject_conformance.spellings import LENGTHS, addresses, numbers, texts

__all__ = ["LAYER", "cases"]

LAYER = "unaltered"
OK, TOO_LARGE = Expect({200}), Expect({413})
TEXT = "/app_message/text_message/text"
URL = "/app_message/media_message/url"
LONGEST_METADATA = 1024
LARGEST = 1 << 20


def cases() -> Iterator[Row]:
    """Yield a row for each value in each place."""
    yield from _texts()
    yield from _lengths()
    yield from _numbers()
    yield from _addresses()
    yield from _times()
    yield from _shapes()
    yield from _sizes()


def _row(rule: str, name: str, body: Any, **more: Any) -> Row:
    return Row(name, rule, "page", OK, body, **more)


def _texts() -> Iterator[Row]:
    for name, one in texts():
        everywhere = edit(
            text(
                metadata=one,
                contact_id=f"c{one}",
                x=[one, {one: one}],
                **dict.fromkeys(free_texts(), one),
            ),
            {
                TEXT: one,
                "/channel_identity/identity": f"i{one}",
                "/channel_identity/app_id": f"a{one}",
            },
        )
        yield _row("text", f"text everywhere: {name}", everywhere)
        yield _row("text", f"text escaped: {name}", _escaped(text(metadata=one, x=one)))
    whole = "".join(dict.fromkeys("".join(one for _, one in texts())))
    yield _row("text", "every letter of all texts", edit(text(), {TEXT: whole}))
    for plane in range(17):
        letters = "".join(
            chr(code)
            for code in range(plane << 16, (plane + 1) << 16, 97)
            if code and not 0xD800 <= code < 0xE000
        )
        yield _row("text", f"letters of plane {plane}", edit(text(), {TEXT: letters}))
    card = example("AppCard")
    for name, one in (
        ("markup", "<b>&amp;</b>"),
        ("blanks", " \n x \t"),
        ("an emoji", "\U0001f469\u200d\U0001f4bb"),
    ):
        yield _row("text", f"{name} in a card", edit(card, {
            "/app_message/card_message/title": one, "/app_message/card_message/description": one,
            "/app_message/card_message/choices/0/postback_data": one,
            "/app_message/card_message/choices/0/text_message/text": one}))  # fmt: skip


def _escaped(body: dict[str, Any]) -> bytes:
    """Return a body with every letter beyond ASCII as an escape; ``%T`` is a time."""
    body = {**body, "accept_time": "%T"}
    written = json.dumps(body, ensure_ascii=True)
    return written.replace('"%T"', "%T").encode()


def _lengths() -> Iterator[Row]:
    for length in LENGTHS:
        yield _row("length", f"a text of {length} letters", edit(text(), {TEXT: "a" * length}))
    for length in (70, 160, 1024, 4096, 65_536):
        for name, letter in (
            ("two-byte", "å"),
            ("astral", "\U0001f600"),
            ("blank", " "),
            ("line", "\n"),
        ):
            yield _row(
                "length",
                f"a text of {length} {name} letters",
                edit(text(), {TEXT: letter * length}),
            )
    for length in (64, 128, 256, 512, 1024, 4096):
        yield _row("length", f"ids of {length} letters", edit(text(contact_id="c" * length,
                   **dict.fromkeys(free_texts(), "s" * length)),
                   {"/channel_identity/identity": "i" * length,
                    "/channel_identity/app_id": "a" * length}))  # fmt: skip
    for letter in ("a", "å", "\u20ac", "\U0001f600", "e\u0301"[1], "\n", "\t", '"'):
        yield _row(
            "length",
            f"metadata full of U+{ord(letter):04X}",
            text(metadata=letter * LONGEST_METADATA),
        )


def _numbers() -> Iterator[Row]:
    place = example("AppLocation")
    for one in numbers():
        raw = json.dumps({**text(), "accept_time": "%T"}).replace('"%T"', "%T")[:-1]
        yield _row(
            "number", f"the number {one}", f'{raw},"x":{one},"y":[{one},{{"z":{one}}}]}}'.encode()
        )
    for one in ("59.3293234567", "-0.0", "0", "90", "-180", "59.329323456789012", "1e-7", "1.8e2"):
        spot = {"/app_message/location_message/coordinates/latitude": json.loads(one),
                "/app_message/location_message/coordinates/longitude": json.loads(one)}  # fmt: skip
        yield _row("number", f"the place {one}", edit(place, spot))


def _addresses() -> Iterator[Row]:
    media = example("AppMedia")
    for one in addresses():
        body = edit(media, {URL: one, "/app_message/media_message/thumbnail_url": one})
        yield _row("address", f"the address {one[:60]}, {len(one)} letters", {**body, "x": one})


def _times() -> Iterator[Row]:
    """Send each right spelling; the table of dates has whether it is one, here it must stay."""
    for name, form, right in spellings():
        if right:
            yield _row("time", f"stays: {name}", text(accept_time=At(-3 * 86_400.0, form)))
    calendar = "/app_message/choice_message/choices/2/calendar_message"
    for one in (
        "2026-11-02T08:00:00Z", "2026-11-02T08:00:00.000Z", "2026-11-02T08:00:00.123456789+05:30",
        "2026-11-02t08:00:00z", "2026-11-02T08:00:00-00:00", "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", "1990-12-31T23:59:60Z", "0001-01-01T00:00:00Z",
    ):  # fmt: skip
        body = edit(
            example("AppChoice"), {f"{calendar}/event_start": one, f"{calendar}/event_end": one}
        )
        yield _row("time", f"an event at {one}", body)


def _shapes() -> Iterator[Row]:
    """Send members, lists and nothing, in numbers and in places where some are dropped."""
    for name, value in (
        ("null", None), ("an empty text", ""), ("an empty list", []), ("an empty object", {}),
        ("false", False), ("true", True), ("a list of null", [None, None]),
        ("a list of lists", [[], [[]], [[[]]]]), ("a list of one", ["x"]),
        ("a list of the same", ["x", "x", "x"]), ("a mixed list", [1, "1", True, None, {}]),
        ("an object of null", {"a": None}),
        ("names that are alike", {"a": 1, "A": 2, "a ": 3, "\uff41": 4}),
        ("the empty name", {"": 1}),
        ("names that are numbers", {"0": 1, "1": 2, "-1": 3, "01": 4}),
        ("names of methods", {"constructor": 1, "__proto__": 2, "toString": 3, "length": 4}),
        ("names with dots", {"a.b": 1, "$a": 2, "a/b": 3, "a~1b": 4, "@type": 5, "$ref": "x"}),
        ("a long name", {"n" * 5000: 1}), ("1,000 members", {f"m{n}": n for n in range(1000)}),
        ("a list of 5,000", list(range(5000))), ("names in no order", {"b": 1, "a": 2, "c": 3}),
        ("60 levels", _nested(60)), ("a list of 1,000 objects", [{"a": n} for n in range(1000)]),
    ):  # fmt: skip
        yield _row("shape", f"kept at the top: {name}", text(x_new=value))
        yield _row(
            "shape", f"kept within a message: {name}", edit(text(), {"/app_message/x_new": value})
        )
        yield _row(
            "shape",
            f"kept within the identity: {name}",
            edit(text(), {"/channel_identity/x": value}),
        )
        yield _row("shape", f"postback data: {name}", edit(example("AppCarousel"), {
            "/app_message/carousel_message/cards/0/choices/0/postback_data": value}))  # fmt: skip


def _nested(depth: int) -> Any:
    value: Any = "x"
    for level in range(depth):
        value = [value] if level % 2 else {"a": value}
    return value


def _sizes() -> Iterator[Row]:
    """Fill the body up to the documented limit, and one byte beyond it."""
    start = (
        json.dumps({**text(), "accept_time": "%T"}).replace('"%T"', "%T")[:-1].encode() + b',"x":"'
    )
    # %T is replaced by a time, whose length is known only then.
    for name, size, expect in (
        ("half the limit", LARGEST // 2, OK), ("the limit", LARGEST, OK),
        ("a byte more", LARGEST + 1, TOO_LARGE), ("a byte less", LARGEST - 1, OK),
        ("twice the limit", 2 * LARGEST, TOO_LARGE),
    ):  # fmt: skip
        for how, shape in (("", None), (", in chunks", chunked(65_536))):
            yield Row(f"a body of {name}{how}", "size", "assumed", expect, start, needs={"journal"},
                      shape=shape, fill=size, journaled=expect is OK)  # fmt: skip
