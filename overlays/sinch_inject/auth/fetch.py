"""One fetch of a token: what is asked, and what an answer comes to."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from urllib.parse import urlsplit

from attrs import field, frozen

from sinch_inject.errors import TokenError, TokenRefused
from sinch_inject.http.answer import Answer, Failure, read
from sinch_inject.http.outgoing import Origin, Outgoing, header
from sinch_inject.privacy import remover, request_id

__all__ = ["Token", "documented", "may_pass", "read_token"]

RENEW_AHEAD = 60.0  # seconds before expiry at which one caller renews
DYING = 5.0  # seconds before expiry at which everybody waits
UNSTATED = 300.0  # lifetime assumed where the answer does not give one, in seconds
FINAL = (400, 401, 403)  # the endpoint turned the credentials down


@frozen
class Token:
    """An access token. Its value is not in the repr.

    Attributes:
        value: what goes behind ``Bearer``.
        renew_at: from when one caller renews it.
        dies_at: from when nobody uses it.
    """

    value: str = field(repr=False)
    renew_at: float
    dies_at: float


def documented(
    url: str, key_id: str, key_secret: str, user_agent: str
) -> tuple[Outgoing, Callable[[str], str]]:
    """Return the documented request, and what takes the secret in it out of an answer."""
    basic = base64.b64encode(f"{key_id}:{key_secret}".encode()).decode()
    origin = Origin.of(url)
    fields = {
        "Host": origin.netloc,
        "User-Agent": user_agent,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Authorization": f"Basic {basic}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    grant = b"grant_type=client_credentials"
    request = Outgoing(origin, "POST", urlsplit(url).path, header(fields), grant)
    # An endpoint that repeats what it was sent must not bring the secret into an error.
    return request, remover([basic, key_secret])


def may_pass(reply: Answer | Failure) -> bool:
    """Say whether the same fetch may work a little later."""
    return isinstance(reply, Failure) or reply.status == 429 or reply.status >= 500


def read_token(
    reply: Answer | Failure,
    sent_at: float,
    *,
    scrub: Callable[[str], str],
) -> Token | TokenError:
    """Return the token in an answer of the endpoint, or the error that it comes to.

    Of a refusal its sentence is quoted, without what ``scrub`` takes out; of a 200 nothing:
    even half a token is a secret. ``expires_in`` may be missing (a few minutes are assumed),
    a text, or nonsense (the token serves this one call).
    """
    if isinstance(reply, Failure):
        return TokenError(f"the token endpoint could not be reached: {reply.text}")
    if reply.status != 200:
        kind = TokenRefused if reply.status in FINAL else TokenError
        words = read(reply, scrub=scrub)
        named = request_id(reply.headers, sent=())
        return kind(
            f"the token endpoint answered: {words.message}",
            status=reply.status,
            code=words.code,
            request_id=named if named is None or scrub(named) == named else None,
        )
    try:
        body = json.loads(reply.body) if reply.complete and not reply.encoded else None
    except (ValueError, RecursionError):
        body = None
    value = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(value, str) or not _sendable(value):
        return TokenError(
            f"the token endpoint answered 200 without a usable access_token ({reply.media_type}); "
            "is auth_url right?",
            status=200,
        )
    if str(body.get("token_type") or "bearer").lower() != "bearer":
        return TokenError("the token endpoint gave a token that is not a bearer token", status=200)
    lifetime = _lifetime(body.get("expires_in"))
    return Token(
        value,
        renew_at=sent_at + lifetime - min(RENEW_AHEAD, lifetime * 0.2),
        dies_at=sent_at + lifetime - min(DYING, lifetime * 0.05),
    )


def _sendable(value: str) -> bool:
    """Say whether a header may hold ``value``: visible ASCII only."""
    return bool(value) and all("!" <= character <= "~" for character in value)


def _lifetime(value: object) -> float:
    """Return ``expires_in`` as seconds, at least 0."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | str):
        return UNSTATED
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return UNSTATED
    return max(0.0, seconds) if math.isfinite(seconds) else UNSTATED
