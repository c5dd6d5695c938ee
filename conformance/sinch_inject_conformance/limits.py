"""What a simulator does that was started with ``--strict`` or with rate limits.

The server says so itself (``GET /_mock/health``); for any other these do not apply. Rates are
judged by how long the requests took, so that a slow machine changes nothing.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from sinch_inject_conformance.case import Expect, Row, Scene, text
from sinch_inject_conformance.credentials import FOREIGN
from sinch_inject_conformance.expectation import Absent, Present
from sinch_inject_conformance.messages.operations import OPERATIONS, Operation
from sinch_inject_conformance.scenes import bad, good, token
from sinch_inject_conformance.server import Session, basic
from sinch_inject_conformance.wire import Answer

__all__ = ["LAYER", "scenes"]

LAYER = "limits"
SDK, ASSUMED = "public-sdk", "assumed"
OK, UNKNOWN = Expect({200}), Expect({404})
UNAUTHENTICATED = Expect({401}, {"WWW-Authenticate": Present()})
CONTACT = str(text()["contact_id"])
# A bucket holds what one second allows, for tokens three; so much later it is full again.
FULL_AGAIN = 1.1
EVERYTHING = "messages,requests,tokens,faults,clock,conversations,keys"
TOKEN_BURST = 3.0
# Path, method, caller and project are looked at first.
BEFORE = frozenset({401, 403, 404, 405})


def scenes() -> Iterator[Scene]:
    """Yield every scene. Names are unique."""
    yield from strict()
    yield from rates()
    yield from token_rates()


def strict() -> Iterator[Scene]:
    """Try conversations and contacts that are registered, and that are not."""
    needs = {"strict"}

    def scene(name: str, rows: Sequence[Row], contacts: Sequence[str] | None) -> Scene:
        return Scene(name, "strict", SDK, rows, needs=needs, contacts=contacts)

    lost = evolve(good(), expect=UNKNOWN)
    yield scene("an unknown conversation", [lost, lost], None)
    yield scene("a known conversation and contact", [good(), good("b")], [CONTACT])
    yield scene("a known conversation, another contact", [lost, lost], ["somebody-else"])
    yield scene("a contact that differs in case", [lost], [CONTACT.lower()])
    spelled = [evolve(lost, conversation=name) for name in ("KNOWN-{n}", "Known-{n}", "known-{n}x")]
    known = good(conversation="known-{n}")
    yield scene("conversations that are spelled in another way", [known, *spelled], [CONTACT])
    slash = good(conversation="a%2Fb{n}", conversation_is="a/b{n}")
    yield scene("a known conversation with a slash", [slash], [CONTACT])
    elsewhere = evolve(lost, conversation="other-{n}")
    yield scene("a known conversation, then another", [good(), elsewhere, good()], [CONTACT])
    for name, row in (
        ("a wrong body", bad()),
        ("no JSON", Row("", "", SDK, Expect({400}), b"{")),
        ("text/plain", evolve(good(content_type="text/plain"), expect=Expect({415}))),
        ("no credentials", evolve(good(auth="none"), expect=UNAUTHENTICATED)),
        ("another project", evolve(good(project="another-project"), expect=Expect({403}))),
        ("a fault", evolve(good(), expect=Expect({503}), fault={"kind": "503", "count": 1})),
        ("GET", evolve(good(method="GET"), expect=Expect({405}, kind="outside"))),
    ):
        yield Scene(
            f"an unknown conversation and {name}", "order of checks", ASSUMED, [row], needs=needs
        )

    def knows_contact(session: Session, number: int) -> None:
        if number == 1:
            session.told("PUT", f"/contacts/{newcomer}")

    # A conversation without contacts of its own takes every known one; known ones stay known.
    newcomer = f"newcomer-{secrets.token_hex(4)}"
    body = text(contact_id=newcomer)
    yield Scene("a contact that becomes known", "strict", SDK,
                [evolve(lost, body=body), evolve(good(), body=body)], needs=needs,
                contacts=[], between=knows_contact)  # fmt: skip


def _full(session: Session, number: int) -> None:
    """Fill every bucket before the first request, and forget nothing else."""
    if number == 0:
        session.told("POST", f"/reset?keep={EVERYTHING}")


def _within(
    limit: str, burst: float, uncounted: frozenset[int] = BEFORE
) -> Callable[[Session, Sequence[Answer]], Iterator[str]]:
    """Return what compares how many were let through with the rate and the time they took.

    Args:
        limit: which limit of the server.
        burst: how many seconds' worth the bucket holds.
        uncounted: statuses of what is refused before the limit is looked at.
    """

    def together(session: Session, answers: Sequence[Answer]) -> Iterator[str]:
        rate = float(session.limits[limit])
        # What a limit comes before counts, whatever it is answered for; see ``uncounted``.
        asked = [one for one in answers if one.status not in uncounted]
        passed = sum(one.status != 429 for one in asked)
        # What happens between two requests takes time, too.
        took = answers[-1].ended - answers[0].ended + answers[0].elapsed
        most = math.floor(max(1.0, rate * burst) + rate * took) + 1
        least = min(len(asked), math.floor(max(1.0, rate * burst)))
        if not least <= passed <= most:
            yield f"{passed} of {len(asked)} passed in {took:.2f} s, not {least} to {most}"

    return together


LIMITED = Expect({200, 429}, {"Retry-After": Absent()})
TRIES = 60


def rates() -> Iterator[Scene]:
    """Use up the project's bucket, then look at what else is refused, and at whom it is for."""
    rule, needs = "rate limit", {"rate-limit"}
    tries = [evolve(good(str(number)), expect=LIMITED) for number in range(TRIES)]
    yield Scene("more than a second allows", rule, SDK, tries, needs=needs, between=_full,
                together=_within("rate-limit", 1.0))  # fmt: skip
    basics = [evolve(one, auth="basic") if number % 2 else one for number, one in enumerate(tries)]
    yield Scene("with token and Basic in turns", rule, SDK, basics, needs=needs, between=_full,
                together=_within("rate-limit", 1.0))  # fmt: skip
    apart = [evolve(one, conversation=f"c{number}-{{n}}") for number, one in enumerate(tries)]
    yield Scene("into as many conversations", rule, SDK, apart, needs=needs, between=_full,
                together=_within("rate-limit", 1.0))  # fmt: skip

    yield from _refusals_count()
    for name, row, expect in (
        ("no credentials", good(auth="none"), UNAUTHENTICATED),
        ("another project", good(project="another-project"), Expect({403})),
        ("GET", good(method="GET"), Expect({405}, kind="outside")),
    ):
        other = evolve(row, expect=expect)
        yield Scene(f"the limit, and {name}", "order of checks", ASSUMED, [*tries, *[other] * 3],
                    needs=needs, between=_full)  # fmt: skip
        mixed = [one for pair in zip(tries, [other] * TRIES, strict=True) for one in pair]
        yield Scene(f"between, {name}", rule, ASSUMED, mixed, needs=needs, between=_full,
                    together=_within("rate-limit", 1.0))  # fmt: skip

    def foreign(session: Session) -> str:
        session.told("POST", "/keys", FOREIGN)
        return basic(FOREIGN["key_id"], FOREIGN["key_secret"])

    other = good(auth=foreign, project=FOREIGN["project_id"], conversation="foreign-{n}")
    yield Scene("another project has a bucket of its own", rule, SDK, [*tries, other],
                needs={"rate-limit", "tokens"}, between=_full)  # fmt: skip

    def later(session: Session, number: int) -> None:
        _full(session, number)
        if number == TRIES:
            time.sleep(FULL_AGAIN)

    yield Scene("a second later", rule, SDK, [*tries, good("later")], needs=needs, between=later)


def _refusals_count() -> Iterator[Scene]:
    """Refuse what comes behind the limit in the order of checks: it has counted by then."""
    needs = {"rate-limit"}
    tries = [evolve(good(str(number)), expect=LIMITED) for number in range(TRIES)]
    bad_one = bad()
    for name, status, row in (
        ("a wrong body", 400, bad_one),
        ("no JSON", 400, Row("", "", SDK, OK, b"{")),
        ("no body", 400, Row("", "", SDK, OK, b"")),
        ("text/plain", 415, good(content_type="text/plain")),
        ("a wrong query", 400, _of(OPERATIONS[0], "?messages_source=x")),
        ("a list", 200, _of(OPERATIONS[0])),
        ("a message that is not there", 404, _of(OPERATIONS[1])),
        ("a deletion of nothing", 404, _of(OPERATIONS[2])),
    ):
        expect = Expect({status, 429}, operation=row.expect.operation)
        limited = evolve(row, expect=expect)
        within = _within("rate-limit", 1.0, BEFORE - {status})
        yield Scene(f"the limit counts {name}", "order of checks", ASSUMED, [limited] * TRIES,
                    needs=needs, between=_full, together=within)  # fmt: skip
        if row is bad_one:
            rows = [one for each in tries for one in (each, limited)]
            yield Scene(f"the limit counts {name} between good ones", "order of checks", ASSUMED,
                        rows, needs=needs, between=_full, together=within)  # fmt: skip


def _of(operation: Operation, query: str = "") -> Row:
    return Row("", "", SDK, Expect({200}, operation=operation.name), method=operation.method,
               path=operation.path + query)  # fmt: skip


def token_rates() -> Iterator[Scene]:
    """Use up a key's bucket at the token endpoint."""
    rule, needs = "rate limit", {"token-rate-limit"}
    limited = Expect({200, 429}, {"Retry-After": Absent()}, kind="token")
    tries = [evolve(token(), expect=limited)] * TRIES
    yield Scene("more tokens than are allowed", rule, SDK, tries, needs=needs, between=_full,
                together=_within("token-rate-limit", TOKEN_BURST))  # fmt: skip
    wrong = Expect({401}, kind="token", error={401: "invalid_client"})
    yield Scene("more tokens than are allowed, then a wrong secret", rule, ASSUMED,
                [*tries, evolve(token("basic-wrong"), expect=wrong)], needs=needs,
                between=_full)  # fmt: skip

    def foreign(session: Session) -> str:
        session.told("POST", "/keys", FOREIGN)
        return basic(FOREIGN["key_id"], FOREIGN["key_secret"])

    yield Scene("another key has a bucket of its own", rule, SDK, [*tries, token(foreign)],
                needs={"token-rate-limit", "tokens"}, between=_full)  # fmt: skip
    yield Scene("messages have another bucket", rule, SDK, [*tries, good(auth="basic")],
                needs=needs,
                between=_full)  # fmt: skip
