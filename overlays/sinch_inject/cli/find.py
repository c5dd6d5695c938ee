"""``sinch-inject find``: whether a message is there, by its tag."""

from __future__ import annotations

import datetime
import json
from typing import Any

import click

from sinch_inject.cli.exits import FOUND, TABLE, Failure, code_of_read
from sinch_inject.cli.options import messages_source, moment
from sinch_inject.cli.server import Server, server_options
from sinch_inject.errors import SinchInjectError

__all__ = ["command"]

NONE = (
    "not found, which proves nothing: how soon a message is listed is not documented, and one "
    "that somebody has deleted is not there either"
)


@click.command("find", epilog=TABLE)
@click.option("--tag", required=True, help="As the message was sent with.")
@click.option("--conversation", "conversation_id", required=True, metavar="ID", help="Its own.")
@click.option(
    "--accept-time", required=True, callback=moment, metavar="TIME", help="Its own, with offset."
)
@messages_source
@server_options
def command(
    *,
    tag: str,
    conversation_id: str,
    accept_time: datetime.datetime,
    messages_source: Any,
    server: Server,
) -> None:
    """Print the message that has a tag, as the server has it.

    It ends with 0 if there is one, and with 1 if there is none, or more than one; their ids are
    named then. Any other code: it could not be looked.
    """
    try:
        with server.client() as sinch:
            message = sinch.find(
                tag=tag,
                conversation_id=conversation_id,
                accept_time=accept_time,
                messages_source=messages_source,
            )
    except SinchInjectError as error:
        raise Failure(str(error), code_of_read(error)) from None
    if message is None:
        raise Failure(NONE, FOUND)
    click.echo(json.dumps(message.to_dict()))
