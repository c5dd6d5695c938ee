"""``sinch-inject delete``: remove messages from the server, by their ids."""

from __future__ import annotations

import json
from typing import Any

import click

from sinch_inject.cli.exits import TABLE, TRY_AGAIN, Failure, agreed, code_of_read
from sinch_inject.cli.options import messages_source
from sinch_inject.cli.server import Server, server_options
from sinch_inject.errors import NotFound, SinchInjectError

__all__ = ["command"]


@click.command("delete", epilog=TABLE)
@click.argument("message_ids", metavar="MESSAGE_ID...", nargs=-1, required=True)
@messages_source
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as a JSON object.")
@server_options
def command(
    message_ids: tuple[str, ...],
    *,
    messages_source: Any,
    yes: bool,
    as_json: bool,
    server: Server,
) -> None:
    """Delete messages from Sinch's storage, not from handsets, after a question.

    A message that is not there is no error, so it may be stopped and run again.
    """
    ids = list(dict.fromkeys(message_ids))
    if not all(ids):
        raise click.UsageError("a MESSAGE_ID is empty")
    deleted: list[str] = []
    absent: list[str] = []
    try:
        with server.client() as sinch:
            if not yes:
                what = "1 message" if len(ids) == 1 else f"{len(ids):,} messages"
                agreed(f"Delete {what}?", "nothing was deleted")
            for message_id in ids:
                try:
                    sinch.delete_message(message_id, messages_source=messages_source)
                    deleted.append(message_id)
                except NotFound:
                    absent.append(message_id)
    except SinchInjectError as error:
        raise Failure(f"{_so_far(deleted)}: {error}", code_of_read(error)) from None
    except KeyboardInterrupt:
        raise Failure(f"{_so_far(deleted)}: interrupted", TRY_AGAIN) from None
    if as_json:
        click.echo(json.dumps({"deleted": deleted, "absent": absent}))
    else:
        click.echo(f"{len(deleted):,} deleted" + (f", {len(absent):,} not there" * bool(absent)))


def _so_far(deleted: list[str]) -> str:
    return f"not finished, run it again ({len(deleted):,} deleted)"
