"""``sinch-inject import``: inject a file of messages, each once, and go on where it ended.

The run is its ledger, a file beside the input or a schema of a database. The same command
again goes on; nothing that may be there already is sent twice.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.given import check_given
from sinch_inject.bulk.many import CONCURRENCY
from sinch_inject.bulk.pace import RATE, Pace
from sinch_inject.bulk.run import Run
from sinch_inject.bulk.settle import check_settle_after
from sinch_inject.bulk.source import Files, JsonLines, Stdin, files_of
from sinch_inject.cli import dry_run
from sinch_inject.cli.exits import TABLE, USAGE, Failure, code_of
from sinch_inject.cli.import_summary import finish
from sinch_inject.cli.importing import Importing, after, carry_out, rounds, signals, ticking
from sinch_inject.cli.ledgers import Place, opened, regular
from sinch_inject.cli.ledgers import option as ledger_option
from sinch_inject.cli.outputs import kept, spare
from sinch_inject.cli.server import Server, server_options
from sinch_inject.cli.settle import ask
from sinch_inject.cli.settle import settle_after as settle_after_option
from sinch_inject.errors import SinchInjectError

__all__ = ["command"]


@click.command("import", epilog=TABLE)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@ledger_option
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
@click.option("--settle", is_flag=True, help="Settle what is unknown at the end.")
@settle_after_option
@click.option(
    "--dry-run", "only_look", is_flag=True, help="Only say what would be done; touches no network."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as a JSON object.")
@click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
@server_options
def command(
    file: Path,
    *,
    ledger: Place | None,
    rate: float,
    concurrency: int,
    limit: int | None,
    max_duration: float | None,
    rejects: Path | None,
    no_tag: bool,
    settle: bool,
    settle_after: float,
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
        check_given("import", rate=rate, concurrency=concurrency)
        regular(given)
        files = files_of(given, ledger)
        if given is not None and files.input is None:
            raise Failure(f"{file} is a ledger, and the input is not beside it", USAGE)
        if settle and given is None:
            raise Failure("--settle needs a FILE: stdin cannot be read again", USAGE)
        if settle:
            check_settle_after(files.database, settle_after)
        rejects = rejects or rejects_of(files)
        spare("--rejects", rejects, kept(files))
        source = Stdin() if files.input is None else JsonLines(files.input)
        if only_look and files.database is not None:
            raise Failure("--dry-run touches no network, and so no ledger in a database", USAGE)
        if only_look:
            return dry_run.tell(source, files.ledger, as_json=as_json)
        with server.client() as sinch:
            calls = Calls(sinch)
            pace = Pace(rate)
            with opened(files, calls.scope, calls.world.wall(), begun=False) as held:
                make = partial(Run, calls, held, pace=pace, tags=not no_tag, limit=limit)
                total = None if isinstance(source, Stdin) else source.count()
                going = Importing(make, held, files, total, rejects)
                with (
                    signals(going, source),
                    ticking(going, quiet=quiet),
                    after(max_duration, going),
                ):
                    carry_out(going, source, concurrency)
                    if settle:
                        rounds(going, source, concurrency, partial(ask, held, sinch, settle_after))
                return finish(going, as_json=as_json, quiet=quiet)
    except SinchInjectError as error:
        raise Failure(str(error), code_of(error)) from None


def rejects_of(place: Files) -> Path:
    """Return where rejected records go unless told otherwise."""
    beside = place.input or place.ledger
    return beside.with_name(f"{beside.name}.rejects.jsonl")
