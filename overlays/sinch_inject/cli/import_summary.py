"""The end of an import: its figures, its exit code, and what to do now."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import click

from sinch_inject.bulk.ledger import LedgerFailed, State
from sinch_inject.bulk.many import Stopped
from sinch_inject.bulk.status import named
from sinch_inject.cli import process
from sinch_inject.cli.exits import DONE, FOUND, INTERRUPTED, TRY_AGAIN, UNKNOWN, USAGE, code_of
from sinch_inject.cli.importing import Importing
from sinch_inject.errors import SinchInjectError

__all__ = ["finish"]


def finish(going: Importing, *, as_json: bool, quiet: bool) -> int:
    """Say what became of it all; return the exit code."""
    summary = summed(going)
    code = exit_code(going, summary)
    with process.unheard():  # what became of the messages is so, whether anybody reads it or not
        click.echo(json.dumps({**summary, "exit_code": code}) if as_json else sentence(summary))
    with process.unheard():
        if not quiet:
            for line in hints(going, summary):
                click.echo(line, err=True)
        if isinstance(going.why, OSError):
            click.echo(f"Error: {going.why.filename}: {going.why.strerror}", err=True)
        elif going.why is not None:
            click.echo(f"Error: {going.why}", err=True)
    return code


def summed(going: Importing) -> dict[str, Any]:
    """Return the figures of the run."""
    try:
        counts = named(going.ledger.counts().result())
        equal = going.ledger.equal().result() if going.passed else 0
    except LedgerFailed:  # what the file holds will be seen when it is opened again
        counts, equal = {name.name.lower(): going.seen[name] for name in State}, 0
        counts["unknown"] += max(0, going.run.begun - going.passed)
    elapsed = time.monotonic() - going.started
    sent, released = going.count("sent"), going.run.seen["released"]
    left = going.status_of(counts).left
    return {
        "done": counts["done"],
        "rejected": going.seen[State.REJECTED] - released,
        "unknown": counts["unknown"] + counts["sending"],
        "undone": counts["undone"],
        "left": None if left is None else left + released,
        "stopped": going.run.stopping,
        "sent": sent,
        "seconds": round(elapsed, 1),
        "rate": round(sent / elapsed, 1) if elapsed else 0.0,
        "same_key": going.run.seen["twice"],
        "equal": equal,
        "untagged": going.count("untagged"),
        "not_in_the_input": going.run.reading.not_met if not going.run.stopping else 0,
        "rejects": str(going.kept.path) if going.kept.many else None,
    }


def exit_code(going: Importing, summary: dict[str, Any]) -> int:
    """Return the first of 2, 4, 3, 1 that holds, else 0; 130 if nothing was begun."""
    if going.signals and not going.begun + going.run.begun:
        return INTERRUPTED
    cause = going.why.__cause__ if isinstance(going.why, Stopped) else going.why
    if isinstance(cause, SinchInjectError) and code_of(cause) == USAGE:
        return USAGE
    if summary["unknown"]:
        return UNKNOWN
    if going.why or summary["left"] or summary["stopped"]:
        return TRY_AGAIN
    return FOUND if summary["rejected"] else DONE


def sentence(summary: dict[str, Any]) -> str:
    """Return the closing line."""
    left = "?" if summary["left"] is None else f"{summary['left']:,}"
    if summary["left"] is None and not summary["stopped"]:
        left = "0"
    undone = f", {summary['undone']:,} undone" if summary["undone"] else ""
    return (
        f"{summary['done']:,} done, {summary['rejected']:,} rejected, "
        f"{summary['unknown']:,} unknown{undone}, {left} left; "
        f"{summary['seconds']:.1f} s, {summary['rate']:.0f}/s"
    )


def hints(going: Importing, summary: dict[str, Any]) -> Iterator[str]:
    """Yield what else there is to say, and what to do now."""
    name = str(going.files.input or going.files.ledger)
    name += " --ledger postgresql://…" if going.files.database else ""
    said: list[tuple[Any, Callable[[Any], str]]] = [
        (summary["equal"], lambda n: f"{n:,} equal to an earlier record without a _key: all sent"),
        (summary["same_key"], lambda n: f"{n:,} with the _key of an earlier record: sent once"),
        (summary["untagged"], lambda n: f"{n:,} sent without a tag: no room in their metadata"),
        (
            summary["not_in_the_input"],
            lambda n: f"{n:,} of an earlier run are not in the input any more",
        ),
        (summary["rejects"], lambda path: f"rejected: {path} has each with its reason"),
        (
            summary["unknown"],
            lambda n: f"{n:,} unknown: `sinch-inject settle {name}` asks the server about them",
        ),
        (
            going.why is None and (summary["left"] or summary["stopped"]),
            lambda _: "run it again to go on",
        ),
    ]
    for what, words in said:
        if what:
            yield words(what)
