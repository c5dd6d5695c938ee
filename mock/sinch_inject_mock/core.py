"""The simulator without a network: a request goes in, an answer comes out.

No framework, no I/O, no time or chance of its own: clock and random source are passed in. The
order of checks is part of the behaviour: path, method, authentication, project, rate limit,
faults, content type, size, JSON and contract, registered conversations, and only then is a
message stored. Everything is written to the journal before the answer goes out, so whoever
sees an answer finds its entry.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from urllib.parse import parse_qsl, unquote_to_bytes

from .answers import JSON, OAuthRefusal, Refusal, dumps
from .auth import BASIC, Key, Keys, Tokens, authenticate, basic_credentials, challenge
from .clock import Clock
from .exchange import Problem, Reply, Request, Verdict
from .journal import Entry, Journal, mask_headers, mask_text
from .rules import Rules, refusal
from .settings import Settings
from .store import Memory, Message, Store

__all__ = ["Core"]

TOKEN_PATH = b"/oauth2/token"
SUFFIX = b":inject-message"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Core:
    """One simulator's state and behaviour."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        random: Random | None = None,
        store: Store | None = None,
        elapsed: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.settings = settings
        self.random = random or Random(settings.seed)  # noqa: S311 -- or from the caller
        self.clock = clock or Clock(start=settings.now)
        self.boot = "".join(self.random.choices(ALPHABET, k=12))
        self.keys = Keys()
        self.tokens = Tokens(self.clock, self.random, lifetime=settings.token_ttl)
        self.store: Store = store or Memory(settings.retention)
        self.journal = Journal(settings.retention)
        self.rules = Rules()
        self._elapsed = elapsed
        self._requests = 0
        self._add_default_key()

    def _add_default_key(self) -> None:
        settings = self.settings
        self.keys.add(Key(settings.key_id, settings.key_secret, settings.project_id))

    def handle(self, request: Request) -> Reply:
        """Answer one request below ``/v1`` or ``/oauth2``, or any other that nobody knows."""
        started = self._elapsed()
        self._requests += 1
        exchange = Exchange(request, f"{self.boot}{self._requests:014d}", started)
        try:
            reply = self._answer(exchange)
        except Refusal as refused:
            exchange.verdict = refused.verdict
            exchange.problems = refused.problems
            body = b"" if request.method == "HEAD" else refused.body()
            reply = Reply(refused.status, body, [JSON, *refused.headers])
        reply.headers.append((b"x-request-id", exchange.request_id.encode()))
        self._record(exchange, reply)
        return reply

    def _answer(self, exchange: Exchange) -> Reply:
        path = exchange.request.path
        if path == TOKEN_PATH:
            _only_post(exchange.request)
            exchange.verdict = "token"
            return self._token(exchange.request)
        parts = path.split(b"/")
        if (
            len(parts) == 6
            and parts[:3] == [b"", b"v1", b"projects"]
            and parts[4] == b"conversations"
            and parts[3]
            and parts[5].endswith(SUFFIX)
            and len(parts[5]) > len(SUFFIX)
        ):
            _only_post(exchange.request)
            return self._inject(exchange, parts[3], parts[5][: -len(SUFFIX)])
        raise Refusal(404, "There is nothing at this path.", verdict="other")

    # ---------------------------------------------------------------------- the operation
    def _inject(self, exchange: Exchange, raw_project: bytes, raw_conversation: bytes) -> Reply:
        request = exchange.request
        key = authenticate(request.header(b"authorization"), self.keys, self.tokens)
        project = _path_text(raw_project, "project_id")
        conversation = _path_text(raw_conversation, "conversation_id")
        exchange.conversation_id = conversation
        if project != key.project_id:
            message = "You do not have access to the requested resource."
            raise Refusal(403, message, verdict="forbidden")
        _check_content(request)
        if request.too_large:
            raise Refusal(413, "The request body is too large.")
        now = self.clock.now()
        self.rules.check(request.body, now)
        exchange.is_json = True
        sequence = self.store.last + 1
        message_id = f"{self.boot}{sequence:014d}"
        self.store.add(
            Message(
                sequence,
                message_id,
                project,
                conversation,
                now,
                exchange.request_id,
                request.body,
            )
        )
        exchange.message_id = message_id
        exchange.verdict = "injected"
        return Reply(200, b"{}", [JSON])

    # ------------------------------------------------------------------------- the tokens
    def _token(self, request: Request) -> Reply:
        form = _form(request)
        key = self._client(request, form)
        grant = form.get("grant_type")
        if grant is None:
            raise OAuthRefusal(400, "invalid_request", "grant_type is missing")
        if grant != "client_credentials":
            message = "grant_type must be client_credentials"
            raise OAuthRefusal(400, "unsupported_grant_type", message)
        answer = {
            "access_token": self.tokens.issue(key),
            "expires_in": int(self.tokens.lifetime),
            "scope": "",
            "token_type": "bearer",
        }
        headers = [JSON, (b"cache-control", b"no-store"), (b"pragma", b"no-cache")]
        return Reply(200, dumps(answer), headers)

    def _client(self, request: Request, form: dict[str, str]) -> Key:
        given = request.header(b"authorization")
        in_form = "client_id" in form and "client_secret" in form
        if given and "client_secret" in form:
            message = "credentials in the header and in the form"
            raise OAuthRefusal(400, "invalid_request", message)
        found: tuple[str, str] | None = None
        if in_form:
            found = (form["client_id"], form["client_secret"])
        elif len(given) == 1:
            scheme, _, value = given[0].decode("latin-1").partition(" ")
            if scheme.lower() == "basic":
                found = basic_credentials(value.strip())
        key = self.keys.find(*found) if found else None
        if key is None:
            message = "Request had invalid credentials."
            raise OAuthRefusal(401, "invalid_client", message, headers=[challenge(BASIC)])
        return key

    # ------------------------------------------------------------------------ the journal
    def _record(self, exchange: Exchange, reply: Reply) -> None:
        request = exchange.request
        body, is_json = request.body, exchange.is_json
        if not is_json and body:
            text = mask_text(body.decode("utf-8", "replace"), self.keys.secrets())
            body = text.encode()
        answer = reply.body
        if exchange.verdict == "token" and reply.status == 200:
            answer = b'{"access_token":"***"}'
        self.journal.add(
            Entry(
                self.journal.last + 1,
                exchange.request_id,
                self.clock.now(),
                request.method,
                request.path.decode("latin-1"),
                mask_headers(request.headers),
                body,
                is_json,
                exchange.verdict,
                reply.status,
                answer,
                exchange.problems,
                (self._elapsed() - exchange.started) * 1000,
                None,
                exchange.message_id,
                exchange.conversation_id,
                request.client,
            )
        )


class Exchange:
    """What becomes known about a request on its way."""

    __slots__ = (
        "conversation_id",
        "is_json",
        "message_id",
        "problems",
        "request",
        "request_id",
        "started",
        "verdict",
    )

    def __init__(self, request: Request, request_id: str, started: float) -> None:
        self.request = request
        self.request_id = request_id
        self.started = started
        self.verdict: Verdict = "rejected"
        self.problems: tuple[Problem, ...] = ()
        self.is_json = False
        self.message_id: str | None = None
        self.conversation_id: str | None = None


def _only_post(request: Request) -> None:
    if request.method != "POST":
        raise Refusal(405, "Use POST.", verdict="other", headers=[(b"allow", b"POST")])


def _path_text(raw: bytes, name: str) -> str:
    """Decode one percent-encoded part of a path; what is in it is data, also %2F and %3A."""
    text = raw
    if b"%" in raw:
        text = unquote_to_bytes(raw)
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        raise refusal([Problem("", "path", f"{name} is not UTF-8", "assumed")]) from None
    if "\x00" in decoded:
        raise refusal([Problem("", "path", f"{name} contains U+0000", "assumed")])
    return decoded


def _check_content(request: Request) -> None:
    types = request.header(b"content-type")
    if types != [b"application/json"]:
        media, _, parameters = (types[0] if types else b"").lower().partition(b";")
        charset = parameters.replace(b'"', b"").replace(b" ", b"")
        wrong_charset = charset.startswith(b"charset=") and charset != b"charset=utf-8"
        if len(types) != 1 or media.strip() != b"application/json" or wrong_charset:
            raise Refusal(415, "The content type must be application/json.")
    encodings = request.header(b"content-encoding")
    if encodings and encodings != [b"identity"]:
        raise Refusal(415, "The body must not be compressed.")


def _form(request: Request) -> dict[str, str]:
    """Return the form of a token request.

    Raises:
        Refusal: it is no form, or a field occurs twice.
    """
    media = b"".join(request.header(b"content-type")).partition(b";")[0].strip().lower()
    if media != b"application/x-www-form-urlencoded":
        message = "the content type must be application/x-www-form-urlencoded"
        raise OAuthRefusal(400, "invalid_request", message)
    try:
        pairs = parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise OAuthRefusal(400, "invalid_request", "the form cannot be read") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise OAuthRefusal(400, "invalid_request", "a field occurs twice")
    return form
