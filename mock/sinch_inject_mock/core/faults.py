"""Faults on demand: which strikes a request, decided before anything else is looked at.

A fault is set up through the admin API, by a flag at the start, or by the request itself: a
conversation id of the form ``fault-<kind>[x<count>][-stored][-after<s>][-ms<n>]-<anything>``, so
that a client which cannot be changed can meet one too. Chance comes from a seed of the fault's
own, one draw a matching request, so a run can be repeated.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from attrs import frozen

from sinch_inject_mock.core.fault_kinds import IN_CONTENT, KINDS, Fault, FaultSource, fault_from
from sinch_inject_mock.core.fidelity import CONTENT_FAULTS, FAULT_ORDER, applies

__all__ = ["Facts", "Faults"]

MOST_CONVERSATIONS = 10_000


@frozen
class Facts:
    """What a matcher may ask about a request; the body is read only if it has to be."""

    conversation_id: str
    body: Callable[[], tuple[str | None, str | None]]
    """Returns channel and direction, None where the body does not tell."""


class Faults:
    """The faults that are set up, in order: the first that fits and has not run out strikes."""

    def __init__(self, random: Random, start: tuple[Mapping[str, Any], ...] = ()) -> None:
        self._random = random
        self._start = start
        self._faults: list[Fault] = []
        self._struck: OrderedDict[str, int] = OrderedDict()
        self._number = 0
        self.version = 0
        self.reset()

    def reset(self) -> None:
        """Go back to the faults that were given at the start, as new."""
        self.clear()
        for spec in self._start:
            self.add(spec, "flag")

    def clear(self) -> None:
        """Remove all."""
        self._faults.clear()
        self._struck.clear()
        self.version += 1

    def add(self, spec: Mapping[str, Any], source: FaultSource = "admin") -> Fault:
        """Set one up.

        Raises:
            ValueError: the specification makes no sense.
        """
        fault = fault_from(spec, source)
        self._number += 1
        fault.id = f"f{self._number}"
        if fault.probability is not None:
            if fault.seed is None:
                fault.seed = self._random.getrandbits(32)
            fault.random = Random(fault.seed)  # noqa: S311 -- chance, not secrecy
        self._faults.append(fault)
        self.version += 1
        return fault

    def remove(self, fault_id: str) -> bool:
        """Remove one; tell whether it was there."""
        kept = [fault for fault in self._faults if fault.id != fault_id]
        gone = len(kept) < len(self._faults)
        self._faults = kept
        self.version += gone
        return gone

    def listed(self) -> list[Fault]:
        """Return those that are set up."""
        return list(self._faults)

    @applies(FAULT_ORDER)
    def for_operation(self, facts: Facts) -> Fault | None:
        """Return the fault that strikes a request to inject a message."""
        if facts.conversation_id.startswith("fault-"):
            found = self._in_content(facts.conversation_id)
            if found is not None:
                return found
        for fault in self._faults:
            if KINDS[fault.kind].endpoint == "operation" and self._strikes(fault, facts):
                return self._take(fault)
        return None

    def for_token(self) -> Fault | None:
        """Return the fault that strikes a request for a token."""
        for fault in self._faults:
            if KINDS[fault.kind].endpoint == "token" and self._strikes(fault, None):
                return self._take(fault)
        return None

    def give_back(self, fault: Fault) -> None:
        """Count a fault as not applied: the request was refused before it could strike."""
        fault.applied -= 1
        self.version += 1

    def _take(self, fault: Fault) -> Fault:
        fault.applied += 1
        self.version += 1
        return fault

    def _strikes(self, fault: Fault, facts: Facts | None) -> bool:
        if fault.count is not None and fault.applied >= fault.count:
            return False
        if facts is not None and fault.match and not _fits(fault.match, facts):
            return False
        if fault.random is None or fault.probability is None:
            return True
        return fault.random.random() < fault.probability

    @applies(CONTENT_FAULTS)
    def _in_content(self, conversation_id: str) -> Fault | None:
        match = IN_CONTENT.match(conversation_id)
        if match is None:
            return None
        struck = self._struck.get(conversation_id, 0)
        if match["count"] is not None and struck >= int(match["count"]):
            return None
        self._struck[conversation_id] = struck + 1
        if len(self._struck) > MOST_CONVERSATIONS:
            self._struck.popitem(last=False)
        kind = KINDS[match["kind"]]
        return Fault(
            kind=match["kind"],
            source="content",
            stored=kind.stored or match["stored"] is not None,
            retry_after=match["after"],
            delay_ms=kind.delay_ms if match["ms"] is None else float(match["ms"]),
            applied=struck + 1,
        )


def _fits(match: Mapping[str, str], facts: Facts) -> bool:
    wanted = match.get("conversation_id")
    if wanted is not None and not fnmatchcase(facts.conversation_id, wanted):
        return False
    if "channel" not in match and "direction" not in match:
        return True
    channel, direction = facts.body()
    return match.get("channel") in (None, channel) and match.get("direction") in (None, direction)
