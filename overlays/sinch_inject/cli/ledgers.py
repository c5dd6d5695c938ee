"""``--ledger``: a file, or a run in a database; and how a command opens it."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click

from sinch_inject.bulk.ledger import Scope
from sinch_inject.bulk.owner import OwnedLedger
from sinch_inject.bulk.source import Files
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.cli.exits import USAGE, Failure
from sinch_inject.cli.server import Server

__all__ = ["Place", "file_option", "needed", "opened", "option", "place", "regular", "scope_of"]

SCHEMES = ("postgresql", "postgres")
PASSWORDS = ("password", "sslpassword")
REFUSED = (
    "holds a password, and other users see command lines: set PGPASSWORD, or write it into "
    "~/.pgpass or a service file, and leave it out here"
)
FILES_ONLY = (
    "must be a file here: of a run in a database `status` says how far it is, and `verify` what "
    "is on the server"
)
Place = Path | str


def place(context: click.Context, parameter: click.Parameter, value: str | None) -> Place | None:
    """Read a path, or ``postgresql://…`` without a password; no message repeats the URL."""
    if value is None or "://" not in value:
        return None if value is None else Path(value)
    try:
        parts = urlsplit(value)
        words = parse_qs(parts.query)
    except ValueError:
        raise click.BadParameter("is no URL") from None
    if parts.password is not None or any(name in words for name in PASSWORDS):
        raise click.BadParameter(REFUSED)
    if parts.scheme not in SCHEMES:
        raise click.BadParameter("must be a file or postgresql://…")
    return value


def _file(context: click.Context, parameter: click.Parameter, value: str | None) -> Path | None:
    """Read a path; a database is refused."""
    found = place(context, parameter, value)
    if isinstance(found, str):
        raise click.BadParameter(FILES_ONLY)
    return found


option = click.option(
    "--ledger",
    callback=place,
    metavar="FILE|URL",
    help="A file, or postgresql://…  [default: FILE.ledger]",
)
file_option = click.option(
    "--ledger", callback=_file, metavar="FILE", help="[default: FILE.ledger]"
)


def regular(given: Path | None) -> None:
    """Look whether the input is a file, which can be read again; None: it is stdin.

    Raises:
        Failure: it is not.
    """
    if given is None or given.is_file():
        return
    there = os.path.lexists(given)
    text = "is no regular file, and `-` reads from a pipe" if there else "there is no such file"
    raise Failure(f"{given}: {text}", USAGE)


def needed(files: Files) -> None:
    """Look whether a ledger's file is there; a run in a database is looked for when opened.

    Raises:
        Failure: it is not there.
    """
    if files.database is None and not files.ledger.exists():
        raise Failure(f"{files.ledger}: there is no such ledger", USAGE)


def scope_of(files: Files, server: Server) -> Scope | None:
    """Return what a run in a database belongs to; a file says so itself.

    Raises:
        ConfigurationError: the settings do not name project and server.
    """
    if files.database is None:
        return None
    settings = server.settings(credentials=False)
    return Scope(settings.project_id, settings.base_url)


@contextmanager
def opened(
    files: Files, scope: Scope | None, now: float, *, look: bool = False, begun: bool = True
) -> Generator[OwnedLedger]:
    """Open a ledger, and close it in the end.

    Args:
        files: where it is. A run in a database has the name of its input.
        scope: what it must belong to; a run in a database is found by it.
        now: seconds since the epoch: by then every attempt of an earlier process was over.
        look: write nothing; in a database, while another process may have it.
        begun: refuse a run that a database does not know.

    Raises:
        LedgerRefused: it is in use, of another run, or cannot be used.
        ConfigurationError: psycopg is not installed.
    """
    held: OwnedLedger
    if files.database is None:
        held = SqliteLedger(files.ledger, scope, now=now)
    else:
        from sinch_inject.bulk.postgres import PostgresLedger

        assert scope is not None  # noqa: S101 - whoever names a database says for which project
        run = (files.database, files.run, scope)
        if begun and not look:
            PostgresLedger(*run, now=now, look=True).close()
        held = PostgresLedger(*run, now=now, look=look)
    try:
        yield held
    finally:
        held.close()
