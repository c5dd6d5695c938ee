"""What the parameters of the operations refuse: of a query, of a path; values, ids and places."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from sinch_inject_conformance.case import At, Expect, Row
from sinch_inject_conformance.grammar.paths import ENDINGS
from sinch_inject_conformance.grammar.times import spellings
from sinch_inject_conformance.messages.operations import (
    ASSUMED,
    LIST,
    OPERATIONS,
    SDK,
)

__all__ = ["rows"]

NOT_THERE = Expect({404}, kind="outside")


def rows() -> Iterator[Row]:
    """Yield a row for each value that a parameter refuses, and for each that it takes."""
    yield from _parameters()
    yield from _times()
    yield from _ids()
    yield from _paths()


def _parameters() -> Iterator[Row]:
    """Give each parameter of the list a value that is wrong, twice, or in another spelling."""
    here = OPERATIONS[0]
    base = f"{LIST}?conversation_id={{conversation}}&"
    for name, wrong in (
        ("view", ("with_metadata", "WITH", "", "0", "METADATA", "WITH_METADATA ", "true")),
        ("channel", ("sms", "VIBER", "CHANNEL_UNSPECIFIED", "0", "", "SMS ", "SMS,RCS", "EMAIL")),
        ("direction", ("to_app", "TO", "", "0", "UNDEFINED_DIRECTION", "TO_APP,TO_CONTACT")),
        ("only_recipient_originated", ("TRUE", "True", "1", "0", "yes", "", "null", "on", "t")),
        ("page_size", ("0", "-1", "1001", "ten", "1.5", "")),
        ("start_time", ("now", "0", "1700000000", "2026-11-10", "", "2026-11-10T12:00:00")),
        ("end_time", ("now", "0", "1700000000", "2026-11-10", "", "2026-11-10T12:00:00")),
        ("page_token", ("x", "1", "AAAA")),
    ):  # fmt: skip
        for value in wrong:
            yield here.row(
                f"{name} {value!r}",
                "query",
                SDK,
                Expect({400}),
                path=f"{base}{name}={quote(value)}",
            )
    for name, value in (
        ("view", "WITH_METADATA"), ("channel", "SMS"), ("direction", "TO_APP"), ("page_size", "5"),
        ("only_recipient_originated", "false"), ("start_time", "2026-11-10T12:00:00Z"),
        ("contact_id", "x"), ("end_time", "2026-11-10T12:00:00Z"), ("app_id", "x"),
        ("channel_identity", "x"), ("page_token", ""),
    ):  # fmt: skip
        yield here.row(
            f"{name} is right", "query", SDK, Expect({200}), path=f"{base}{name}={quote(value)}"
        )
        yield here.row(
            f"{name} twice",
            "query",
            ASSUMED,
            Expect({400}),
            path=f"{base}{name}={quote(value)}&{name}={quote(value)}",
        )
        escaped = "".join(f"%{ord(letter):02X}" for letter in name)
        yield here.row(
            f"{name} twice, once escaped",
            "query",
            ASSUMED,
            Expect({400}),
            path=f"{base}{name}={quote(value)}&{escaped}={quote(value)}",
        )
        yield here.row(
            f"{name} in upper case is another",
            "query",
            ASSUMED,
            Expect({200}),
            path=f"{base}{name.upper()}=nothing",
        )
    yield here.row(
        "conversation_id twice",
        "query",
        ASSUMED,
        Expect({400}),
        path=f"{base}conversation_id={{conversation}}",
    )
    for name in ("contact_id", "conversation_id", "page_token"):
        for raw in ("%FF", "%C3", "%00"):
            yield here.row(
                f"{name} {raw}", "query", ASSUMED, Expect({400}), path=f"{LIST}?{name}={raw}"
            )
    for start, end, status in (
        ("2026-11-10T12:00:00Z", "2026-11-10T12:00:00Z", 400),
        ("2026-11-11T12:00:00Z", "2026-11-10T12:00:00Z", 400),
        ("2026-11-10T12:00:00Z", "2026-11-10T13:00:00%2B01:00", 400),
        ("2026-11-10T12:00:00Z", "2026-11-10T12:00:00.000000001Z", 200),
        ("2026-11-10T12:00:00%2B01:00", "2026-11-10T12:00:00Z", 200),
        ("2026-11-10T12:00:00Z", "2026-11-11T12:00:00Z", 200),
    ):  # fmt: skip
        yield here.row(
            f"from {start} to {end}",
            "list times",
            ASSUMED,
            Expect({status}),
            path=f"{base}start_time={start}&end_time={end}",
        )


def _times() -> Iterator[Row]:
    here = OPERATIONS[0]
    # A moment that stays: a query has no clock to keep within.
    for name, form, right in spellings():
        spelled = At(0, form.replace("%s", "{epoch}")).spell_at("2026-11-10T12:00:00Z")
        for parameter in ("start_time", "end_time"):
            query = f"conversation_id={{conversation}}&{parameter}={quote(spelled, safe='')}"
            yield here.row(
                f"{parameter}, {name}",
                "list times",
                SDK,
                Expect({200 if right else 400}),
                path=f"{LIST}?{query}",
            )


def _ids() -> Iterator[Row]:
    for one in OPERATIONS[1:]:
        for name, encoded in (
            ("a slash", "a%2Fb"), ("a colon", "a:b"), ("a question mark", "a%3Fb"),
            ("a blank", "a%20b"), ("dots", "%2E%2E"), ("an accent", "caf%C3%A9"),
            ("a percent sign", "a%25b"), ("500 letters", "x" * 500), ("a star", "*"),
            ("the suffix", "x:inject-message"), ("a plus", "a+b"), ("quotes", "%27%22"),
            ("SQL", "1%27%20OR%20%271%27=%271"),
        ):  # fmt: skip
            yield one.row(
                f"unknown id with {name}",
                "percent-encoding",
                ASSUMED,
                Expect({404}),
                path=f"{LIST}/{encoded}",
            )
        for name, encoded in (
            ("0xFF", "a%FF"),
            ("half a letter", "a%C3"),
            ("U+0000", "a%00b"),
            ("a surrogate", "%ED%A0%80"),
        ):
            yield one.row(
                f"id with {name}",
                "percent-encoding",
                ASSUMED,
                Expect({400}),
                path=f"{LIST}/{encoded}",
            )


def _paths() -> Iterator[Row]:
    for name, path in (
        ("a slash behind", f"{LIST}/"), ("two segments", f"{LIST}/a/b"),
        ("upper case", LIST.replace("messages", "Messages")),
        ("singular", LIST.replace("messages", "message")),
        ("two slashes", LIST.replace("/messages", "//messages")),
        ("within a conversation", "/v1/projects/{project}/conversations/{conversation}/messages"),
        ("no project", "/v1/projects//messages"), ("no version", "/projects/{project}/messages"),
        ("a suffix", f"{LIST}:list"),
        ("an escaped slash", LIST.replace("/messages", "%2Fmessages")),
    ):  # fmt: skip
        for method in ("GET", "DELETE"):
            yield Row(f"{method} {name}", "path", ASSUMED, NOT_THERE, method=method, path=path)
    for ending in ENDINGS:
        yield Row(f"GET with {ending} behind the path", "path", ASSUMED, NOT_THERE, method="GET",
                  path=LIST + ending)  # fmt: skip
