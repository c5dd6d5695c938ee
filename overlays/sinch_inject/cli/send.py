"""``sinch-inject send``: inject one message, and say by the exit code what became of it.

The message comes from flags (a text), or from a file or stdin (anything). Credentials come
from the environment alone: flags end up in shell histories and process lists.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, BinaryIO, cast

import click
from sinch_inject_contract.document import contract

from sinch_inject.bulk.records import Record, name_of, read
from sinch_inject.cli.exits import FOUND, NOT_SENT, UNKNOWN, USAGE, Failure
from sinch_inject.client import InjectClient
from sinch_inject.errors import (
    ConfigurationError,
    OutcomeUnknown,
    PreflightError,
    Rejected,
    SinchInjectError,
)
from sinch_inject.request.prepare import TextFields, text_request
from sinch_inject.settings import REGIONS

__all__ = ["command", "exit_code"]

LOOK_FIRST = (
    "It may be in the conversation, or not. Look there before you send it again: "
    "the API cannot tell a resend from a new message."
)
SCHEMAS = contract()["components"]["schemas"]
NEEDED = ("text", "contact_id", "channel", "identity", "direction")
# What a flag says about the message itself; a file says it in its own words.
OF_MESSAGE = (*NEEDED, "accept_time", "app_id", "sender_id", "metadata")


def exit_code(error: SinchInjectError) -> int:
    """Return the exit code that tells what became of the message."""
    if isinstance(error, OutcomeUnknown):
        return UNKNOWN
    if isinstance(error, Rejected | PreflightError):
        return FOUND
    return USAGE if isinstance(error, ConfigurationError) else NOT_SENT


def _words(name: str) -> click.Choice[str]:
    """Return the values that the contract allows."""
    return click.Choice(SCHEMAS[name]["enum"], case_sensitive=False)


@click.command("send")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--conversation", required=True, metavar="ID", help="The conversation's id.")
@click.option("--text", help="The message.")
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
@click.option("--base-url", metavar="URL", help="Origin of the API, instead of a region.")
@click.option("--auth-url", metavar="URL", help="Origin of the token endpoint.")
@click.option("--basic", is_flag=True, help="Basic authentication instead of OAuth2.")
@click.option("--allow-http", is_flag=True, help="Permit plain http beyond this machine.")
@click.option("--no-preflight", is_flag=True, help="Send it without checking it first.")
def command(
    file: BinaryIO | None,
    *,
    conversation: str,
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

    Exit codes: 0 injected, 1 wrong or rejected, 2 usage or settings, 3 not sent (trying again
    is safe), 4 unknown (look before trying again).
    """
    try:
        request = _from_flags(message) if file is None else _from_file(file, message)
        with InjectClient.from_env(
            region=region,
            base_url=base_url,
            auth_url=auth_url,
            auth="basic" if basic else "oauth2",
            allow_http=allow_http,
            preflight=not no_preflight,
        ) as sinch:
            _send(sinch, conversation, request, tag)
    except SinchInjectError as error:
        raise _failure(error) from None


def _from_flags(message: Mapping[str, str | None]) -> dict[str, Any]:
    """Build a text message.

    Raises:
        click.UsageError: names all options that are missing.
    """
    missing = [_flag(name) for name in NEEDED if message[name] is None]
    if missing:
        raise click.UsageError(f"{', '.join(missing)} missing; or give the request as a FILE")
    # A second back: only what is past is taken, and the server's clock may be behind ours.
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=1)
    given = {
        "accept_time": now,
        **{name: value for name, value in message.items() if value is not None},
    }
    text = str(message["text"])
    given.pop("text", None)
    return text_request(text, **cast("TextFields", given))


def _from_file(file: BinaryIO, message: Mapping[str, str | None]) -> Any:
    """Read the one request of a file.

    Raises:
        click.UsageError: an option says something about the message as well.
        Failure: the file does not hold one request.
    """
    both = [_flag(name) for name in OF_MESSAGE if message[name] is not None]
    if both:
        raise click.UsageError(f"{', '.join(both)}: with a FILE, write it into the FILE")
    name = name_of(file)
    try:
        found = [item for item, _ in zip(read(file), range(2), strict=False)]
    except OSError as error:
        raise Failure(f"cannot read {name}: {error.strerror}", USAGE) from None
    if not found:
        raise Failure(f"{name} is empty", FOUND)
    first, *more = found
    if not isinstance(first, Record):
        place = f"{first.line}:{first.column}" if first.column else f"{first.line}"
        raise Failure(f"not sent: {name}:{place}: {first.message}", FOUND)
    if more:
        raise Failure(f"not sent: {name} holds more than one request", FOUND)
    return first.value


def _flag(name: str) -> str:
    return "--" + name.removesuffix("_id" if name == "contact_id" else "").replace("_", "-")


def _send(sinch: InjectClient, conversation: str, request: Any, tag: str | None) -> None:
    if isinstance(request, Mapping):
        for problem in sinch.check(conversation, request):
            if problem.severity == "warning":
                click.echo(f"{problem}", err=True)
    try:
        result = sinch.inject(conversation, request, tag=tag)
    except KeyboardInterrupt:
        raise Failure(f"Interrupted while sending. {LOOK_FIRST}", UNKNOWN) from None
    times = "1 attempt" if result.attempts == 1 else f"{result.attempts} attempts"
    click.echo(
        f"Injected into {conversation} "
        f"({result.status}, {times}, {result.elapsed:.2f} s, request {result.request_id})"
    )


def _failure(error: SinchInjectError) -> Failure:
    """Say what became of the message and what to do now."""
    code = exit_code(error)
    if isinstance(error, PreflightError):
        found = "\n".join(f"  {problem}" for problem in error.problems)
        return Failure(f"not sent, the request is wrong:\n{found}", code)
    if isinstance(error, Rejected):
        return Failure(f"rejected, nothing was injected: {error}", code)
    if isinstance(error, OutcomeUnknown):
        return Failure(f"unknown: {error}\n{LOOK_FIRST}", code)
    if isinstance(error, ConfigurationError):
        return Failure(f"not sent: {error}", code)
    return Failure(f"not sent, trying again is safe: {error}", code)
