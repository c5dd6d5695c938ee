"""An import under way: its passes over the input, its signals, and how far it is."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click
from attrs import define, field

from sinch_inject.bulk.ledger import LedgerFailed, State
from sinch_inject.bulk.many import threaded
from sinch_inject.bulk.one import Outcome
from sinch_inject.bulk.owner import OwnedLedger
from sinch_inject.bulk.rejects import Rejects
from sinch_inject.bulk.run import FIRST_PAUSE, LONGEST_PAUSE, Run
from sinch_inject.bulk.settle import Settlement
from sinch_inject.bulk.source import Files, JsonLines, Stdin
from sinch_inject.bulk.status import Meter, Status, StatusFile, named
from sinch_inject.cli import process
from sinch_inject.cli.exits import INTERRUPTED, UNKNOWN
from sinch_inject.cli.progress import Progress
from sinch_inject.errors import SinchInjectError

__all__ = ["Importing", "after", "carry_out", "rounds", "shown", "signals", "ticking"]

LINE_EVERY = 10.0  # seconds between two lines where there is no terminal
TICK = 0.2
MOST_IDLE = 20  # times in a row that asking again tells nothing new


@define
class Importing:
    """One import under way, in one pass over its input or more.

    Args:
        make: makes the run of one pass.
        ledger: of the run.
        files: where they are.
        total: how many records there are, None if only the end will tell.
        rejects: where rejected records go.
    """

    make: Callable[[], Run]
    ledger: OwnedLedger
    files: Files
    total: int | None
    rejects: Path
    started: float = field(factory=time.monotonic)
    run: Run = field(init=False)
    kept: Rejects = field(init=False)
    passed: int = 0
    seen: Counter[State | None] = field(factory=Counter)
    before: Counter[str] = field(factory=Counter)
    begun: int = 0
    signals: int = 0
    stopped: threading.Event = field(factory=threading.Event)
    why: SinchInjectError | OSError | None = None
    meter: Meter = field(factory=lambda: Meter(time.monotonic))

    def __attrs_post_init__(self) -> None:
        self.run = self.make()
        self.kept = Rejects(self.rejects)

    def again(self) -> None:
        """Begin another pass."""
        self.before += self.run.seen
        self.begun += self.run.begun
        self.passed = 0
        self.seen.clear()
        self.run = self.make()
        self.kept = Rejects(self.rejects)

    def stop(self) -> None:
        """Begin nothing new."""
        self.stopped.set()
        self.run.stop()

    def count(self, what: str) -> int:
        """Return a figure of all passes."""
        return self.before[what] + self.run.seen[what]

    def take(self, outcome: Outcome) -> None:
        """Count an outcome."""
        self.passed += 1
        self.seen[outcome.state] += 1

    def status(self) -> Status:
        """Return how far it is.

        Raises:
            LedgerFailed: the ledger is closed.
        """
        return self.status_of(named(self.ledger.counts().result()))

    def status_of(self, counts: dict[str, int]) -> Status:
        """Return how far it is, by these counts."""
        return Status(
            pid=os.getpid(),
            at=time.time(),
            counts=counts,
            total=self.total,
            passed=self.passed,
            twice=self.run.seen["twice"],
            rate=self.meter.rate(self.count("sent")),
            limit=self.run.pace.rate,
            trouble=self.run.trouble,
            sent=self.count("sent"),
            rate_limited=self.count("rate_limited"),
        )


def carry_out(going: Importing, source: JsonLines | Stdin, concurrency: int) -> None:
    """Send what is to be sent; whatever ends it is kept for the summary."""
    try:
        with closing(going.kept), closing(threaded(going.run, source, concurrency)) as outcomes:
            for outcome in outcomes:
                going.take(outcome)
                if outcome.state is State.REJECTED:
                    held = known(going.ledger, outcome) if outcome.known else None
                    going.kept.add(outcome, held)
    except (SinchInjectError, OSError) as error:  # the input or the rejects broke off
        going.why = error
    except KeyboardInterrupt:  # while it waited for stdin; what was under way has come to its end
        pass


def rounds(
    going: Importing,
    source: JsonLines | Stdin,
    concurrency: int,
    settled: Callable[[], Settlement],
) -> None:
    """Ask about what is unknown and send what is absent, until nothing more can be told."""
    idle = 0
    while going.why is None and not going.run.stopping and idle < MOST_IDLE:
        try:
            found = settled()
        except SinchInjectError as error:
            if not error.retryable:
                going.why = error
                return
            going.run.trouble, idle = type(error).__name__, idle + 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**idle)
            going.stopped.wait(max(error.retry_after or 0.0, pause))
            continue
        if found.absent:
            going.again()
            carry_out(going, source, concurrency)
        elif not found.unknown or found.again_in is None:
            return
        idle = 0 if found.absent or found.done else idle + 1
        if found.unknown and found.again_in is not None:
            going.run.trouble = "settling"
            going.stopped.wait(found.again_in + 0.05)


def known(ledger: OwnedLedger, outcome: Outcome) -> Any:
    """Return what the ledger knows of a record that an earlier run rejected."""
    found = ledger.unfinished((State.REJECTED,), after=outcome.row - 1).result()
    return found[0] if found and found[0].row.n == outcome.row else None


@contextmanager
def signals(going: Importing, source: JsonLines | Stdin) -> Generator[None]:
    """Let the first signal end the run when what is under way is over, the second at once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        if process.repeated():
            return
        going.signals += 1
        if going.signals > 1:
            abort(going)
        going.stop()
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
    begun = going.begun + going.run.begun
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
            with process.unheard():
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
        with process.unheard():
            progress.clear()
        try:
            small.write(going.status())
        except LedgerFailed:
            small.path.unlink(missing_ok=True)


@contextmanager
def after(seconds: float | None, going: Importing) -> Generator[None]:
    """Stop the run after so many seconds."""
    timer = threading.Timer(seconds or 0.0, going.stop)
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
