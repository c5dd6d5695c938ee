"""What a row of the decision table is made of: a request, an expectation, what it needs.

A body is written with :class:`At` where a time belongs, so that it can be sent on any day and
against a clock that stands still.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any, Literal

from attrs import field, frozen
from sinch_inject_contract.document import contract

from sinch_inject_conformance.expectation import Matcher
from sinch_inject_conformance.instant import read, write
from sinch_inject_conformance.wire import Answer, Request

__all__ = ["GONE", "NOON", "At", "Expect", "Row", "Scene", "edit", "example", "render", "text"]

# A deletion in `edit`.
GONE = object()


@frozen
class At:
    """A date-time relative to the server's now.

    Args:
        seconds: how far from now; negative is the past.
        form: a ``strftime`` pattern for spellings other than the usual one; ``{epoch}`` in it
            is the seconds since 1970.
        zone_minutes: write the same instant in another zone.
    """

    seconds: float = -3600.0
    form: str | None = None
    zone_minutes: int = 0

    def spell(self, now: datetime) -> str:
        """Return the text for a given now."""
        instant = now + timedelta(seconds=self.seconds)
        if self.form is None:
            return write(instant)
        local = instant + timedelta(minutes=self.zone_minutes)
        # Not every platform's strftime knows %s, or all letters.
        form = self.form.replace("{epoch}", str(int(instant.timestamp())))
        escaped = form.encode("unicode_escape").decode()
        return local.strftime(escaped).encode().decode("unicode_escape")

    def spell_at(self, moment: str) -> str:
        """Return the text for a moment that is written as the wire has it."""
        now = read(moment)
        if now is None:
            raise ValueError(f"{moment} is no date-time")
        return self.spell(now)


# The same letters whenever it is sent: yesterday at noon is in the window all day.
NOON = At(-86_400.0, "%Y-%m-%dT12:00:00Z")


def _numbers(values: Iterable[int]) -> frozenset[int]:
    return frozenset(values)


def _words(values: Iterable[str]) -> frozenset[str]:
    return frozenset(values)


@frozen
class Expect:
    """Which answers are right.

    Args:
        statuses: any of them.
        headers: what some headers must be, beside what the contract says of them.
        kind: whose answer it is, which says how the rest of it is judged: the *operation*'s, as
            the contract describes it; that of a path or method which is *outside* of it, of
            which only the form of the refusal is known; the *token* endpoint's; or one that
            comes from *below*, from a server that could not read the request.
        operation: whose answer it is, by its operationId.
        error: for the token endpoint, the word of RFC 6749 that says why, for each status.
    """

    statuses: frozenset[int] = field(converter=_numbers)
    headers: Mapping[str, Matcher] = field(factory=dict[str, Matcher])
    kind: Literal["operation", "outside", "token", "below"] = "operation"
    operation: str = "injectMessage"
    error: Mapping[int, str] = field(factory=dict[int, str])

    def __str__(self) -> str:
        wanted = " or ".join(map(str, sorted(self.statuses)))
        return wanted + "".join(f", {name} {rule}" for name, rule in self.headers.items())


@frozen
class Row:
    """One case.

    Args:
        name: what is special about the request.
        rule: which rule of the API it tries.
        source: who says so: page, public-sdk or assumed.
        expect: the right answer.
        body: a JSON value with :class:`At` in it, or bytes to send as they are, or None; in
            bytes %T is an hour ago, and %N yesterday at noon.
        auth: how the request authenticates: a name of ``credentials``, or a function that
            makes the header's value from the session.
        conversation: the percent-encoded id on the wire; None: a fresh one.
        conversation_is: what the server should decode that id to.
        path: the whole path, instead of the operation's.
        to: "api", or "auth" for the origin that gives tokens.
        needs: capabilities of the server without which the row does not apply.
        frozen_clock: the server's clock stands still while this row runs.
        fault: a fault to ask the server for before.
        journaled: a server with a journal has this request in it.
        safe: may run against a server that is not on this machine.
        shape: writes the request in another way (see ``wire.Request``).
        waits: give the server the chance to speak before the body is sent.
        ends: close the sending half of the connection behind the request.
        fill: bytes that end within a text are filled up to a whole JSON object of this size.
        explained: a 400 says which fields are wrong; one that was asked for as a fault does not.
        asks: lines of docs/fidelity.md that it asks, beside those that its rule and its right
            answer tell (see ``asked``).
    """

    name: str
    rule: str
    source: str
    expect: Expect
    body: Any = None
    method: str = "POST"
    auth: str | Callable[[Any], str] = "usual"
    content_type: str | None = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    conversation: str | None = None
    conversation_is: str | None = None
    project: str | None = None
    path: str | None = None
    to: str = "api"
    needs: frozenset[str] = field(default=frozenset(), converter=_words)
    frozen_clock: bool = False
    fault: Mapping[str, Any] | None = None
    journaled: bool = True
    safe: bool = False
    shape: Callable[[Request, str], Sequence[bytes]] | None = None
    waits: bool = False
    ends: bool = False
    fill: int = 0
    explained: bool = True
    asks: frozenset[str] = field(default=frozenset(), converter=_words)

    @property
    def accepted(self) -> bool:
        """Whether the only right answer is that the message is in the conversation."""
        return self.expect.statuses == frozenset({200})


How = Literal["in turn", "one connection", "two connections", "pipelined", "at once"]


@frozen
class Scene:
    """Several requests, of which each has its right answer, and what they leave behind.

    Args:
        name: what is special about them together.
        rule: which rule of the API they try.
        source: who says so: page, public-sdk or assumed.
        rows: the requests, in their order; all go into one conversation, unless a row names
            another.
        how: *in turn* on whatever connection is there, on *one connection* or in turns on
            *two connections*, *pipelined* in one write, or *at once* on one connection each.
        needs: capabilities of the server without which the scene does not apply.
        between: asks the server for something between the requests, with the number of the
            request that is next.
        together: says, from the session and the answers, what is wrong with them as a whole.
        restores_clock: the scene moves the clock.
        contacts: register the conversation with these contacts before; None: do not.
        asks: as of a row.
    """

    name: str
    rule: str
    source: str
    rows: Sequence[Row]
    how: How = "in turn"
    needs: frozenset[str] = field(default=frozenset(), converter=_words)
    between: Callable[[Any, int], None] | None = None
    together: Callable[[Any, Sequence[Answer]], Iterable[str]] | None = None
    restores_clock: bool = False
    contacts: Sequence[str] | None = None
    safe: bool = False
    asks: frozenset[str] = field(default=frozenset(), converter=_words)


def render(body: Any, now: datetime) -> Any:
    """Return a body with its times filled in."""
    if isinstance(body, At):
        return body.spell(now)
    if isinstance(body, dict):
        return {key: render(value, now) for key, value in body.items()}
    if isinstance(body, list):
        return [render(value, now) for value in body]
    return body


def encode(body: Any, now: datetime) -> bytes | None:
    """Return a body as it goes over the wire: UTF-8, nothing escaped that need not be."""
    if body is None or isinstance(body, bytes):
        return body
    return json.dumps(render(body, now), ensure_ascii=False).encode()


def example(name: str) -> dict[str, Any]:
    """Return an example of the contract with a time inside the window."""
    value = deepcopy(contract()["components"]["examples"][name]["value"])
    value["accept_time"] = At()
    return dict(value)


def text(**changes: Any) -> dict[str, Any]:
    """Return the plainest request: a text to the contact by SMS, with top-level changes."""
    return edit(example("AppText"), {f"/{name}": value for name, value in changes.items()})


def edit(body: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy with the values at some JSON pointers set, or taken away with ``GONE``."""
    copy: dict[str, Any] = deepcopy(dict(body))
    for pointer, value in changes.items():
        *parents, last = pointer.removeprefix("/").split("/")
        node: Any = copy
        for name in parents:
            node = node[int(name)] if isinstance(node, list) else node.setdefault(name, {})
        key: Any = int(last) if isinstance(node, list) else last
        if value is GONE:
            del node[key]
        elif isinstance(node, list) and key == len(node):
            node.append(deepcopy(value))
        else:
            node[key] = deepcopy(value)
    return copy
