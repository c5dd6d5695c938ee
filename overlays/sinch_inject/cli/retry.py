"""``sinch-inject retry``: have records sent again by the next import, after a look at them."""

from __future__ import annotations

import time
from pathlib import Path

import click

from sinch_inject.bulk.ledger import Settled, State
from sinch_inject.bulk.owner import OwnedLedger
from sinch_inject.bulk.source import files_of
from sinch_inject.cli.exits import TABLE, Failure, agreed, begun, code_of
from sinch_inject.cli.ledgers import Place, opened, scope_of
from sinch_inject.cli.ledgers import option as ledger_option
from sinch_inject.cli.server import Server, server_options
from sinch_inject.cli.status import unfinished
from sinch_inject.errors import SinchInjectError

__all__ = ["command"]

GROUP = 1000
WARNING = (
    "{many:,} messages may be in their conversations already, and sending them again may make "
    "duplicates. `sinch-inject settle` asks the server about them. Send them again all the same?"
)


@click.command("retry", epilog=TABLE)
@click.argument("file", type=click.Path(path_type=Path))
@ledger_option
@click.option(
    "--state",
    required=True,
    type=click.Choice(["rejected", "unknown", "undone"]),
    help="Which records.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@server_options
def command(file: Path, *, ledger: Place | None, state: str, yes: bool, server: Server) -> None:
    """Mark the records of FILE that are in a state as pending; the next import sends them."""
    wanted = State[state.upper()]
    try:
        files = files_of(file, ledger)
        with opened(files, scope_of(files, server), time.time()) as held:
            many = held.counts().result()[wanted]
            if wanted is State.UNKNOWN and many and not yes:
                agreed(WARNING.format(many=many), "nothing was changed")
            begun()
            moved = _move(held, wanted)
    except SinchInjectError as error:
        raise Failure(str(error), code_of(error)) from None
    click.echo(f"{moved:,} {state} are pending now; the next import sends them")


def _move(held: OwnedLedger, state: State) -> int:
    moved = 0
    pending = []
    for item in unfinished(held, state):
        moved += 1
        settled = Settled(n=item.row.n, state=State.PENDING, at=time.time())
        pending.append(held.settle(settled))
        if len(pending) == GROUP:
            pending.pop().result()
            pending.clear()
    for future in pending:
        future.result()
    return moved
