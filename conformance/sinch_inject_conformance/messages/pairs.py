"""Several parameters at once: each narrows the list, whichever others are there.

A server that has an index for one of them may forget another. Beside a message that fits, there
is one for each parameter that it alone does not fit, and one for each two; each two and each three
parameters are asked for, and what is right is worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from itertools import chain, combinations
from typing import Any

from sinch_inject_conformance.case import edit, text
from sinch_inject_conformance.instant import write
from sinch_inject_conformance.messages.visit import Sent, Story, Visit

__all__ = ["stories"]

SDK = "public-sdk"
MEMBERS = {
    "contact_id": "/contact_id", "channel_identity": "/channel_identity/identity",
    "app_id": "/channel_identity/app_id", "channel": "/channel_identity/channel",
    "direction": "/direction",
}  # fmt: skip
# Nobody else has these values, so that at least one of them keeps the others' messages away.
OWN = frozenset({"conversation_id", "contact_id", "channel_identity", "app_id"})
NAMES = ("conversation_id", *MEMBERS, "start_time", "end_time")
Names = frozenset[str]


def stories() -> Iterator[Story]:
    """Yield every story."""
    yield Story("each two and three parameters", "list filter", SDK, _together())
    yield Story("each two and three parameters, of what was dispatched", "list filter", SDK,
                _together(processing_mode="DISPATCH"))  # fmt: skip


def _some(most: int) -> Iterator[Names]:
    """Yield each set of so many parameters."""
    several = (combinations(NAMES, count) for count in range(1, most + 1))
    yield from map(frozenset, chain.from_iterable(several))


def _together(**more: str) -> Callable[[Visit], Iterator[str]]:
    def play(visit: Visit) -> Iterator[str]:
        mine, others = _values(visit)
        sent = dict(_fill(visit, mine, others, more))
        source = {"messages_source": "DISPATCH_SOURCE"} if more else {}
        for asked in (*_some(3), frozenset(NAMES)):
            if asked & OWN:
                query = {name: mine[name] for name in NAMES if name in asked}
                found = visit.listed(**{"conversation_id": None, **query, **source})
                wanted = [one for differs, one in sent.items() if not differs & asked]
                told = " and ".join(query)
                yield from (f"{told}: {fault}" for fault in visit.shows(found, _newest(wanted)))

    return play


def _values(visit: Visit) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a value that fits for each parameter, and one that does not."""
    now = visit.session.now().replace(microsecond=0)
    start, end = now - timedelta(hours=3), now - timedelta(hours=2)
    own = {name: f"{name[:2]}-{visit.conversation}" for name in OWN}
    mine = {**own, "channel": "LINE", "direction": "TO_APP",
            "start_time": write(start), "end_time": write(end)}  # fmt: skip
    others = {**{name: f"{value}x" for name, value in own.items()}, "channel": "SMS",
              "direction": "TO_CONTACT", "start_time": start, "end_time": end}  # fmt: skip
    return mine, others


def _fill(
    visit: Visit, mine: dict[str, Any], others: dict[str, Any], more: dict[str, str]
) -> Iterator[tuple[Names, Sent]]:
    """Inject a message for each set of parameters that it is not to fit, at most two."""
    for number, differs in enumerate((frozenset[str](), *_some(2))):
        if differs >= {"start_time", "end_time"}:
            continue  # before the start, and behind the end
        step = timedelta(seconds=number + 1)
        time = others["start_time"] + step
        if "start_time" in differs:
            time = others["start_time"] - step
        if "end_time" in differs:
            time = others["end_time"] + step
        has = {name: (others if name in differs else mine)[name] for name in NAMES}
        changes = {pointer: has[name] for name, pointer in MEMBERS.items()}
        body = edit(text(accept_time=write(time), metadata=str(number), **more), changes)
        yield differs, visit.inject(body, has["conversation_id"])


def _newest(sent: Collection[Sent]) -> list[Sent]:
    return sorted(sent, key=lambda one: str(one.body["accept_time"]), reverse=True)
