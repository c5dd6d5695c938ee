"""What a report must not have: the key's secret and the tokens of a run, however spelled."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from attrs import evolve

from sinch_inject_conformance.result import Outcome
from sinch_inject_conformance.target import Credentials

__all__ = ["Private"]

SHORTEST = 4  # characters; what is shorter is part of any word
GIVEN = re.compile(r'("access_token"\s*:\s*")[^"]+')
# Of a secret that was made wrong in one letter, the others are right.
WRONG = re.compile(r"(client_secret=)(?!\$SINCH_KEY_SECRET)[^&\s\"'<]+")


class Private:
    """Knows what is private, and takes it out.

    Args:
        credentials: the key of the run.
    """

    def __init__(self, credentials: Credentials) -> None:
        name, secret = credentials.key_id, credentials.key_secret
        pair = b64encode(f"{name}:{secret}".encode(errors="surrogateescape")).decode()
        self._known: dict[str, str] = {}
        for text in (*_spelled(secret), pair):
            self._known[text] = "$SINCH_KEY_SECRET"

    def token(self, text: str) -> None:
        """Take note of a token."""
        self._known[text] = "$TOKEN"

    def without(self, outcome: Outcome) -> Outcome:
        """Return an outcome with nothing private in what was sent and what came."""
        return evolve(
            outcome,
            got=self._cut(outcome.got),
            curl=self._cut(outcome.curl),
            body=self._cut(outcome.body),
        )

    def _cut(self, text: str) -> str:
        for known, instead in self._known.items():
            if len(known) >= SHORTEST and known in text:
                text = text.replace(known, instead)
        return WRONG.sub(r"\1***", GIVEN.sub(r"\1$TOKEN", text))


def _spelled(secret: str) -> Iterator[str]:
    """Yield a secret as it is, as forms and URLs have it, and as a shell writes these."""
    quoted = (quote(secret, safe=safe, errors="surrogateescape") for safe in ("", "/"))
    for form in (secret, quote_plus(secret, errors="surrogateescape"), *quoted):
        yield form
        yield "".join(f"\\{byte:03o}" for byte in form.encode(errors="surrogateescape"))
