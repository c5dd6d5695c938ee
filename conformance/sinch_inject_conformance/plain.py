"""The plainest requests: one that is right, one that is wrong, one for a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sinch_inject_conformance.case import Expect, Row, edit, text
from sinch_inject_conformance.expectation import Present
from sinch_inject_conformance.server import Session

__all__ = [
    "ASSUMED", "FORM", "GRANT", "HOURS", "OK", "PAGE", "REFUSED", "SDK", "STANDARD",
    "UNAUTHENTICATED", "bad", "good", "token",
]  # fmt: skip

PAGE, SDK, ASSUMED, STANDARD = "page", "public-sdk", "assumed", "standard"
OK, REFUSED = Expect({200}), Expect({400})
UNAUTHENTICATED = Expect({401}, {"WWW-Authenticate": Present()})
FORM = "application/x-www-form-urlencoded"
GRANT = b"grant_type=client_credentials"
HOURS = 3600.0
Auth = str | Callable[[Session], str]


def good(words: str = "x", **more: Any) -> Row:
    """Return a request that is right."""
    body = edit(text(), {"/app_message/text_message/text": words})
    return Row("", "", PAGE, OK, body, **more)


def bad(**more: Any) -> Row:
    """Return a request with a body that is wrong."""
    return Row("", "", PAGE, REFUSED, text(metadata=7), **more)


def token(auth: Auth = "basic", **more: Any) -> Row:
    """Return a request for a token."""
    return Row("", "", SDK, Expect({200}, kind="token"), GRANT, auth=auth, to="auth",
               path="/oauth2/token", content_type=FORM, needs={"oauth"}, **more)  # fmt: skip
