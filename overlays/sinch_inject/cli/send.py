"""``sinch-inject send``: inject one message, and say by the exit code what became of it.

The message comes from flags (a text), or from a file or stdin (anything). Credentials come
from the environment alone: flags end up in shell histories and process lists.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

import click
from attrs import frozen

from sinch_inject.call.attempts import InjectResult
from sinch_inject.cli import process, snippet
from sinch_inject.cli.exits import TABLE, TRY_AGAIN, UNKNOWN, Failure, code_of
from sinch_inject.cli.message import from_file, from_options
from sinch_inject.cli.options import words
from sinch_inject.cli.server import Server, server_options
from sinch_inject.client import InjectClient
from sinch_inject.errors import (
    OutcomeUnknown,
    PreflightError,
    Problem,
    Rejected,
    SinchInjectError,
    known,
)
from sinch_inject.request.preflight import check
from sinch_inject.request.prepare import Prepared, prepare

__all__ = ["command"]

LOOK_FIRST = (
    "It may be in the conversation, or not. Look there before you send it again: "
    "the API cannot tell a resend from a new message."
)


@click.command("send", epilog=TABLE)
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--conversation", required=True, metavar="ID", help="The conversation's id.")
@click.option("--text", help="The message.")
@click.option("--allow-empty", is_flag=True, help="Permit --text without a character.")
@click.option("--contact", "contact_id", metavar="ID", help="The contact of the conversation.")
@click.option("--channel", type=words("Channel"), metavar="NAME", help="Such as SMS.")
@click.option("--identity", help="The contact's number or id on the channel.")
@click.option("--direction", type=words("Direction"), help="Who wrote it.")
@click.option("--accept-time", metavar="TIME", help="When it happened, with offset [default: now].")
@click.option("--app-id", help="Required on MESSENGER, INSTAGRAM, LINE and WECHAT.")
@click.option("--sender-id", help="Whom a message from the contact was sent to.")
@click.option("--metadata", help="Free text kept with the message.")
@click.option("--tag", help="A marker put into the metadata, to look the message up by.")
@click.option("--no-preflight", is_flag=True, help="Send it without checking it first.")
@click.option("--dry-run", is_flag=True, help="Check it, say where it would go, send nothing.")
@click.option(
    "--print",
    "form",
    type=click.Choice(snippet.FORMS),
    help="Print the request in this form, and send nothing.",
)
@click.option("--json", "as_json", is_flag=True, help="Say what became of it as a JSON object.")
@server_options
def command(
    file: BinaryIO | None,
    *,
    conversation: str,
    allow_empty: bool,
    tag: str | None,
    no_preflight: bool,
    dry_run: bool,
    form: str | None,
    as_json: bool,
    server: Server,
    **message: str | None,
) -> None:
    """Inject one message: a text, from options, or any message, from FILE (- is stdin).

    FILE holds the request as JSON, accept_time included. Credentials are taken from
    SINCH_PROJECT_ID, SINCH_KEY_ID and SINCH_KEY_SECRET; the region, without --region, from
    SINCH_CONVERSATION_REGION.
    """
    watch = Watch()
    told = Told(conversation, tag, as_json=as_json)
    try:
        request = (
            from_options(message, allow_empty=allow_empty)
            if file is None
            else from_file(file, message)
        )
        if dry_run or form:
            now = None if no_preflight else time.time()
            _show(server, told, request, now=now, form=form)
            return
        with server.client(preflight=not no_preflight) as sinch:
            _warn(sinch.check(conversation, request) if isinstance(request, Mapping) else ())
            told.done(watch.inject(sinch, conversation, request, tag))
    except SinchInjectError as error:
        raise told.failed(error) from None
    except KeyboardInterrupt as interruption:
        watch.interrupted(interruption)


def _show(server: Server, told: Told, request: Any, *, now: float | None, form: str | None) -> None:
    """Print what would go out, and where to.

    Raises:
        SinchInjectError: it cannot go out, or it is not known where to.
    """
    if form in {"json", "python"}:  # they do not say where to
        base_url, project = "https://nowhere.invalid", "project"
    else:
        settings = server.settings(credentials=form is None)
        base_url, project = settings.base_url, settings.project_id
    prepared = prepare(base_url, project, told.conversation, request, tag=told.tag, now=now)
    if form is None:
        _warn(check(prepared.body, conversation_id=told.conversation, now=now))
        told.would(prepared)
    elif form == "curl":
        click.echo(snippet.as_curl(prepared.info.url, prepared.body))
    elif form == "json":
        click.echo(snippet.as_json(prepared.body))
    else:
        click.echo(snippet.as_python(told.conversation, prepared.body))


class Watch:
    """What is known of the message at any moment, for whoever interrupts the command."""

    def __init__(self) -> None:
        self.state = "nothing was begun"

    def inject(
        self, sinch: InjectClient, conversation: str, request: Any, tag: str | None
    ) -> InjectResult:
        """Inject it.

        Raises:
            SinchInjectError: as the client does.
            Failure: the client has a fault.
        """
        self.state = "under way"
        try:
            result = sinch.inject(conversation, request, tag=tag)
        except SinchInjectError:
            raise
        except Exception as error:  # noqa: BLE001 -- with a traceback it would end with 1
            kind = type(error).__name__
            text = f"unknown: a fault of sinch-inject itself ({kind}). {LOOK_FIRST}"
            raise Failure(text, UNKNOWN) from None
        self.state = "done"
        return result

    def interrupted(self, interruption: KeyboardInterrupt) -> None:
        """End the command as it stands.

        Raises:
            KeyboardInterrupt: nothing was begun.
            Failure: it was, and is not done.
        """
        if self.state == "under way":
            error = known(interruption)
            if error is None or isinstance(error, OutcomeUnknown):
                raise Failure(f"Interrupted while sending. {LOOK_FIRST}", UNKNOWN)
            raise Failure(f"interrupted, nothing was injected: {error}", TRY_AGAIN)
        if self.state != "done":
            raise interruption


def _warn(problems: Iterable[Problem]) -> None:
    for problem in problems:
        if problem.severity == "warning":
            click.echo(f"{problem}", err=True)


@frozen
class Told:
    """Says what became of the message: a sentence, or with ``--json`` an object on stdout."""

    conversation: str
    tag: str | None
    as_json: bool

    def done(self, result: InjectResult) -> None:
        """Say that it is injected, which it is, whether anybody reads this or not."""
        times = "1 attempt" if result.attempts == 1 else f"{result.attempts} attempts"
        sentence = (
            f"Injected into {self.conversation} "
            f"({result.status}, {times}, {result.elapsed:.2f} s, request {result.request_id})"
        )
        facts = {
            "status": result.status,
            "attempts": result.attempts,
            "elapsed": round(result.elapsed, 3),
            "request_id": result.request_id,
        }
        with process.unheard():
            click.echo(self._object("done", facts) if self.as_json else sentence)

    def would(self, prepared: Prepared) -> None:
        """Say where it would go."""
        url, size = prepared.info.url, len(prepared.content)
        sentence = f"Nothing was sent. It would be POST {url} ({size} bytes)"
        facts = {"url": url, "bytes": size}
        click.echo(self._object("not_sent", facts) if self.as_json else sentence)

    def failed(self, error: SinchInjectError) -> Failure:
        """Say what went wrong; return how the command ends."""
        code = code_of(error)
        if self.as_json:
            facts = {
                "error": type(error).__name__,
                "message": str(error),
                "status": error.status,
                "attempts": error.attempts,
                "request_id": error.request_id,
                "retryable": error.retryable,
                "exit_code": code,
            }
            with process.unheard():
                click.echo(self._object(_outcome(error), facts))
        return Failure(_sentence(error), code)

    def _object(self, outcome: str, facts: Mapping[str, Any]) -> str:
        known = {"outcome": outcome, "conversation_id": self.conversation, "tag": self.tag}
        return json.dumps({**known, **facts})


def _outcome(error: SinchInjectError) -> str:
    """Return the word of docs/outcomes.md, as a program takes it."""
    if isinstance(error, OutcomeUnknown):
        return "unknown"
    return "rejected" if isinstance(error, Rejected) else "not_sent"


def _sentence(error: SinchInjectError) -> str:
    """Say what became of the message and what to do now."""
    if isinstance(error, PreflightError):
        found = "\n".join(f"  {problem}" for problem in error.problems)
        return f"not sent, the request is wrong:\n{found}"
    words = str(error).removeprefix(f"{error.outcome}: ")  # this sentence says it
    if isinstance(error, OutcomeUnknown):
        return f"unknown: {words}\n{LOOK_FIRST}"
    known = "rejected, nothing was injected" if isinstance(error, Rejected) else "not sent"
    return f"{known}{', trying again is safe' if error.retryable else ''}: {words}"
