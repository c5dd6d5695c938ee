"""``sinch-inject verify``: say whether every message of a file is on the server, and none twice."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import click
from attrs import asdict

from sinch_inject.bulk.calls import Calls
from sinch_inject.bulk.expected import Expected, Verdict
from sinch_inject.bulk.listing import Messages
from sinch_inject.bulk.owner import OwnedLedger
from sinch_inject.bulk.source import Files, JsonLines, files_of
from sinch_inject.bulk.whole import expect, list_all
from sinch_inject.cli.exits import DONE, FOUND, TABLE, TRY_AGAIN, USAGE, Failure, code_of_read
from sinch_inject.cli.ledgers import Place, opened
from sinch_inject.cli.ledgers import option as ledger_option
from sinch_inject.cli.progress import Progress
from sinch_inject.cli.server import Server, server_options
from sinch_inject.client import InjectClient
from sinch_inject.errors import SinchInjectError
from sinch_inject.http.steps import run

__all__ = ["command", "input_of", "listed"]

SHOWN = 20  # lines that are named


@click.command("verify", epilog=TABLE)
@click.argument("file", type=click.Path(path_type=Path))
@ledger_option
@click.option("--json", "as_json", is_flag=True, help="Print it as a JSON object.")
@server_options
def command(file: Path, *, ledger: Place | None, as_json: bool, server: Server) -> int:
    """List what the import of FILE has put on the server, and compare it with FILE.

    --ledger may be an outbox; FILE holds the records that were put then, with their keys.
    Without its ledger every message of FILE is looked for: their tags come from FILE alone.
    """
    try:
        files = files_of(file, ledger)
        with server.client() as sinch, ledger_of(files, sinch) as held:
            expected = Expected()
            try:
                doubt = listed(input_of(files), held, sinch, expected)
                verdict = expected.verdict()
                missing = expected.missing(SHOWN) if verdict.missing else []
            finally:
                expected.close()
    except SinchInjectError as error:
        raise Failure(str(error), code_of_read(error)) from None
    click.echo(json.dumps(asdict(verdict)) if as_json else sentence(verdict))
    if missing:
        click.echo(f"nothing found of line {', '.join(map(str, missing))}", err=True)
    if doubt is not None:
        click.echo(f"this is not certain: {doubt}", err=True)
        return TRY_AGAIN
    return FOUND if verdict.missing or verdict.more else DONE


def input_of(files: Files) -> JsonLines:
    """Return the input that belongs to a ledger.

    Raises:
        Failure: it is not there.
    """
    if files.input is None:
        name = files.ledger.name.removesuffix(".ledger")
        raise Failure(f"the input is needed, and {name} is not there: its tags come from it", USAGE)
    return JsonLines(files.input)


@contextmanager
def ledger_of(files: Files, sinch: InjectClient) -> Generator[OwnedLedger | None]:
    """Open the ledger to look into it; None if its file is lost."""
    if files.database is None and not files.ledger.exists():
        yield None
        return
    calls = Calls(sinch)
    with opened(files, calls.scope, calls.world.wall(), look=True) as held:
        yield held


def listed(
    source: JsonLines, held: OwnedLedger | None, sinch: InjectClient, expected: Expected
) -> str | None:
    """Compare the input with what the server lists; return why that is not certain, or None."""
    progress = Progress()
    sleep = Calls(sinch).world.sleep
    run(expect(source, held, expected), sleep=sleep)
    try:
        steps = list_all(
            Messages(sinch),
            expected,
            tell=lambda many: progress.show(lambda: f"{many:,} messages listed"),
        )
        return run(steps, sleep=sleep)
    finally:
        progress.clear()


def sentence(verdict: Verdict) -> str:
    """Return how often the records were found."""
    untagged = f"; {verdict.untagged:,} without a tag" if verdict.untagged else ""
    return (
        f"{verdict.records:,} records: {verdict.once:,} found once, "
        f"{verdict.missing:,} missing, {verdict.more:,} twice{untagged}"
    )
