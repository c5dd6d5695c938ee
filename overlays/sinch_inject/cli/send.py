"""``sinch-inject send``: inject one message, and say by the exit code what became of it.

The message comes from flags (a text), or from a file or stdin (anything). Credentials come
from the environment alone: flags end up in shell histories and process lists.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, BinaryIO

import click
from sinch_inject_contract.document import contract

from sinch_inject.call.attempts import InjectResult
from sinch_inject.cli import process
from sinch_inject.cli.exits import TABLE, TRY_AGAIN, UNKNOWN, Failure, code_of
from sinch_inject.cli.message import from_file, from_options
from sinch_inject.client import InjectClient
from sinch_inject.errors import OutcomeUnknown, PreflightError, Rejected, SinchInjectError
from sinch_inject.settings import REGIONS

__all__ = ["command"]

LOOK_FIRST = (
    "It may be in the conversation, or not. Look there before you send it again: "
    "the API cannot tell a resend from a new message."
)
SCHEMAS = contract()["components"]["schemas"]


def _words(name: str) -> click.Choice[str]:
    """Return the values that the contract allows."""
    return click.Choice(SCHEMAS[name]["enum"], case_sensitive=False)


def _not_empty(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Refuse an empty URL: the environment's would count instead, a variable not set did it."""
    if value is not None and not value.strip():
        raise click.BadParameter("is empty")
    return value


@click.command("send", epilog=TABLE)
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--conversation", required=True, metavar="ID", help="The conversation's id.")
@click.option("--text", help="The message.")
@click.option("--allow-empty", is_flag=True, help="Permit --text without a character.")
@click.option("--contact", "contact_id", metavar="ID", help="The contact of the conversation.")
@click.option("--channel", type=_words("Channel"), metavar="NAME", help="Such as SMS.")
@click.option("--identity", help="The contact's number or id on the channel.")
@click.option("--direction", type=_words("Direction"), help="Who wrote it.")
@click.option("--accept-time", metavar="TIME", help="When it happened, with offset [default: now].")
@click.option("--app-id", help="Required on MESSENGER, INSTAGRAM, LINE and WECHAT.")
@click.option("--sender-id", help="Whom a message from the contact was sent to.")
@click.option("--metadata", help="Free text kept with the message.")
@click.option("--tag", help="A marker put into the metadata, to look the message up by.")
@click.option("--region", type=click.Choice(list(REGIONS)), help="Of the app.")
@click.option(
    "--base-url", callback=_not_empty, metavar="URL", help="Origin of the API, instead of a region."
)
@click.option(
    "--auth-url", callback=_not_empty, metavar="URL", help="Origin of the token endpoint."
)
@click.option("--basic", is_flag=True, help="Basic authentication instead of OAuth2.")
@click.option("--allow-http", is_flag=True, help="Permit plain http beyond this machine.")
@click.option("--no-preflight", is_flag=True, help="Send it without checking it first.")
def command(
    file: BinaryIO | None,
    *,
    conversation: str,
    allow_empty: bool,
    tag: str | None,
    region: str | None,
    base_url: str | None,
    auth_url: str | None,
    basic: bool,
    allow_http: bool,
    no_preflight: bool,
    **message: str | None,
) -> None:
    """Inject one message: a text, from options, or any message, from FILE (- is stdin).

    FILE holds the request as JSON, accept_time included. Credentials are taken from
    SINCH_PROJECT_ID, SINCH_KEY_ID and SINCH_KEY_SECRET; the region, without --region, from
    SINCH_CONVERSATION_REGION.
    """
    watch = Watch()
    try:
        request = (
            from_options(message, allow_empty=allow_empty)
            if file is None
            else from_file(file, message)
        )
        with InjectClient.from_env(
            region=region,
            base_url=base_url,
            auth_url=auth_url,
            auth="basic" if basic else "oauth2",
            allow_http=allow_http,
            preflight=not no_preflight,
            sleep=watch.sleep,
        ) as sinch:
            _warn(sinch, conversation, request)
            _say(conversation, watch.inject(sinch, conversation, request, tag))
    except SinchInjectError as error:
        raise _failure(error) from None
    except KeyboardInterrupt:
        watch.interrupted()


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

    def sleep(self, seconds: float) -> None:
        """Wait before another attempt: the one before is proved to have left nothing."""
        self.state = "waiting"
        time.sleep(seconds)
        self.state = "under way"

    def interrupted(self) -> None:
        """End the command as it stands.

        Raises:
            KeyboardInterrupt: nothing was begun.
            Failure: it was, and is not done.
        """
        if self.state == "under way":
            raise Failure(f"Interrupted while sending. {LOOK_FIRST}", UNKNOWN)
        if self.state == "waiting":
            text = "interrupted while it waited to try again; nothing was injected"
            raise Failure(text, TRY_AGAIN)
        if self.state != "done":
            raise KeyboardInterrupt


def _warn(sinch: InjectClient, conversation: str, request: Any) -> None:
    if isinstance(request, Mapping):
        for problem in sinch.check(conversation, request):
            if problem.severity == "warning":
                click.echo(f"{problem}", err=True)


def _say(conversation: str, result: InjectResult) -> None:
    times = "1 attempt" if result.attempts == 1 else f"{result.attempts} attempts"
    with process.unheard():  # it is injected, whether anybody reads this or not
        click.echo(
            f"Injected into {conversation} "
            f"({result.status}, {times}, {result.elapsed:.2f} s, request {result.request_id})"
        )


def _failure(error: SinchInjectError) -> Failure:
    """Say what became of the message and what to do now."""
    code = code_of(error)
    if isinstance(error, PreflightError):
        found = "\n".join(f"  {problem}" for problem in error.problems)
        return Failure(f"not sent, the request is wrong:\n{found}", code)
    if isinstance(error, Rejected):
        return Failure(f"rejected, nothing was injected: {error}", code)
    if isinstance(error, OutcomeUnknown):
        return Failure(f"unknown: {error}\n{LOOK_FIRST}", code)
    if code == TRY_AGAIN:
        return Failure(f"not sent, trying again is safe: {error}", code)
    return Failure(f"not sent: {error}", code)
