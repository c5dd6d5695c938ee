"""``sinch-inject check``: what is wrong with requests, without sending any."""

from __future__ import annotations

import datetime
import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

import click
from attrs import asdict, frozen

from sinch_inject.bulk.records import Flaw, Record, name_of, read
from sinch_inject.cli.exits import FOUND, USAGE, Failure
from sinch_inject.request.preflight import check
from sinch_inject.request.times import parse

__all__ = ["command"]


@frozen
class Finding:
    """One line of the report; the fields of ``--json``."""

    line: int
    column: int | None
    pointer: str
    rule: str
    severity: str
    message: str

    def shown(self, name: str) -> str:
        """Return it for a person: place, severity, pointer, rule, sentence."""
        place = f"{name}:{self.line}" + (f":{self.column}" if self.column else "")
        where = f" at {self.pointer}" if self.pointer else ""
        return f"{place}: {self.severity}{where} [{self.rule}]: {self.message}"


def _now(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> datetime.datetime | None:
    """Read the time to judge by."""
    try:
        return None if value is None else parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


@click.command("check")
@click.argument("file", type=click.File("rb"))
@click.option("--now", callback=_now, metavar="TIME", help="Judge times by this, not by now.")
@click.option("--quote-values", is_flag=True, help="Show the values at fault: they are private.")
@click.option("--json", "as_json", is_flag=True, help="Print each problem as a JSON object.")
def command(
    file: BinaryIO, now: datetime.datetime | None, *, quote_values: bool, as_json: bool
) -> None:
    """Check the requests in FILE (- is stdin) without sending them.

    FILE holds one request, or one on each line (JSON Lines). Times are judged by the present
    time unless --now says otherwise.

    Exit codes: 0 nothing wrong (there may be warnings), 1 problems found, 2 FILE cannot be read.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # values may hold anything
    name = name_of(file)
    moment = now.timestamp() if now else None
    seen: Counter[str] = Counter()
    for item in _items(file, name):
        worst = "good"
        for finding in _findings(item, moment, quote_values=quote_values):
            worst = "error" if "error" in (worst, finding.severity) else "warning"
            click.echo(json.dumps(asdict(finding)) if as_json else finding.shown(name))
        seen[worst] += 1
    click.echo(_summary(seen), err=as_json)
    if seen["error"] or not seen:
        raise SystemExit(FOUND)


def _items(file: BinaryIO, name: str) -> Iterator[Record | Flaw]:
    """Yield what is in the file.

    Raises:
        Failure: it cannot be read.
    """
    try:
        yield from read(file)
    except OSError as error:
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE) from None


def _findings(item: Record | Flaw, now: float | None, *, quote_values: bool) -> Iterator[Finding]:
    if isinstance(item, Flaw):
        yield Finding(item.line, item.column or None, "", item.rule, "error", item.message)
    elif not isinstance(item.value, dict):
        listed = isinstance(item.value, list)
        text = "is a list; give one request, or one on each line" if listed else "is no object"
        yield Finding(item.line, None, "", "type", "error", text)
    else:
        for problem in check(item.value, now=now, quote_values=quote_values):
            yield Finding(item.line, None, **asdict(problem))


def _summary(seen: Counter[str]) -> str:
    total = sum(seen.values())
    if not total:
        return "There is no request in it."
    parts = [f"{seen['good']} good"]
    parts += [f"{seen['warning']} with warnings"] if seen["warning"] else []
    parts += [f"{seen['error']} with errors"] if seen["error"] else []
    return f"{total} request{'' if total == 1 else 's'}: {', '.join(parts)}"
