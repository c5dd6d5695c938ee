"""``sinch-inject list``: the messages on the server, as JSON Lines."""

from __future__ import annotations

import json
from typing import Any

import click

from sinch_inject.cli import process
from sinch_inject.cli.exits import TABLE, Failure, begun, code_of_read
from sinch_inject.cli.options import messages_source, moment, words
from sinch_inject.cli.server import Server, server_options
from sinch_inject.errors import SinchInjectError
from sinch_inject.request.reads import PAGE_SIZE

__all__ = ["command"]


@click.command("list", epilog=TABLE)
@click.option("--conversation", "conversation_id", metavar="ID", help="Only of this conversation.")
@click.option("--contact", "contact_id", metavar="ID", help="Only of this contact.")
@click.option("--app", "app_id", metavar="ID", help="Only of this app.")
@click.option("--identity", "channel_identity", help="Only of contacts with this number or id.")
@click.option("--start-time", callback=moment, metavar="TIME", help="Only after it, with offset.")
@click.option("--end-time", callback=moment, metavar="TIME", help="Only before it, with offset.")
@click.option("--channel", type=words("Channel"), metavar="NAME", help="Only on it, such as SMS.")
@click.option("--direction", type=words("Direction"), help="Only of this direction.")
@click.option("--view", type=words("MessagesView"), help="With their metadata or without.")
@messages_source
@click.option(
    "--only-recipient-originated/--not-only-recipient-originated",
    default=None,
    help="Only what began with the recipient; with DISPATCH_SOURCE.",
)
@click.option(
    "--page-size",
    default=PAGE_SIZE,
    show_default=True,
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Messages asked for at once.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="End after so many messages.")
@server_options
def command(*, page_size: int, limit: int | None, server: Server, **filters: Any) -> None:
    """Print messages as the server has them, newest first, one JSON object a line.

    All options narrow the list. What is read is printed page by page, and a reader that leaves,
    as in `… | head`, ends the list.
    """
    if limit is not None:
        page_size = min(page_size, limit)
    try:
        with server.client() as sinch:
            messages = sinch.list_messages(page_size=page_size, **filters)
            for number, message in enumerate(messages, start=1):
                begun()
                click.echo(json.dumps(message.to_dict()))
                if number == limit:
                    break
    except SinchInjectError as error:
        raise Failure(str(error), code_of_read(error)) from None
    except BrokenPipeError:  # who reads has had enough
        process.quiet()
