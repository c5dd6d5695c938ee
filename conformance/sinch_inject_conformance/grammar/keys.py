"""Credentials by RFC 7617 and 6750, each changed in each position.

A key that is nearly right is wrong. The positions are all of them; what is put there is the
other case, nothing, another letter, and one letter more.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

from sinch_inject_conformance.case import Expect, Row, text
from sinch_inject_conformance.expectation import Present
from sinch_inject_conformance.server import Session, basic

__all__ = ["cases"]

OK = Expect({200})
REFUSED = Expect({401}, {"WWW-Authenticate": Present()})
INVALID_CLIENT = Expect({401}, kind="token", error={401: "invalid_client"})
FORM = "application/x-www-form-urlencoded"
GRANT = b"grant_type=client_credentials"
# More positions than any key of a person has; a token is as long as this at least.
POSITIONS, LONGEST_KEY = 40, 24
Pair = Callable[[str, str], tuple[str, str]]
Auth = Callable[[Session], str]
Change = Callable[[str], str]
BLANKS = (" ", "\t", "\n", "\r\n", "\r", "\0", "\u00a0", "\u200b", "\ufeff", "\u3000")
BOTH = frozenset({"oauth"})


def changed(word: str, at: int, how: str) -> str:
    """Return a word with one position changed; the word and a letter if it ends before."""
    if at >= len(word):
        return word + "x"
    before, letter, behind = word[:at], word[at], word[at + 1 :]
    other = "A" if letter != "A" else "B"
    new = {
        "in other case": letter.swapcase() if letter.swapcase() != letter else other,
        "gone": "",
        "another": other,
        "twice": letter * 2,
    }[how]
    return before + new + behind


def position(at: int, how: str) -> Change:
    """Return what changes one position."""
    return lambda word: changed(word, at, how)


def put(before: str, behind: str) -> Change:
    """Return what puts something around a word."""
    return lambda word: before + word + behind


def first(length: int) -> Change:
    """Return what leaves the beginning."""
    return lambda word: word[:length]


HOW = ("in other case", "gone", "another", "twice")


def of_pair(change: Pair) -> Auth:
    """Return what makes Basic credentials from a key that was changed."""
    return lambda session: basic(
        *change(session.target.credentials.key_id, session.target.credentials.key_secret)
    )


def of_header(change: Change) -> Auth:
    """Return what changes the header's right value."""
    return lambda session: change(
        basic(session.target.credentials.key_id, session.target.credentials.key_secret)
    )


def of_token(change: Change) -> Auth:
    """Return what changes a token."""
    return lambda session: change(session.token())


def with_id(change: Change) -> Auth:
    """Return Basic with the key's id changed."""
    return of_pair(lambda key, secret: (change(key), secret))


def with_secret(change: Change) -> Auth:
    """Return Basic with the key's secret changed."""
    return of_pair(lambda key, secret: (key, change(secret)))


def with_token(change: Change) -> Auth:
    """Return Bearer with a token changed."""
    return of_token(lambda token: f"Bearer {change(token)}")


def with_scheme(scheme: str) -> Change:
    """Return what puts another scheme before Basic credentials."""
    return lambda header: f"{scheme}{header.removeprefix('Basic')}"


def as_basic(encode: Callable[[str, str], str]) -> Auth:
    """Return Basic with the key encoded in another way."""
    return lambda session: (
        "Basic " + encode(session.target.credentials.key_id, session.target.credentials.key_secret)
    )


def cases() -> Iterator[Row]:
    """Yield a row for each change."""
    yield from _positions()
    yield from _around()


def row(name: str, auth: Auth, expect: Expect = REFUSED, **more: Any) -> Row:
    """Return a row with these credentials for the operation."""
    return Row(f"key: {name}", "credentials", "standard", expect, text(), auth=auth, **more)


def token_row(
    name: str, auth: Auth | str, body: bytes = GRANT, expect: Expect = INVALID_CLIENT
) -> Row:
    """Return a row with these credentials for the token endpoint."""
    return Row(f"key for a token: {name}", "credentials", "standard", expect, body, auth=auth,
               to="auth", path="/oauth2/token", content_type=FORM, needs=BOTH)  # fmt: skip


def _positions() -> Iterator[Row]:
    for at in range(POSITIONS):
        for how in HOW:
            spot, change = f"letter {at} {how}", position(at, how)
            if at < LONGEST_KEY:
                for what, auth in (("id", with_id(change)), ("secret", with_secret(change))):
                    yield row(f"{what}, {spot}", auth)
                    yield token_row(f"{what}, {spot}", auth)
            yield row(f"token, {spot}", with_token(change), needs=BOTH)


def _around() -> Iterator[Row]:
    for name, change in _affixes():
        yield row(f"id, {name}", with_id(change))
        yield row(f"secret, {name}", with_secret(change))
        if name != "escaped":  # RFC 6749, 2.3.1: there the parts may be form-encoded
            yield token_row(f"secret, {name}", with_secret(change))
    for length in (1, 8, 20, 40):
        yield row(f"token, {length} letters of it", with_token(first(length)), needs=BOTH)
    for name, change in TOKENS:
        yield row(f"token, {name}", with_token(change), needs=BOTH)


TOKENS: tuple[tuple[str, Change], ...] = (
    ("its end", lambda it: it[8:]), ("reversed", lambda it: it[::-1]),
    ("twice", lambda it: it * 2), ("in upper case", str.upper), ("in lower case", str.lower),
    ("in other case", str.swapcase),
    ("escaped", lambda it: "".join(f"%{ord(one):02X}" for one in it)),
    ("in quotes", lambda it: f'"{it}"'), ("in angles", lambda it: f"<{it}>"),
    ("an equals sign behind", lambda it: it + "="), ("a dot and more", lambda it: it + ".x"),
    ("a comma behind", lambda it: it + ","), ("a semicolon behind", lambda it: it + ";"),
    ("an x before", lambda it: "x" + it), ("a blank within", lambda it: f"{it[:9]} {it[9:]}"),
    ("base64", lambda it: b64encode(it.encode()).decode()), ("null", lambda it: "null"),
    ("undefined", lambda it: "undefined"), ("a star", lambda it: "*"),
)  # fmt: skip


def _affixes() -> Iterator[tuple[str, Change]]:
    for blank in BLANKS:
        yield f"{blank!r} before", put(blank, "")
        yield f"{blank!r} behind", put("", blank)
    yield from AROUND


AROUND: tuple[tuple[str, Change], ...] = (
    ("in upper case", lambda it: it.upper() if it.upper() != it else it.lower()),
    ("capitalised", lambda it: it[:1].swapcase() + it[1:]), ("twice", lambda it: it * 2),
    ("reversed", lambda it: it[::-1]), ("empty", lambda it: ""),
    ("its first letter", lambda it: it[:1]), ("a colon behind", lambda it: it + ":x"),
    ("in quotes", lambda it: f'"{it}"'),
    ("escaped", lambda it: "".join(f"%{ord(one):02X}" for one in it)),
    ("a star", lambda it: "*"), ("a wide letter", lambda it: chr(ord(it[0]) + 0xFEE0) + it[1:]),
    ("a percent", lambda it: "%"), ("SQL", lambda it: "' OR '1'='1"),
    ("500 letters more", lambda it: it + "x" * 500),
)  # fmt: skip
