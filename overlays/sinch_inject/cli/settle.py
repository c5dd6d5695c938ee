"""``sinch-inject settle``: ask the server about the messages whose outcome is unknown."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.ledger import Ledger
from sinch_inject.bulk.listing import Messages
from sinch_inject.bulk.settle import SETTLE_AFTER, Settlement, check_settle_after, settle
from sinch_inject.bulk.source import files_of
from sinch_inject.cli.exits import DONE, FOUND, TABLE, TRY_AGAIN, UNKNOWN, Failure, begun, code_of
from sinch_inject.cli.ledgers import Place, needed, opened
from sinch_inject.cli.ledgers import option as ledger_option
from sinch_inject.cli.server import Server, server_options
from sinch_inject.client import InjectClient
from sinch_inject.errors import SinchInjectError
from sinch_inject.http.steps import run

__all__ = ["ask", "command", "settle_after"]

DELETED = "(a message that somebody has deleted looks absent too)"

settle_after = click.option(
    "--settle-after",
    default=SETTLE_AFTER,
    show_default=True,
    type=click.FloatRange(0),
    metavar="SECONDS",
    help="After how long absence is believed: longer than the server takes to store and list.",
)


@click.command("settle", epilog=TABLE)
@click.argument("file", type=click.Path(path_type=Path))
@ledger_option
@settle_after
@click.option("--json", "as_json", is_flag=True, help="Print it as a JSON object.")
@server_options
def command(
    file: Path, *, ledger: Place | None, settle_after: float, as_json: bool, server: Server
) -> int:
    """Look for each unknown message of the import of FILE; FILE may be the ledger, or an outbox.

    What is there is done. What is certainly not there is pending: the next import, or the
    outbox, sends it.
    What cannot be told stays unknown, with the reason.
    """
    try:
        files = files_of(file, ledger)
        needed(files)
        check_settle_after(files.database, settle_after)
        with server.client() as sinch:
            calls = Calls(sinch)
            with opened(files, calls.scope, calls.world.wall()) as held:
                begun()
                found = ask(held, sinch, settle_after)
    except SinchInjectError as error:
        raise Failure(str(error), code_of(error)) from None
    click.echo(as_object(found) if as_json else sentences(found))
    return exit_code(found)


def ask(ledger: Ledger, sinch: InjectClient, after: float) -> Settlement:
    """Settle what can be settled now.

    Raises:
        SinchInjectError: the server could not be asked.
    """
    calls = Calls(sinch)
    now = calls.world.wall()
    steps = settle(ledger, Messages(sinch).around, now=now, after=after)
    return run(steps, sleep=calls.world.sleep)


def exit_code(found: Settlement) -> int:
    """Return the first of 4, 3, 1 that holds."""
    if found.unknown:
        return UNKNOWN
    if found.absent:
        return TRY_AGAIN
    return FOUND if found.duplicates else DONE


def sentences(found: Settlement) -> str:
    """Return what came of it, in lines."""
    lines = [f"{found.done:,} done, {found.absent:,} absent, {len(found.unknown):,} unknown"]
    if found.absent:
        lines.append(f"the next import sends what is absent {DELETED}")
    for item, reason in found.unknown:
        lines.append(
            f"unknown: line {item.line}, conversation {item.conversation_id}, "
            f"{item.accept_time}, tag {item.tag or '(none)'}: {reason}"
        )
    for tag, ids in found.duplicates.items():
        lines.append(f"more than once: tag {tag}, messages {', '.join(ids)}")
    return "\n".join(lines)


def as_object(found: Settlement) -> str:
    """Return what came of it as a JSON object."""
    unknown = [
        {
            "line": item.line,
            "conversation_id": item.conversation_id,
            "accept_time": item.accept_time,
            "tag": item.tag,
            "reason": reason,
        }
        for item, reason in found.unknown
    ]
    return json.dumps(
        {
            "done": found.done,
            "absent": found.absent,
            "unknown": unknown,
            "duplicates": found.duplicates,
        }
    )
