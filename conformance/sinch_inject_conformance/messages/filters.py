"""What is listed of what was asked for: by each parameter, by several, and by time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sinch_inject_conformance.case import GONE, At, edit, text
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.judge import resolved
from sinch_inject_conformance.messages.visit import Story, Visit

__all__ = ["stories"]

SDK, ASSUMED = "public-sdk", "assumed"
BASE: dict[str, Any] = text(contact_id="c-1", direction="TO_APP")
FILTERS: tuple[tuple[str, str, str, Any, str], ...] = (
    # parameter, the member it compares, its value, another value, a value that nobody has
    ("contact_id", "/contact_id", "c-1", "C-1", "c"),
    ("contact_id", "/contact_id", "a b+c&d=e%41/å", "a b", "a%20b"),
    ("channel_identity", "/channel_identity/identity", "+4670000001", "4670000001", "+467000000"),
    ("channel_identity", "/channel_identity/identity", "id 1", "id+1", "id"),
    ("app_id", "/channel_identity/app_id", "01HAPP", "01happ", "01HAP"),
    ("channel", "/channel_identity/channel", "SMS", "WHATSAPP", "RCS"),
    ("channel", "/channel_identity/channel", "KAKAOTALK", "KAKAOTALKCHAT", "APPLEBC"),
    ("direction", "/direction", "TO_APP", "TO_CONTACT", ""),
)  # fmt: skip


def stories() -> Iterator[Story]:
    """Yield every story."""
    yield from filtered()
    yield from by_time()


def filtered() -> Iterator[Story]:
    """Narrow the list with each parameter, and with several."""
    rule = "list filter"
    for name, pointer, value, other, nobody in FILTERS:
        yield Story(
            f"{name} {value}",
            rule,
            ASSUMED if name == "app_id" else SDK,
            _filter(name, pointer, value, other, nobody),
        )
    yield Story("conversation_id", rule, SDK, _by_conversation)
    yield Story("several at once", rule, SDK, _by_several)
    yield Story("parameters without a value", rule, ASSUMED, _by_nothing)
    yield Story("parameters that nobody knows", rule, ASSUMED, _by_unknown)
    yield Story("view", rule, SDK, _by_view)
    yield Story("view, where members within have a message's names", rule, ASSUMED, _named_alike)
    yield Story("messages_source", rule, ASSUMED, _by_source, asks={"message-sources"})
    yield Story("only_recipient_originated", rule, ASSUMED, _by_recipient)


def _filter(name: str, pointer: str, value: str, other: str, nobody: str) -> Any:
    def play(visit: Visit) -> Iterator[str]:
        scoped = edit(BASE, {"/channel_identity/app_id": "app"})
        first = visit.inject(edit(scoped, {pointer: value}))
        second = visit.inject(edit(scoped, {pointer: other}))
        yield from visit.shows(visit.listed(**{name: value}), [first])
        yield from visit.shows(visit.listed(**{name: other}), [second])
        if nobody:
            yield from visit.shows(visit.listed(**{name: nobody}), [])
        yield from visit.shows(visit.listed(), [second, first])

    return play


def _by_conversation(visit: Visit) -> Iterator[str]:
    names = [visit.conversation + end for end in ("", "x", "/a b+c%41&å", "-UPPER", "-upper")]
    sent = [visit.inject(text(metadata=name[-8:]), name) for name in names]
    for name, one in zip(names, sent, strict=True):
        yield from visit.shows(visit.listed(conversation_id=name), [one])
    yield from visit.shows(visit.listed(conversation_id=visit.conversation + "-nobody"), [])
    everything = visit.listed(conversation_id=None, page_size=1000)
    if not {one.get("conversation_id") for one in everything} >= set(names):
        yield "without conversation_id, not all conversations are listed"


def _by_several(visit: Visit) -> Iterator[str]:
    sent = {}
    for contact in ("a", "b"):
        for direction in ("TO_APP", "TO_CONTACT"):
            for channel in ("SMS", "RCS"):
                body = edit(
                    text(contact_id=contact, direction=direction),
                    {"/channel_identity/channel": channel},
                )
                sent[contact, direction, channel] = visit.inject(body)
    for (contact, direction, channel), one in sent.items():
        found = visit.listed(contact_id=contact, direction=direction, channel=channel)
        yield from visit.shows(found, [one])
    half = [one for key, one in sent.items() if key[1] == "TO_APP"]
    yield from visit.shows(visit.listed(direction="TO_APP"), list(reversed(half)))


def _by_nothing(visit: Visit) -> Iterator[str]:
    one = visit.inject(text())
    for name in ("contact_id", "app_id", "channel_identity", "page_token"):
        yield from visit.shows(visit.listed(**{name: ""}), [one])


def _by_unknown(visit: Visit) -> Iterator[str]:
    one = visit.inject(text())
    for name in (
        "x",
        "Conversation_Id",
        "conversationId",
        "pageSize",
        "metadata",
        "tag",
        "orderBy",
        "$filter",
    ):
        yield from visit.shows(visit.listed(**{name: "nothing"}), [one])


def _by_view(visit: Visit) -> Iterator[str]:
    sent = [visit.inject(one) for one in (text(metadata="with"), text(metadata=""), text())]
    sent.reverse()
    yield from visit.shows(visit.listed(view="WITH_METADATA"), sent)
    yield from visit.shows(visit.listed(), sent)
    # Absent, null and empty are three things: the member is not there, and all others are.
    wanted = [
        {name: value for name, value in one.items() if name != "metadata"}
        for one in visit.listed(view="WITH_METADATA")
    ]
    if visit.listed(view="WITHOUT_METADATA") != wanted:
        yield "WITHOUT_METADATA is not the same list without the member metadata"


def _named_alike(visit: Visit) -> Iterator[str]:
    """Give members of every kind of object the names that a message's own members have."""
    inner = {name: f"kept: {name}" for name in resolved("ConversationMessage")["properties"]}
    places = {"/x_new": inner, "/app_message/x_new": [inner], "/channel_identity/x": {"y": inner}}
    sent = visit.inject(edit(text(metadata="outer"), places))
    shown = visit.listed()
    yield from visit.shows(shown, [sent])
    yield from visit.shows([visit.read(str(one.get("id"))) for one in shown], [sent])
    wanted = [{name: one[name] for name in one if name != "metadata"} for one in shown]
    if visit.listed(view="WITHOUT_METADATA") != wanted:
        yield "WITHOUT_METADATA takes away more than the message's metadata, or less"


def _by_source(visit: Visit) -> Iterator[str]:
    sent = {
        mode: visit.inject(text(processing_mode=mode or GONE) if mode else text())
        for mode in ("DISPATCH", "CONVERSATION", "")
    }
    kept = [sent[""], sent["CONVERSATION"]]
    yield from visit.shows(visit.listed(), kept)
    yield from visit.shows(visit.listed(messages_source="CONVERSATION_SOURCE"), kept)
    dispatched = visit.listed(messages_source="DISPATCH_SOURCE")
    yield from visit.shows(dispatched, [sent["DISPATCH"]])
    for one in dispatched:
        name = str(one.get("id"))
        visit.read(name, messages_source="DISPATCH_SOURCE")
        visit.read(name, expect=404)
        visit.read(name, expect=404, messages_source="CONVERSATION_SOURCE")
        visit.delete(name, expect=404)
        visit.delete(name, messages_source="DISPATCH_SOURCE")
    yield from visit.shows(visit.listed(messages_source="DISPATCH_SOURCE"), [])
    yield from visit.shows(visit.listed(), kept)


def _by_recipient(visit: Visit) -> Iterator[str]:
    sent = [
        visit.inject(text(processing_mode="DISPATCH", direction=way))
        for way in ("TO_APP", "TO_CONTACT")
    ]
    visit.inject(text(direction="TO_APP"))
    asked = {"messages_source": "DISPATCH_SOURCE"}
    yield from visit.shows(visit.listed(**asked), list(reversed(sent)))
    yield from visit.shows(visit.listed(**asked, only_recipient_originated="true"), sent[:1])
    yield from visit.shows(
        visit.listed(**asked, only_recipient_originated="false"), list(reversed(sent))
    )
    visit.page(expect=400, only_recipient_originated="true")
    visit.page(expect=400, only_recipient_originated="true", messages_source="CONVERSATION_SOURCE")
    visit.page(only_recipient_originated="false")


# -- by time


def by_time() -> Iterator[Story]:
    """Narrow the list by accept_time; both ends are excluded."""
    rule = "list times"
    yield Story("start_time and end_time are excluded", rule, ASSUMED, _ends)
    yield Story("to the microsecond", rule, ASSUMED, _microseconds)
    yield Story("in every spelling", rule, ASSUMED, _spelled)
    yield Story("outside of all times", rule, ASSUMED, _outside)


def _ends(visit: Visit) -> Iterator[str]:
    base = visit.session.now().replace(microsecond=0)
    times = [write(base - timedelta(seconds=age)) for age in (400, 300, 200, 100)]
    sent = [visit.inject(text(accept_time=time)) for time in times]
    yield from visit.shows(visit.listed(start_time=times[1]), [sent[3], sent[2]])
    yield from visit.shows(visit.listed(end_time=times[2]), [sent[1], sent[0]])
    yield from visit.shows(visit.listed(start_time=times[0], end_time=times[3]), [sent[2], sent[1]])
    yield from visit.shows(visit.listed(start_time=times[1], end_time=times[2]), [])


def _microseconds(visit: Visit) -> Iterator[str]:
    base = visit.session.now().replace(microsecond=500) - timedelta(hours=1)
    step = timedelta(microseconds=1)
    sent = visit.inject(text(accept_time=write(base)))
    for start, end, there in (
        (base - step, base + step, True), (base, base + step, False), (base - step, base, False),
        (base - 2 * step, base - step, False), (base + step, base + 2 * step, False),
    ):  # fmt: skip
        found = visit.listed(start_time=write(start), end_time=write(end))
        yield from visit.shows(found, [sent] if there else [])


def _spelled(visit: Visit) -> Iterator[str]:
    now = visit.session.now()
    sent = visit.inject(text(accept_time=At(-3600).spell(now)))
    for form, minutes in (
        ("%Y-%m-%dT%H:%M:%SZ", 0), ("%Y-%m-%dT%H:%M:%S+05:30", 330),
        ("%Y-%m-%dT%H:%M:%S-08:00", -480), ("%Y-%m-%dT%H:%M:%S.123456789Z", 0),
        ("%Y-%m-%dt%H:%M:%Sz", 0), ("%Y-%m-%dT%H:%M:%S+14:00", 840),
    ):  # fmt: skip
        before, behind = At(-3700, form, minutes).spell(now), At(-3500, form, minutes).spell(now)
        yield from visit.shows(visit.listed(start_time=before, end_time=behind), [sent])
        yield from visit.shows(visit.listed(start_time=behind), [])
        yield from visit.shows(visit.listed(end_time=before), [])


def _outside(visit: Visit) -> Iterator[str]:
    sent = visit.inject(text())
    yield from visit.shows(visit.listed(start_time="1970-01-01T00:00:00Z"), [sent])
    yield from visit.shows(visit.listed(end_time="9999-12-31T23:59:59Z"), [sent])
    yield from visit.shows(visit.listed(start_time="9999-12-31T23:59:59Z"), [])
    yield from visit.shows(visit.listed(end_time="1970-01-01T00:00:00Z"), [])
