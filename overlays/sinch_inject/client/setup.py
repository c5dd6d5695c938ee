"""From the options of a client to what it is made of: settings, credentials, sender, rules."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sinch_inject import options as _options
from sinch_inject.auth.credentials import BasicAuth, Credentials, OAuth2ClientCredentials
from sinch_inject.call.retry import RetryPolicy
from sinch_inject.http.exchange import Way
from sinch_inject.http.foreign import Foreign
from sinch_inject.http.sender import KeepingSender
from sinch_inject.http.steps import World
from sinch_inject.settings import Settings

__all__ = ["OF_ASYNC", "OF_CALLS", "OF_SYNC", "credentials_of", "rules", "sender_of"]

OF_CALLS = {
    "retry": _options.optional(_options.policy(RetryPolicy)),
    "deadline": _options.optional(_options.seconds),
    "preflight": _options.flag,
    "settle": _options.patience,
    "on_attempt": _options.optional(_options.listener),
}
OF_BOTH = {
    **OF_CALLS,
    "auth": _options.given,
    "clock": _options.clock,
    "wall": _options.wall,
    "random": _options.chance,
}
OF_SYNC = {
    **OF_BOTH,
    "transport": _options.optional(_options.transport),
    "sleep": _options.optional(_options.sleeper),
}
OF_ASYNC = {
    **OF_BOTH,
    "transport": _options.optional(_options.async_transport),
    "sleep": _options.optional(_options.async_sleeper),
}


def credentials_of(
    auth: str, settings: Settings, world: World, options: Mapping[str, Any]
) -> Credentials:
    """Make credentials of the key."""
    if auth == "basic":
        return BasicAuth(settings.key_id, settings.key_secret)
    return OAuth2ClientCredentials(
        settings.key_id,
        settings.key_secret,
        auth_url=settings.auth_url,
        allow_http=options.get("allow_http", False),
        verify=settings.verify,
        proxy=settings.auth_proxy,
        environ={},  # it was looked at
        user_agent=settings.user_agent,
        clock=world.clock,
        wall=world.wall,
        random=world.random,
    )


def sender_of(
    settings: Settings, world: World, options: Mapping[str, Any]
) -> KeepingSender | Foreign:
    """Make what sends: the engine, unless the user brings a transport."""
    own = options.get("transport")
    if own is None:
        way = partial(Way.of, settings.verify, settings.proxy)
        return KeepingSender(way, settings.timeout, connections=settings.max_connections)
    trusted = options.get("trust_transport", False)
    return Foreign(own, settings.timeout, trusted=trusted, clock=world.clock)


def rules(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that a Call takes, as far as they are given."""
    given = {name: options[name] for name in OF_CALLS if name in options}
    if given.get("retry") is None:
        given.pop("retry", None)
    return given
