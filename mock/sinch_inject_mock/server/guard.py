"""Keep strangers out.

A page on another site must not reach a simulator on this machine through somebody's browser.
So the Host must be one of ours, on every path (against DNS rebinding: the credentials are no
secret), and for the page and the admin API, what a browser sends on behalf of another origin
is refused.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["Guard", "status_of"]

LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Names that no stranger can have in the public DNS (RFC 6761, RFC 6762, and ICANN for .internal).
RESERVED = (".localhost", ".local", ".internal", ".test", ".home.arpa")
SERVICE = ".sinch.com"
ONE_HOST = "there must be one Host header"
MOST_SEEN = 100
ANY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 -- recognised, not bound


def status_of(refusal: str) -> int:
    """Return the status of a refusal: without one Host it is no request (RFC 9112, 3.2)."""
    return 400 if refusal == ONE_HOST else 403


class Guard:
    """Decide who may ask.

    Args:
        host: what the server is bound to.
        allowed: more names that may stand in the Host header.
    """

    def __init__(self, host: str, allowed: Collection[str] = ()) -> None:
        self._names = {*LOOPBACK, host.lower(), *(name.lower() for name in allowed)}
        self._any_address = host in ANY_ADDRESS
        self._seen: set[str] = set()

    def refuses(
        self, headers: Collection[tuple[bytes, bytes]], *, navigation_allowed: bool = False
    ) -> str | None:
        """Return why a request is refused, or None.

        A link on another site may lead to the page (``navigation_allowed``), to nothing else.
        """
        why = self.refuses_host(headers)
        if why is not None:
            return why
        [host] = _values(headers, b"host")
        origins = _values(headers, b"origin")
        if any(_place(origin) != host.lower() for origin in origins):
            return "requests from another origin are not allowed"
        for site in _values(headers, b"sec-fetch-site"):
            if site in ("same-origin", "none"):
                continue
            mode = _values(headers, b"sec-fetch-mode")
            if not (navigation_allowed and mode == ["navigate"]):
                return "requests from another site are not allowed"
        return None

    def refuses_host(
        self, headers: Collection[tuple[bytes, bytes]], *, of_the_api: bool = False
    ) -> str | None:
        """Return why a request is refused for its Host header, or None.

        Args:
            headers: of the request.
            of_the_api: whether names of the real service are good, too: a client may be led
                here by a proxy, or by a hosts file.
        """
        hosts = _values(headers, b"host")
        if len(hosts) != 1:
            return ONE_HOST
        [host] = hosts
        if host in self._seen:
            return None
        name = _name_in(host)
        if self._knows(name):
            if len(self._seen) < MOST_SEEN:
                self._seen.add(host)
            return None
        if of_the_api and name.endswith(SERVICE):
            return None
        return "this Host is not allowed; --allow-host NAME allows one"

    def _knows(self, name: str) -> bool:
        known = name in self._names or name.endswith(".localhost")
        return known or (self._any_address and name != "" and _is_private_name(name))


def _name_in(host: str) -> str:
    """Return the name in a Host header, empty if there is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower().removesuffix(".")
    except ValueError:
        return ""


def _is_private_name(name: str) -> bool:
    """Tell whether no stranger can have made a name lead here.

    An address cannot be a rebound name; nor can a name without a dot, as containers have it.
    """
    try:
        ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(RESERVED)
    return True


def _place(origin: str) -> str | None:
    """Return host and port of an origin, in lower case; None if it is none."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _values(headers: Collection[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key == name]
