"""Page tokens: where a list goes on, sealed, so that nobody can make one.

A list is a list of what was there when its first page was asked for. So a token holds the
place of the last message that was given, the newest message and the time of the first page,
and the seal covers the other parameters, too: a token is good for its own list only.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from random import Random
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from sinch_inject_contract.problem import Problem

from sinch_inject_mock.core.answers import dumps
from sinch_inject_mock.core.rules import refusal
from sinch_inject_mock.core.store import Message

if TYPE_CHECKING:
    from sinch_inject_mock.core.state import State

__all__ = ["Cursor", "Pages"]

SEAL = 16


@frozen
class Cursor:
    """A place in a list; ``place`` None is its beginning. Times in nanoseconds since 1970."""

    last: int
    now: int
    place: tuple[int, int] | None = None

    def behind(self, message: Message) -> Cursor:
        """Return the place behind a message."""
        return evolve(self, place=(message.accepted, message.sequence))


class Pages:
    """Make page tokens, and read them."""

    def __init__(self, random: Random, resets: int) -> None:
        # Chance may begin anew with a reset; the secret may not.
        self._secret = random.randbytes(SEAL) + b"%d" % resets

    def first(self, state: State) -> Cursor:
        """Return the beginning of a list of what is there now."""
        return Cursor(state.store.last, state.clock.now())

    def token(self, cursor: Cursor, ids: Mapping[str, str], asked: Mapping[str, Any]) -> str:
        """Return the token of the page behind ``cursor``."""
        place = dumps([cursor.last, cursor.now, cursor.place])
        return base64.urlsafe_b64encode(self._seal(place, ids, asked) + place).decode()

    def resume(self, token: str, ids: Mapping[str, str], asked: Mapping[str, Any]) -> Cursor:
        """Return the place that a token stands for.

        Raises:
            Refusal: it is not a token of this list.
        """
        try:
            raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        seal, place = raw[:SEAL], raw[SEAL:]
        if not hmac.compare_digest(self._seal(place, ids, asked), seal):
            message = "is not the next_page_token of this list"
            raise refusal([Problem("/page_token", "query", message)])
        last, now, behind = json.loads(place)
        return Cursor(last, now, None if behind is None else tuple(behind))

    def _seal(self, place: bytes, ids: Mapping[str, str], asked: Mapping[str, Any]) -> bytes:
        list_of = dumps([sorted(ids.items()), sorted(asked.items())])
        return hmac.digest(self._secret, place + list_of, "sha256")[:SEAL]
