"""Where to send, as whom, and how to get there: arguments first, then the environment.

All that is missing or wrong is said at once, and nothing is quoted that may be a secret. The
region has no default: the host must be the region of the Conversation API app, and a wrong
one answers 404 (Sinch's skills).
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from attrs import field, frozen

from sinch_inject import options
from sinch_inject.errors import ConfigurationError
from sinch_inject.frames import frames_cut
from sinch_inject.options import optional
from sinch_inject.version import USER_AGENT, introduction

__all__ = [
    "AUTH_URL",
    "REGIONS",
    "TIMEOUT",
    "Settings",
    "proxy_for",
    "resolve",
    "unfit_origin",
    "unfit_proxy",
]

REGIONS = {region: f"https://{region}.conversation.api.sinch.com" for region in ("us", "eu", "br")}
AUTH_URL = "https://auth.sinch.com"
TIMEOUT = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=10.0)

DOTS = (".", "..")  # as a part of a path they mean another one, encoded too (RFC 3986, 6.2.2.3)
NO_HOST = "a host that can be none: labels of 1 to 63 characters, no spaces"
NO_PORT = "a port that can be none: 1 to 65535"

CHECKS: Mapping[str, options.Check] = {
    **dict.fromkeys(("project_id", "key_id", "key_secret"), optional(options.phrase)),
    **dict.fromkeys(("region", "base_url", "auth_url", "proxy"), optional(options.phrase)),
    **dict.fromkeys(("allow_http", "trust_transport"), options.flag),
    "timeout": options.timeout,
    "max_connections": options.whole,
    "user_agent": optional(options.product),
}


@frozen(kw_only=True)
class Settings:
    """Where to send, as whom, and how to get there. The secret is not in the repr.

    Attributes:
        project_id: the project of the path.
        key_id: the access key's id.
        key_secret: the access key's secret.
        base_url: origin of the API, without a trailing slash.
        auth_url: origin of the token endpoint; ``/oauth2/token`` is added.
        proxy: the URL of a proxy on the way to ``base_url``, or None.
        auth_proxy: likewise to ``auth_url``.
        verify: an SSL context, True for the shared one, False for no verification; or what
            ``http/tls.py`` makes one of.
        timeout: of each phase of an attempt.
        max_connections: how many requests may be under way at once.
        user_agent: what we call ourselves.
    """

    project_id: str
    key_id: str
    key_secret: str = field(repr=False)
    base_url: str
    auth_url: str = AUTH_URL
    proxy: str | None = field(default=None, repr=False)
    auth_proxy: str | None = field(default=None, repr=False)
    verify: Any = True
    timeout: httpx.Timeout = field(default=TIMEOUT, converter=httpx.Timeout)
    max_connections: int = 100
    user_agent: str = USER_AGENT

    def __reduce__(self) -> NoReturn:
        raise TypeError("settings hold a secret: resolve them in each process")


def resolve(
    *,
    environ: Mapping[str, str] | None = None,
    auth: object = "oauth2",
    also: Sequence[str] = (),
    **given: Any,
) -> Settings:
    """Build settings from arguments, and from the environment where there is none.

    Args:
        environ: the environment, proxies included; None: the process's.
        auth: ``oauth2`` or ``basic``; None: the caller has credentials, none are needed.
        also: what else is wrong, to be said with the rest.
        given: options of the clients; those that are not settings are not looked at.

    Raises:
        ConfigurationError: names everything that is missing or wrong.
    """
    wrong = [*also, *options.wrong(given, CHECKS)]
    settings = _read(given, environ, auth, wrong)
    if wrong:
        with frames_cut:
            raise ConfigurationError("; ".join(wrong))
    return settings


def _read(given: Mapping[str, Any], environ: object, auth: object, wrong: list[str]) -> Settings:
    """Return the settings, which are good for nothing if anything was added to ``wrong``."""
    env: Mapping[str, str] = os.environ
    if isinstance(environ, Mapping):
        env = environ
    elif environ is not None:
        wrong.append("environ must be a mapping, such as os.environ")
        env = {}

    called: dict[str, str] = {}  # what each setting was read from
    faulty = {said.split(" ", 1)[0] for said in wrong}

    def pick(name: str, *variables: str) -> str:
        if name in faulty:
            return ""
        sources = {name: given.get(name), **{variable: env.get(variable) for variable in variables}}
        called[name] = _source(name, sources)
        return _first(name, called[name], sources, faulty, wrong)

    names = ("project_id", "key_id", "key_secret")
    project_id, key_id, key_secret = (pick(name, f"SINCH_{name.upper()}") for name in names)
    region = pick("region", "SINCH_CONVERSATION_REGION", "SINCH_REGION").lower()
    base_url = pick("base_url", "SINCH_BASE_URL")
    auth_url = pick("auth_url", "SINCH_AUTH_URL") or AUTH_URL
    wrong += [
        f"{name} is missing (argument, or SINCH_{name.upper()})"
        for name, value in zip(names, (project_id, key_id, key_secret), strict=True)
        if not value and name not in faulty and (auth is not None or name == "project_id")
    ]
    if project_id in DOTS:
        wrong.append(f"{called['project_id']} must not be . or .., which lead to another path")
    if not base_url and not {"base_url", "region"} & faulty:
        wrong += _region_problems(called["region"], region)
    wrong += _auth_problems(auth, called.get("key_id", "key_id"), key_id)
    base_url = base_url or REGIONS.get(region, REGIONS["us"])
    allow_http = given.get("allow_http") is True
    for name, url in (("base_url", base_url), ("auth_url", auth_url)):
        wrong += unfit_origin(called.get(name, name), url, allow_http=allow_http)
    proxy = given.get("proxy") if "proxy" not in faulty else None
    known = None if environ is None else env
    proxies = [chosen_proxy(proxy, url, known, wrong) for url in (base_url, auth_url)]
    others = ("verify", "timeout", "max_connections")
    return Settings(
        project_id=project_id,
        key_id=key_id,
        key_secret=key_secret,
        base_url=base_url.rstrip("/"),
        auth_url=auth_url.rstrip("/"),
        proxy=proxies[0],
        auth_proxy=proxies[1],
        user_agent=introduction(None if "user_agent" in faulty else given.get("user_agent")),
        **{name: given[name] for name in others if name in given and name not in faulty},
    )


def _source(name: str, sources: Mapping[str, Any]) -> str:
    """Return the first of ``sources`` that says something."""
    return next((source for source in sources if not options.blank(sources[source])), name)


def _first(
    name: str, source: str, sources: Mapping[str, Any], faulty: set[str], wrong: list[str]
) -> str:
    """Return what a setting's source says; the faulty say nothing."""
    value = sources[source]
    said = "" if value is None else options.phrase(value)
    if said:
        wrong.append(f"{source} {said}")
        faulty.add(name)
    return "" if said or value is None else str(value).strip()


def _auth_problems(auth: object, name: str, key_id: str) -> list[str]:
    if auth not in ("oauth2", "basic", None):
        return ["auth must be oauth2, basic, or credentials of this package"]
    if auth is not None and ":" in key_id:
        return [f"{name} must not hold a colon, which ends it in Basic authentication"]
    return []


def _region_problems(name: str, region: str) -> list[str]:
    if not region:
        return ["region is missing (argument, or SINCH_CONVERSATION_REGION): us, eu or br"]
    return [] if region in REGIONS else [f"{name} is none of us, eu, br"]


def unfit_origin(name: str, url: str, *, allow_http: bool) -> list[str]:
    """Say what is wrong with an origin; never quotes it, it might hold a password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        _ = httpx.URL(url).raw_host
    except (ValueError, httpx.InvalidURL):
        return [f"{name} is not a URL"]
    if parts.scheme not in ("http", "https") or not host:
        return [f"{name} must start with https:// and name a host"]
    if not _can_be_a_host(host):
        return [f"{name} has {NO_HOST}"]
    if port == 0:
        return [f"{name} has {NO_PORT}"]
    if parts.username is not None or parts.password is not None:
        return [f"{name} must not hold credentials"]
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return [f"{name} must be an origin: scheme, host and port only"]
    if parts.scheme == "http" and not (allow_http or is_loopback(host)):
        return [f"{name} is plain http to a host that is not loopback (allow_http=True permits it)"]
    return []


def _can_be_a_host(host: str) -> bool:
    """Say whether a resolver could take it; otherwise it would fail when a message goes out."""
    if ":" in host:  # IPv6: the URL was read with its brackets
        return True
    labels = host.removesuffix(".").split(".")
    return all(0 < len(label) < 64 and label.isprintable() and " " not in label for label in labels)


def is_loopback(host: str) -> bool:
    """Say whether ``host`` can only be this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# -------------------------------------------------------------------------------- the proxy


def chosen_proxy(
    proxy: str | None, url: str, environ: Mapping[str, str] | None, wrong: list[str]
) -> str | None:
    """Return the proxy for ``url``: the argument, or what the environment says.

    What is wrong with it is added to ``wrong``, once.
    """
    name = "proxy"
    if proxy is None:
        odd = [name for name in ("no_proxy", "NO_PROXY") if _no_text(environ, name)]
        if odd:
            wrong += [said for said in (f"{odd[0]} must be a text",) if said not in wrong]
            return None
        proxy = proxy_for(url, environ)
        name = _variable_of(proxy, url, os.environ if environ is None else environ)
    said = "" if proxy is None else unfit_proxy(proxy)
    if said and f"{name} {said}" not in wrong:
        wrong.append(f"{name} {said}")
    return None if said else proxy


def _no_text(environ: Mapping[str, Any] | None, name: str) -> bool:
    """Say whether a variable is none that a process could have."""
    return environ is not None and not isinstance(environ.get(name) or "", str)


def proxy_for(url: str, environ: Mapping[str, str] | None = None) -> str | None:
    """Return the proxy that the environment names for ``url``; never one for loopback.

    Args:
        url: where a request goes.
        environ: the environment; None: the process's, and what the system's settings say
            on Windows and macOS.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = parts.hostname or ""
    if environ is None:
        proxies, passed_by = getproxies(), bool(proxy_bypass(host))
    else:
        proxies, passed_by = _proxies_of(environ), False
    if is_loopback(host) or passed_by or _without_proxy(host, proxies.get("no", "")):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _variable_of(proxy: str | None, url: str, environ: Mapping[str, str]) -> str:
    """Return the name of the variable that a proxy comes from; systems have other places too."""
    scheme = url.partition(":")[0].lower()
    names = [f"{first}_proxy" for first in (scheme, "all")]
    names = [form for name in names for form in (name, name.upper())]
    found = (name for name in names if environ.get(name) == proxy)
    return next(found, "the proxy of the environment")


def _without_proxy(host: str, names: str) -> bool:
    """Say whether NO_PROXY names a host: ``*``, the host, or a domain that it is in."""
    for name in (part.strip().lstrip(".").lower() for part in names.split(",")):
        domain = name.rsplit(":", 1)[0] if name.count(":") == 1 else name
        if name == "*" or (domain and f".{host.lower()}".endswith(f".{domain}")):
            return True
    return False


def _proxies_of(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the proxies by scheme, and what goes without under ``no``, as urllib does.

    A name in lower case counts for more, and an empty one takes the proxy away. HTTP_PROXY
    is not believed in a CGI script: there it is a header of the request.
    """
    found = {}
    for scheme in ("http", "https", "all", "no"):
        lower, upper = f"{scheme}_proxy", f"{scheme}_proxy".upper()
        value = environ.get(lower)
        if value is None and not (scheme == "http" and "REQUEST_METHOD" in environ):
            value = environ.get(upper)
        if value:
            found[scheme] = value
    return found


def unfit_proxy(url: object) -> str:
    """Say what is wrong with the URL of a proxy; never quotes it, it may hold a password."""
    said = options.phrase(url)
    if said:
        return said
    try:
        parts = urlsplit(str(url))
        host, port = parts.hostname, parts.port
        _ = httpx.URL(str(url)).raw_host
    except (ValueError, httpx.InvalidURL):
        return "is not a URL such as http://proxy.example:3128"
    if parts.scheme not in ("http", "https") or not host:
        return "must be an http:// or https:// URL; other kinds (SOCKS) are not supported"
    if not _can_be_a_host(host):
        return f"has {NO_HOST}"
    return f"has {NO_PORT}" if port == 0 else ""
