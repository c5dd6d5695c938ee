"""Faults on demand: which strikes a request, decided before anything else is looked at.

A fault is set up through the admin API, by a flag at the start, or by the request itself: a
conversation id of the form ``fault-<kind>[x<count>][-stored][-after<s>][-ms<n>]-<anything>``, so
that a client which cannot be changed can meet one too. Chance comes from a seed of the fault's
own, one draw a matching request, so a run can be repeated.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from random import Random
from typing import Any

from attrs import frozen

from sinch_inject_mock.core.fault_kinds import (
    IN_CONTENT,
    INJECT,
    KINDS,
    Fault,
    FaultSource,
    fault_from,
)
from sinch_inject_mock.core.fidelity import CONTENT_FAULTS, FAULT_ORDER, applies

__all__ = ["Facts", "Faults"]

MOST_CONVERSATIONS = 10_000
MOST_FAULTS = 200


@frozen
class Facts:
    """What a matcher may ask about a request; the body is read only if it has to be."""

    operation: str
    conversation_id: str
    """Empty, if the request names none."""
    body: Callable[[], tuple[str | None, str | None]]
    """Returns channel and direction, None where the body does not tell."""


class Faults:
    """The faults that are set up, in order: the first that fits and has not run out strikes.

    Args:
        random: the source of seeds.
        start: faults that stand from the start, and again after a reset.
        operations: what may be named as the operation that a fault is for.
    """

    def __init__(
        self,
        random: Random,
        start: tuple[Mapping[str, Any], ...] = (),
        *,
        operations: Collection[str] = (INJECT,),
    ) -> None:
        self._random = random
        self._start = start
        self._operations = operations
        self._faults: list[Fault] = []
        self._struck: OrderedDict[bytes, int] = OrderedDict()
        self._number = 0
        self.version = 0
        self.reset()

    def reset(self) -> None:
        """Go back to the faults that were given at the start, as new."""
        self.clear()
        self._number = 0
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
        operation = fault.match.get("operation", INJECT)
        if operation not in self._operations:
            raise ValueError(f"operation must be one of {', '.join(self._operations)}")
        if len(self._faults) >= MOST_FAULTS:
            raise ValueError(f"there are {MOST_FAULTS} faults already; remove some first")
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
        """Return the fault that strikes a request for an operation."""
        if facts.operation == INJECT and facts.conversation_id.startswith("fault-"):
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
        if facts is not None and not _fits(fault, facts):
            return False
        if fault.random is None or fault.probability is None:
            return True
        return fault.random.random() < fault.probability

    @applies(CONTENT_FAULTS)
    def _in_content(self, conversation_id: str) -> Fault | None:
        match = IN_CONTENT.match(conversation_id)
        if match is None:
            return None
        # Ids may be long; what is kept of each is not.
        known = hashlib.blake2b(conversation_id.encode(), digest_size=16).digest()
        struck = self._struck.get(known, 0)
        if match["count"] is not None and struck >= int(match["count"]):
            return None
        self._struck[known] = struck + 1
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


def _fits(fault: Fault, facts: Facts) -> bool:
    match, conversations = fault.match, fault.conversations
    if match.get("operation", INJECT) != facts.operation:
        return False
    if conversations is not None and not conversations.match(facts.conversation_id):
        return False
    if "channel" not in match and "direction" not in match:
        return True
    channel, direction = facts.body()
    return match.get("channel") in (None, channel) and match.get("direction") in (None, direction)
