"""``sinch-inject doctor``: is everything there that a message needs? Sends none.

Settings and where each was found, a token, the region's host, the clock against the server's,
versions. It asks for a token and for ``/`` of the API's origin, nothing else.
"""

from __future__ import annotations

import json
import os
import platform
import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import click
import httpx
from attrs import asdict, frozen

from sinch_inject.auth.credentials import OAuth2ClientCredentials
from sinch_inject.cli.exits import FOUND, TABLE, TRY_AGAIN, USAGE, begun, code_of
from sinch_inject.cli.server import Server, server_options
from sinch_inject.errors import SinchInjectError
from sinch_inject.http.answer import Answer, Failure
from sinch_inject.http.exchange import Way
from sinch_inject.http.outgoing import Origin, Outgoing, header
from sinch_inject.http.sender import FreshSender
from sinch_inject.http.steps import run
from sinch_inject.http.tls import chosen_context
from sinch_inject.settings import Settings
from sinch_inject.version import USER_AGENT, VERSION

__all__ = ["command", "reached"]

PATIENCE = 15.0  # seconds for each question
SKEW = 30.0  # seconds; a clock that is this far ahead has its messages refused as from the future
# Each setting, and the variables that it may come from, first come first served.
SETTINGS = {
    "project_id": ("SINCH_PROJECT_ID",),
    "key_id": ("SINCH_KEY_ID",),
    "key_secret": ("SINCH_KEY_SECRET",),
    "region": ("SINCH_CONVERSATION_REGION", "SINCH_REGION"),
    "base_url": ("SINCH_BASE_URL",),
    "auth_url": ("SINCH_AUTH_URL",),
    "proxy": ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"),
    "authorities": ("SSL_CERT_FILE", "SSL_CERT_DIR"),
}


@frozen
class Finding:
    """One thing that was looked at.

    Attributes:
        what: a word that does not change.
        state: ``ok``, ``note`` or ``wrong``.
        text: a sentence.
        code: how the command ends because of it.
    """

    what: str
    state: str
    text: str
    code: int = 0


@click.command("doctor", epilog=TABLE)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as one JSON object.")
@server_options
def command(*, as_json: bool, server: Server) -> int:
    """Look whether all is there that a message needs. Nothing is sent into a conversation."""
    findings = []
    begun()
    for finding in _look(server):
        findings.append(finding)
        if not as_json:
            click.echo(f"{finding.state:5}  {finding.what:12} {finding.text}")
    if as_json:
        click.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}, indent=2))
    codes = {finding.code for finding in findings}
    return next((code for code in (USAGE, TRY_AGAIN, FOUND) if code in codes), 0)


def _look(server: Server) -> Iterator[Finding]:
    yield Finding("versions", "ok", _versions())
    for name, where in _sources(server).items():
        yield Finding(name, "ok" if where else "note", where or "not set")
    try:
        settings = server.settings()
        context = chosen_context(settings.verify)
    except SinchInjectError as error:
        yield Finding("settings", "wrong", error.message, code_of(error))
        return
    yield Finding("settings", "ok", f"project {settings.project_id} at {settings.base_url}")
    yield _authorized(settings, basic=server.basic, allow_http=server.allow_http)
    yield from reached(settings, context)


def _versions() -> str:
    system = f"{platform.system()} {platform.machine()}"
    return (
        f"sinch-inject {VERSION}, Python {platform.python_version()}, httpx {version('httpx')}, "
        f"{ssl.OPENSSL_VERSION}, {system}"
    )


def _sources(server: Server) -> dict[str, str]:
    """Say where each setting comes from; values may be private, so none is shown."""
    found = {}
    for name, variables in SETTINGS.items():
        named = next((variable for variable in variables if os.environ.get(variable)), "")
        option = getattr(server, name, None)
        flag = f"--{name.replace('_', '-')}"
        found[name] = f"from {flag}" if option else f"from {named}" if named else ""
    return found


def _authorized(settings: Settings, *, basic: bool, allow_http: bool) -> Finding:
    """Fetch a token."""
    if basic:
        return Finding("token", "note", "none is needed for Basic; the key was not tried")
    credentials = OAuth2ClientCredentials(
        settings.key_id,
        settings.key_secret,
        auth_url=settings.auth_url,
        allow_http=allow_http,
        verify=settings.verify,
        proxy=settings.auth_proxy,
        environ={},  # it was looked at
    )
    started = time.monotonic()
    try:
        run(credentials.steps(started + PATIENCE), sleep=time.sleep)
    except SinchInjectError as error:
        return Finding("token", "wrong", f"{error}{_way(settings.auth_proxy)}", code_of(error))
    taken = (time.monotonic() - started) * 1000
    text = f"{settings.auth_url} gave one in {taken:.0f} ms{_way(settings.auth_proxy)}"
    return Finding("token", "ok", text)


def _way(proxy: str | None) -> str:
    """Say whether a proxy was asked, not which: its URL may hold a password."""
    return "" if proxy is None else " (through the proxy)"


def reached(
    settings: Settings, context: ssl.SSLContext, *, patience: float = PATIENCE
) -> Iterator[Finding]:
    """Ask the API's origin for its front page: any answer will do, its date is the server's.

    The engine asks, as it does for messages: nothing of a body is kept or decoded, ``patience``
    seconds bound all of it but the resolver, and what went wrong quotes nobody.
    """
    origin = Origin.of(settings.base_url)
    said = {"Host": origin.netloc, "User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
    request = Outgoing(origin, "GET", "/", header(said), limit=0)
    way = Way.of(context, settings.proxy)
    before = time.time()
    answer = FreshSender(lambda: way, httpx.Timeout(patience)).send(request, patience)
    taken = time.time() - before
    if isinstance(answer, Failure):
        text = f"{settings.base_url}: {answer.text}{_way(settings.proxy)}"
        yield Finding("host", "wrong", text, TRY_AGAIN)
        return
    text = f"{settings.base_url} answers ({answer.status}, {taken * 1000:.0f} ms)"
    text += _way(settings.proxy)
    yield Finding("host", "ok", text)
    yield _clock(answer, before + taken / 2)


def _clock(answer: Answer, ours: float) -> Finding:
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except (ValueError, OverflowError):
        return Finding("clock", "note", "the server does not tell its time")
    skew = ours - theirs
    text = f"{abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} the server's"
    if abs(skew) < SKEW:
        return Finding("clock", "ok", f"{text} (it tells whole seconds)")
    return Finding("clock", "wrong", f"{text}: times of messages are judged by the server's", FOUND)
