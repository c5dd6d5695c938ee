"""Every way to say who is asking, right and wrong, as one function of a name.

The names are those of the table's ``auth`` column.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping

from attrs import frozen

from sinch_inject_conformance.server import Session, basic

__all__ = ["CHANGES_CLOCK", "Presented", "present"]

CHANGES_CLOCK = frozenset({"expired", "expiring", "fresh-enough", "basic-later"})
FOREIGN = {"key_id": "foreign-key", "key_secret": "foreign-secret", "project_id": "foreign"}
SELF_MADE_JWT = (
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vLWtleSIsImV4cCI6NDEwMjQ0NDgwMH0."  # {"alg":"none"}
)


@frozen
class Presented:
    """What a request carries: a header value or none, and something behind the path."""

    authorization: str | None = None
    query: str = ""


def present(session: Session, name: str | Callable[[Session], str]) -> Presented:
    """Return what a request with the credentials of that name carries.

    The names in ``CHANGES_CLOCK`` move the server's clock; the caller puts it back.

    Raises:
        KeyError: there is no such name.
    """
    if not isinstance(name, str):
        return Presented(name(session))
    if name == "none":
        return Presented()
    if name == "query":
        return Presented(query=f"?access_token={session.token()}")
    return Presented(KINDS[name](session))


def _basic(change: Callable[[str, str], tuple[str, str]]) -> Callable[[Session], str]:
    def header(session: Session) -> str:
        credentials = session.target.credentials
        return basic(*change(credentials.key_id, credentials.key_secret))

    return header


def _bearer(change: Callable[[str], str]) -> Callable[[Session], str]:
    return lambda session: change(session.token())


def _fixed(value: str) -> Callable[[Session], str]:
    return lambda _session: value


def _other_last_letter(token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "B")


def _revoked(session: Session) -> str:
    token = session.new_token().text
    session.told("POST", "/tokens/revoke", {"access_token": token})
    return f"Bearer {token}"


def _aged(extra: float) -> Callable[[Session], str]:
    """Return a token whose life ended ``extra`` seconds ago by the server's clock."""

    def header(session: Session) -> str:
        token = session.new_token()
        session.advance(token.expires_in + extra)
        return f"Bearer {token.text}"

    return header


def _basic_later(session: Session) -> str:
    session.advance(2 * session.new_token().expires_in if "oauth" in session.offers else 7200)
    return basic(session.target.credentials.key_id, session.target.credentials.key_secret)


def _foreign_token(session: Session) -> str:
    session.told("POST", "/keys", FOREIGN)
    token = session.new_token(FOREIGN["key_id"], FOREIGN["key_secret"])
    return f"Bearer {token.text}"


def _foreign_basic(session: Session) -> str:
    session.told("POST", "/keys", FOREIGN)
    return basic(FOREIGN["key_id"], FOREIGN["key_secret"])


def _swapped_case(text: str) -> str:
    return text.swapcase() if text.swapcase() != text else text + "x"


KINDS: Mapping[str, Callable[[Session], str]] = {
    "usual": Session.usual_authorization,
    "empty": _fixed(""),
    "digest": _fixed('Digest username="demo-key"'),
    "bearer": _bearer(lambda token: f"Bearer {token}"),
    "bearer-lower": _bearer(lambda token: f"bearer {token}"),
    "bearer-unknown": _fixed("Bearer not-a-token-of-anybody"),
    "bearer-empty": _fixed("Bearer "),
    "bearer-jwt": _fixed(f"Bearer {SELF_MADE_JWT}"),
    "bearer-secret": lambda session: f"Bearer {session.target.credentials.key_secret}",
    "bearer-basic": lambda session: (
        "Bearer "
        + basic(
            session.target.credentials.key_id, session.target.credentials.key_secret
        ).removeprefix("Basic ")
    ),
    "bearer-altered": _bearer(lambda token: f"Bearer {_other_last_letter(token)}"),
    "bearer-long": _bearer(lambda token: f"Bearer {token}A"),
    "bearer-short": _bearer(lambda token: f"Bearer {token[:-1]}"),
    "bearer-bare": _bearer(lambda token: token),
    "bearer-scheme": _bearer(lambda token: f"Token {token}"),
    "basic-token": _bearer(lambda token: f"Basic {token}"),
    "revoked": _revoked,
    "expired": _aged(1.0),
    "expiring": _aged(0.0),
    "fresh-enough": _aged(-1.0),
    "foreign-token": _foreign_token,
    "foreign-basic": _foreign_basic,
    "basic": _basic(lambda key, secret: (key, secret)),
    "basic-later": _basic_later,
    "basic-lower": lambda session: (
        "basic"
        + basic(
            session.target.credentials.key_id, session.target.credentials.key_secret
        ).removeprefix("Basic")
    ),
    "basic-wrong": _basic(lambda key, _secret: (key, "wrong")),
    "basic-empty": _basic(lambda key, _secret: (key, "")),
    "basic-short": _basic(lambda key, secret: (key, secret[:-1])),
    "basic-long": _basic(lambda key, secret: (key, secret + "x")),
    "basic-case": _basic(lambda key, secret: (key, _swapped_case(secret))),
    "basic-unknown": _basic(lambda _key, secret: ("nobody", secret)),
    "basic-swapped": _basic(lambda key, secret: (secret, key)),
    "basic-no-colon": lambda session: (
        "Basic " + b64encode(session.target.credentials.key_id.encode()).decode()
    ),
    "basic-garbage": _fixed("Basic ***"),
    "basic-latin": _fixed("Basic " + b64encode(b"\xff\xfe:\xff").decode()),
    "basic-nothing": _fixed("Basic "),
}
