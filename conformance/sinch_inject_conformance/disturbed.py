"""Sequences in which a token ends, a fault strikes, or time passes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import evolve

from sinch_inject_conformance.answers import EXPIRED, NotJSON, strict_json
from sinch_inject_conformance.case import At, Expect, Row, Scene, text
from sinch_inject_conformance.credentials import FOREIGN
from sinch_inject_conformance.expectation import Absent, Matcher, Matches, Present
from sinch_inject_conformance.instant import read
from sinch_inject_conformance.plain import (
    ASSUMED,
    GRANT,
    OK,
    PAGE,
    REFUSED,
    SDK,
    UNAUTHENTICATED,
    good,
    token,
)
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.wire import Answer

__all__ = ["faults", "time_passes", "tokens"]


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
            elif number <= len(steps) and steps[number - 1]:
                session.advance(steps[number - 1])

        return between

    def at(seconds: float, expect: Expect = OK) -> Row:
        return Row(
            "", "", PAGE, expect, text(accept_time=At(seconds)), auth="basic", needs={"clock"}
        )

    month = 30 * 86_400.0
    # The clock stands between two whole seconds: what has just been is past all the same.
    edges = [
        *(at(-before) for before in (0.000001, 0.05, 0.4, 0.95, 1.0, month - 0.05)),
        *(at(after, REFUSED) for after in (0.0, 0.000001, 0.05, 0.95, -month, -month - 0.05)),
    ]
    for name, rows, steps in (
        ("too early, then right", [at(10, REFUSED), at(-1)], (11.0,)),
        ("right, then too old", [at(-1), at(-month, REFUSED)], (month - 1,)),
        ("the window goes with the clock", [at(-60), at(-60), at(-60)], (86_400.0, 86_400.0 * 400)),
        ("the clock goes back", [at(-60), at(-60), at(60, REFUSED)], (-86_400.0, 0.0)),
        ("an hour at a time", [at(-3599)] * 5, (3600.0,) * 4),
        *(
            (f"{fraction} within a second", [at(60, REFUSED), *edges], (fraction,))
            for fraction in (0.000001, 0.1, 0.5, 0.9, 0.999999)
        ),
    ):
        yield Scene(
            name, rule, PAGE, rows, between=moved(*steps), needs={"clock"}, restores_clock=True
        )
