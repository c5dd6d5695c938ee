"""What listing, reading and deleting refuse: callers, methods, parameters, ids; in which order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from attrs import evolve, frozen

from sinch_inject_conformance.case import At, Expect, Row
from sinch_inject_conformance.expectation import Exactly, Listing, Present
from sinch_inject_conformance.grammar.keys import first, position, with_id, with_secret, with_token
from sinch_inject_conformance.grammar.times import spellings

__all__ = ["rows"]

PAGE, SDK, ASSUMED = "page", "public-sdk", "assumed"
LIST = "/v1/projects/{project}/messages"
ONE = "/v1/projects/{project}/messages/unknown-{conversation}"
NOT_THERE = Expect({404}, kind="outside")


@frozen
class Operation:
    """One operation: where, how, and what it answers to the plainest request."""

    name: str
    method: str
    path: str
    status: int
    allows: tuple[str, ...]

    def row(self, name: str, rule: str, source: str, expect: Expect, **more: Any) -> Row:
        """Return a row of this operation."""
        whole: dict[str, Any] = {"method": self.method, "path": self.path, **more}
        judged = evolve(expect, operation=self.name)
        return Row(f"{self.name}: {name}", rule, source, judged, **whole)


OPERATIONS = (
    Operation("listMessages", "GET", LIST, 200, ("GET",)),
    Operation("getMessage", "GET", ONE, 404, ("GET", "DELETE")),
    Operation("deleteMessage", "DELETE", ONE, 404, ("GET", "DELETE")),
)
UNAUTHENTICATED = Expect({401}, {"WWW-Authenticate": Present()})


def rows() -> Iterator[Row]:
    """Yield a row for each refusal of each operation."""
    for operation in OPERATIONS:
        yield from _callers(operation)
        yield from _methods(operation)
        yield from _faults(operation)
        yield from _order(operation)
        yield from _sources(operation)
    yield from _parameters()
    yield from _times()
    yield from _ids()
    yield from _paths()


def _callers(one: Operation) -> Iterator[Row]:
    rule, good = "authentication", Expect({one.status})
    safe = one.name == "listMessages"
    yield one.row("a bearer token", rule, SDK, good, auth="bearer", needs={"oauth"})
    yield one.row("Basic", rule, SDK, good, auth="basic")
    for name in (
        "none", "empty", "digest", "bearer-unknown", "bearer-empty", "bearer-jwt", "basic-wrong",
        "basic-empty", "basic-unknown", "basic-case", "basic-short", "basic-long", "basic-garbage",
    ):  # fmt: skip
        yield one.row(name, rule, SDK, UNAUTHENTICATED, auth=name, safe=safe and name == "none")
    for name in ("bearer-altered", "bearer-long", "bearer-short", "bearer-bare", "query"):
        yield one.row(name, rule, SDK, UNAUTHENTICATED, auth=name, needs={"oauth"})
    yield one.row("revoked", rule, SDK, UNAUTHENTICATED, auth="revoked", needs={"oauth", "tokens"})
    yield one.row("expired", rule, SDK, UNAUTHENTICATED, auth="expired", needs={"oauth", "clock"})
    for at in (0, 3, 7):
        for how in ("in other case", "gone", "another"):
            spot, change = f"letter {at} {how}", position(at, how)
            yield one.row(f"id, {spot}", rule, SDK, UNAUTHENTICATED, auth=with_id(change))
            yield one.row(f"secret, {spot}", rule, SDK, UNAUTHENTICATED, auth=with_secret(change))
            yield one.row(
                f"token, {spot}",
                rule,
                SDK,
                UNAUTHENTICATED,
                auth=with_token(change),
                needs={"oauth"},
            )
    yield one.row(
        "40 letters of a token",
        rule,
        SDK,
        UNAUTHENTICATED,
        auth=with_token(first(40)),
        needs={"oauth"},
    )
    for auth, value in (
        ("none", 'Bearer realm="sinch"'), ("basic-wrong", 'Basic realm="Realm"'),
        ("bearer-unknown", 'Bearer error="invalid_token"'),
    ):  # fmt: skip
        expect = Expect({401}, {"WWW-Authenticate": Exactly(value)})
        yield one.row(f"challenge, {auth}", "challenge", ASSUMED, expect, auth=auth)
    for project in ("another-project", "PROJECT-IN-UPPER-CASE", "project-and-more"):
        yield one.row(f"on {project}", "project", PAGE, Expect({403}), project=project)


def _methods(one: Operation) -> Iterator[Row]:
    if one.name == "deleteMessage":
        return
    allowed = Expect({405}, {"Allow": Listing(one.allows)}, kind="outside")
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PROPFIND", "PURGE"):
        if method not in one.allows:
            body: dict[str, Any] | None = {} if method in {"POST", "PUT", "PATCH"} else None
            for auth in ("usual", "none"):
                yield one.row(
                    f"{method}, {auth} credentials",
                    "method",
                    ASSUMED,
                    allowed,
                    method=method,
                    body=body,
                    auth=auth,
                )


def _faults(one: Operation) -> Iterator[Row]:
    """Ask for each documented answer that only a fault gives."""
    match = {"operation": one.name}
    for status in (400, 401, 403, 404, 429, 500, 501, 503):
        headers = {"WWW-Authenticate": Present()} if status == 401 else {}
        yield one.row(
            f"fault {status}",
            "answer",
            SDK,
            Expect({status}, headers),
            needs={"faults"},
            fault={"kind": str(status), "count": 1, "match": match},
            explained=False,
        )
    yield one.row(
        "fault 429 with Retry-After",
        "answer",
        SDK,
        Expect({429}, {"Retry-After": Exactly("7")}),
        needs={"faults"},
        explained=False,
        fault={"kind": "429", "count": 1, "retry_after": 7, "match": match},
    )


def _order(one: Operation) -> Iterator[Row]:
    rule = "order of checks"
    wrong = f"{one.path}?messages_source=x"
    match = {"operation": one.name}
    fault = {"kind": "503", "count": 1, "match": match}
    yield one.row(
        "a wrong query, no credentials", rule, ASSUMED, UNAUTHENTICATED, path=wrong, auth="none"
    )
    yield one.row(
        "a wrong query, another project",
        rule,
        ASSUMED,
        Expect({403}),
        path=wrong,
        project="another-project",
    )
    yield one.row(
        "no credentials, another project",
        rule,
        ASSUMED,
        UNAUTHENTICATED,
        auth="none",
        project="another-project",
    )
    yield one.row(
        "a wrong query, a fault",
        rule,
        ASSUMED,
        Expect({503}),
        path=wrong,
        fault=fault,
        needs={"faults"},
    )
    yield one.row("a wrong query", rule, ASSUMED, Expect({400}), path=wrong)
    yield one.row("a body, which nobody reads", rule, ASSUMED, Expect({one.status}), body={"x": 1})


def _sources(one: Operation) -> Iterator[Row]:
    for word in (
        "conversation_source", "CONVERSATION", "DISPATCH", "0", "1", "", "CONVERSATION_SOURCE ",
        "*", "ConversationSource", "CONVERSATION_SOURCE,DISPATCH_SOURCE",
        "MESSAGES_SOURCE_UNSPECIFIED",
    ):  # fmt: skip
        yield one.row(
            f"messages_source {word!r}",
            "query",
            SDK,
            Expect({400}),
            path=f"{one.path}?messages_source={quote(word)}",
        )
    for word in ("CONVERSATION_SOURCE", "DISPATCH_SOURCE"):
        yield one.row(
            f"messages_source {word}",
            "query",
            SDK,
            Expect({one.status}),
            path=f"{one.path}?messages_source={word}",
        )
    twice = f"{one.path}?messages_source=CONVERSATION_SOURCE&messages_source=CONVERSATION_SOURCE"
    yield one.row("messages_source twice", "query", ASSUMED, Expect({400}), path=twice)
    for query in (
        "?",
        "?x=y",
        "?x",
        "?&",
        "?%78=1",
        "?MESSAGES_SOURCE=x",
        "?messages-source=x",
        "?x=%FF"[:4],
    ):
        yield one.row(
            f"query {query}", "query", ASSUMED, Expect({one.status}), path=one.path + query
        )


def _parameters() -> Iterator[Row]:
    """Give each parameter of the list a value that is wrong, twice, or in another spelling."""
    here = OPERATIONS[0]
    base = f"{LIST}?conversation_id={{conversation}}&"
    for name, wrong in (
        ("view", ("with_metadata", "WITH", "", "0", "METADATA", "WITH_METADATA ", "true")),
        ("channel", ("sms", "VIBER", "CHANNEL_UNSPECIFIED", "0", "", "SMS ", "SMS,RCS", "EMAIL")),
        ("direction", ("to_app", "TO", "", "0", "UNDEFINED_DIRECTION", "TO_APP,TO_CONTACT")),
        ("only_recipient_originated", ("TRUE", "True", "1", "0", "yes", "", "null", "on", "t")),
        ("page_size", ("0", "-1", "1001", "ten", "1.5", "")),
        ("start_time", ("now", "0", "1700000000", "2026-11-10", "", "2026-11-10T12:00:00")),
        ("end_time", ("now", "0", "1700000000", "2026-11-10", "", "2026-11-10T12:00:00")),
        ("page_token", ("x", "1", "AAAA")),
    ):  # fmt: skip
        for value in wrong:
            yield here.row(
                f"{name} {value!r}",
                "query",
                SDK,
                Expect({400}),
                path=f"{base}{name}={quote(value)}",
            )
    for name, value in (
        ("view", "WITH_METADATA"), ("channel", "SMS"), ("direction", "TO_APP"), ("page_size", "5"),
        ("only_recipient_originated", "false"), ("start_time", "2026-11-10T12:00:00Z"),
        ("contact_id", "x"), ("end_time", "2026-11-10T12:00:00Z"), ("app_id", "x"),
        ("channel_identity", "x"), ("page_token", ""),
    ):  # fmt: skip
        yield here.row(
            f"{name} is right", "query", SDK, Expect({200}), path=f"{base}{name}={quote(value)}"
        )
        yield here.row(
            f"{name} twice",
            "query",
            ASSUMED,
            Expect({400}),
            path=f"{base}{name}={quote(value)}&{name}={quote(value)}",
        )
        escaped = "".join(f"%{ord(letter):02X}" for letter in name)
        yield here.row(
            f"{name} twice, once escaped",
            "query",
            ASSUMED,
            Expect({400}),
            path=f"{base}{name}={quote(value)}&{escaped}={quote(value)}",
        )
        yield here.row(
            f"{name} in upper case is another",
            "query",
            ASSUMED,
            Expect({200}),
            path=f"{base}{name.upper()}=nothing",
        )
    yield here.row(
        "conversation_id twice",
        "query",
        ASSUMED,
        Expect({400}),
        path=f"{base}conversation_id={{conversation}}",
    )
    for name in ("contact_id", "conversation_id", "page_token"):
        for raw in ("%FF", "%C3", "%00"):
            yield here.row(
                f"{name} {raw}", "query", ASSUMED, Expect({400}), path=f"{LIST}?{name}={raw}"
            )
    for start, end, status in (
        ("2026-11-10T12:00:00Z", "2026-11-10T12:00:00Z", 400),
        ("2026-11-11T12:00:00Z", "2026-11-10T12:00:00Z", 400),
        ("2026-11-10T12:00:00Z", "2026-11-10T13:00:00%2B01:00", 400),
        ("2026-11-10T12:00:00Z", "2026-11-10T12:00:00.000000001Z", 200),
        ("2026-11-10T12:00:00%2B01:00", "2026-11-10T12:00:00Z", 200),
        ("2026-11-10T12:00:00Z", "2026-11-11T12:00:00Z", 200),
    ):  # fmt: skip
        yield here.row(
            f"from {start} to {end}",
            "list times",
            ASSUMED,
            Expect({status}),
            path=f"{base}start_time={start}&end_time={end}",
        )


def _times() -> Iterator[Row]:
    here = OPERATIONS[0]
    # A moment that stays: a query has no clock to keep within.
    for name, form, right in spellings():
        spelled = At(0, form.replace("%s", "{epoch}")).spell_at("2026-11-10T12:00:00Z")
        for parameter in ("start_time", "end_time"):
            query = f"conversation_id={{conversation}}&{parameter}={quote(spelled, safe='')}"
            yield here.row(
                f"{parameter}, {name}",
                "list times",
                SDK,
                Expect({200 if right else 400}),
                path=f"{LIST}?{query}",
            )


def _ids() -> Iterator[Row]:
    for one in OPERATIONS[1:]:
        for name, encoded in (
            ("a slash", "a%2Fb"), ("a colon", "a:b"), ("a question mark", "a%3Fb"),
            ("a blank", "a%20b"), ("dots", "%2E%2E"), ("an accent", "caf%C3%A9"),
            ("a percent sign", "a%25b"), ("500 letters", "x" * 500), ("a star", "*"),
            ("the suffix", "x:inject-message"), ("a plus", "a+b"), ("quotes", "%27%22"),
            ("SQL", "1%27%20OR%20%271%27=%271"),
        ):  # fmt: skip
            yield one.row(
                f"unknown id with {name}",
                "percent-encoding",
                ASSUMED,
                Expect({404}),
                path=f"{LIST}/{encoded}",
            )
        for name, encoded in (
            ("0xFF", "a%FF"),
            ("half a letter", "a%C3"),
            ("U+0000", "a%00b"),
            ("a surrogate", "%ED%A0%80"),
        ):
            yield one.row(
                f"id with {name}",
                "percent-encoding",
                ASSUMED,
                Expect({400}),
                path=f"{LIST}/{encoded}",
            )


def _paths() -> Iterator[Row]:
    for name, path in (
        ("a slash behind", f"{LIST}/"), ("two segments", f"{LIST}/a/b"),
        ("upper case", LIST.replace("messages", "Messages")),
        ("singular", LIST.replace("messages", "message")),
        ("two slashes", LIST.replace("/messages", "//messages")),
        ("within a conversation", "/v1/projects/{project}/conversations/{conversation}/messages"),
        ("no project", "/v1/projects//messages"), ("no version", "/projects/{project}/messages"),
        ("a suffix", f"{LIST}:list"),
        ("an escaped slash", LIST.replace("/messages", "%2Fmessages")),
    ):  # fmt: skip
        for method in ("GET", "DELETE"):
            yield Row(f"{method} {name}", "path", ASSUMED, NOT_THERE, method=method, path=path)
