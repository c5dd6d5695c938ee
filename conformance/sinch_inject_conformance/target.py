"""Which server is tested, with which credentials, and what it offers beside the API.

A server of any kind can be tested. Some rows of the table need more than the API itself has:
a clock that can be set, faults on demand, a journal of what was stored. The simulator has
these below ``/_mock/``; a server without them gets "not applicable" for those rows.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import quote, urlsplit

from attrs import field, frozen

__all__ = ["CAPABILITIES", "Credentials", "Target", "is_loopback", "token_origin"]

CAPABILITIES = ("oauth", "journal", "clock", "faults", "tokens")
SUFFIX = ":inject-message"
SINCH_API, SINCH_TOKENS = ".conversation.api.sinch.com", "https://auth.sinch.com"


@frozen
class Credentials:
    """A project and an access key of it. The secret never shows in a ``repr``."""

    project_id: str
    key_id: str
    key_secret: str = field(repr=False)


def _origin(url: str) -> str:
    return url.rstrip("/")


@frozen
class Target:
    """A server under test.

    Args:
        base_url: its origin, for example ``http://127.0.0.1:8080``.
        auth_url: the origin that has ``/oauth2/token``; the same one by default.
        conversation_id: write only into this conversation. None: a new one for each case.
    """

    base_url: str = field(converter=_origin)
    credentials: Credentials
    auth_url: str = field(converter=_origin)
    conversation_id: str | None = None

    def path(self, conversation_id: str, *, project_id: str | None = None) -> str:
        """Return the operation's path for ids as they are, percent-encoded here."""
        project = quote(project_id or self.credentials.project_id, safe="")
        return f"/v1/projects/{project}/conversations/{quote(conversation_id, safe='')}{SUFFIX}"


def token_origin(base_url: str, named: str | None = None) -> str:
    """Return where tokens for a server come from.

    The origin that was named, else Sinch's own for a host of Sinch's API, else the server
    itself: the key goes to nobody who was not asked for.
    """
    if named:
        return named.rstrip("/")
    host = urlsplit(base_url).hostname or ""
    return SINCH_TOKENS if host.endswith(SINCH_API) else base_url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Tell whether a URL names this machine, so that nobody else is disturbed."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
