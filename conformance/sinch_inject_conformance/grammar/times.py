"""Date-times by RFC 3339, section 5.6: each field at its edges, each letter that is not one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sinch_inject_conformance.case import At, Expect, Row, text

__all__ = ["ZONES", "cases", "spellings", "zone"]

# Yesterday, so that each time of its day lies within the window in every zone.
DAY = -2 * 86_400.0
# Minutes east of UTC: each quarter of an hour with hours of either sign, and the rims.
ZONES = (*range(-720, 841, 45), -210, -1, 1, -1439, 1439)
MONTH = 30 * 86_400.0
# Less than a quarter of an hour, and more than any machine takes to send a request.
NEAR = 600.0


def zone(minutes: int) -> str:
    """Return an offset as RFC 3339 writes it."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def spellings() -> Iterator[tuple[str, str, bool]]:
    """Yield a name, a form for ``strftime``, and whether it is a date-time."""
    day = "%Y-%m-%d"
    yield from (
        (f"the fraction {digits}", f"{day}T12:00:00.{digits}Z", True)
        for digits in ("0", "9", "00", "123", "999999", "1234567", "123456789", "1" * 12, "7" * 40)
    )
    for time in ("00:00:00", "23:59:59", "12:00:59", "12:59:00", "09:00:00", "23:59:60"):
        yield f"the time {time}", f"{day}T{time}Z", True
    for time in (
        "24:00:00", "25:00:00", "12:60:00", "12:00:60", "12:00:61", "23:59:61", "99:99:99",
        "1:00:00", "12:0:00", "12:00:0", "012:00:00", "12:00", "12", "12:00:00:00", "-1:00:00",
        "+1:00:00", " 1:00:00", "12.00.00", "12-00-00", "120000", "12:00:00 PM", "12:00:5a",
    ):  # fmt: skip
        yield f"the time {time}", f"{day}T{time}Z", False
    for zone in (
        "Z", "z", "+00:00", "-00:00", "+00:01", "-00:01", "+05:30", "+05:45", "-03:30", "+12:45",
        "+14:00", "-12:00", "+23:59", "-23:59",
    ):  # fmt: skip
        yield f"the zone {zone}", f"{day}T12:00:00{zone}", True
    for zone in (
        "", "ZZ", "Z+00:00", "+24:00", "-24:00", "+00:60", "+05:99", "+5:30", "+05", "+0530",
        "+05:3", "+05:300", "+05:30:00", "05:30", "+-05:30", "--05:30", "\u221205:30", " Z",
        " +00:00", "+ 05:30", "+05.30", "UTC", "GMT", "UT", "EST", "A", "Zulu", "[UTC]",
        "Z[Europe/Paris]", "+05:30Z", "+\u0660\u0665:30",
    ):  # fmt: skip
        yield f"the zone {zone!r}", f"{day}T12:00:00{zone}", False
    for fraction in (
        ".", ",5", ".5.5", "..5", ".-5", ".+5", ". 5", ".5 ", ".5e1", ".a", ".\u0665", ".\uff15",
        ".1_0", "\u066b5", ":5", ";5", ".5,5",
    ):  # fmt: skip
        yield f"the fraction {fraction!r}", f"{day}T12:00:00{fraction}Z", False
    for date in (
        "2026-00-10", "2026-13-10", "2026-11-00", "2026-11-31", "2026-12-32", "2026-02-30",
        "2025-02-29", "2100-02-29", "2026-1-10", "2026-11-1", "26-11-10", "02026-11-10",
        "+2026-11-10", "-2026-11-10", "2026/11/10", "2026.11.10", "2026 11 10", "2026_11_10",
        "10-11-2026", "10/11/2026", "11/10/2026", "20261110", "2026-11", "2026-329", "2026-W47-2",
        "2026-Nov-10", "2026-11-10-", "\uff12026-11-10", "2026\u201011\u201010",
        "2026-11-\u0661\u0660", "today", "", "----", "0x7e-11-10",
    ):  # fmt: skip
        yield f"the date {date!r}", f"{date}T12:00:00Z", False
    yield "t for T", f"{day}t12:00:00Z", True
    for separator in ("", " ", "_", "TT", "\t", "\n", "+", "%%20", "T ", " T", "\u00a0", ","):
        yield f"{separator!r} for T", f"{day}{separator}12:00:00Z", False
    for blank in (
        " ", "\t", "\n", "\r\n", "\v", "\f", "\u0085", "\u00a0", "\u2028", "\u3000", "\ufeff",
        "\u200b", '"', "'",
    ):  # fmt: skip
        yield f"{blank!r} before it", f"{blank}{day}T12:00:00Z", False
        yield f"{blank!r} behind it", f"{day}T12:00:00Z{blank}", False
    for words in (
        "%s", "%s000", "%a, %d %b %Y %H:%M:%S GMT", "%a, %d %b %Y %H:%M:%S +0000", "%c",
        "%A, %d-%b-%y %H:%M:%S GMT", "%Y%m%dT%H%M%SZ", "%Y%m%dT%H:%M:%SZ", "%Y-%m-%dT%H%M%SZ",
        "%Y-%jT%H:%M:%SZ", "%Y-%m-%d", "T%H:%M:%SZ", "now", "yesterday", "-PT1H", "null",
        "/Date(1700000000000)/", "%Y-%m-%dT%H:%M:%SZ/PT1H", "%Y-%m-%dT%H:%M:%SZ,%Y-%m-%dT%H:%M:%SZ",
    ):  # fmt: skip
        yield f"spelled {words}", words, False


def cases() -> Iterator[Row]:
    """Yield a row for each spelling, and for what is no text at all."""
    for name, form, right in spellings():
        expect = Expect({200 if right else 400})
        # %s, the seconds since 1970, is not everywhere: it is written here.
        at = At(DAY, form.replace("%s", "{epoch}"))
        yield Row(f"time: {name}", "date-time", "page", expect, text(accept_time=at))
    yield from _in_zones()
    others: tuple[Any, ...] = (
        {"seconds": 1},
        {"$date": 1},
        ["2026-11-10T12:00:00Z"],
        1.7e9,
        0,
        -1,
        False,
        None,
        {},
        [],
    )
    for value in others:
        yield Row(f"time: {value!r}", "date-time", "page", Expect({400}), text(accept_time=value))


def _in_zones() -> Iterator[Row]:
    """Write moments near both ends of the window in every zone: it is the moment that counts."""
    for minutes in ZONES:
        form = f"%Y-%m-%dT%H:%M:%S{zone(minutes)}"
        for name, seconds, right in (
            ("just past", -NEAR, True), ("still to come", NEAR, False),
            ("young enough", NEAR - MONTH, True), ("too old", -NEAR - MONTH, False),
        ):  # fmt: skip
            yield Row(f"time: {name} at {zone(minutes)}", "accept_time", "page",
                      Expect({200 if right else 400}),
                      text(accept_time=At(seconds, form, minutes)))  # fmt: skip
