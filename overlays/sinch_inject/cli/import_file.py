"""``sinch-inject import``: inject a file of messages, each once, and go on where it ended.

The run is its ledger, a file beside the input. The same command again goes on; nothing that
may be there already is sent twice.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click
from attrs import define, field

from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.ledger import LedgerFailed, State
from sinch_inject.bulk.many import CONCURRENCY, Stopped, check_pace, threaded
from sinch_inject.bulk.pace import RATE, Pace
from sinch_inject.bulk.rejects import Rejects
from sinch_inject.bulk.run import Outcome, Run
from sinch_inject.bulk.source import Files, JsonLines, Stdin, files_of
from sinch_inject.bulk.sqlite import SqliteLedger
from sinch_inject.bulk.status import Meter, Status, StatusFile, named
from sinch_inject.cli import dry_run
from sinch_inject.cli.exits import (
    DONE,
    FOUND,
    INTERRUPTED,
    TABLE,
    TRY_AGAIN,
    UNKNOWN,
    USAGE,
    Failure,
    code_of,
)
from sinch_inject.cli.progress import Progress
from sinch_inject.cli.server import Server, server_options
from sinch_inject.errors import SinchInjectError

__all__ = ["command"]

LINE_EVERY = 10.0  # seconds between two lines where there is no terminal
TICK = 0.2


@define
class Importing:
    """One import under way.

    Args:
        run: sends.
        ledger: of the run.
        place: its files.
        total: how many records there are, None if only the end will tell.
    """

    run: Run
    ledger: SqliteLedger
    files: Files
    total: int | None
    started: float = field(factory=time.monotonic)
    passed: int = 0
    seen: Counter[State | None] = field(factory=Counter)
    signals: int = 0
    why: SinchInjectError | None = None
    meter: Meter = field(factory=lambda: Meter(time.monotonic))

    def take(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.passed += 1
        self.seen[outcome.state] += 1

    def status(self) -> Status:
        """Return how far it is.

        Raises:
            LedgerFailed: the ledger is closed.
        """
        return Status(
            pid=os.getpid(),
            at=time.time(),
            counts=named(self.ledger.counts().result()),
            total=self.total,
            passed=self.passed,
            rate=self.meter.rate(self.run.seen["sent"]),
            limit=self.run.pace.rate,
            trouble=self.run.trouble,
        )


@click.command("import", epilog=TABLE)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--ledger", type=click.Path(path_type=Path), help="[default: FILE.ledger]")
@click.option("--rate", default=RATE, show_default=True, help="Messages a second, at most.")
@click.option("--concurrency", default=CONCURRENCY, show_default=True, help="Under way at once.")
@click.option("--limit", type=click.IntRange(1), help="Send at most this many now.")
@click.option(
    "--max-duration",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Begin nothing new after so long.",
)
@click.option("--rejects", type=click.Path(path_type=Path), help="[default: FILE.rejects.jsonl]")
@click.option("--no-tag", is_flag=True, help="Put no marker into the messages' metadata.")
@click.option(
    "--dry-run", "only_look", is_flag=True, help="Only say what would be done; touches no network."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as a JSON object.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
@server_options
def command(
    file: Path,
    *,
    ledger: Path | None,
    rate: float,
    concurrency: int,
    limit: int | None,
    max_duration: float | None,
    rejects: Path | None,
    no_tag: bool,
    only_look: bool,
    as_json: bool,
    quiet: bool,
    server: Server,
) -> int:
    """Inject the messages in FILE (- is stdin), one JSON object on each line, gzipped or not.

    A line holds the body of a request with its conversation_id, and perhaps a _key of yours.
    The same command again goes on where this one ended, and sends nothing twice.
    """
    given = None if str(file) == "-" else file
    try:
        check_pace(rate, concurrency)
        if given is not None and not given.is_file():
            raise Failure(f"{file}: there is no such file", USAGE)
        files = files_of(given, ledger)
        source = Stdin() if files.input is None else JsonLines(files.input)
        if only_look:
            return dry_run.tell(source, files.ledger, as_json=as_json)
        with server.client() as sinch:
            calls = Calls(sinch)
            pace = Pace(rate)
            with opened(files, calls) as held:
                run = Run(calls, held, pace=pace, tags=not no_tag, limit=limit)
                total = None if isinstance(source, Stdin) else source.count()
                going = Importing(run, held, files, total)
                kept = Rejects(rejects or rejects_of(files))
                with signals(going, source), ticking(going, quiet=quiet), after(max_duration, run):
                    carry_out(going, source, kept, concurrency)
                return finish(going, kept, as_json=as_json, quiet=quiet)
    except SinchInjectError as error:
        raise Failure(f"not begun: {error}", code_of(error)) from None


@contextmanager
def opened(files: Files, calls: Calls) -> Generator[SqliteLedger]:
    """Open the ledger, and close it in the end."""
    ledger = SqliteLedger(files.ledger, calls.scope, now=calls.world.wall())
    try:
        yield ledger
    finally:
        ledger.close()


def rejects_of(place: Files) -> Path:
    """Return where rejected records go unless told otherwise."""
    beside = place.input or place.ledger
    return beside.with_name(f"{beside.name}.rejects.jsonl")


def carry_out(going: Importing, source: JsonLines | Stdin, kept: Rejects, concurrency: int) -> None:
    """Send what is to be sent; whatever ends it is kept for the summary."""
    try:
        for outcome in threaded(going.run, source, concurrency):
            going.take(outcome)
            if outcome.state is State.REJECTED:
                kept.add(outcome, known(going.ledger, outcome) if outcome.known else None)
    except SinchInjectError as error:
        going.why = error
    except KeyboardInterrupt:  # while it waited for stdin; what was under way has come to its end
        pass
    finally:
        kept.close()


def known(ledger: SqliteLedger, outcome: Outcome) -> Any:
    """Return what the ledger knows of a record that an earlier run rejected."""
    found = ledger.unfinished((State.REJECTED,), after=outcome.row - 1).result()
    return found[0] if found and found[0].row.n == outcome.row else None


# ------------------------------------------------------------------ while it goes on


@contextmanager
def signals(going: Importing, source: JsonLines | Stdin) -> Generator[None]:
    """Let the first signal end the run when what is under way is over, the second at once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        going.signals += 1
        if going.signals > 1:
            abort(going)
        going.run.stop()
        if isinstance(source, Stdin) and source.waiting:
            raise KeyboardInterrupt

    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {}
    for name in names:
        number = getattr(signal, name)
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def abort(going: Importing) -> None:
    """End the process now. The ledger says of what was under way that nobody knows."""
    begun = going.run.begun
    text = "aborted: what was under way is unknown now\n" if begun else "aborted\n"
    os.write(2, text.encode())
    os._exit(UNKNOWN if begun else INTERRUPTED)


@contextmanager
def ticking(going: Importing, *, quiet: bool) -> Generator[None]:
    """Show how far it is and keep the status file, also while nothing gets through."""
    over = threading.Event()
    small = StatusFile(going.files.status, time.monotonic)
    progress = Progress()

    def tick() -> None:
        line_at = time.monotonic() + LINE_EVERY
        while not over.wait(TICK):
            try:
                status = going.status()
            except LedgerFailed:
                return
            if small.due:
                small.write(status)
            if quiet:
                continue
            progress.show(lambda: shown(status))  # noqa: B023 - it is called at once
            if not sys.stderr.isatty() and time.monotonic() >= line_at:
                click.echo(shown(status), err=True)
                line_at += LINE_EVERY

    thread = threading.Thread(target=tick, name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        progress.clear()
        try:
            small.write(going.status())
        except LedgerFailed:
            small.path.unlink(missing_ok=True)


@contextmanager
def after(seconds: float | None, run: Run) -> Generator[None]:
    """Stop the run after so many seconds."""
    timer = threading.Timer(seconds or 0.0, run.stop)
    timer.daemon = True
    if seconds is not None:
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def shown(status: Status) -> str:
    """Return how far a run is, in a line."""
    counts = status.counts
    of = "" if status.total is None else f" of {status.total:,}"
    parts = [f"{status.passed:,}{of}", f"{status.rate:.0f}/s"]
    parts += [f"{counts[name]:,} {name}" for name in ("rejected", "unknown") if counts[name]]
    if status.seconds_left:
        minutes, seconds = divmod(int(status.seconds_left), 60)
        parts.append(f"{minutes}:{seconds:02} left")
    if status.trouble:
        parts.append(f"waiting: {status.trouble}")
    return "  ".join(parts)


# ------------------------------------------------------------------------- at its end


def finish(going: Importing, kept: Rejects, *, as_json: bool, quiet: bool) -> int:
    """Say what became of it all; return the exit code."""
    summary = summed(going, kept)
    code = exit_code(going, summary)
    if as_json:
        click.echo(json.dumps({**summary, "exit_code": code}))
    else:
        click.echo(sentence(summary))
    if not quiet:
        for line in hints(going, summary, kept):
            click.echo(line, err=True)
    if going.why is not None:
        click.echo(f"Error: {going.why}", err=True)
    return code


def summed(going: Importing, kept: Rejects) -> dict[str, Any]:
    """Return the figures of the run."""
    try:
        counts = named(going.ledger.counts().result())
        equal = going.ledger.equal().result() if going.passed else 0
    except LedgerFailed:  # what the file holds will be seen when it is opened again
        counts, equal = {name.name.lower(): going.seen[name] for name in State}, 0
        counts["unknown"] += max(0, going.run.begun - going.passed)
    elapsed = time.monotonic() - going.started
    sent, released = going.run.seen["sent"], going.run.seen["released"]
    left = None if going.total is None else max(0, going.total - going.passed) + released
    return {
        "done": counts["done"],
        "rejected": going.seen[State.REJECTED] - released,
        "unknown": counts["unknown"] + counts["sending"],
        "undone": counts["undone"],
        "left": left,
        "stopped": going.run.stopping,
        "sent": sent,
        "seconds": round(elapsed, 1),
        "rate": round(sent / elapsed, 1) if elapsed else 0.0,
        "same_key": going.run.seen["twice"],
        "equal": equal,
        "untagged": going.run.seen["untagged"],
        "not_in_the_input": going.run.reading.not_met if not going.run.stopping else 0,
        "rejects": str(kept.path) if kept.many else None,
    }


def exit_code(going: Importing, summary: dict[str, Any]) -> int:
    """Return the first of 2, 4, 3, 1 that holds, else 0; 130 if nothing was begun."""
    if going.signals and not going.run.begun:
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


def hints(going: Importing, summary: dict[str, Any], kept: Rejects) -> Iterator[str]:
    """Yield what else there is to say, and what to do now."""
    name = going.files.input or going.files.ledger
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
