"""``sinch-inject undo``: delete what an import has put on the server."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

import click

from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.expected import Expected, Listed
from sinch_inject.bulk.ledger import Settled, State
from sinch_inject.bulk.listing import Messages
from sinch_inject.bulk.owner import OwnedLedger
from sinch_inject.bulk.source import files_of
from sinch_inject.cli.exits import DONE, TABLE, TRY_AGAIN, Failure, agreed, begun, code_of_read
from sinch_inject.cli.ledgers import Place, needed, opened
from sinch_inject.cli.ledgers import option as ledger_option
from sinch_inject.cli.progress import Progress
from sinch_inject.cli.server import Server, server_options
from sinch_inject.cli.verify import input_of, listed
from sinch_inject.client import InjectClient
from sinch_inject.errors import SinchInjectError
from sinch_inject.http.steps import run

__all__ = ["command"]


@click.command("undo", epilog=TABLE)
@click.argument("file", type=click.Path(path_type=Path))
@ledger_option
@click.option("--duplicates", is_flag=True, help="Only what is there more than once; keep one.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@server_options
def command(
    file: Path, *, ledger: Place | None, duplicates: bool, yes: bool, server: Server
) -> int:
    """Delete the messages that the import of FILE has injected.

    Only what bears a tag of FILE's records, is in their conversation, and is marked as injected
    by the server; and only of records that are done or in doubt. Deleted records are passed
    over by the next import, unless `retry --state undone` says otherwise. It may be stopped and
    run again.
    """
    try:
        files = files_of(file, ledger)
        needed(files)
        with ExitStack() as stack:
            sinch = stack.enter_context(server.client())
            calls = Calls(sinch)
            held = stack.enter_context(opened(files, calls.scope, calls.world.wall()))
            expected = Expected()
            try:
                doubt = listed(input_of(files), held, sinch, expected)
                found = list(expected.surplus() if duplicates else expected.all())
                if found and not yes:
                    agreed(f"Delete {len(found):,} messages?", "nothing was deleted")
                begun()
                before = 0 if duplicates or doubt is not None else finish(held, expected)
                deleted = delete(found, None if duplicates else held, sinch, expected)
            finally:
                expected.close()
    except SinchInjectError as error:
        code = code_of_read(error)
        again = "not finished, run it again: " if code == TRY_AGAIN else ""
        raise Failure(f"{again}{error}", code) from None
    click.echo(f"{deleted:,} deleted")
    if before:
        click.echo(f"deleted before, by an undo that broke off: {before:,}", err=True)
    if doubt is not None:
        click.echo(f"there may be more: {doubt}", err=True)
        return TRY_AGAIN
    return DONE


def finish(held: OwnedLedger, expected: Expected) -> int:
    """Settle what an earlier undo had found and was about to delete, where it is gone now."""
    gone = expected.lacking(held.undoing().result())
    for n in gone:
        held.settle(Settled(n=n, state=State.UNDONE, at=time.time())).result()
    return len(gone)


def delete(
    found: Iterable[Listed],
    held: OwnedLedger | None,
    sinch: InjectClient,
    expected: Expected,
) -> int:
    """Delete messages, tag by tag; a record is undone when all its copies are gone."""
    messages, calls, progress = Messages(sinch), Calls(sinch), Progress()
    deleted, settled = 0, list[Future[None]]()
    try:
        for tag, copies in groupby(found, key=lambda copy: copy.tag):
            numbers = expected.numbers(tag)
            if held is not None:
                held.undo(numbers).result()  # a kill may come before it is undone
            for copy in copies:
                run(messages.delete(copy.id, copy.source), sleep=calls.world.sleep)
                deleted += 1
                progress.show(lambda: f"{deleted:,} deleted")  # noqa: B023 - called at once
            while settled:
                settled.pop().result()  # written with what is about to be deleted
            if held is not None:
                gone = [Settled(n=n, state=State.UNDONE, at=time.time()) for n in numbers]
                settled += map(held.settle, gone)
        for last in settled:
            last.result()
    finally:
        progress.clear()
    return deleted
