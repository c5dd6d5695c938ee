"""``sinch-inject demo``: one conversation, end to end, on this machine.

A simulator starts on a free port; the records of ``demo.jsonl`` go to it over HTTP with
OAuth2, as they would to Sinch; one of them is wrong, and shows what a refusal looks like.
What is printed as the conversation comes from the simulator, not from the file.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
import textwrap
import time
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import click
import httpx

from sinch_inject.cli import process
from sinch_inject.cli.chat import chat, one_line
from sinch_inject.cli.exits import FOUND, TABLE, TRY_AGAIN, USAGE, Failure, begun
from sinch_inject.client import InjectClient
from sinch_inject.errors import PreflightError, Rejected
from sinch_inject.request.text import text_request
from sinch_inject.request.times import to_wire

__all__ = ["command", "records"]

CONVERSATION = "01HDEMOCONVERSATION"
NARROWEST, WIDEST = 40, 200


def records(now: datetime.datetime) -> Iterator[dict[str, Any]]:
    """Yield the bundled requests, their times counted back from ``now`` (aware)."""
    text = resources.files("sinch_inject.cli").joinpath("demo.jsonl").read_text(encoding="utf-8")
    for line in text.splitlines():
        record: dict[str, Any] = json.loads(line)
        age = datetime.timedelta(minutes=record.pop("minutes_ago"))
        yield {"accept_time": to_wire((now - age).replace(microsecond=0)), **record}


def _style(text: str, **looks: Any) -> str:
    """Style a text, unless the user wants no colours (no-color.org)."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **looks)


def _width() -> int:
    """Return how wide to write: the terminal, less one cell as some break a full line."""
    return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST) - 1


def _say(text: str, indent: str = "", **looks: Any) -> None:
    """Write a text, broken where the terminal ends."""
    for line in textwrap.wrap(
        text, _width(), initial_indent=indent, subsequent_indent=indent + "  " * bool(indent)
    ):
        click.echo(_style(line, **looks))


def _title(text: str) -> None:
    click.echo()
    _say(text, bold=True)


@click.command("demo", epilog=TABLE)
@click.option(
    "--write",
    "target",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Instead: write messages to FILE, to try `import` with.",
)
@click.option(
    "--messages",
    "many",
    default=2000,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="How many --write writes.",
)
def command(target: Path | None, many: int) -> None:
    """Inject a sample conversation into a simulator and show it.

    Everything happens on this machine; no account is needed.
    """
    if target is not None:
        _write(target, many)
        return
    from sinch_inject_mock import SinchMock

    process.writable(errors="replace")  # for consoles that cannot show every character
    requests = list(records(datetime.datetime.now(datetime.UTC)))
    with SinchMock() as mock:
        begun("interrupted", TRY_AGAIN)
        refused, stored = _show(mock.base_url, mock.env, requests)
    if len(refused) != 1 or len(stored) != len(requests) - 1:
        text = f"{len(stored)} messages stored, {len(refused)} refused: not as expected"
        raise Failure(text, FOUND)
    _say("Next: `sinch-inject mock`, and open the address it prints to watch live.")


def _write(target: Path, many: int) -> None:
    """Write a file for ``import``: a message a second, the last one a minute ago."""
    first = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    first -= datetime.timedelta(seconds=many + 60)
    try:
        with target.open("x", encoding="utf-8") as out:
            for n in range(1, many + 1):
                request = text_request(
                    f"message {n}",
                    contact_id="01HDEMOCONTACT",
                    channel="SMS",
                    identity="+46700000001",
                    direction="TO_CONTACT" if n % 2 else "TO_APP",
                    accept_time=first + datetime.timedelta(seconds=n),
                )
                out.write(json.dumps({"conversation_id": f"01HDEMO{n % 40:02}", **request}) + "\n")
    except OSError as error:
        raise Failure(f"{target}: {error.strerror}", USAGE) from None
    click.echo(f"{target}: {many:,} messages of the last {many + 60:,} seconds")


def _show(
    base_url: str, environ: Mapping[str, str], requests: list[dict[str, Any]]
) -> tuple[list[Any], list[dict[str, Any]]]:
    """Inject all, and show them; return what was refused and what was stored."""
    with InjectClient.from_env(environ=environ) as sinch:
        _title(f"A simulator of the Sinch Conversation API listens at {base_url}")
        refused = _inject(sinch, requests)
        for number, request, problems in refused:
            _refusal(sinch, number, request, problems)
        stored = _stored(base_url)
    _title("The conversation, as the simulator has it (times in UTC)")
    for line in chat([message["message"] for message in stored], style=_style, width=_width()):
        click.echo(line)
    return refused, stored


def _inject(
    sinch: InjectClient, requests: list[dict[str, Any]]
) -> list[tuple[int, dict[str, Any], PreflightError]]:
    """Inject all; return those that were not sent, with their number from 1."""
    _title(f"Injecting {len(requests)} records, each with one POST, authenticated by OAuth2")
    refused: list[tuple[int, dict[str, Any], PreflightError]] = []
    started = time.perf_counter()
    kind = min(16, _width() - 34)
    for number, request in enumerate(requests, 1):
        arrow = "->" if request["direction"] == "TO_CONTACT" else "<-"
        line = f"  {number:2}  {request['channel_identity']['channel']:10} {arrow}  "
        line += f"{one_line(request)[:kind]:{kind}}"
        try:
            result = sinch.inject(CONVERSATION, request)
        except PreflightError as error:
            refused.append((number, request, error))
            click.echo(f"{line} {_style('refused', fg='red')}")
        else:
            click.echo(f"{line} {result.status} {result.elapsed * 1000:6.1f} ms")
    done = len(requests) - len(refused)
    _say(f"{done} injected in {time.perf_counter() - started:.2f} s, {len(refused)} refused", "  ")
    return refused


def _refusal(
    sinch: InjectClient, number: int, request: dict[str, Any], error: PreflightError
) -> None:
    """Show why a record is refused: before sending, and by the server if it is sent anyway."""
    _title(f"Why record {number} is refused")
    _say("Found before sending, so nothing went out:", "  ")
    for problem in error.problems:
        _say(f"{problem}", "    ")
    _say("Sent all the same, with preflight=False, the server answers:", "  ")
    try:
        sinch.with_options(preflight=False).inject(CONVERSATION, request)
    except Rejected as rejection:
        _say(f"{rejection.status} {rejection.code}: {rejection.message}", "    ")
    else:
        _say("nothing: it took it.", "    ")


def _stored(base_url: str) -> list[dict[str, Any]]:
    """Ask the simulator over HTTP what is in the conversation."""
    answer = httpx.get(
        f"{base_url}/_mock/messages",
        params={"conversation_id": CONVERSATION},
        trust_env=False,
    )
    messages: list[dict[str, Any]] = answer.raise_for_status().json()["messages"]
    return messages
