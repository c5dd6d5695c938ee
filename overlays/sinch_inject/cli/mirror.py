"""``sinch-inject mirror``: an outbox for whoever can send HTTP."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import click

from sinch_inject.bulk.pace import RATE
from sinch_inject.bulk.settle import SETTLE_AFTER
from sinch_inject.cli.exits import TABLE, TRY_AGAIN, USAGE, Failure
from sinch_inject.cli.ledgers import Place, place
from sinch_inject.cli.server import Server, server_options

__all__ = ["command"]

VARIABLE = "SINCH_INJECT_MIRROR_TOKEN"
SHORTEST = 16  # characters of a token
PATIENCE = 30.0  # seconds for a body


def _address(_: click.Context, __: click.Parameter, value: str) -> tuple[str, int]:
    """Read HOST:PORT; an IPv6 host stands in brackets."""
    host, colon, port = value.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise click.BadParameter("must be HOST:PORT, such as 127.0.0.1:8080")
    return host.removeprefix("[").removesuffix("]"), int(port)


@click.command("mirror", epilog=TABLE)
@click.option(
    "--outbox", required=True, callback=place, metavar="FILE|URL", help="A file, or postgresql://…"
)
@click.option("--name", default="outbox", show_default=True, help="Of the outbox in a database.")
@click.option(
    "--listen", default="127.0.0.1:8080", show_default=True, callback=_address,
    metavar="HOST:PORT", help="Where to listen; port 0: a free one.",
)  # fmt: skip
@click.option(
    "--socket", "path", type=click.Path(path_type=Path),
    help="Listen on this Unix socket instead; only its owner may connect, and needs no token.",
)  # fmt: skip
@click.option(
    "--token-file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=f"What every request has to bring. [default: the variable {VARIABLE}]",
)  # fmt: skip
@click.option(
    "--rate", default=RATE, show_default=True, type=click.FloatRange(0, 1e6, min_open=True),
    help="Messages a second, at most.",
)  # fmt: skip
@click.option(
    "--wait", default=0.0, metavar="SECONDS", type=click.FloatRange(0),
    help="Wait while another process delivers for the project (Postgres).",
)  # fmt: skip
@click.option(
    "--settle-after", default=SETTLE_AFTER, show_default=True, type=click.FloatRange(0),
    metavar="SECONDS", help="After how long the absence of an unknown message is believed.",
)  # fmt: skip
@click.option(
    "--body-timeout", default=PATIENCE, show_default=True, metavar="SECONDS",
    type=click.FloatRange(0, min_open=True), help="For the body of a request, and for its head.",
)  # fmt: skip
@server_options
def command(
    *,
    outbox: Place,
    listen: tuple[str, int],
    path: Path | None,
    token_file: Path | None,
    body_timeout: float,
    server: Server,
    **rules: Any,
) -> None:
    """Take messages over HTTP, and deliver each once: POST /outbox takes a record with a `_key`.

    SIGTERM ends it: what is being taken or sent comes to its end, and what waits stays in the
    outbox for the next start.
    """
    from sinch_inject.cli.mirror_server import serve

    token = None if path is not None else _token(token_file)
    address = listen if path is None else path
    make = server.async_client
    trouble = asyncio.run(serve(make, str(outbox), rules, address, token, body_timeout))
    if trouble is not None:
        raise Failure(trouble, TRY_AGAIN)


def _token(file: Path | None) -> bytes:
    """Return the token.

    Raises:
        Failure: there is none, or one that can be guessed.
    """
    token = os.environ.get(VARIABLE, "") if file is None else file.read_text("utf-8", "replace")
    token = token.strip()
    if not token:
        raise Failure(
            f"a token is needed: set {VARIABLE}, or name a file with --token-file; "
            "or listen on a Unix socket with --socket",
            USAGE,
        )
    if len(token) < SHORTEST or not token.isascii() or not token.isprintable() or " " in token:
        raise Failure(f"the token must have at least {SHORTEST} characters of ASCII", USAGE)
    return token.encode()
