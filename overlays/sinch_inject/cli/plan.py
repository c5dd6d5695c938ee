"""``sinch-inject plan``: what an import is going to be, before its first message."""

from __future__ import annotations

import datetime
import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from attrs import asdict

from sinch_inject.bulk.given import check_given
from sinch_inject.bulk.pace import RATE
from sinch_inject.bulk.plan import Figures, Plan
from sinch_inject.bulk.source import JsonLines, Stdin, files_of
from sinch_inject.cli.dry_run import SHOWN, looked
from sinch_inject.cli.exits import DONE, FOUND, TABLE, Failure, code_of
from sinch_inject.cli.ledgers import file_option, regular
from sinch_inject.cli.options import moment
from sinch_inject.cli.progress import Progress
from sinch_inject.errors import SinchInjectError

__all__ = ["command"]


@click.command("plan", epilog=TABLE)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@file_option
@click.option("--rate", default=RATE, show_default=True, help="Messages a second.")
@click.option("--now", callback=moment, metavar="TIME", help="When it begins, instead of now.")
@click.option("--json", "as_json", is_flag=True, help="Print it as a JSON object.")
def command(
    file: Path,
    *,
    ledger: Path | None,
    rate: float,
    now: datetime.datetime | None,
    as_json: bool,
) -> int:
    """Say what the import of FILE (- is stdin) is going to be; it touches no network.

    How many messages, on which channels, how long they take at the rate, which of them grow
    older than 30 days before their turn, and how many share their conversation and time with
    another. What an earlier run has settled is not counted.
    """
    start = time.time() if now is None else now.timestamp()
    seen: Counter[str] = Counter()
    given = None if str(file) == "-" else file
    plan = None
    try:
        check_given("plan", rate=rate)
        regular(given)
        source = Stdin() if given is None else JsonLines(given)
        beside = ledger if given is None else files_of(given, ledger).ledger
        plan, progress = Plan(rate, start), Progress()
        for entry, what, problem in looked(source, beside, now=start):
            seen[what] += 1
            if what == "send":
                plan.take(entry)
            elif problem is not None and seen["rejected"] <= SHOWN:
                progress.clear()
                click.echo(f"line {entry.line}: {problem}", err=True)
            progress.show(lambda: f"{seen.total():,} read")
        progress.clear()
        figures = plan.figures()
    except SinchInjectError as error:
        raise Failure(str(error), code_of(error)) from None
    finally:
        if plan is not None:
            plan.close()
    others = {"known": seen["known"] + seen["same_key"], "rejected": seen["rejected"]}
    if as_json:
        click.echo(json.dumps({**asdict(figures), **others, "rate": rate}))
    else:
        click.echo("\n".join(_sentences(figures, others, rate)))
    return FOUND if others["rejected"] or figures.leaving else DONE


def _sentences(figures: Figures, others: dict[str, int], rate: float) -> Iterator[str]:
    yield (
        f"{figures.send:,} to send, {others['known']:,} known, {others['rejected']:,} rejected; "
        f"{_long(figures.seconds)} at {rate:g}/s"
    )
    if figures.send:
        yield ", ".join(f"{channel} {many:,}" for channel, many in figures.channels.items())
        yield f"accept_time from {figures.first} to {figures.last}"
    if figures.leaving:
        lines = ", ".join(map(str, figures.leaving_lines))
        more = ", …" if figures.leaving > len(figures.leaving_lines) else ""
        yield (
            f"{figures.leaving:,} leave the window of 30 days before their turn: line {lines}"
            f"{more}; a higher rate, or the oldest first, may save them"
        )
    if figures.together:
        yield (
            f"{figures.together:,} share conversation and accept_time with another, in "
            f"{figures.places:,} places: their order is not kept (`convert --spread-ties`)"
        )


def _long(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
