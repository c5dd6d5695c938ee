"""Times in many zones: it is the moment that counts, however the clock on a wall shows it.

Zones lie on both sides of UTC, with every quarter of an hour, and neighbours in time are none in
their zones: whoever reads one of them wrong sees another order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sinch_inject_conformance.case import At, text
from sinch_inject_conformance.grammar.times import ZONES, zone
from sinch_inject_conformance.messages.visit import Sent, Story, Visit

__all__ = ["stories"]

ASSUMED = "assumed"
STEP = 60.0
AGE = 86_400.0
# Shares no factor with the number of zones, so that it reaches each of them.
STRIDE = 11


def stories() -> Iterator[Story]:
    """Yield every story."""
    yield Story("a message in each zone, in order", "list order", ASSUMED, _ordered)
    yield Story("each end in each zone", "list times", ASSUMED, _ends)


def _mixed() -> Sequence[int]:
    """Return the zones in an order in which no two neighbours are near to each other."""
    return [ZONES[number * STRIDE % len(ZONES)] for number in range(len(ZONES))]


def _at(age: float, minutes: int) -> At:
    return At(-age, f"%Y-%m-%dT%H:%M:%S{zone(minutes)}", minutes)


def _ordered(visit: Visit) -> Iterator[str]:
    zones = _mixed()
    now = visit.session.now()
    times = {
        number: _at(AGE + STEP * number, minutes).spell(now) for number, minutes in enumerate(zones)
    }
    sent: dict[int, Sent] = {}
    for number in sorted(times, key=lambda one: one * STRIDE % len(zones)):
        sent[number] = visit.inject(text(accept_time=times[number], metadata=times[number]))
    yield from visit.shows(visit.listed(), [sent[number] for number in sorted(sent)])


def _ends(visit: Visit) -> Iterator[str]:
    # One moment for all of it: a message must not come nearer to an end meanwhile.
    now = visit.session.now().replace(microsecond=0)
    ages = [AGE + STEP * number for number in range(5)]
    sent = [visit.inject(text(accept_time=_at(age, 0).spell(now))) for age in ages]
    for number, minutes in enumerate(_mixed()):
        count = number % 4 + 1
        between = ages[count] - STEP / 2
        edge = _at(0.0, minutes).spell(now - timedelta(seconds=between))
        for name, wanted in (("start_time", sent[:count]), ("end_time", sent[count:])):
            faults = visit.shows(visit.listed(**{name: edge}), wanted)
            yield from (f"{name} {edge}: {fault}" for fault in faults)
