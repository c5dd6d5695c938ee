"""``sinch-inject mock``: serve the simulator."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

import click
from sinch_inject_contract.instant import nanoseconds
from sinch_inject_mock.core.fault_kinds import fault_from, parse_flag
from sinch_inject_mock.server.guard import LOOPBACK
from sinch_inject_mock.settings import LIMITS, MIB, Settings

from sinch_inject.cli.exits import TABLE, USAGE, Failure
from sinch_inject.cli.shells import FORMS, assignments

__all__ = ["command"]

DEMO_SECRET = Settings().key_secret  # everybody knows it
FORM = "powershell" if os.name == "nt" else "sh"


def _fault(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[dict[str, Any], ...]:
    """Read the faults."""
    specs = tuple(_checked(parse_flag, value) for value in values)
    for spec in specs:
        _checked(_fault_of_flag, spec)
    return specs


def _fault_of_flag(spec: dict[str, Any]) -> None:
    fault_from(spec, "flag")


def _checked(read: Any, value: Any) -> Any:
    try:
        return read(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _time(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Check a time."""
    if value is not None:
        _checked(nanoseconds, value)
    return value


if TYPE_CHECKING:
    _OfFloat = click.ParamType[float]
else:
    _OfFloat = click.ParamType  # takes no type in click 8.2


class _Number(_OfFloat):
    """A number within limits, and a number at all: no nan."""

    name = "number"

    def __init__(self, low: float, high: float, kind: type) -> None:
        self._low, self._high, self._kind = low, high, kind

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Read the number."""
        try:
            number = self._kind(value)
        except ValueError:
            words = "a whole number" if self._kind is int else "a number"
            self.fail(f"{value!r} is not {words}", param, ctx)
        if not self._low <= number <= self._high:
            self.fail(f"{value} is not in the range {self._low:g} to {self._high:g}", param, ctx)
        return number


def _number(setting: str, unit: int = 1) -> _Number:
    """Return the type of a flag for a setting that has limits, perhaps in another unit."""
    low, high, kind = LIMITS[setting]
    return _Number(low / unit, high / unit, kind if unit == 1 else float)


def _plain(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Refuse an id that no client can send."""
    if not (value.isprintable() and value):
        raise click.BadParameter("must be printable text")
    return value


@click.command("mock", epilog=TABLE)
@click.option(
    "--port", default=4010, show_default=True, type=click.IntRange(0, 65535), help="0: a free one."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--allow-host", multiple=True, metavar="NAME", help="Another name in the Host header."
)
@click.option(
    "--project",
    default="demo-project",
    show_default=True,
    callback=_plain,
    help="The project's id.",
)
@click.option(
    "--key-id",
    default="demo-key",
    show_default=True,
    callback=_plain,
    help="The access key's id.",
)
@click.option("--now", callback=_time, metavar="TIME", help="Stand still at this ISO 8601 time.")
@click.option("--state", metavar="FILE", help="Keep messages in this SQLite file.")
@click.option("--strict", is_flag=True, help="404 for ids that are not registered.")
@click.option(
    "--rate-limit",
    type=_number("rate_limit"),
    metavar="N",
    help="Requests a second and project; Sinch documents 800.",
)
@click.option(
    "--token-rate-limit",
    type=_number("token_rate_limit"),
    metavar="N",
    help="Token requests a second and key.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    callback=_fault,
    metavar="SPEC",
    help="Such as kind=500,probability=0.1,seed=7. May be given again.",
)
@click.option(
    "--token-ttl",
    default=3600.0,
    show_default=True,
    metavar="SECONDS",
    type=_number("token_ttl"),
    help="How long tokens are good.",
)
@click.option(
    "--retention",
    default=Settings().retention,
    show_default=True,
    metavar="N",
    type=_number("retention"),
    help="How many messages and requests are kept.",
)
@click.option(
    "--memory",
    default=Settings().memory / MIB,
    show_default=True,
    metavar="MIB",
    type=_number("memory", MIB),
    help="How much is kept: half for messages, half for requests.",
)
@click.option(
    "--list-lag",
    default=0.0,
    show_default=True,
    metavar="SECONDS",
    type=_number("list_lag"),
    help="How long after it was stored a message is listed.",
)
@click.option(
    "--seed", type=_number("seed"), metavar="N", help="Make tokens, ids and chance repeatable."
)
@click.option(
    "--print-env",
    "form",
    type=click.Choice(list(FORMS)),
    help="Print a client's settings in this form on stdout, and nothing else there.",
)
def command(
    *,
    port: int,
    host: str,
    form: str | None,
    allow_host: tuple[str, ...],
    project: str,
    memory: float,
    faults: tuple[dict[str, Any], ...],
    **options: Any,
) -> None:
    """Serve a simulator of the API, for tests and to look at.

    The secret of the key is taken from SINCH_KEY_SECRET, or is demo-secret. Ctrl-C ends it.
    """
    from sinch_inject_mock.core.sqlite_store import open_store
    from sinch_inject_mock.core.state import State
    from sinch_inject_mock.core.store import StoreError
    from sinch_inject_mock.server.serve import Server, open_socket

    try:
        settings = Settings(
            project_id=project,
            key_secret=_secret(),
            allowed_hosts=allow_host,
            faults=faults,
            memory=round(memory * MIB),
            **options,
        )
        listener = open_socket(host, port)
        store = open_store(settings)
        state = State(settings, store=store)
    except (OSError, ValueError, StoreError) as error:
        raise Failure(f"cannot serve on {host}:{port}: {error}", USAGE) from None
    logging.basicConfig(level=logging.ERROR)
    _say_where(settings, host, listener.getsockname()[1], form)
    Server(state, host=host).run(sockets=[listener])
    store.close()


def _secret() -> str:
    """Return the secret of the key.

    Raises:
        Failure: a client could not send it.
    """
    secret = os.environ.get("SINCH_KEY_SECRET") or DEMO_SECRET
    if not secret.isprintable():
        raise Failure("SINCH_KEY_SECRET must be printable text in UTF-8", USAGE)
    return secret


def _say_where(settings: Settings, host: str, port: int, form: str | None) -> None:
    """Say where it listens; with a form, stdout is for the variables alone."""
    shown = f"[{host}]" if ":" in host else host
    aside = form is not None
    click.echo(
        f"Simulator of the Sinch Conversation API: http://{shown}:{port} (open it to watch)",
        err=aside,
    )
    known = settings.key_secret == DEMO_SECRET
    key = " (the key is one that everybody knows)" if known else ""
    click.echo(f"Settings of a client on this machine{key}:", err=aside)
    for line in assignments(form or FORM, _environment(settings, host, port)):
        click.echo(line if aside else f"  {line}")
    if not known:
        click.echo("SINCH_KEY_SECRET is the one in this simulator's environment.", err=aside)
    if host not in LOOPBACK:
        click.secho(
            f"Warning: listening on {host}; everybody who reaches this machine can read and "
            "change what is in the simulator.",
            fg="yellow",
            err=True,
        )
    click.echo("Ctrl-C ends it.", err=aside)


def _environment(settings: Settings, host: str, port: int) -> dict[str, str]:
    """Return the variables of a client; a secret that somebody chose is not among them."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- not to bind
    url = f"http://{f'[{near}]' if ':' in near else near}:{port}"
    known = settings.key_secret == DEMO_SECRET
    return {
        "SINCH_PROJECT_ID": settings.project_id,
        "SINCH_KEY_ID": settings.key_id,
        **({"SINCH_KEY_SECRET": DEMO_SECRET} if known else {}),
        "SINCH_BASE_URL": url,
        "SINCH_AUTH_URL": url,
    }
