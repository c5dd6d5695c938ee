"""Keep strangers from the page and the admin API.

A page on another site must not reach a simulator on this machine through somebody's browser:
the Host must be one of ours (against DNS rebinding), and what a browser sends on behalf of
another origin is refused. Clients of the API itself are not guarded: they have credentials.
"""

from __future__ import annotations

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["Guard"]

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 -- recognised, not bound


class Guard:
    """Decide who may ask.

    Args:
        host: what the server is bound to.
        allowed: more names that may stand in the Host header.
    """

    def __init__(self, host: str, allowed: Collection[str] = ()) -> None:
        self._names = {*LOOPBACK, host.lower(), *(name.lower() for name in allowed)}
        self._any_address = host in ANY_ADDRESS

    def refuses(
        self, headers: Collection[tuple[bytes, bytes]], *, navigation_allowed: bool = False
    ) -> str | None:
        """Return why a request is refused, or None.

        A link on another site may lead to the page (``navigation_allowed``), to nothing else.
        """
        hosts = _values(headers, b"host")
        if len(hosts) != 1 or not self._knows(hosts[0]):
            return "this Host is not allowed; --allow-host NAME allows one"
        origins = _values(headers, b"origin")
        if any(urlsplit(origin).netloc.lower() != hosts[0].lower() for origin in origins):
            return "requests from another origin are not allowed"
        for site in _values(headers, b"sec-fetch-site"):
            if site in ("same-origin", "none"):
                continue
            mode = _values(headers, b"sec-fetch-mode")
            if not (navigation_allowed and mode == ["navigate"]):
                return "requests from another site are not allowed"
        return None

    def _knows(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name.lower() in self._names:
            return True
        if not self._any_address:
            return False
        # Bound to every address: an address in the Host cannot be a rebound name.
        try:
            ip_address(name)
        except ValueError:
            return False
        return True


def _values(headers: Collection[tuple[bytes, bytes]], name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in headers if key == name]
