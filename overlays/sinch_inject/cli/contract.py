"""``sinch-inject contract``: test a server against the contract.

Thin: what is asked and how it is judged is ``sinch_inject_conformance``, which knows nothing
of the client. Credentials come from the environment alone.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click
from sinch_inject_conformance.plan import LAYERS, MOST_REQUESTS, Plan
from sinch_inject_conformance.result import FAILS, Outcome
from sinch_inject_conformance.target import Credentials, Target, is_loopback, token_origin

from sinch_inject.cli.exits import DONE, FOUND, INTERRUPTED, TABLE, TRY_AGAIN, USAGE, Failure, begun
from sinch_inject.cli.explain import explain

__all__ = ["command"]

NEEDED = ("SINCH_PROJECT_ID", "SINCH_KEY_ID", "SINCH_KEY_SECRET")


def credentials() -> Credentials:
    """Read the credentials from the environment.

    Raises:
        click.UsageError: some are missing, or no header can hold them; all of them are named.
    """
    missing = [name for name in NEEDED if not os.environ.get(name)]
    if missing:
        raise click.UsageError(f"set {', '.join(missing)} in the environment")
    wrong = [name for name in NEEDED if not os.environ[name].isprintable()]
    if wrong:
        raise click.UsageError(f"{', '.join(wrong)} must be printable text in UTF-8")
    return Credentials(*(os.environ[name] for name in NEEDED))


FILE = click.Path(path_type=Path, dir_okay=False)
GENTLY = f"At most {MOST_REQUESTS} requests, slowly. Implied beyond this machine."


@click.command("contract", epilog=TABLE)
@click.option("--base-url", required=True, metavar="URL", help="Origin of the server to test.")
@click.option("--auth-url", metavar="URL", help="Origin of /oauth2/token [default: the same].")
@click.option("--layer", "layers", multiple=True, type=click.Choice(LAYERS), help="Only these.")
@click.option("--examples", default=100, show_default=True, help="Cases that fuzzing draws.")
@click.option("--seed", type=int, default=Plan().seed, show_default=True, help="Of fuzzing.")
@click.option("--random", "random_seed", is_flag=True, help="A seed of its own for each run.")
@click.option("--timeout", default=Plan().timeout, show_default=True, help="Seconds to answer.")
@click.option("--stop-at-first", is_flag=True, help="End with the first case that fails.")
@click.option("--regressions", "known", type=FILE, metavar="FILE", help="More cases to send.")
@click.option("--save-failures", type=FILE, metavar="FILE", help="Keep failed cases as such.")
@click.option("--junit", type=FILE, metavar="FILE", help="Write JUnit XML.")
@click.option("--json", "json_file", type=FILE, metavar="FILE", help="Write JSON.")
@click.option("--safe", is_flag=True, help=GENTLY)
@click.option("--conversation", metavar="ID", help="With --safe: write only into this one.")
@click.option("--yes", is_flag=True, help="With --safe: do not ask before the start.")
@click.option(
    "--explain",
    metavar="ID",
    is_eager=True,
    expose_value=False,
    callback=explain,
    help="Ask nobody: show a rule, who says so, and the cases that ask it.",
)
@click.option("-v", "--verbose", is_flag=True, help="Show the cases that hold as well.")
@click.pass_context
def command(
    context: click.Context,
    *,
    base_url: str,
    auth_url: str | None,
    layers: tuple[str, ...],
    examples: int,
    seed: int,
    random_seed: bool,
    timeout: float,
    stop_at_first: bool,
    known: Path | None,
    save_failures: Path | None,
    junit: Path | None,
    json_file: Path | None,
    safe: bool,
    conversation: str | None,
    yes: bool,
    verbose: bool,
) -> None:
    """Test a server that claims to be the inject-message API."""
    from sinch_inject_conformance import regressions, report

    plan = Plan(
        layers or LAYERS,
        safe=safe or not is_loopback(base_url),
        examples=examples,
        seed=None if random_seed else seed,
        stop_at_first=stop_at_first,
        regressions=known,
        timeout=timeout,
    )
    target = Target(base_url, credentials(), token_origin(base_url, auth_url), conversation)
    if plan.safe:
        _ask_first(context, target, yes=yes)
    outcomes, trouble, code = _run(target, plan)
    if outcomes:
        begun()
        for line in report.as_text(outcomes, verbose=verbose):
            click.echo(line)
    if junit:
        junit.write_bytes(report.as_junit(outcomes))
    if json_file:
        json_file.write_text(report.as_json(outcomes, base_url=base_url), encoding="utf-8")
    if save_failures:
        lines = regressions.as_lines(outcomes, now=datetime.now(UTC))
        save_failures.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if trouble:
        raise Failure(trouble, code)
    context.exit(FOUND if any(one.state == FAILS for one in outcomes) else DONE)


def _ask_first(context: click.Context, target: Target, *, yes: bool) -> None:
    if target.conversation_id is None:
        raise click.UsageError("--conversation names the one conversation that is written into")
    click.echo(
        f"This writes messages into the conversation {target.conversation_id} "
        f"of project {target.credentials.project_id} at {target.base_url}."
    )
    if not yes and not click.confirm(f"Send up to {MOST_REQUESTS} requests?"):
        context.exit(INTERRUPTED)


def _run(target: Target, plan: Plan) -> tuple[list[Outcome], str, int]:
    """Return what became of each case, and why the suite could not go on, if it could not."""
    from sinch_inject_conformance.server import CannotRun, Refused
    from sinch_inject_conformance.suite import run

    outcomes: list[Outcome] = []
    try:
        for outcome in run(target, plan):
            outcomes.append(outcome)  # noqa: PERF402 -- what was found before an error counts
    except CannotRun as error:
        code = USAGE if isinstance(error, Refused) else TRY_AGAIN
        return outcomes, f"could not run: {error}", code
    except KeyboardInterrupt:
        return outcomes, "interrupted", TRY_AGAIN if outcomes else INTERRUPTED
    return outcomes, "", DONE
