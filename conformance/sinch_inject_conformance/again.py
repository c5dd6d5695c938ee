"""Requests that are nearly the same, and refusals that are asked for again.

What is refused is refused in the same words the next time: a refusal uses nothing up. What is
accepted is stored each time, however little it differs from what came before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from attrs import evolve, frozen

from sinch_inject_conformance.answers import EXPIRED, NotJSON, strict_json
from sinch_inject_conformance.case import NOON, At, Expect, How, Row, Scene, edit, example, text
from sinch_inject_conformance.expectation import Matches
from sinch_inject_conformance.grammar.framings import chunked
from sinch_inject_conformance.instant import read
from sinch_inject_conformance.messages import refused
from sinch_inject_conformance.messages.operations import OPERATIONS
from sinch_inject_conformance.order import WRONGS
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.table import rows
from sinch_inject_conformance.wire import Answer

__all__ = ["scenes"]

SDK, ASSUMED = "public-sdk", "assumed"
OK = Expect({200})
HOWS: Sequence[How] = ("in turn", "one connection", "two connections", "pipelined", "at once")
CLOCK = frozenset({"oauth", "clock"})


def scenes() -> Iterator[Scene]:
    """Yield every scene. Names are unique."""
    yield from refused_again()
    yield from expired()
    yield from nearly_the_same()


# -- refused, and again


def refused_again() -> Iterator[Scene]:
    """Ask for one of each kind of refusal twice: the answers say the same."""
    seen: set[Any] = set()
    for row in (*rows(), *refused.rows()):
        kind = (row.rule, row.expect.operation, row.expect.kind, row.expect.statuses, row.auth,
                bool(row.project), row.method)  # fmt: skip
        # What a fault refuses it refuses as often as was asked for; see ``scenes.faults``.
        if not _refused(row) or kind in seen or row.fault or row.frozen_clock:
            continue
        seen.add(kind)
        yield Scene(f"twice: {row.name}", "refused again", row.source, [row] * 2,
                    together=_same)  # fmt: skip


def _refused(row: Row) -> bool:
    # What these show is made anew for each request; ``expired`` shows the same one again.
    made = row.auth in {"expired", "expiring", "revoked", "foreign-token", "foreign-basic"}
    return min(row.expect.statuses) >= 400 and row.expect.kind != "below" and not made


def _same(_session: Session, answers: Sequence[Answer]) -> Iterator[str]:
    """Find that two answers to one request differ."""
    first = _told(answers[0])
    if any(_told(one) != first for one in answers[1:]):
        yield "the same request is refused in another way the next time"


def _told(answer: Answer) -> tuple[Any, ...]:
    try:
        value = strict_json(answer.body)
    except NotJSON:
        value = answer.body
    names = ("content-type", "www-authenticate", "allow", "retry-after")
    return (answer.status, value, *(answer.values(name) for name in names))


# -- what a header says, and what is known


@frozen
class Aged:
    """One token that is fetched once, and whose life ended so many seconds ago."""

    seconds: float
    known: dict[str, Any]

    def __call__(self, session: Session) -> str:
        """Return the header's value; the first time the clock moves."""
        if self.known.get("session") is not session:
            issued = session.now()
            token = session.new_token()
            session.advance(token.expires_in + self.seconds)
            ends = issued + timedelta(seconds=token.expires_in)
            self.known.update(session=session, text=token.text, ends=ends)
        return f"Bearer {self.known['text']}"

    def together(self, _session: Session, answers: Sequence[Answer]) -> Iterator[str]:
        """Find that the challenge does not say when the token expired."""
        for answer in answers:
            said = re.search(r"expired at (\S+?Z)", answer.header("www-authenticate") or "")
            when = read(said[1]) if said else None
            ends = self.known["ends"]
            # To the second, and the fetch itself takes time on a busy machine.
            if when is None or not -1 <= (when - ends).total_seconds() <= 30:
                yield f"the challenge says {said[1] if said else 'nothing'}, it expired at {ends}"


def expired() -> Iterator[Scene]:
    """Show one token that has expired to each operation, again and again, sooner and later."""
    expect = Expect({401}, {"WWW-Authenticate": Matches(EXPIRED.pattern)})
    for name, seconds in (("a minute", 60.0), ("an hour", 3600.0), ("a day", 86_400.0)):
        aged = Aged(seconds, {})
        inject = Row("", "", SDK, expect, text(), auth=aged)
        others = [
            Row("", "", SDK, evolve(expect, operation=one.name), method=one.method, path=one.path,
                auth=aged) for one in OPERATIONS
        ]  # fmt: skip
        yield Scene(f"a token that expired {name} ago", "token", SDK,
                    [inject, *others, inject, inject], needs=CLOCK, restores_clock=True,
                    together=aged.together)  # fmt: skip


# -- nearly the same


def nearly_the_same() -> Iterator[Scene]:
    """Send one message in two spellings, and two messages that differ in next to nothing."""
    rule = "nearly the same"
    plain = _row(_written())
    for name, body in _spellings():
        yield Scene(f"a message, and {name}", rule, SDK, [plain, _row(body), plain, _row(body)])
    for how in HOWS:
        rows = [plain, *(_row(body) for _, body in _spellings())]
        yield Scene(f"a message in every spelling, {how}", rule, SDK, rows, how)
    yield Scene("a message, and in chunks", rule, SDK,
                [plain, evolve(plain, shape=chunked(16)), plain])  # fmt: skip
    yield Scene("a message with token and Basic", rule, SDK, [plain, evolve(plain, auth="basic")])
    for how in HOWS:
        yield Scene(f"a message to the letter five times, {how}", rule, SDK, [plain] * 5, how)
    for name in ("AppCard", "AppMedia", "ContactText", "ContactMedia"):
        row = _row(edit(example(name), {"/accept_time": NOON}))
        yield Scene(f"{name} to the letter three times", rule, SDK, [row] * 3)
    base = text(accept_time=NOON)
    for name, changes in _differences():
        yield Scene(f"two messages, {name}", rule, SDK,
                    [_row(base), _row(edit(base, changes)), _row(base)])  # fmt: skip
    for wrong in WRONGS:
        if wrong.rank in {2, 3, 6, 8} and not wrong.needs:
            between = evolve(plain, expect=wrong.expect, **wrong.changes)
            yield Scene(f"a message, refused for {wrong.name}, and again", rule, SDK,
                        [between, plain, between, plain])  # fmt: skip


def _row(body: Any) -> Row:
    return Row("", "", SDK, OK, body)


def _written(**how: Any) -> bytes:
    return json.dumps(_body(), **how).replace('"%N"', "%N").encode()


def _body() -> dict[str, Any]:
    return {**text(accept_time="%N"), "metadata": "a/b \u00e5", "x": [1, {"b": 1, "a": 2}]}


def _spellings() -> Iterator[tuple[str, bytes]]:
    """Yield the same JSON value, written in other ways (RFC 8259)."""
    turned = dict(reversed(_body().items()))
    escaped = _written(ensure_ascii=True)
    yield "without blanks", _written(separators=(",", ":"))
    yield "in lines", _written(indent=2)
    yield "with tabs", _written(indent="\t")
    yield "with blanks around it", b" \r\n" + _written() + b"\n\t"
    yield "its members in another order", json.dumps(turned).replace('"%N"', "%N").encode()
    yield "its members sorted", _written(sort_keys=True)
    yield "without escapes", _written(ensure_ascii=False)
    yield "with escapes in small letters", escaped.replace(b"\\u00E5", b"\\u00e5")
    yield "with escapes in capitals", escaped.replace(b"\\u00e5", b"\\u00E5")
    yield "with an escaped slash", escaped.replace(b"a/b", b"a\\/b")
    yield "with an escaped name", escaped.replace(b'"x"', b'"\\u0078"')
    yield "with 1.0 for 1", escaped.replace(b'"b": 1', b'"b": 1.0')
    yield "with 1e0 for 1", escaped.replace(b'"b": 1', b'"b": 1e0')


def _differences() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield changes that somebody might take for none."""
    words = "/app_message/text_message/text"
    usual = str(text()["app_message"]["text_message"]["text"])
    yield from (
        ("in the case of the text", {words: usual.swapcase()}),
        ("in a blank behind the text", {words: usual + " "}),
        ("in a blank within the text", {words: usual.replace(" ", "  ", 1)}),
        ("in a line feed behind the text", {words: usual + "\n"}),
        ("in an invisible letter", {words: usual + "\u200b"}),
        ("in a full stop", {words: usual + "."}),
        ("in metadata", {"/metadata": "x"}), ("in empty metadata", {"/metadata": ""}),
        ("in null for the other content", {"/contact_message": None}),
        ("in a member that nobody knows", {"/x": None}),
        ("in the time by a nanosecond",
         {"/accept_time": At(-86_400.0, "%Y-%m-%dT12:00:00.000000001Z")}),
        ("in the spelling of the time", {"/accept_time": At(-86_400.0, "%Y-%m-%dT12:00:00.0Z")}),
        ("in the zone of the time", {"/accept_time": At(-86_400.0, "%Y-%m-%dT12:00:00+00:00")}),
        ("in the case of the contact", {"/contact_id": str(text()["contact_id"]).swapcase()}),
        ("in processing_mode", {"/processing_mode": "CONVERSATION"}),
    )  # fmt: skip
