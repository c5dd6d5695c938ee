"""Where to send and as whom: arguments first, then the environment.

All that is missing or wrong is said at once. The region has no default: the host must be
the region of the Conversation API app, and a wrong one answers 404 (Sinch's skills).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import NoReturn
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from attrs import field, frozen

from sinch_inject.errors import ConfigurationError

__all__ = ["AUTH_URL", "REGIONS", "Settings", "resolve"]

REGIONS = {region: f"https://{region}.conversation.api.sinch.com" for region in ("us", "eu", "br")}
AUTH_URL = "https://auth.sinch.com"


@frozen(kw_only=True)
class Settings:
    """Where to send and as whom. The secret is not in the repr.

    Attributes:
        project_id: the project of the path.
        key_id: the access key's id.
        key_secret: the access key's secret.
        base_url: origin of the API, without a trailing slash.
        auth_url: origin of the token endpoint; ``/oauth2/token`` is added.
    """

    project_id: str
    key_id: str
    key_secret: str = field(repr=False)
    base_url: str
    auth_url: str = AUTH_URL

    def __reduce__(self) -> NoReturn:
        raise TypeError("settings hold a secret: resolve them in each process")


def resolve(
    *,
    project_id: str | None = None,
    key_id: str | None = None,
    key_secret: str | None = None,
    region: str | None = None,
    base_url: str | None = None,
    auth_url: str | None = None,
    auth: str | None = "oauth2",
    allow_http: bool = False,
    environ: Mapping[str, str],
) -> Settings:
    """Build settings from arguments, and from ``environ`` where an argument is None.

    Args:
        project_id: else ``SINCH_PROJECT_ID``.
        key_id: else ``SINCH_KEY_ID``.
        key_secret: else ``SINCH_KEY_SECRET``.
        region: ``us``, ``eu`` or ``br``; else ``SINCH_CONVERSATION_REGION``, else
            ``SINCH_REGION``. Not needed with a base URL.
        base_url: an origin such as ``http://127.0.0.1:8080``; else ``SINCH_BASE_URL``.
        auth_url: an origin; else ``SINCH_AUTH_URL``.
        auth: ``oauth2`` or ``basic``; None: the caller has credentials, none are needed.
        allow_http: permit plain http to hosts that are not loopback.
        environ: the environment.

    Raises:
        ConfigurationError: names everything that is missing or wrong.
    """

    def pick(argument: str | None, *names: str) -> str:
        found = (argument, *(environ.get(name) for name in names))
        return next((value.strip() for value in found if value and value.strip()), "")

    base = pick(base_url, "SINCH_BASE_URL")
    place = pick(region, "SINCH_CONVERSATION_REGION", "SINCH_REGION").lower()
    wrong: list[str] = []
    found = {
        "project_id": pick(project_id, "SINCH_PROJECT_ID"),
        "key_id": pick(key_id, "SINCH_KEY_ID"),
        "key_secret": pick(key_secret, "SINCH_KEY_SECRET"),
    }
    wrong += [
        f"{name} is missing (argument, or SINCH_{name.upper()})"
        for name, value in found.items()
        if not value and (auth is not None or name == "project_id")
    ]
    if not base and not place:
        wrong.append("region is missing (argument, or SINCH_CONVERSATION_REGION): us, eu or br")
    elif not base and place not in REGIONS:
        wrong.append(f"region {place!r} is none of us, eu, br")
    base = base or REGIONS.get(place, REGIONS["us"])
    token = pick(auth_url, "SINCH_AUTH_URL") or AUTH_URL
    for name, url in (("base_url", base), ("auth_url", token)):
        wrong += _origin_problems(name, url, allow_http=allow_http)
    if auth not in ("oauth2", "basic", None):
        wrong.append(f"auth {auth!r} is neither oauth2 nor basic")
    if wrong:
        raise ConfigurationError("; ".join(wrong))
    return Settings(
        **found,
        base_url=base.rstrip("/"),
        auth_url=token.rstrip("/"),
    )


def _origin_problems(name: str, url: str, *, allow_http: bool) -> list[str]:
    """Say what is wrong with an origin; never quotes it, it might hold a password."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return [f"{name} is not a URL"]
    if parts.scheme not in ("http", "https") or not host:
        return [f"{name} must start with https:// and name a host"]
    if parts.username is not None or parts.password is not None:
        return [f"{name} must not hold credentials"]
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return [f"{name} must be an origin: scheme, host and port only"]
    if parts.scheme == "http" and not (allow_http or is_loopback(host)):
        return [f"{name} is plain http to a host that is not loopback (allow_http=True permits it)"]
    return []


def is_loopback(host: str) -> bool:
    """Say whether ``host`` can only be this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for ``url``; never one for loopback."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")
