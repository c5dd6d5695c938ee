"""What the simulator does that no documentation page says, and who says so.

Everything in the contract carries its source there. The rest stands here, one sentence each,
and the code that does it refers to it with ``@applies``. ``tools/docs/fidelity.py`` makes the table
in the documentation from both, so neither can drift from what is done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from attrs import frozen
from sinch_inject_contract.problem import Source

__all__ = ["BEHAVIOURS", "Behaviour", "applied", "applies"]

Applied = TypeVar("Applied", bound=Callable[..., object])


@frozen
class Behaviour:
    """One thing that the simulator does: a sentence, and where it is known from."""

    name: str
    source: Source
    sentence: str


BEHAVIOURS: dict[str, Behaviour] = {}
_places: dict[str, list[str]] = {}


def applies(*behaviours: Behaviour) -> Callable[[Applied], Applied]:
    """Mark a function as the place where some behaviours are made."""

    def mark(function: Applied) -> Applied:
        for behaviour in behaviours:
            place = f"{function.__module__}.{function.__qualname__}"
            _places.setdefault(behaviour.name, []).append(place)
        return function

    return mark


def applied(behaviour: Behaviour) -> list[str]:
    """Return the functions that make a behaviour, once their modules are imported."""
    return _places.get(behaviour.name, [])


def _behaviour(name: str, source: Source, sentence: str) -> Behaviour:
    made = Behaviour(name, source, sentence)
    BEHAVIOURS[name] = made
    return made


# -------------------------------------------------------------------------------- who asks
TOKEN_ANSWER = _behaviour(
    "token-answer",
    "public-sdk",
    "`POST /oauth2/token` answers `access_token`, `expires_in`, `scope` (empty) and `token_type`.",
)
TOKEN_FORM_CREDENTIALS = _behaviour(
    "token-form-credentials",
    "assumed",
    "The token endpoint takes the key in the form too, as RFC 6749 section 2.3.1 allows; in the "
    "header and the form at once it is refused.",
)
TOKEN_ERRORS = _behaviour(
    "token-errors",
    "assumed",
    "The token endpoint refuses in the form of RFC 6749 section 5.2: `invalid_client`, "
    "`unsupported_grant_type`, `invalid_request`. It looks at the form, then at the key, then at "
    "the grant; a field without a value is as if it were absent.",
)
TOKEN_OPAQUE = _behaviour(
    "token-opaque",
    "assumed",
    "Tokens are opaque and random; Sinch gives out JWTs, whose content no client should read.",
)
BASIC_CHALLENGE = _behaviour(
    "basic-challenge", "public-sdk", 'Wrong Basic credentials are answered `Basic realm="Realm"`.'
)
INVALID_CHALLENGE = _behaviour(
    "invalid-token-challenge",
    "public-sdk",
    'A token that is unknown, malformed or revoked is answered `Bearer error="invalid_token"`.',
)
EXPIRED_CHALLENGE = _behaviour(
    "expired-token-challenge",
    "public-sdk",
    "An expired token is answered with a challenge that says `Jwt expired at` and when; official "
    "clients fetch a new token only on the word *expired*.",
)
NO_CREDENTIALS = _behaviour(
    "no-credentials-challenge",
    "assumed",
    'A request without credentials is answered `Bearer realm="sinch"`.',
)
OTHER_PROJECT = _behaviour("other-project", "page", "Good credentials of another project get 403.")

# ------------------------------------------------------------------------------- the rules
CHECK_ORDER = _behaviour(
    "check-order",
    "assumed",
    "Checked in this order: path and method (404, 405), authentication (401), project (403), rate "
    "limit (429), faults, content type (415), size (413), the body or query (400), what does not "
    "exist (404).",
)
CONTENT_TYPE = _behaviour(
    "content-type",
    "assumed",
    "The content type must be application/json, with UTF-8 as the only charset; compressed "
    "bodies are refused (415).",
)
BODY_SIZE = _behaviour(
    "body-size", "assumed", "A body over 1 MiB is refused with 413 (can be set)."
)
STRICT_JSON = _behaviour(
    "strict-json",
    "assumed",
    "Refused with 400: a body that is empty, not UTF-8 or not JSON; a name twice in an object; "
    "NaN and Infinity; numbers too large for a double; half surrogate pairs; nesting over 100.",
)
NUL_CHARACTERS = _behaviour(
    "nul-characters", "assumed", "The character U+0000 is refused in every string (400)."
)
PATH_IDS = _behaviour(
    "path-ids",
    "assumed",
    "Ids in the path are percent-decoded as UTF-8, `%2F` and `%3A` included; bytes that are not "
    "UTF-8 and U+0000 are refused (400). The colon before `inject-message` must be literal.",
)
OTHER_CONVERSATION = _behaviour(
    "other-conversation-in-body",
    "assumed",
    "A `conversation_id` in the body that differs from the path is accepted; the path counts.",
)
TIME_WINDOW = _behaviour(
    "time-window-error",
    "assumed",
    "A time outside the window of `accept_time` is refused with 400; the page gives the rule but "
    "not the error.",
)
ERROR_DETAILS = _behaviour(
    "error-details",
    "assumed",
    "A 400 carries one `google.rpc.BadRequest` as `type_url` and base64 protobuf `value`.",
)
ERROR_WORDS = _behaviour(
    "error-words",
    "assumed",
    "`error.code` repeats the HTTP status; `error.status` is the word that gRPC has for it, "
    "INTERNAL_ERROR for 500, 501 and 520.",
)
WRONG_METHOD = _behaviour(
    "wrong-method",
    "assumed",
    "A method that a path does not have is answered 405 with the others in `Allow`.",
)
UNKNOWN_PATH = _behaviour(
    "unknown-path", "assumed", "A path that does not exist is answered 404, before authentication."
)
QUERY = _behaviour(
    "query",
    "assumed",
    "Parameters in the query that the contract does not name are let be; one that it names must "
    "occur once and be of its type (400); `True` is as good as `true`. A text without a value is "
    "as if it were absent.",
)
STRICT_UNKNOWN = _behaviour(
    "strict-unknown",
    "public-sdk",
    "With `--strict`, conversations and contacts that are not registered get 404; otherwise every "
    "id is good.",
)

# --------------------------------------------------------------------------------- answers
EMPTY_ANSWER = _behaviour(
    "empty-answer", "public-sdk", "An injected message is answered 200 with `{}`: no id is given."
)
REQUEST_ID = _behaviour(
    "request-id", "assumed", "Every answer carries an `x-request-id`, new for each request."
)
NO_IDEMPOTENCY = _behaviour(
    "no-idempotency",
    "public-sdk",
    "A request that comes twice is stored twice; the API has no idempotency key.",
)
RATE_LIMIT = _behaviour(
    "rate-limit",
    "public-sdk",
    "With `--rate-limit`, a token bucket a project (documented: 800 a second) that holds one "
    "second's worth; beyond it 429 without a Retry-After header.",
)
TOKEN_RATE_LIMIT = _behaviour(
    "token-rate-limit",
    "public-sdk",
    "With `--token-rate-limit`, a token bucket a key for the token endpoint (known: 10 a second, "
    "30 at once); beyond it 429 without a Retry-After header.",
)

# ---------------------------------------------------------------- listing, reading, deleting
LIST_ORDER = _behaviour(
    "list-order",
    "public-sdk",
    "A list has the newest `accept_time` first; of equal ones, the one stored last.",
)
FILTERS = _behaviour(
    "list-filters",
    "assumed",
    "Lists compare the message's own `accept_time` with `start_time` and `end_time`, both "
    "excluded; `app_id` is the one of the channel identity; `only_recipient_originated` means "
    "TO_APP, and is refused (400) without DISPATCH_SOURCE.",
)
SOURCES = _behaviour(
    "message-sources",
    "assumed",
    "A message with `processing_mode` DISPATCH is in DISPATCH_SOURCE, every other one in "
    "CONVERSATION_SOURCE, which is the default.",
)
PAGE_TOKENS = _behaviour(
    "page-tokens",
    "assumed",
    "A list is of what was there when its first page was asked for, whatever arrives meanwhile. A "
    "page token is opaque and good for the same project and parameters only (400); the last page "
    "has an empty one. A page ends early when it would be over 32 MiB.",
)
MESSAGE_SHAPE = _behaviour(
    "message-shape",
    "assumed",
    "A listed message is what was sent, unknown members included, with `id`, `conversation_id` of "
    "the path, `injected` true, and `metadata`, `app_id` and `processing_mode` filled in where "
    "they were absent.",
)
LIST_LAG = _behaviour(
    "list-lag",
    "assumed",
    "A message is listed at once; with `--list-lag`, only so long after it was stored, by the "
    "simulator's clock. Reading it by its id works at once.",
)
DELETED = _behaviour(
    "deleted",
    "assumed",
    "A message that was deleted is gone at once: it is not listed, and reading or deleting it "
    "again is answered 404.",
)

# ---------------------------------------------------------------------------------- faults
FAULT_ORDER = _behaviour(
    "fault-order",
    "assumed",
    "A fault strikes after authentication and the rate limit and before the body is looked at; "
    "one that stores the message first strikes only if the message keeps every rule.",
)
CONTENT_FAULTS = _behaviour(
    "content-faults",
    "assumed",
    "A conversation id that begins with `fault-` and the name of a kind asks for that fault when "
    "a message is injected into it.",
)
