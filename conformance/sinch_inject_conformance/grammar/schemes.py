"""The ``Authorization`` header by RFC 7235: schemes, encodings, places, and what is asked for."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from urllib.parse import quote

from sinch_inject_conformance.case import Expect, Row, text
from sinch_inject_conformance.credentials import FOREIGN
from sinch_inject_conformance.expectation import Exactly
from sinch_inject_conformance.grammar.keys import (
    BOTH,
    FORM,
    GRANT,
    OK,
    Auth,
    Change,
    as_basic,
    of_header,
    of_token,
    put,
    row,
    token_row,
    with_scheme,
)  # fmt: skip
from sinch_inject_conformance.server import Session, basic

__all__ = ["cases"]


def cases() -> Iterator[Row]:
    """Yield a row for each."""
    yield from _schemes()
    yield from _headers()
    yield from _other_keys()
    yield from _challenges()


def _schemes() -> Iterator[Row]:
    for scheme in ("basic", "BASIC", "bAsIc"):
        yield row(f"the scheme {scheme}", of_header(with_scheme(scheme)), OK)
    for scheme in ("bearer", "BEARER", "bEaReR"):
        yield row(f"the scheme {scheme}", of_token(put(f"{scheme} ", "")), OK, needs=BOTH)
    yield row("two blanks behind Bearer", of_token(lambda it: f"Bearer  {it}"), OK, needs=BOTH)
    yield row("two blanks behind Basic", of_header(lambda it: it.replace(" ", "  ", 1)), OK)
    for scheme in (
        "Bearer: ", "Bearer=", "Bearer,", "Bear ", "Bearers ", "Token ", "JWT ", "OAuth ",
        "Digest ",
        "Negotiate ", "Apikey ", "X Bearer ", "Bearer Bearer ", "Bearer\t", '"Bearer" ',
    ):  # fmt: skip
        yield row(f"a token behind {scheme!r}", of_token(put(scheme, "")), needs=BOTH)
    yield row("a token with nothing between", of_token(lambda it: f"Bearer{it}"), needs=BOTH)
    yield row("a token as a parameter", of_token(lambda it: f'Bearer token="{it}"'), needs=BOTH)
    yield row("a token as Basic's name", of_token(lambda it: basic(it, "")), needs=BOTH)
    yield row("a token as Basic's secret", of_token(lambda it: basic("demo-key", it)), needs=BOTH)
    for name, change in ENCODED:
        yield row(f"base64, {name}", of_header(change))
        yield token_row(f"base64, {name}", of_header(change))
    for name, encode in RAW:
        yield row(f"Basic {name}", as_basic(encode))


def _base64(text: str | bytes) -> str:
    return b64encode(text if isinstance(text, bytes) else text.encode()).decode()


ENCODED: tuple[tuple[str, Change], ...] = (
    ("the padding gone", lambda it: it.rstrip("=") if it.endswith("=") else it[:-1]),
    ("padding more", lambda it: it + "="),
    ("a blank within", lambda it: it[:12] + " " + it[12:]),
    ("in quotes", lambda it: it.replace("Basic ", 'Basic "') + '"'),
    ("a comma behind", lambda it: it + ","), ("a letter behind", lambda it: it + "A"),
    ("a line's worth more", lambda it: it + "A" * 76),
    ("encoded twice", lambda it: "Basic " + b64encode(it[6:].encode()).decode()),
    ("escaped", lambda it: "Basic " + quote(it[6:], safe="").replace("Z", "%5A")),
    ("in upper case", lambda it: "Basic " + it[6:].upper()),
    ("nothing between", lambda it: it.replace(" ", "")),
    ("behind Bearer", lambda it: it.replace("Basic", "Bearer")),
    ("behind Digest", lambda it: "Digest " + it[6:]),
    ("a star within", lambda it: it[:10] + "*" + it[10:]),
    ("Basic twice", lambda it: "Basic " + it),
)  # fmt: skip
RAW: tuple[tuple[str, Callable[[str, str], str]], ...] = (
    ("in the clear", lambda key, secret: f"{key}:{secret}"),
    ("in hexadecimal", lambda key, secret: f"{key}:{secret}".encode().hex()),
    ("in UTF-16", lambda key, secret: _base64(f"{key}:{secret}".encode("utf-16"))),
    ("with a slash", lambda key, secret: _base64(f"{key}/{secret}")),
    ("with two colons", lambda key, secret: _base64(f"{key}::{secret}")),
    ("with a byte too many", lambda key, secret: _base64(f"{key}:{secret}".encode() + b"\xff")),
    ("for URLs", lambda key, secret: urlsafe_b64encode(f"{key}:{secret}>?".encode()).decode()),
)


def _headers() -> Iterator[Row]:
    """Bring the credentials in other places, or twice."""
    good: Auth = Session.usual_authorization
    for name, more in (("the same", None), ("Basic that is wrong", "Basic eDp5"), ("nothing", "")):

        def twice(session: Session, more: str | None = more) -> str:
            value = good(session)
            return f"{value}\r\nAuthorization: {value if more is None else more}"

        yield row(f"the header twice, then {name}", twice)

    def wrong_first(session: Session) -> str:
        return f"Basic eDp5\r\nAuthorization: {good(session)}"

    yield row("the header twice, first Basic that is wrong", wrong_first)
    yield row("two in one header", lambda session: f"{good(session)}, {good(session)}")
    yield row(
        "a wrong and a right one in one header", lambda session: f"Basic eDp5, {good(session)}"
    )
    for name in (
        "X-Authorization", "Proxy-Authorization", "X-Api-Key", "X-Access-Token", "Authentication",
        "X-Forwarded-Authorization", "Authorization-Token",
    ):  # fmt: skip

        def elsewhere(session: Session, name: str = name) -> str:
            # An empty value, and the right one under another name.
            return f"\r\n{name}: {good(session)}"

        yield row(f"in {name}", elsewhere)
    yield row(
        "in a cookie", lambda session: f"\r\nCookie: access_token={session.token()}", needs=BOTH
    )


def _other_keys() -> Iterator[Row]:
    """Take one half of a key, and the other from another."""
    needs = {"tokens"}

    def mixed(key: str | None, secret: str | None) -> Auth:
        def header(session: Session) -> str:
            session.told("POST", "/keys", FOREIGN)
            mine = session.target.credentials
            return basic(key or mine.key_id, secret or mine.key_secret)

        return header

    yield row("another key's secret", mixed(None, FOREIGN["key_secret"]), needs=needs)
    yield row("another key's id", mixed(FOREIGN["key_id"], None), needs=needs)
    yield token_row("another key's secret", mixed(None, FOREIGN["key_secret"]))
    yield token_row("another key's id", mixed(FOREIGN["key_id"], None))

    def second(session: Session) -> str:
        project = session.target.credentials.project_id
        key = {"key_id": "second-key", "key_secret": "second-secret", "project_id": project}
        session.told("POST", "/keys", key)
        return basic("second-key", "second-secret")

    yield row("a second key of the project", second, OK, needs=needs)
    for name, body in (
        ("the id escaped", GRANT + b"&client_id={key_id_escaped}&client_secret={key_secret}"),
        ("the secret escaped", GRANT + b"&client_id={key_id}&client_secret={key_secret_escaped}"),
    ):
        yield token_row(f"in the form, {name}", "none", body, Expect({200}, kind="token"))
    for name, body in (
        ("a blank behind the secret", b"&client_id={key_id}&client_secret={key_secret}+"),
        ("a line feed behind the secret", b"&client_id={key_id}&client_secret={key_secret}%0A"),
        ("a blank before the id", b"&client_id=%20{key_id}&client_secret={key_secret}"),
        ("exchanged", b"&client_id={key_secret}&client_secret={key_id}"),
        ("in other words", b"&key_id={key_id}&key_secret={key_secret}"),
        ("in upper-case names", b"&CLIENT_ID={key_id}&CLIENT_SECRET={key_secret}"),
        ("escaped twice", b"&client_id={key_id}&client_secret={key_secret_escaped_twice}"),
    ):
        yield token_row(f"in the form, {name}", "none", GRANT + body)


def _challenges() -> Iterator[Row]:
    """Look at what a refusal asks for; official clients read it."""
    for name, auth, value, needs in (
        ("no credentials", "none", 'Bearer realm="sinch"', set[str]()),
        ("another scheme", "digest", 'Bearer realm="sinch"', set[str]()),
        ("a wrong secret", "basic-wrong", 'Basic realm="Realm"', set[str]()),
        ("an unknown key", "basic-unknown", 'Basic realm="Realm"', set[str]()),
        ("Basic that is not base64", "basic-garbage", 'Basic realm="Realm"', set[str]()),
        ("Basic without a colon", "basic-no-colon", 'Basic realm="Realm"', set[str]()),
        ("an unknown token", "bearer-unknown", 'Bearer error="invalid_token"', set[str]()),
        ("a malformed token", "bearer-jwt", 'Bearer error="invalid_token"', set[str]()),
        ("a revoked token", "revoked", 'Bearer error="invalid_token"', {"oauth", "tokens"}),
    ):
        expect = Expect({401}, {"WWW-Authenticate": Exactly(value)})
        yield Row(
            f"challenge for {name}", "challenge", "assumed", expect, text(), auth=auth, needs=needs
        )
    expect = Expect({401}, {"WWW-Authenticate": Exactly('Basic realm="Realm"')}, kind="token",
                    error={401: "invalid_client"})  # fmt: skip
    yield Row("challenge for a token with a wrong secret", "challenge", "assumed", expect, GRANT,
              auth="basic-wrong", to="auth", path="/oauth2/token", content_type=FORM,
              needs=BOTH)  # fmt: skip
