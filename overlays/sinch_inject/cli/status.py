"""``sinch-inject status``: how far an import is, and what is in doubt."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from sinch_inject.bulk.ledger import Ledger, LedgerInUse, LedgerRefused, State, Unfinished
from sinch_inject.bulk.source import Files, files_of
from sinch_inject.bulk.status import Status, named, read_status
from sinch_inject.cli.exits import DONE, FOUND, TABLE, TRY_AGAIN, UNKNOWN, Failure, code_of
from sinch_inject.cli.importing import shown
from sinch_inject.cli.ledgers import Place, opened, scope_of
from sinch_inject.cli.ledgers import option as ledger_option
from sinch_inject.cli.server import Server, server_options
from sinch_inject.errors import SinchInjectError

__all__ = ["command", "unfinished"]

SHOWN = ("line", "conversation_id", "accept_time", "tag", "request_id")


@click.command("status", epilog=TABLE)
@click.argument("file", type=click.Path(path_type=Path))
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Print it as a JSON object.")
@server_options
def command(file: Path, *, ledger: Place | None, as_json: bool, server: Server) -> int:
    """Say how far the import of FILE is; FILE may be the ledger itself, or an outbox.

    Shown are the counts, and each message that may be in its conversation or not.
    """
    try:
        files = files_of(file, ledger)
        with ExitStack() as stack:
            try:
                place = opened(files, scope_of(files, server), time.time(), look=True)
                held = stack.enter_context(place)
            except LedgerInUse:
                if files.database is not None:
                    raise
                return _running(files, as_json=as_json)
            return _resting(held, files, as_json=as_json)
    except SinchInjectError as error:
        raise Failure(str(error), code_of(error)) from None


def unfinished(ledger: Ledger, *states: State) -> Iterator[Unfinished]:
    """Yield all records in some states, a chunk at a time."""
    last = 0
    while chunk := ledger.unfinished(states, after=last).result():
        yield from chunk
        last = chunk[-1].row.n


def _running(files: Files, *, as_json: bool) -> int:
    """Tell what a run that has the ledger wrote last.

    Raises:
        LedgerRefused: nothing says how far it is.
    """
    status = read_status(files.status)
    if status is None or not _alive(status.pid):
        text = "and nothing says how far; an outbox that runs says it itself (`outbox.counts()`)"
        raise LedgerRefused(f"{files.ledger} is in use, {text}")
    if as_json:
        told: dict[str, Any] = {"running": True, "pid": status.pid, **_figures(status)}
        click.echo(json.dumps(told))
    else:
        click.echo(f"running, process {status.pid}: {shown(status)}")
    return UNKNOWN if status.counts["unknown"] else TRY_AGAIN


def _figures(status: Status) -> dict[str, Any]:
    return {
        "counts": status.counts,
        "total": status.total,
        "left": status.left,
        "rate": round(status.rate, 1),
        "seconds_left": status.seconds_left,
        "trouble": status.trouble,
    }


def _alive(pid: int) -> bool:
    if os.name != "posix":
        return True  # signal 0 would end it on Windows
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _resting(ledger: Ledger, files: Files, *, as_json: bool) -> int:
    """Tell what a ledger holds: nobody writes to its file, but perhaps to its database."""
    counts = named(ledger.counts().result())
    last = read_status(files.status) if files.database is None else None
    left = evolve(last, counts=counts).left if last is not None else None  # it may be old
    running = counts["sending"] > 0
    if as_json:
        doubt = [_row(item) for item in unfinished(ledger, State.UNKNOWN)]
        told = {"running": running, "counts": counts, "left": left, "unknown": doubt}
        click.echo(json.dumps(told))
    else:
        parts = [f"{many:,} {name}" for name, many in counts.items() if many]
        parts += [f"{left:,} left"] if left else []
        click.echo(", ".join(parts) or "nothing yet")
        for item in unfinished(ledger, State.UNKNOWN):
            row = _row(item)
            line = f"line {row['line']}, " if row["line"] else ""  # an outbox has no lines
            click.echo(
                f"unknown: {line}conversation {row['conversation_id']}, "
                f"{row['accept_time']}, tag {row['tag'] or '(none)'}, request {row['request_id']}"
            )
    if counts["unknown"]:
        return UNKNOWN
    if left or counts["pending"] or running:
        return TRY_AGAIN
    return FOUND if counts["rejected"] else DONE


def _row(item: Unfinished) -> dict[str, Any]:
    return {name: getattr(item, name) for name in SHOWN}
