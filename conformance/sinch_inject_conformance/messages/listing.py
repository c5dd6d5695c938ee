"""What is listed: as it was sent, the newest first, nobody else's, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sinch_inject_conformance.case import GONE, At, edit, example, text
from sinch_inject_conformance.credentials import FOREIGN, present
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.judge import free_texts
from sinch_inject_conformance.messages import filters
from sinch_inject_conformance.messages.visit import Story, Visit
from sinch_inject_conformance.server import basic

__all__ = ["stories"]

SDK, ASSUMED = "public-sdk", "assumed"
TEXT = "/app_message/text_message/text"
WRONG = ("none", "basic-wrong", "basic-empty", "bearer-unknown", "bearer-jwt", "basic-garbage")
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
    yield from filters.stories()
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


# -- apart from others


def apart() -> Iterator[Story]:
    """See nothing of another project's, whatever is asked for."""
    yield Story("another project's messages", "project", "page", _foreign, needs={"tokens"})
    yield Story("what was just read, asked for by nobody", "authentication", "page", _by_nobody)
    yield Story(
        "what was just read, asked for by another project", "project", "page", _by_another,
        needs={"tokens"},
    )  # fmt: skip
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


def _by_nobody(visit: Visit) -> Iterator[str]:
    """Ask without good credentials for the same as somebody who had them a moment ago."""
    wrong = [present(visit.session, name).authorization or "" for name in WRONG]
    yield from _next_to(visit, wrong, 401)


def _by_another(visit: Visit) -> Iterator[str]:
    visit.session.told("POST", "/keys", FOREIGN)
    yield from _next_to(visit, [basic(FOREIGN["key_id"], FOREIGN["key_secret"])], 403)


def _next_to(visit: Visit, wrong: Sequence[str], status: int) -> Iterator[str]:
    """Have everything answered, refused and answered again; who may not ask changes nothing."""
    sent = visit.inject(text())
    here = f"messages?conversation_id={visit.conversation}"
    for name in [str(one.get("id")) for one in visit.listed()]:
        for path, operation in ((here, "listMessages"), (f"messages/{name}", "getMessage")):
            first = visit.ask(operation, "GET", path)
            for other in wrong:
                visit.ask(operation, "GET", path, expect=status, authorization=other)
            if visit.ask(operation, "GET", path) != first:
                yield f"{operation} answers something else after somebody was refused"
        for other in wrong:
            path = f"messages/{name}"
            visit.ask("deleteMessage", "DELETE", path, expect=status, authorization=other)
        yield from visit.shows([visit.read(name)], [sent])
        visit.delete(name)
        for other in wrong:
            path = f"messages/{name}"
            visit.ask("getMessage", "GET", path, expect=status, authorization=other)


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
