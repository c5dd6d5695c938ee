"""Who is asking: keys, tokens, and the refusals that official clients understand.

A key belongs to a project, a token to a key. Tokens are opaque, random, and expire by the
simulator's clock; an expired one is remembered for a while, because clients fetch a new one
only if the refusal says "expired". Secrets are compared in constant time.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections import OrderedDict
from random import Random

from attrs import field, frozen

from sinch_inject_mock.core.answers import Refusal
from sinch_inject_mock.core.clock import SECOND, Clock, iso
from sinch_inject_mock.core.exchange import Header
from sinch_inject_mock.core.fidelity import (
    BASIC_CHALLENGE,
    EXPIRED_CHALLENGE,
    INVALID_CHALLENGE,
    NO_CREDENTIALS,
    TOKEN_OPAQUE,
    applies,
)

__all__ = [
    "BASIC",
    "INVALID",
    "Key",
    "Keys",
    "Tokens",
    "authenticate",
    "basic_credentials",
    "challenge",
    "expired",
]

BASIC = b'Basic realm="Realm"'
ANY = b'Bearer realm="sinch"'
INVALID = b'Bearer error="invalid_token"'
SECTION = "https://tools.ietf.org/html/rfc6750#section-3.1"
REMEMBERED_TOKENS = 10_000
MOST_KEYS = 100
LONGEST_TEXT = 4096


@frozen
class Key:
    """An access key."""

    key_id: str
    key_secret: str = field(repr=False)
    project_id: str


@frozen
class Token:
    """What stands behind an access token."""

    key: Key
    expires_at: int


class Keys:
    """The keys that exist."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}

    def add(self, key: Key) -> None:
        """Add a key, or replace the one of that id.

        Raises:
            ValueError: there are too many, or it is too long.
        """
        texts = (key.key_id, key.key_secret, key.project_id)
        if any(len(text) > LONGEST_TEXT for text in texts):
            raise ValueError(f"texts of a key have at most {LONGEST_TEXT:,} characters")
        if len(self._keys) >= MOST_KEYS and key.key_id not in self._keys:
            raise ValueError(f"there are {MOST_KEYS} keys already")
        self._keys[key.key_id] = key

    def find(self, key_id: str, key_secret: str) -> Key | None:
        """Return the key if the secret is right; takes as long whether or not the id exists."""
        key = self._keys.get(key_id)
        expected = key.key_secret if key else "no such key"
        same = hmac.compare_digest(expected.encode(), key_secret.encode("utf-8", "replace"))
        return key if key and same else None

    def of_project(self, project_id: str) -> Key | None:
        """Return a key of the project, or None."""
        return next((key for key in self._keys.values() if key.project_id == project_id), None)

    def secrets(self) -> list[str]:
        """Return every secret, for masking."""
        return [key.key_secret for key in self._keys.values()]

    def clear(self) -> None:
        """Forget all."""
        self._keys.clear()


class Tokens:
    """The tokens that were given out; the oldest are forgotten beyond a limit."""

    def __init__(self, clock: Clock, random: Random, *, lifetime: float) -> None:
        self._clock = clock
        self._random = random
        self.lifetime = lifetime
        self._tokens: OrderedDict[str, Token] = OrderedDict()

    @applies(TOKEN_OPAQUE)
    def issue(self, key: Key) -> str:
        """Return a new token."""
        text = base64.urlsafe_b64encode(self._random.randbytes(36)).decode()
        expires_at = self._clock.now() + round(self.lifetime * SECOND)
        self._tokens[text] = Token(key, expires_at)
        if len(self._tokens) > REMEMBERED_TOKENS:
            self._tokens.popitem(last=False)
        return text

    @applies(INVALID_CHALLENGE)
    def key_of(self, text: str) -> Key:
        """Return the key of a valid token.

        Raises:
            Refusal: 401, with a challenge that says whether it expired.
        """
        token = self._tokens.get(text)
        if token is None:
            raise unauthenticated(INVALID)
        if self._clock.now() >= token.expires_at:
            raise unauthenticated(expired(token.expires_at))
        return token.key

    def expire(self, text: str) -> None:
        """Make a token one that has expired."""
        token = self._tokens.get(text)
        if token is not None:
            self._tokens[text] = Token(token.key, min(token.expires_at, self._clock.now()))

    def revoke(self, text: str | None = None) -> int:
        """Forget one token, or all; return how many."""
        if text is not None:
            return int(self._tokens.pop(text, None) is not None)
        count = len(self._tokens)
        self._tokens.clear()
        return count


def challenge(value: bytes) -> Header:
    """Return the header."""
    return (b"www-authenticate", value)


@applies(EXPIRED_CHALLENGE)
def expired(when: int) -> bytes:
    """Return the challenge that makes official clients fetch a new token."""
    text = f"{iso(when)[:19]}Z"
    return (
        f'Bearer error="invalid_token", error_description="Jwt expired at {text}", '
        f'error_uri="{SECTION}"'
    ).encode()


def unauthenticated(value: bytes) -> Refusal:
    """Return the refusal."""
    return Refusal(
        401,
        "Request had invalid credentials.",
        verdict="unauthenticated",
        headers=[challenge(value)],
    )


def basic_credentials(value: str) -> tuple[str, str] | None:
    """Return user name and password of the base64 part of a Basic header; None if malformed."""
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    name, colon, password = text.partition(":")
    return (name, password) if colon else None


@applies(BASIC_CHALLENGE, NO_CREDENTIALS)
def authenticate(headers: list[bytes], keys: Keys, tokens: Tokens) -> Key:
    """Return the key behind the Authorization headers of a request.

    Raises:
        Refusal: 401.
    """
    if len(headers) != 1:
        raise unauthenticated(INVALID if headers else ANY)
    scheme, _, value = headers[0].decode("latin-1").partition(" ")
    match scheme.lower():
        case "bearer":
            return tokens.key_of(value.strip())
        case "basic":
            found = basic_credentials(value.strip())
            key = keys.find(*found) if found else None
            if key is None:
                raise unauthenticated(BASIC)
            return key
        case _:
            raise unauthenticated(ANY)
