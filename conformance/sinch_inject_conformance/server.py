"""The server under test, as the suite sees it: its wires, its tokens, its extras.

What a server offers beside the API is found out by asking, once. What the suite changes on it
(a clock, faults) it puts back.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from attrs import field, frozen

from sinch_inject_conformance.instant import read, write
from sinch_inject_conformance.private import Private
from sinch_inject_conformance.records import ASKED, STORED, CannotRun, Refused, shaped
from sinch_inject_conformance.target import Target
from sinch_inject_conformance.wire import TIMEOUT, Answer, Request, Wire

__all__ = ["CannotRun", "Refused", "Session", "Token", "basic"]

FORM = "application/x-www-form-urlencoded"
GRANT = b"grant_type=client_credentials"
# A token is fetched again when this little of its life is left.
RENEW_SECONDS = 60.0


@frozen
class Token:
    """An access token. The text never shows in a ``repr``."""

    text: str = field(repr=False)
    expires_in: float
    until: float


def basic(name: str, secret: str) -> str:
    """Return the value of an ``Authorization`` header."""
    return "Basic " + b64encode(f"{name}:{secret}".encode()).decode()


class Session:
    """One run against one server.

    Args:
        target: the server.
        monotonic: seconds that only ever grow.
        before: called before each request; it may wait, to keep below a rate.
        gentle: do not ask for what the server offers beside the API, and never send a request
            a second time.
        timeout: seconds to wait for an answer.

    Raises:
        CannotRun: nobody answers.
        Refused: the credentials are refused.
    """

    def __init__(
        self,
        target: Target,
        *,
        monotonic: Callable[[], float],
        before: Callable[[], None] | None = None,
        gentle: bool = False,
        timeout: float = TIMEOUT,
    ) -> None:
        self.target = target
        self._monotonic = monotonic
        self.api = Wire(target.base_url, before=before, keep=not gentle, timeout=timeout)
        self.auth = Wire(target.auth_url, before=before, keep=not gentle, timeout=timeout)
        self.private = Private(target.credentials)
        self._token: Token | None = None
        self._without_tokens = False
        self._seen = 0
        self._last_message = 0
        self._ids: set[str] = set()
        self.deleted: set[str] = set()  # ids of messages
        self.last_now = datetime.now(UTC)
        self.limits: dict[str, Any] = {}
        try:
            found = {"oauth"} if self._has_tokens() else set[str]()
            self.offers = frozenset(found | (set() if gentle else self._extras()))
        except CannotRun:
            self.close()
            raise

    def close(self) -> None:
        """Close the connections."""
        self.api.close()
        self.auth.close()

    # -- credentials

    def fetch_token(self, authorization: str) -> Answer:
        """Ask for a token and return the raw answer."""
        headers = (("Authorization", authorization), ("Content-Type", FORM))
        return self.auth.send(Request("POST", "/oauth2/token", headers, GRANT))

    def new_token(self, key_id: str | None = None, key_secret: str | None = None) -> Token:
        """Return a fresh token for the usual key, or for another.

        Raises:
            CannotRun: none is given.
        """
        credentials = self.target.credentials
        answer = self.fetch_token(
            basic(key_id or credentials.key_id, key_secret or credentials.key_secret)
        )
        try:
            body: Any = answer.json() if answer.status == 200 else {}
            # The table judges what a token answer has to be; here it only has to be of use.
            lifetime = float(body["expires_in"])
            text = _sendable(body["access_token"])
            self.private.token(text)
            return Token(text, lifetime, self._monotonic() + lifetime)
        except (KeyError, TypeError, ValueError, RecursionError):
            got = answer.error or f"{answer.status}, and no token that a header can hold"
            raise CannotRun(f"no token from {self.target.auth_url}: {got}") from None

    def token(self) -> str:
        """Return a token that is good for a while."""
        if self._token is None or self._token.until - self._monotonic() < RENEW_SECONDS:
            self._token = self.new_token()
        return self._token.text

    def forget_token(self) -> None:
        """Fetch a new one next time."""
        self._token = None

    def usual_authorization(self) -> str:
        """Return the header value of a caller who may: a token, or Basic where there is none."""
        if "oauth" in self.offers and not self._without_tokens:
            try:
                return f"Bearer {self.token()}"
            except CannotRun:
                # That is one finding; what else there is to find is asked with Basic.
                self._without_tokens = True
                raise
        return basic(self.target.credentials.key_id, self.target.credentials.key_secret)

    def fetch_nothing(self) -> Answer:
        """Ask the API for what is not there, only to see whether somebody answers."""
        return self.api.send(Request("GET", "/"))

    def _has_tokens(self) -> bool:
        credentials = self.target.credentials
        answer = self.fetch_token(basic(credentials.key_id, credentials.key_secret))
        if answer.status == 0:
            raise CannotRun(f"nobody answers at {self.target.auth_url}: {answer.error}")
        if answer.status in {400, 401, 403}:
            raise Refused(f"{self.target.auth_url} refuses the credentials: {answer.status}")
        if answer.status != 200:
            return False
        try:
            self.token()
        except CannotRun:  # the rows of the token endpoint say what is wrong with it
            self._without_tokens = True
        return True

    # -- what a simulator has beside the API

    def ask(self, method: str, path: str, value: Any = None) -> Answer:
        """Send a request to the server's own API for tests."""
        body = None if value is None else json.dumps(value).encode()
        headers = (("Content-Type", "application/json"),) if body else ()
        return self.api.send(Request(method, f"/_mock{path}", headers, body))

    def told(self, method: str, path: str, value: Any = None) -> Any:
        """Do the same and return the JSON value.

        Raises:
            CannotRun: the server that offers this does not do it.
        """
        answer = self.ask(method, path, value)
        where = f"{method} /_mock{path.partition('?')[0]}"
        if not 200 <= answer.status < 300:
            raise CannotRun(f"{where}: {answer.summary()}")
        try:
            return answer.json() if answer.body else None
        except (ValueError, RecursionError):
            raise CannotRun(f"{where}: the answer is not JSON in UTF-8") from None

    def _clock(self) -> dict[str, Any]:
        return shaped(self.told("GET", "/clock"), {"now": str, "mode": str}, "GET /_mock/clock")

    def _records(self, path: str, name: str, members: Mapping[str, type]) -> list[dict[str, Any]]:
        """Return a list out of the journal.

        Raises:
            CannotRun: the journal cannot be read; it says why.
        """
        where = f"GET /_mock{path.partition('?')[0]}"
        try:
            value = shaped(self.told("GET", path), {name: list}, where)
            return [shaped(one, members, f"{where}: one of {name}") for one in value[name]]
        except CannotRun as error:
            raise CannotRun(f"the journal cannot be read: {error}") from None

    def _extras(self) -> set[str]:
        """Find out which extras there are, by what they answer: some servers say 200 to all."""
        asked = {
            "journal": (self.ask("GET", "/messages?limit=1"), {"messages"}),
            "clock": (self.ask("GET", "/clock"), {"now", "mode"}),
            "faults": (self.ask("GET", "/faults"), {"faults"}),
            "list-lag": (self.ask("GET", "/list-lag"), {"seconds"}),
        }
        found = {name for name, (answer, members) in asked.items() if _has(answer, members)}
        found |= self._limits()
        if {"journal", "clock", "faults"} <= found:
            answer = self.ask("POST", "/tokens/revoke", {"access_token": "nobody-has-this"})
            found |= {"tokens"} if answer.status == 200 else set()
        return found

    def _limits(self) -> set[str]:
        """Find out what this simulator was told to refuse to everybody."""
        answer = self.ask("GET", "/health")
        value: Any = answer.json() if _has(answer, {"strict", "rate_limit"}) else {}
        self.limits = {
            name.replace("_", "-"): value[name]
            for name in ("strict", "rate_limit", "token_rate_limit")
            if value.get(name)
        }
        return set(self.limits)

    def now(self) -> datetime:
        """Return the server's time; this machine's if the server does not tell."""
        if "clock" not in self.offers:
            self.last_now = datetime.now(UTC)
            return self.last_now
        instant = read(self._clock()["now"])
        if instant is None:
            raise CannotRun("GET /_mock/clock gives no date-time")
        self.last_now = instant
        return instant

    @contextmanager
    def clock_restored(self) -> Generator[None]:
        """Put the clock back afterwards, and forget tokens of another time."""
        before = self._clock()
        try:
            yield
        finally:
            self.told("PUT", "/clock", restoring(before))
            self.forget_token()

    def freeze(self) -> datetime:
        """Make the clock stand still at a whole second, and return it."""
        instant = self.now().replace(microsecond=0)
        self.told("PUT", "/clock", {"now": write(instant)})
        return instant

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.told("PUT", "/clock", {"advance": seconds})

    def stored(self, conversation_id: str) -> list[dict[str, Any]]:
        """Return the messages of a conversation."""
        query = quote(conversation_id, safe="")
        return self._records(f"/messages?conversation_id={query}", "messages", STORED)

    def new_messages(self) -> list[dict[str, Any]]:
        """Return the messages that were stored since the last call."""
        found = self._records(f"/messages?after={self._last_message}", "messages", STORED)
        self._last_message = max((one["sequence"] for one in found), default=self._last_message)
        return found

    def new_requests(self) -> list[dict[str, Any]]:
        """Return the journal's records since the last call."""
        found = self._records(f"/requests?after={self._seen}", "requests", ASKED)
        self._seen = max((record["sequence"] for record in found), default=self._seen)
        return found

    def repeated_id(self, answer: Answer) -> list[str]:
        """Return what is wrong with the id of an answer: each has one of its own."""
        name = answer.header("x-request-id")
        if name is None:
            return []
        known = name in self._ids
        self._ids.add(name)
        return [f"x-request-id is {name!r}, which an answer before had"] if known else []


def _has(answer: Answer, members: set[str]) -> bool:
    try:
        value = answer.json()
    except ValueError:
        return False
    return answer.status == 200 and isinstance(value, dict) and members <= value.keys()


def _sendable(token: Any) -> str:
    """Return a token that fits into a header.

    Raises:
        ValueError: it is no text, or does not fit.
    """
    if isinstance(token, str) and token.isascii() and token.isprintable() and token:
        return token
    raise ValueError("no header can hold it")


def restoring(clock: dict[str, Any]) -> dict[str, Any]:
    """Return the order that puts a clock back to what it was."""
    if clock["mode"] == "real":
        return {"mode": "real"}
    return {"now": clock["now"], "running": clock["mode"] == "shifted"}
