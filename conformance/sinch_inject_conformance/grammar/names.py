"""Names and words in other spellings: protobuf's JSON would take numbers and camelCase.

This API's contract takes neither. A member in another spelling is one that it does not know,
which is kept as it is, and does not stand for the one that it looks like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sinch_inject_conformance.case import GONE, Expect, Row, edit, example, text
from sinch_inject_conformance.judge import free_texts
from sinch_inject_conformance.table import SCOPED

__all__ = ["camel", "cases"]

OK, REFUSED = Expect({200}), Expect({400})


def camel(name: str) -> str:
    """Return a name as protobuf writes it in JSON."""
    return re.sub("_([a-z])", lambda match: match[1].upper(), name)


def other_words(word: str) -> Iterator[Any]:
    """Yield what somebody might take for a word of an enum."""
    title = word.replace("_", " ").title()
    yield from (
        0, 1, 2, "0", "1", 1.0, word.lower(), title, title.replace(" ", ""), camel(word.lower()),
        word.replace("_", "-"), word.replace("_", ""), f" {word}", f"{word} ", f"{word}\n",
        f"{word}\0"[:-1] + "\t",
        f"x{word}", f"{word}S", word[:-1], word[1:], f"{word},{word}", f"ENUM_{word}", [word],
        {word: True},
        {"value": word}, None, True, "", "*", f"{word}_UNSPECIFIED", "UNSPECIFIED", "UNKNOWN",
        "".join(chr(ord(one) + 0xFEE0) for one in word), word.replace("S", "\u0405"),
        word.replace("I", "\u0130"), word + "\u200b", f"\ufeff{word}",
    )  # fmt: skip


ENUMS = (
    ("AppText", "/direction", "TO_CONTACT"),
    ("AppText", "/direction", "TO_APP"),
    ("AppText", "/channel_identity/channel", "SMS"),
    ("AppText", "/channel_identity/channel", "KAKAOTALKCHAT"),
    ("AppText", "/channel_identity/channel", "VIBERBM"),
    ("AppText", "/processing_mode", "CONVERSATION"),
    ("AppText", "/processing_mode", "DISPATCH"),
    ("AppAgentAndOverrides", "/app_message/agent/type", "HUMAN"),
    ("AppCard", "/app_message/card_message/height", "MEDIUM"),
)


def cases() -> Iterator[Row]:
    """Yield a row for each spelling."""
    yield from _words()
    yield from _members()
    yield from _contents()
    yield from _empties()


def _words() -> Iterator[Row]:
    for name, pointer, word in ENUMS:
        seen: list[Any] = [word]
        for other in other_words(word):
            if other in seen and not isinstance(other, bool):
                continue
            seen.append(other)
            yield Row(f"{pointer} {word} as {other!r}", "spelling", "page", REFUSED,
                      edit(example(name), {pointer: other}))  # fmt: skip


def _members() -> Iterator[Row]:
    for name in ("accept_time", "channel_identity", "contact_id"):
        for other in (
            camel(name), name.upper(), name.title(), name.replace("_", "-"), f"{name} ", f" {name}",
            name.replace("_", ""), f"\ufeff{name}",
        ):  # fmt: skip
            value = text()[name]
            yield Row(f"{name} named {other!r}", "spelling", "page", REFUSED,
                      text(**{name: GONE, other: value}))  # fmt: skip
    for name, value in (
        ("conversationId", "x"), ("senderId", 7), ("processingMode", "NONE"), ("Metadata", 7),
        ("appMessage", 7), ("contactMessage", {"textMessage": {}}), ("Direction", "x"),
        ("CONTACT_ID", None), ("acceptTime", 0), ("channelIdentity", []), ("app_message ", 7),
        ("metadata\t", 7), ("$schema", 7), ("@type", "x"), ("__proto__", None), ("constructor", {}),
        ("message", {}), ("id", 7), ("injected", False), ("", 7), (".", 7), ("a.b", 7), ("a/b", 7),
        ("a~b", 7), ("å", 7), ("\U0001f600", 7), ("0", 7),
    ):  # fmt: skip
        yield Row(
            f"a member named {name!r} is kept", "spelling", "assumed", OK, text(**{name: value})
        )
    for name, pointer, value in (
        ("appId", "/channel_identity/appId", "01HAPP"),
        ("APP_ID", "/channel_identity/APP_ID", "01HAPP"),
        ("app-id", "/channel_identity/app-id", "01HAPP"),
        ("appid", "/channel_identity/appid", "01HAPP"),
    ):  # fmt: skip
        for channel in SCOPED:
            body = edit(
                text(), {"/channel_identity": {"channel": channel, "identity": "i"}, pointer: value}
            )
            yield Row(f"{channel} with {name}", "app_id", "page", REFUSED, body)


def _contents() -> Iterator[Row]:
    for name in ("textMessage", "TextMessage", "text-message", "TEXT_MESSAGE", "text"):
        yield Row(f"a content named {name}", "spelling", "public-sdk", REFUSED,
                  text(app_message={name: {"text": "x"}}))  # fmt: skip
        yield Row(f"a content named {name} beside the right one", "spelling", "public-sdk", OK,
                  text(app_message={"text_message": {"text": "x"},
                                    name: {"text": "y"}}))  # fmt: skip
    for name in ("messageId", "MESSAGE_ID", "messageid"):
        yield Row(f"reply_to with {name}", "spelling", "public-sdk", REFUSED,
                  edit(example("ContactText"),
                       {"/contact_message/reply_to": {name: "m"}}))  # fmt: skip


def _empties() -> Iterator[Row]:
    """Put nothing of every kind where something is due, and where nothing is."""
    nothings: tuple[tuple[str, Any], ...] = (
        ("null", None), ("an empty text", ""), ("an empty object", {}), ("an empty list", []),
        ("false", False), ("0", 0), ("the text null", "null"), ("a blank", " "),
    )  # fmt: skip
    right = {
        "/accept_time": set[str](),
        "/channel_identity": set[str](),
        "/contact_id": {"the text null", "a blank"},
        "/direction": set[str](),
        **{f"/{name}": {"an empty text", "the text null", "a blank"} for name in free_texts()},
        "/processing_mode": set[str](),
        "/metadata": {"an empty text", "the text null", "a blank"},
        "/contact_message": {"null"},
        "/channel_identity/channel": set[str](),
        "/channel_identity/identity": {"the text null", "a blank"},
        "/channel_identity/app_id": {"the text null", "a blank"},
        "/app_message": {"null"},
        "/app_message/agent": {"null", "an empty object"},
        "/app_message/text_message": set[str](),
        "/app_message/text_message/text": {"an empty text", "the text null", "a blank"},
        "/app_message/explicit_channel_message": {"an empty object"},
        "/app_message/explicit_channel_omni_message": {"an empty object"},
        "/app_message/channel_specific_message": {"an empty object"},
    }
    for pointer, kinds in right.items():
        for name, value in nothings:
            yield Row(f"{pointer} is {name}", "nothing", "page", OK if name in kinds else REFUSED,
                      edit(text(), {pointer: value}))  # fmt: skip
