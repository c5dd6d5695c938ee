"""Reading and deleting one message."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sinch_inject_conformance.case import NOON, text
from sinch_inject_conformance.grammar.paths import ENDINGS
from sinch_inject_conformance.messages.visit import Story, Visit

__all__ = ["stories"]

PAGE, SDK, ASSUMED = "page", "public-sdk", "assumed"


def stories() -> Iterator[Story]:
    """Yield every story."""
    yield Story("a deleted message is gone", "deleted", ASSUMED, _gone)
    yield Story("only that one is deleted", "deleted", SDK, _others_stay)
    yield Story("the last one is deleted, and the conversation stays", "deleted", SDK, _last)
    yield Story("reading changes nothing", "read", SDK, _reading)
    yield Story("deleting answers an empty object", "deleted", SDK, _empty_object)
    yield Story("a message that is like a deleted one", "deleted", SDK, _alike)
    yield Story("ids are taken by the letter", "read", ASSUMED, _by_letter)
    yield Story("what stands behind an id belongs to it", "read", ASSUMED, _behind)
    for count in (2, 3):
        yield Story(f"one of {count} equal messages is deleted", "deleted", SDK, _twins(count))
    for count in (2, 8, 24):
        yield Story(f"one message, deleted {count} times at once", "deleted", ASSUMED, _race(count))
    yield Story("many messages, deleted at once", "deleted", SDK, _all_at_once)
    yield Story("equal messages elsewhere", "deleted", SDK, _twins_elsewhere)
    yield Story("a deleted message in the journal", "deleted", ASSUMED, _journal, needs={"journal"})


def _ids(visit: Visit) -> list[str]:
    return [str(one.get("id")) for one in visit.listed()]


def _gone(visit: Visit) -> Iterator[str]:
    visit.inject(text())
    for name in _ids(visit):
        visit.delete(name)
        visit.read(name, expect=404)
        visit.delete(name, expect=404)
        visit.delete(name, expect=404)
        visit.read(name, expect=404)
    yield from visit.shows(visit.listed(), [])


def _others_stay(visit: Visit) -> Iterator[str]:
    sent = [visit.inject(text(metadata=str(number))) for number in range(4)]
    other = visit.inject(text(), visit.conversation + "-other")
    ids = _ids(visit)
    if len(ids) == 4:
        visit.delete(ids[1])
    yield from visit.shows(visit.listed(), [sent[3], sent[1], sent[0]])
    yield from visit.shows(visit.listed(conversation_id=visit.conversation + "-other"), [other])
    for name in (*ids[:1], *ids[2:]):
        visit.read(name)


def _last(visit: Visit) -> Iterator[str]:
    visit.inject(text(metadata="first"))
    for name in _ids(visit):
        visit.delete(name)
    sent = visit.inject(text(metadata="second"))
    yield from visit.shows(visit.listed(), [sent])


def _reading(visit: Visit) -> Iterator[str]:
    sent = visit.inject(text())
    for name in _ids(visit):
        found = [visit.read(name) for _ in range(3)]
        yield from visit.shows(found, [sent] * 3)
        if visit.read(name, messages_source="CONVERSATION_SOURCE") != found[0]:
            yield "the default source is not CONVERSATION_SOURCE"
    yield from visit.shows(visit.listed(), [sent])


def _empty_object(visit: Visit) -> Iterator[str]:
    visit.inject(text())
    for name in _ids(visit):
        if visit.delete(name) != {}:
            yield "the answer has something in it"


def _alike(visit: Visit) -> Iterator[str]:
    visit.inject(text())
    gone = _ids(visit)
    for name in gone:
        visit.delete(name)
    again = visit.inject(text())
    yield from visit.shows(visit.listed(), [again])
    if set(_ids(visit)) & set(gone):
        yield "an id is given out again"


def _twins(count: int) -> Callable[[Visit], Iterator[str]]:
    """Return a play that deletes each of some messages that are equal to the letter, in turn."""

    def play(visit: Visit) -> Iterator[str]:
        body = text(accept_time=NOON)
        sent = [visit.inject(body) for _ in range(count)]
        left = _ids(visit)
        for name in left[1::2] + left[::2]:
            visit.delete(name)
            visit.read(name, expect=404)
            visit.delete(name, expect=404)
            left.remove(name)
            if _ids(visit) != left:
                yield "with one of some equal messages, others went, or changed places"
            for other in left:
                visit.read(other)
            yield from visit.shows(visit.listed(), sent[: len(left)])

    return play


def _race(count: int) -> Callable[[Visit], Iterator[str]]:
    """Return a play in which one of several deletions is the first, and no other."""

    def play(visit: Visit) -> Iterator[str]:
        kept = visit.inject(text(metadata="kept"))
        visit.inject(text())
        for name in _ids(visit)[:1]:
            statuses = sorted(visit.delete_at_once([name] * count))
            if statuses != [200, *[404] * (count - 1)]:
                yield f"they are answered {statuses}"
            visit.read(name, expect=404)
        yield from visit.shows(visit.listed(), [kept])

    return play


def _all_at_once(visit: Visit) -> Iterator[str]:
    for number in range(20):
        visit.inject(text(metadata=str(number)))
    statuses = visit.delete_at_once(_ids(visit))
    if statuses != [200] * 20:
        yield f"they are answered {statuses}"
    yield from visit.shows(visit.listed(), [])


def _twins_elsewhere(visit: Visit) -> Iterator[str]:
    body = text(accept_time=NOON)
    other = visit.conversation + "-other"
    visit.inject(body)
    there = visit.inject(body, other)
    dispatched = visit.inject({**body, "processing_mode": "DISPATCH"})
    for name in _ids(visit):
        visit.delete(name)
    yield from visit.shows(visit.listed(), [])
    yield from visit.shows(visit.listed(conversation_id=other), [there])
    yield from visit.shows(visit.listed(messages_source="DISPATCH_SOURCE"), [dispatched])
    again = visit.inject(body)
    yield from visit.shows(visit.listed(), [again])


def _by_letter(visit: Visit) -> Iterator[str]:
    visit.inject(text())
    for name in _ids(visit):
        for other in (
            name.swapcase(), name[:-1], name + "0", name[1:], f" {name}", f"{name} ", f"{name}\n",
            f"{name}/", f"{name},{name}", f"../messages/{name}", f"{name}?x", f"{name}#",
            f"{name}%", f"{name};x", name[::-1],
        ):  # fmt: skip
            if other != name:
                visit.read(other, expect=404)
                visit.delete(other, expect=404)
        visit.read(name)
        escaped = "".join(f"%{byte:02X}" for byte in name.encode())
        if visit.ask("getMessage", "GET", f"messages/{escaped}").get("id") != name:
            yield "an escaped id is another"


def _behind(visit: Visit) -> Iterator[str]:
    """Put behind an id, as it is, what frameworks cut off: that is another id, of no message."""
    sent = visit.inject(text())
    for name in _ids(visit):
        for ending in ENDINGS:
            visit.ask("getMessage", "GET", f"messages/{name}{ending}", expect=404)
            visit.ask("deleteMessage", "DELETE", f"messages/{name}{ending}", expect=404)
        yield from visit.shows([visit.read(name)], [sent])


def _journal(visit: Visit) -> Iterator[str]:
    visit.inject(text())
    for name in _ids(visit):
        visit.delete(name)
    if visit.session.stored(visit.conversation):
        yield "a deleted message is still stored"
