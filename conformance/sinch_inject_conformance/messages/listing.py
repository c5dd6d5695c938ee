"""What is listed: as it was sent, the newest first, and only what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sinch_inject_conformance.case import GONE, At, edit, example, text
from sinch_inject_conformance.credentials import FOREIGN
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.judge import free_texts
from sinch_inject_conformance.messages.visit import Story, Visit
from sinch_inject_conformance.server import basic

__all__ = ["stories"]

SDK, ASSUMED = "public-sdk", "assumed"
TEXT = "/app_message/text_message/text"
EXAMPLES = (
    "AppText", "AppMedia", "AppCard", "AppCarousel", "AppChoice", "AppList", "AppLocation",
    "AppTemplate", "AppContactInfo", "AppAgentAndOverrides", "AppFlows", "AppOrderDetails",
    "AppOrderStatus", "AppCommerce", "AppCarouselCommerce", "AppLineNotification", "ContactText",
    "ContactMedia", "ContactLocation", "ContactMediaCard", "ContactChoiceResponse",
    "ContactFallback", "ContactProductResponse", "ContactFlowReply",
)  # fmt: skip


def stories() -> Iterator[Story]:
    """Yield every story."""
    yield from as_sent()
    yield from in_order()
    yield from filtered()
    yield from by_time()
    yield from apart()
    yield from late()


# -- as it was sent


def as_sent() -> Iterator[Story]:
    """Inject, then list and read: it comes back as it was sent."""
    rule = "listed"
    for name in EXAMPLES:
        yield Story(f"{name} is listed and read as it was sent", rule, SDK, _back([example(name)]))
    for name, body in (
        ("no message at all", text(app_message=GONE)),
        ("null for the other message", text(contact_message=None)),
        ("null for an agent", edit(text(), {"/app_message/agent": None})),
        ("unknown members", edit(text(x_new=[1, {"å": None}]), {"/app_message/x_new": 2.5})),
        ("metadata of 1024 letters", text(metadata="å" * 1024)),
        ("metadata that is empty", text(metadata="")),
        ("metadata with blanks around", text(metadata=" \n a \t")),
        ("a tag in the metadata", text(metadata="ticket 4711 [tag:k-abc123]")),
        ("markup", edit(text(metadata="<b>&amp;</b>"), {TEXT: "<script>alert(1)</script>"})),
        ("letters of every kind", edit(text(), {TEXT: "e\u0301 \u202e \u200d\U0001f4bb \u2028"})),
        *((f"another {name}", text(**{name: "+46700000002"})) for name in free_texts()),
        ("a processing mode", text(processing_mode="CONVERSATION")),
        ("an app_id", edit(text(), {"/channel_identity/app_id": "01HAPP"})),
        ("a long text", edit(text(), {TEXT: "a" * 100_000})),
        ("a time with nine digits", text(accept_time=At(-3600, "%Y-%m-%dT%H:%M:%S.123456789Z"))),
        ("a time in another zone", text(accept_time=At(-3600, "%Y-%m-%dT%H:%M:%S+05:30", 330))),
        ("a time in lower case", text(accept_time=At(-3600, "%Y-%m-%dt%H:%M:%Sz"))),
        ("large numbers", text(x=[2**53 + 1, 1.5e300, -0.1, 12345678901234567890])),
        ("members id and injected of the caller's", text(id="mine", injected=False, x=1)),
    ):  # fmt: skip
        yield Story(f"listed and read: {name}", rule, ASSUMED, _back([body]))
    yield Story("a message twice is listed twice", rule, SDK, _back([text(), text()]))


def _back(bodies: Sequence[dict[str, Any]]) -> Any:
    def play(visit: Visit) -> Iterator[str]:
        sent = [visit.inject(body) for body in bodies]
        # What the API sets itself is not what a caller wrote there.
        for one in sent:
            one.body.pop("id", None)
            one.body.pop("injected", None)
        found = visit.listed()
        yield from visit.shows(found, list(reversed(sent)))
        ids = [str(one.get("id")) for one in found]
        if len(set(ids)) < len(ids):
            yield "two messages have the same id"
        for shown in found:
            if visit.read(str(shown.get("id"))) != shown:
                yield "reading a message gives another than listing it"

    return play


# -- in order


def in_order() -> Iterator[Story]:
    """List the newest accept_time first; of equal ones, the one stored last."""
    rule = "list order"
    for name, ages in (
        ("as they came", (500, 400, 300, 200, 100)),
        ("the other way round", (100, 200, 300, 400, 500)), ("mixed", (300, 100, 500, 200, 400)),
        ("all the same", (300,) * 5), ("two the same", (300, 100, 300)),
        ("days apart", (86_400 * 29, 60, 86_400 * 10, 86_400)),
        ("a microsecond apart", (60.000001, 60.000002, 60.0)),
    ):  # fmt: skip
        yield Story(name, rule, SDK, _ordered([float(age) for age in ages]))
    yield Story("times in several zones", rule, ASSUMED, _zones)


def _ordered(ages: Sequence[float]) -> Any:
    def play(visit: Visit) -> Iterator[str]:
        now = visit.session.now()
        times = [write(now - timedelta(seconds=age)) for age in ages]
        sent = [visit.inject(text(accept_time=time)) for time in times]
        order = sorted(range(len(ages)), key=lambda number: (ages[number], -number))
        yield from visit.shows(visit.listed(), [sent[number] for number in order])

    return play


def _zones(visit: Visit) -> Iterator[str]:
    forms = ("%Y-%m-%dT%H:%M:%S+14:00", "%Y-%m-%dT%H:%M:%S-12:00", "%Y-%m-%dT%H:%M:%SZ")
    now = visit.session.now()
    spelled = [
        At(-60.0 * (n + 1), form, minutes).spell(now)
        for n, (form, minutes) in enumerate(zip(forms, (840, -720, 0), strict=True))
    ]
    sent = [visit.inject(text(accept_time=one)) for one in reversed(spelled)]
    yield from visit.shows(visit.listed(), list(reversed(sent)))


# -- only what was asked for

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


# -- apart from others


def apart() -> Iterator[Story]:
    """See nothing of another project's, whatever is asked for."""
    yield Story("another project's messages", "project", "page", _foreign, needs={"tokens"})
    yield Story("refused messages are not listed", "listed", "page", _refused)


def _foreign(visit: Visit) -> Iterator[str]:
    visit.session.told("POST", "/keys", FOREIGN)
    mine = visit.inject(text(metadata="mine"))
    theirs = basic(FOREIGN["key_id"], FOREIGN["key_secret"])
    whose: dict[str, Any] = {"authorization": theirs, "project": FOREIGN["project_id"]}
    listing = f"messages?conversation_id={visit.conversation}"
    if visit.ask("listMessages", "GET", listing, **whose).get("messages") != []:
        yield "another project lists my messages"
    found = visit.listed()
    yield from visit.shows(found, [mine])
    name = str(found[0].get("id")) if found else "none"
    visit.ask("getMessage", "GET", f"messages/{name}", expect=404, **whose)
    visit.ask("deleteMessage", "DELETE", f"messages/{name}", expect=404, **whose)
    visit.ask("listMessages", "GET", listing, expect=403, authorization=theirs)
    visit.ask("getMessage", "GET", f"messages/{name}", expect=403, authorization=theirs)
    visit.ask("deleteMessage", "DELETE", f"messages/{name}", expect=403, authorization=theirs)
    yield from visit.shows(visit.listed(), [mine])


def _refused(visit: Visit) -> Iterator[str]:
    path = f"conversations/{visit.conversation}:inject-message"
    for body in (b"{", b"{}", b""):
        visit.ask("injectMessage", "POST", path, body=body, expect=400)
    yield from visit.shows(visit.listed(), [])


# -- late


def late() -> Iterator[Story]:
    """List a message only some time after it was stored, where a server was told to."""
    yield Story("a message is listed at once", "list lag", ASSUMED, _at_once)
    yield Story(
        "a message is listed late",
        "list lag",
        ASSUMED,
        _late,
        needs={"clock", "list-lag", "journal"},
        restores_clock=True,
    )


def _at_once(visit: Visit) -> Iterator[str]:
    for number in range(5):
        visit.inject(text(metadata=str(number)))
        if len(visit.listed()) != number + 1:
            yield "a message that was just accepted is not listed"


def _late(visit: Visit) -> Iterator[str]:
    session = visit.session
    session.freeze()
    session.told("PUT", "/list-lag", {"seconds": 60})
    try:
        sent = visit.inject(text())
        stored = session.stored(visit.conversation)
        yield from visit.shows(visit.listed(), [])
        session.advance(59)
        session.forget_token()
        yield from visit.shows(visit.listed(), [])
        if stored:
            visit.read(str(stored[0]["id"]))
        session.advance(1)
        yield from visit.shows(visit.listed(), [sent])
    finally:
        session.told("PUT", "/list-lag", {"seconds": 0})
