"""``sinch-inject check``: what is wrong with requests, without sending any."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO, cast

import click
from attrs import asdict, define, field, frozen

from sinch_inject.bulk.records import Flaw, Record, read
from sinch_inject.cli.exits import FOUND, TABLE, TRY_AGAIN, USAGE, Failure
from sinch_inject.cli.options import moment
from sinch_inject.cli.progress import Progress
from sinch_inject.request.preflight import check

__all__ = ["command"]

MOST_PROBLEMS = 100


@frozen
class Finding:
    """One line of the report; the fields of ``--json``."""

    file: str
    line: int
    column: int | None
    pointer: str
    rule: str
    severity: str
    message: str
    source: str | None = None
    reference: str | None = None

    def shown(self) -> str:
        """Return it for a person: place, severity, pointer, rule, sentence."""
        place = f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")
        where = f" at {self.pointer}" if self.pointer else ""
        return f"{place}: {self.severity}{where} [{self.rule}]: {self.message}"


@click.command("check", epilog=TABLE)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())
@click.option("--now", callback=moment, metavar="TIME", help="Judge times by this, not by now.")
@click.option(
    "--max-problems",
    default=MOST_PROBLEMS,
    show_default=True,
    type=click.IntRange(min=0),
    metavar="N",
    help="Stop after so many; 0 shows all.",
)
@click.option("--quote-values", is_flag=True, help="Show the values at fault: they are private.")
@click.option("--json", "as_json", is_flag=True, help="Print each problem as a JSON object.")
def command(
    files: tuple[str, ...],
    now: datetime.datetime | None,
    *,
    max_problems: int,
    quote_values: bool,
    as_json: bool,
) -> None:
    """Check the requests in each FILE (- is stdin) without sending them.

    A FILE holds one request, or one on each line (JSON Lines). Times are judged by the present
    time unless --now says otherwise. Warnings alone are not wrong.
    """
    report = Report(as_json=as_json, most=max_problems)
    moment = now.timestamp() if now else None
    try:
        for file in files:
            if not report.is_full:
                _check(report, file, moment, quote_values=quote_values)
    except KeyboardInterrupt:
        if not report.total:
            raise
        report.end("interrupted")
        raise SystemExit(TRY_AGAIN) from None
    report.end("stopped, more may be wrong (--max-problems 0 shows all)" if report.is_full else "")
    if report.seen["error"] or not report.total or report.is_full:
        raise SystemExit(FOUND)


@define
class Report:
    """What is printed, and what was seen."""

    as_json: bool
    most: int
    seen: Counter[str] = field(factory=Counter)
    problems: int = 0
    progress: Progress = field(factory=Progress)

    @property
    def total(self) -> int:
        """How many requests were looked at."""
        return sum(self.seen.values())

    @property
    def is_full(self) -> bool:
        """Whether as many problems were shown as are wanted."""
        return 0 < self.most <= self.problems

    def add(self, findings: Iterator[Finding]) -> None:
        """Print what is wrong with one request, and count it."""
        worst = "good"
        for finding in findings:
            worst = "error" if "error" in (worst, finding.severity) else "warning"
            self.progress.clear()
            click.echo(json.dumps(asdict(finding)) if self.as_json else finding.shown())
            self.problems += 1
            if self.is_full:
                break
        self.seen[worst] += 1
        self.progress.show(self.summary)

    def end(self, why: str) -> None:
        """Print the last line."""
        self.progress.clear()
        click.echo(self.summary() + (f"; {why}" if why else ""), err=self.as_json)

    def summary(self) -> str:
        """Say how many there were of each sort."""
        if not self.total:
            return "There is no request in it."
        parts = [f"{self.seen['good']} good"]
        parts += [f"{self.seen[it]} with {it}s" for it in ("warning", "error") if self.seen[it]]
        return f"{self.total} request{'' if self.total == 1 else 's'}: {', '.join(parts)}"


def _check(report: Report, file: str, now: float | None, *, quote_values: bool) -> None:
    """Check one file.

    Raises:
        Failure: it cannot be read.
    """
    name = "stdin" if file == "-" else click.format_filename(file)
    for item in _read(file, name):
        report.add(_findings(item, name, now, quote_values=quote_values))
        if report.is_full:
            return


def _read(file: str, name: str) -> Iterator[Record | Flaw]:
    try:
        with click.open_file(file, "rb") as stream:
            yield from read(cast("BinaryIO", stream))
    except OSError as error:  # never one of who tells of an item: that one is not raised here
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE) from None


def _findings(
    item: Record | Flaw, name: str, now: float | None, *, quote_values: bool
) -> Iterator[Finding]:
    if isinstance(item, Flaw):
        yield Finding(name, item.line, item.column or None, "", item.rule, "error", item.message)
    elif not isinstance(item.value, dict):
        listed = isinstance(item.value, list)
        text = "is a list; give one request, or one on each line" if listed else "is no object"
        yield Finding(name, item.line, None, "", "type", "error", text)
    else:
        for problem in check(item.value, now=now, quote_values=quote_values):
            yield Finding(
                *(name, item.line, None, problem.pointer, problem.rule),
                *(problem.severity, problem.message, problem.source, problem.reference),
            )
