"""Sequences: what a second request changes, or must not.

Read it as the table: each scene says what is special about its requests together. All go into
one conversation that nobody else has; after the last one it holds what was accepted, once each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from sinch_inject_conformance.case import At, Expect, How, Row, Scene, edit, example, text
from sinch_inject_conformance.disturbed import faults, time_passes, tokens
from sinch_inject_conformance.grammar.framings import chunked
from sinch_inject_conformance.plain import (
    ASSUMED,
    FORM,
    GRANT,
    HOURS,
    OK,
    PAGE,
    REFUSED,
    SDK,
    STANDARD,
    UNAUTHENTICATED,
    bad,
    good,
    token,
)
from sinch_inject_conformance.server import Session, basic
from sinch_inject_conformance.wire import Answer

__all__ = ["FORM", "GRANT", "LAYER", "bad", "good", "scenes", "token"]

LAYER = "sequences"


def scenes() -> Iterator[Scene]:
    """Yield every scene. Names are unique."""
    yield from twice()
    yield from in_succession()
    yield from after_a_refusal()
    yield from on_connections()
    yield from many()
    yield from tokens()
    yield from faults()
    yield from time_passes()


def twice() -> Iterator[Scene]:
    """Send what is equal: it is stored as often as it was sent; the API has no key against it."""
    rule = "sent twice"
    for how in ("in turn", "one connection", "two connections", "pipelined", "at once"):
        yield Scene(f"the same message twice, {how}", rule, SDK, [good(), good()], how)
        yield Scene(f"the same message five times, {how}", rule, SDK, [good()] * 5, how)
    for name in ("Idempotency-Key", "X-Idempotency-Key", "X-Request-Id", "If-None-Match"):
        key = good(headers=((name, '"one"'),))
        yield Scene(f"the same message twice with {name}", rule, SDK, [key, key])
    for name in ("AppCard", "AppMedia", "ContactText", "ContactMedia"):
        row = Row("", "", SDK, OK, example(name))
        yield Scene(f"{name} twice", rule, SDK, [row, row])
    one, other = good(), good(auth="basic")
    yield Scene("the same message with token and Basic", rule, SDK, [one, other])
    yield Scene("a refused request twice", rule, PAGE, [bad(), bad()])
    yield Scene("a refused request, then mended", rule, PAGE, [bad(), good(), bad(), good()])


def in_succession() -> Iterator[Scene]:
    """Send what is different, quickly: each is stored, in the order in which it came."""
    rule = "in succession"
    for how in ("in turn", "one connection", "two connections", "pipelined", "at once"):
        words = [good(f"word {number}") for number in range(8)]
        yield Scene(f"eight texts, {how}", rule, PAGE, words, how)
    same = At(-HOURS)
    for name, bodies in (
        ("the same time", [text(accept_time=same), text(accept_time=same, metadata="b")]),
        ("the newer first", [text(accept_time=At(-60)), text(accept_time=At(-3600))]),
        ("the older first", [text(accept_time=At(-3600)), text(accept_time=At(-60))]),
        ("the same metadata", [text(metadata="m"), text(metadata="m", contact_id="d")]),
        ("another contact", [text(contact_id="a"), text(contact_id="b")]),
        ("another direction", [text(direction="TO_APP"), text(direction="TO_CONTACT")]),
        ("another channel", [text(), example("ContactText"), example("AppMedia")]),
        ("another identity", [text(), edit(text(), {"/channel_identity/identity": "other"})]),
        ("a long one, then a short one", [text(x=["a" * 500_000]), text()]),
        ("a short one, then a long one", [text(), text(x=["a" * 500_000]), text()]),
        ("every example", [example(name) for name in EXAMPLES]),
        ("with and without null", [text(contact_message=None), text()]),
        ("an unknown field, then none", [text(x_new=1), text(), text(x_new=None)]),
        ("metadata, then none", [text(metadata="m"), text(), text(metadata="")]),
    ):
        rows = [Row("", "", PAGE, OK, body) for body in bodies]
        yield Scene(name, rule, PAGE, rows)
        yield Scene(f"{name}, one connection", rule, PAGE, rows, "one connection")
    here, there = good("here"), good("there", conversation="other-{n}")
    hows: tuple[How, ...] = ("in turn", "one connection", "at once")
    for how in hows:
        yield Scene(f"two conversations, {how}", rule, PAGE, [here, there, here, there, there], how)
    cases = [
        good(conversation=name) for name in ("Case-{n}", "case-{n}", "case-{n} ".strip() + "x")
    ]
    yield Scene("conversations that differ in case", rule, PAGE, cases)
    slashes = [good(conversation="a%2Fb{n}", conversation_is="a/b{n}"),
               good(conversation="b{n}"), good(conversation="a%252Fb{n}",
                                               conversation_is="a%2Fb{n}")]  # fmt: skip
    yield Scene("conversations that differ in escapes", rule, PAGE, slashes)

    def second(session: Session) -> str:
        project = session.target.credentials.project_id
        key = {"key_id": "second-key", "key_secret": "second-secret", "project_id": project}
        session.told("POST", "/keys", key)
        return basic("second-key", "second-secret")

    yield Scene("two keys of one project", rule, SDK, [good(auth="basic"), good(auth=second),
                                                       good()],
                needs={"tokens"})  # fmt: skip


EXAMPLES = ("AppText", "AppCarousel", "AppTemplate", "ContactText", "ContactLocation", "AppFlows")


def after_a_refusal() -> Iterator[Scene]:
    """Send something wrong, then something right: the one leaves nothing for the other."""
    rule = "after a refusal"
    large = Row("", "", ASSUMED, Expect({200, 413}), b'{"x":"' + b"a" * (2 << 20) + b'"}',
                journaled=False, needs={"journal"})  # fmt: skip
    wrongs: Iterable[tuple[str, Row]] = (
        ("a wrong body", bad()),
        ("no body", Row("", "", PAGE, REFUSED, b"")),
        ("half a body", Row("", "", PAGE, REFUSED, b'{"accept_time":')),
        ("no credentials", good(auth="none")),
        ("a wrong secret", good(auth="basic-wrong")),
        ("an unknown token", good(auth="bearer-unknown")),
        ("another project", good(project="another-project")),
        ("text/plain", good(content_type="text/plain")),
        ("GET", Row("", "", PAGE, Expect({405}, kind="outside"), method="GET")),
        ("HEAD", Row("", "", PAGE, Expect({405}, kind="outside"), method="HEAD")),
        ("OPTIONS", Row("", "", PAGE, Expect({405}, kind="outside"), method="OPTIONS")),
        ("another path", good(path="/v1/nothing/{conversation}")),
        ("a name twice", Row("", "", ASSUMED, REFUSED, b'{"a":1,"a":1}')),
        ("NaN", Row("", "", ASSUMED, REFUSED, b'{"a":NaN}')),
        ("deep nesting", Row("", "", ASSUMED, REFUSED, b"[" * 5000)),
        ("a body too large", evolve(large, expect=Expect({413}))),
    )
    right = {
        "none": UNAUTHENTICATED,
        "basic-wrong": UNAUTHENTICATED,
        "bearer-unknown": UNAUTHENTICATED,
    }
    for name, row in wrongs:
        wrong = row
        if row.auth in right:
            wrong = evolve(row, expect=right[str(row.auth)])
        elif row.project:
            wrong = evolve(row, expect=Expect({403}))
        elif row.content_type == "text/plain":
            wrong = evolve(row, expect=Expect({415}))
        elif row.path:
            wrong = evolve(row, expect=Expect({404}, kind="outside"))
        for how in ("in turn", "one connection", "pipelined"):
            if how == "pipelined" and name == "a body too large":
                continue
            rows = [good("first"), wrong, good("second"), wrong, wrong, good("third")]
            yield Scene(f"{name} between, {how}", rule, PAGE, rows, how)
    for name, auth, expect in (
        ("no credentials", "none", UNAUTHENTICATED),
        ("a wrong secret", "basic-wrong", UNAUTHENTICATED),
        ("an unknown token", "bearer-unknown", UNAUTHENTICATED),
    ):  # fmt: skip
        wrong = evolve(good("wrong", auth=auth), expect=expect)
        rows = [good("first"), wrong, wrong]
        yield Scene(
            f"{name} behind a good request, one connection", rule, PAGE, rows, "one connection"
        )


def on_connections() -> Iterator[Scene]:
    """Change the framing on one connection: each request ends where it says."""
    rule = "connections"
    pieces = good("chunked", shape=chunked(16))
    yield Scene("a length, chunks, a length", rule, STANDARD, [good("a"), pieces, good("b")] * 2,
                "one connection")  # fmt: skip
    yield Scene(
        "chunks in a pipeline", rule, STANDARD, [pieces, good("a"), pieces, pieces], "pipelined"
    )
    yield Scene("a trailer, then another", rule, STANDARD,
                [good("a", shape=chunked(16, trailer="X: 1\r\n")), good("b")],
                "one connection")  # fmt: skip
    closes = good("closes", headers=(("Connection", "close"),))
    yield Scene("Connection: close, then another", rule, STANDARD, [closes, good("b")],
                "one connection",
                together=_says_close)  # fmt: skip
    yield Scene("30 on one connection", rule, STANDARD, [good(f"n{n}") for n in range(30)],
                "one connection", together=_kept)  # fmt: skip
    yield Scene("10 in a pipeline", rule, STANDARD, [good(f"n{n}") for n in range(10)], "pipelined")
    yield Scene("schemes in turns", rule, SDK,
                [good("a", auth="bearer", needs={"oauth"}), good("b", auth="basic")] * 3,
                "one connection")  # fmt: skip


def _says_close(_session: Session, answers: Sequence[Answer]) -> Iterator[str]:
    """Find that a server which was asked to close does not say that it does (9112, 9.6)."""
    if "close" not in (answers[0].header("connection") or "").lower():
        yield "the answer to Connection: close does not say that it closes"


def _kept(_session: Session, answers: Sequence[Answer]) -> Iterator[str]:
    """Find that a connection was closed, so that the next request had to make one."""
    closing = [one for one in answers if "close" in (one.header("connection") or "").lower()]
    if closing:
        yield f"the connection was closed {len(closing)} times"


def many() -> Iterator[Scene]:
    """Send many, at once and in turn: each is stored once, and nothing gets slower or lost."""
    rule = "many"
    for count in (2, 10, 25):
        rows = [good(f"word {number}") for number in range(count)]
        yield Scene(f"{count} at once", rule, PAGE, rows, "at once", together=_ids_differ)
        mixed = [good(f"w{n}") if n % 2 else bad() for n in range(count)]
        yield Scene(f"{count} at once, half of them wrong", rule, PAGE, mixed, "at once")
        apart = [good(f"w{n}", conversation=f"c{n}-{{n}}") for n in range(count)]
        yield Scene(f"{count} at once into as many conversations", rule, PAGE, apart, "at once")
    yield Scene("20 large ones at once", rule, PAGE,
                [Row("", "", PAGE, OK, text(x="a" * 100_000, y=n)) for n in range(20)],
                "at once")  # fmt: skip
    yield Scene("300 in turn", rule, PAGE, [good(f"word {number}") for number in range(300)],
                together=_ids_differ)  # fmt: skip


def _ids_differ(_session: Session, answers: Sequence[Answer]) -> Iterator[str]:
    ids = [one.header("x-request-id") for one in answers if one.header("x-request-id")]
    if len(set(ids)) < len(ids):
        yield "two answers have the same x-request-id"
