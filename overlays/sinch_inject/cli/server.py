"""The options that say where a command sends, and the client that they make."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, Unpack, cast

import click
from attrs import frozen

from sinch_inject.client import AsyncInjectClient, InjectClient
from sinch_inject.options import AsyncOptions, Options, SyncOptions
from sinch_inject.settings import REGIONS, Settings, resolve

__all__ = ["Server", "server_options"]

F = TypeVar("F", bound=Callable[..., Any])


def _not_empty(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse an empty URL: the environment's would count instead, a variable not set did it."""
    if value is not None and not value.strip():
        raise click.BadParameter("is empty")
    return value


OPTIONS = (
    click.option("--region", type=click.Choice(list(REGIONS)), help="Of the app."),
    click.option("--base-url", callback=_not_empty, metavar="URL", help="Origin of the API."),
    click.option(
        "--auth-url", callback=_not_empty, metavar="URL", help="Origin of the token endpoint."
    ),
    click.option("--basic", is_flag=True, help="Basic authentication instead of OAuth2."),
    click.option("--allow-http", is_flag=True, help="Permit plain http beyond this machine."),
)
NAMES = ("region", "base_url", "auth_url", "basic", "allow_http")


@frozen(kw_only=True)
class Server:
    """Where to send, and how to prove who sends; credentials come from the environment."""

    region: str | None = None
    base_url: str | None = None
    auth_url: str | None = None
    basic: bool = False
    allow_http: bool = False

    def client(self, **more: Unpack[SyncOptions]) -> InjectClient:
        """Make a client; ``more`` are other options of it.

        Raises:
            ConfigurationError: names everything that is missing or wrong.
        """
        options: SyncOptions = {**self._options(), **more}
        return InjectClient.from_env(**options)

    def async_client(self, **more: Unpack[AsyncOptions]) -> AsyncInjectClient:
        """Make a client for an event loop; see :meth:`client`."""
        options: AsyncOptions = {**self._options(), **more}
        return AsyncInjectClient.from_env(**options)

    def _options(self) -> Options:
        return {
            "region": self.region,
            "base_url": self.base_url,
            "auth_url": self.auth_url,
            "auth": "basic" if self.basic else "oauth2",
            "allow_http": self.allow_http,
        }

    def settings(self, *, credentials: bool = True) -> Settings:
        """Return what such a client would use; without credentials, they may be missing.

        Raises:
            ConfigurationError: names everything that is missing or wrong.
        """
        return resolve(
            region=self.region,
            base_url=self.base_url,
            auth_url=self.auth_url,
            auth=("basic" if self.basic else "oauth2") if credentials else None,
            allow_http=self.allow_http,
        )


def server_options(function: F) -> F:
    """Add the options to a command, which gets a ``server``."""

    @functools.wraps(function)
    def command(*given: Any, **options: Any) -> Any:
        mine = {name: options.pop(name) for name in NAMES}
        return function(*given, server=Server(**mine), **options)

    for option in reversed(OPTIONS):
        command = option(command)
    return cast("F", command)
