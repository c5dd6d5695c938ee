"""Sequences: what a second request changes, or must not.

Read it as the table: each scene says what is special about its requests together. All go into
one conversation that nobody else has; after the last one it holds what was accepted, once each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from attrs import evolve

from sinch_inject_conformance.answers import EXPIRED, NotJSON, strict_json
from sinch_inject_conformance.case import At, Expect, How, Row, Scene, edit, example, text
from sinch_inject_conformance.credentials import FOREIGN
from sinch_inject_conformance.expectation import Absent, Matcher, Matches, Present
from sinch_inject_conformance.grammar.framings import chunked
from sinch_inject_conformance.instant import read
from sinch_inject_conformance.server import Session, basic
from sinch_inject_conformance.wire import Answer

__all__ = ["FORM", "GRANT", "LAYER", "bad", "good", "scenes", "token"]

LAYER = "sequences"
PAGE, SDK, ASSUMED, STANDARD = "page", "public-sdk", "assumed", "standard"
OK, REFUSED = Expect({200}), Expect({400})
UNAUTHENTICATED = Expect({401}, {"WWW-Authenticate": Present()})
FORM = "application/x-www-form-urlencoded"
GRANT = b"grant_type=client_credentials"
HOURS = 3600.0
Auth = str | Callable[[Session], str]


def good(words: str = "x", **more: Any) -> Row:
    """Return a request that is right."""
    body = edit(text(), {"/app_message/text_message/text": words})
    return Row("", "", PAGE, OK, body, **more)


def bad(**more: Any) -> Row:
    """Return a request with a body that is wrong."""
    return Row("", "", PAGE, REFUSED, text(metadata=7), **more)


def token(auth: Auth = "basic", **more: Any) -> Row:
    """Return a request for a token."""
    return Row("", "", SDK, Expect({200}, kind="token"), GRANT, auth=auth, to="auth",
               path="/oauth2/token", content_type=FORM, needs={"oauth"}, **more)  # fmt: skip


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


def tokens() -> Iterator[Scene]:
    """Fetch several tokens: each is another, and none ends the others."""
    rule = "token"
    needs = {"oauth"}
    yield Scene("five tokens", rule, ASSUMED, [token()] * 5, needs=needs, together=_tokens_differ,
                asks={"token-opaque"})  # fmt: skip
    yield Scene("a token in the form and one in the header", rule, ASSUMED, [token(), evolve(
        token("none"), body=GRANT + b"&client_id={key_id}&client_secret={key_secret}")],
        needs=needs, together=_tokens_differ, asks={"token-opaque"})  # fmt: skip

    def new(session: Session) -> str:
        return f"Bearer {session.new_token().text}"

    def usual(session: Session) -> str:
        return f"Bearer {session.token()}"

    yield Scene("a second token, and both are good", rule, SDK,
                [good("a", auth=usual), good("b", auth=new), good("c", auth=usual), good("d",
                                                                                         auth=new),
                 good("e", auth=usual)], needs=needs)  # fmt: skip
    yield Scene("20 tokens later the first is good", rule, SDK,
                [good("a", auth=usual), *[token()] * 20, good("b", auth=usual)],
                needs=needs)  # fmt: skip
    yield Scene("a token is used as often as one likes", rule, SDK,
                [good(str(n), auth=usual) for n in range(40)], needs=needs)  # fmt: skip
    yield Scene("a refused token request ends no token", rule, SDK,
                [good("a", auth=usual), evolve(token("basic-wrong"), expect=Expect(
                    {401}, kind="token", error={401: "invalid_client"})), good("b", auth=usual)],
                needs=needs)  # fmt: skip
    unauthorized = evolve(good("x", auth="basic-wrong"), expect=UNAUTHENTICATED)
    yield Scene(
        "ten wrong secrets, then the right one",
        rule,
        SDK,
        [unauthorized] * 10 + [good(auth="basic")],
    )
    unknown = evolve(good("x", auth="bearer-unknown"), expect=UNAUTHENTICATED)
    yield Scene("ten unknown tokens, then a good one", rule, SDK, [unknown] * 10 + [good()])
    revoked = evolve(good("x", auth="revoked"), expect=UNAUTHENTICATED)
    yield Scene("a revoked token, and another is good", rule, SDK,
                [good("a", auth=usual), revoked, good("b", auth=usual), good("c", auth="basic")],
                needs={"oauth", "tokens"})  # fmt: skip
    expired = evolve(good("x", auth="expired"), expect=evolve(
        UNAUTHENTICATED, headers={"WWW-Authenticate": Matches(EXPIRED.pattern)}))  # fmt: skip
    yield Scene("an expired token, then a new one", rule, SDK, [expired, good("b", auth=new)],
                needs={"oauth", "clock"}, restores_clock=True)  # fmt: skip
    yield Scene("an expired token says when it expired", rule, SDK, [expired],
                needs={"oauth", "clock"}, restores_clock=True, together=_expired_now)  # fmt: skip
    yield Scene("an expired token stays one", rule, SDK, [expired, expired, good("b",
                                                                                 auth="basic")],
                needs={"oauth", "clock"}, restores_clock=True)  # fmt: skip

    def foreign(session: Session) -> str:
        session.told("POST", "/keys", FOREIGN)
        return f"Bearer {session.new_token(FOREIGN['key_id'], FOREIGN['key_secret']).text}"

    forbidden = evolve(good("x", auth=foreign), expect=Expect({403}))
    yield Scene("another project's token between", rule, PAGE,
                [good("a"), forbidden, good("b"), forbidden], "one connection",
                {"oauth", "tokens"})  # fmt: skip


def _expired_now(session: Session, answers: Sequence[Answer]) -> Iterator[str]:
    """Find that a token which expired a moment ago is said to have expired at another time."""
    told = re.search(r"expired at (\S+?Z)", answers[0].header("www-authenticate") or "")
    when = read(told[1]) if told else None
    if when is None or not 0 <= (session.last_now - when).total_seconds() <= 60:
        yield f"the challenge says {told[1] if told else 'nothing'}, the time is {session.last_now}"


def _tokens_differ(_session: Session, answers: Sequence[Answer]) -> Iterator[str]:
    try:
        found = [strict_json(one.body)["access_token"] for one in answers if one.status == 200]
    except (NotJSON, KeyError, TypeError):
        yield "a token cannot be read"
        return
    if len(set(map(str, found))) < len(found):
        yield "a token was given out twice"


def faults() -> Iterator[Scene]:
    """Ask for a fault: it strikes as often as was asked for, there, and then no more."""
    rule = "answer"

    def struck(status: int, count: int = 1, **more: Any) -> Row:
        headers: dict[str, Matcher] = {"WWW-Authenticate": Present()} if status == 401 else {}
        if status == 429 and "retry_after" not in more:
            headers = {"Retry-After": Absent()}
        row = evolve(good("struck"), expect=Expect({status}, headers), needs={"faults"})
        return evolve(row, fault={"kind": str(status), "count": count, **more}, explained=False)

    for status in (400, 401, 403, 404, 429, 500, 501, 503):
        yield Scene(
            f"fault {status}, then none", rule, ASSUMED, [struck(status), good("a"), good("b")]
        )
        again = evolve(struck(status), fault=None)
        yield Scene(
            f"fault {status} three times",
            rule,
            ASSUMED,
            [struck(status, 3), again, again, good("a")],
        )
        elsewhere = good("b", conversation="elsewhere-{n}")
        yield Scene(f"fault {status} is not for others", rule, ASSUMED,
                    [struck(status, 2), elsewhere, again, elsewhere, good("c")])  # fmt: skip
    yield Scene("a fault, and the body is not looked at", rule, ASSUMED,
                [evolve(struck(503), body=b"{"), good("a")], asks={"fault-order"})  # fmt: skip
    fault = struck(503)
    for name, kept in (
        ("no credentials", evolve(fault, expect=UNAUTHENTICATED, auth="none")),
        ("a wrong secret", evolve(fault, expect=UNAUTHENTICATED, auth="basic-wrong")),
        ("another project", evolve(fault, expect=Expect({403}), project="another-project")),
    ):
        yield Scene(f"a fault is kept for who may ask: {name}", rule, ASSUMED,
                    [kept, evolve(struck(503), fault=None), good("a")],
                    asks={"fault-order"})  # fmt: skip
    for kind in ("400", "401", "403", "404", "429", "500", "501", "503"):
        row = evolve(struck(int(kind)), fault=None, conversation=f"fault-{kind}-{{n}}")
        yield Scene(f"a conversation named for fault {kind}", rule, ASSUMED,
                    [row, row, good("a"), good("b", conversation=f"xfault-{kind}-{{n}}"),
                     good("c", conversation=f"Fault-{kind}-{{n}}"), good("d",
                                                                         conversation="fault-{n}")],
                    needs={"faults"}, asks={"content-faults"})  # fmt: skip


def time_passes() -> Iterator[Scene]:
    """Move the clock: what was too early becomes right, what was right becomes too old."""
    rule = "accept_time"

    def moved(*steps: float) -> Callable[[Session, int], None]:
        def between(session: Session, number: int) -> None:
            if number == 0:
                session.freeze()
            elif steps[number - 1]:
                session.advance(steps[number - 1])

        return between

    def at(seconds: float, expect: Expect = OK) -> Row:
        return Row(
            "", "", PAGE, expect, text(accept_time=At(seconds)), auth="basic", needs={"clock"}
        )

    month = 30 * 86_400.0
    for name, rows, steps in (
        ("too early, then right", [at(10, REFUSED), at(-1)], (11.0,)),
        ("right, then too old", [at(-1), at(-month, REFUSED)], (month - 1,)),
        ("the window goes with the clock", [at(-60), at(-60), at(-60)], (86_400.0, 86_400.0 * 400)),
        ("the clock goes back", [at(-60), at(-60), at(60, REFUSED)], (-86_400.0, 0.0)),
        ("an hour at a time", [at(-3599)] * 5, (3600.0,) * 4),
    ):
        yield Scene(
            name, rule, PAGE, rows, between=moved(*steps), needs={"clock"}, restores_clock=True
        )
