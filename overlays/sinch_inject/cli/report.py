"""``sinch-inject report``: a run on one page of HTML."""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import click
from attrs import evolve

from sinch_inject.bulk.ledger import LedgerInUse
from sinch_inject.bulk.report import Facts, days_of, faults_of
from sinch_inject.bulk.report_page import page
from sinch_inject.bulk.source import Files, JsonLines, files_of
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.bulk.status import named, read_status
from sinch_inject.cli.exits import TABLE, code_of
from sinch_inject.cli.exits import Failure as Failed
from sinch_inject.cli.ledgers import file_option
from sinch_inject.cli.options import moment
from sinch_inject.cli.outputs import kept, spare, written
from sinch_inject.errors import SinchInjectError

__all__ = ["command"]


@click.command("report", epilog=TABLE)
@click.argument("file", type=click.Path(path_type=Path))
@file_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="[default: FILE.report.html]")
@click.option("--now", callback=moment, metavar="TIME", help="Draw the 30 days before this time.")
def command(
    file: Path, *, ledger: Path | None, output: Path | None, now: datetime.datetime | None
) -> None:
    """Write a page about the import of FILE; FILE may be the ledger itself, or an outbox.

    How fast it went against its limit, what became of the messages, which errors there were, and
    when the messages happened. The page needs nothing else, and holds no message; what is in
    doubt is named by conversation and time.
    """
    at = time.time() if now is None else now.timestamp()
    try:
        files = files_of(file, ledger)
        name = files.input or files.ledger
        target = output or name.with_name(name.name + ".report.html")
        spare("--output", target, kept(files))
        facts = _facts(files, at)
    except SinchInjectError as error:
        raise Failed(str(error), code_of(error)) from None
    with written(target) as out:
        out.write(page(facts).encode(errors="replace"))
    click.echo(str(target))


def _facts(files: Files, now: float) -> Facts:
    """Return what there is to tell.

    Raises:
        LedgerRefused: there is no ledger, or a run has it and says nothing.
    """
    status = read_status(files.status)
    facts = Facts(
        name=(files.input or files.ledger).name,
        now=now,
        running=False,
        counts={},
        left=status.left if status else None,
        history=status.history if status else [],
    )
    try:
        held = SqliteLedger(files.ledger, None, now=now)
    except LedgerInUse:
        if status is None:
            raise
        facts = evolve(facts, running=True, counts=status.counts)
    else:
        try:
            faults, doubt = faults_of(held)
            counts = named(held.counts().result())
            left = evolve(status, counts=counts).left if status else None  # it may be old
            facts = evolve(facts, counts=counts, left=left, faults=faults, doubt=doubt)
        finally:
            held.close()
    if files.input is not None:
        facts = evolve(facts, days=days_of(JsonLines(files.input), now))
    return facts
