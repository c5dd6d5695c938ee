"""The token endpoint: OAuth 2.0 client credentials, as official clients use it."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote_plus

from sinch_inject_mock.core.answers import JSON, OAuthRefusal, Refusal, dumps
from sinch_inject_mock.core.auth import BASIC, Key, basic_credentials, challenge
from sinch_inject_mock.core.exchange import Exchange, Reply, Request
from sinch_inject_mock.core.fault_effects import strike
from sinch_inject_mock.core.fidelity import TOKEN_ANSWER, TOKEN_FORM_CREDENTIALS, applies
from sinch_inject_mock.core.state import State

__all__ = ["give_token"]

FORM = b"application/x-www-form-urlencoded"


@applies(TOKEN_ANSWER)
def give_token(state: State, exchange: Exchange) -> Reply:
    """Answer one request for a token.

    Raises:
        Refusal: the credentials or the form are wrong, or the rate limit is reached.
    """
    exchange.verdict = "token"
    form = _form(exchange.request)
    key = _client(state, exchange.request, form)
    if not state.token_limit.allows(key.key_id):
        message = "The request rate limit has been exceeded."
        raise Refusal(429, message, verdict="rate-limited")
    fault = state.faults.for_token()
    if fault is not None:
        return strike(fault, exchange, clock=state.clock, tokens=state.tokens)
    grant = form.get("grant_type")
    if grant is None:
        raise OAuthRefusal(400, "invalid_request", "grant_type is missing")
    if grant != "client_credentials":
        message = "grant_type must be client_credentials"
        raise OAuthRefusal(400, "unsupported_grant_type", message)
    answer = {
        "access_token": state.tokens.issue(key),
        "expires_in": int(state.tokens.lifetime),
        "scope": "",
        "token_type": "bearer",
    }
    headers = [JSON, (b"cache-control", b"no-store"), (b"pragma", b"no-cache")]
    return Reply(200, dumps(answer), headers)


@applies(TOKEN_FORM_CREDENTIALS)
def _client(state: State, request: Request, form: dict[str, str]) -> Key:
    given = request.header(b"authorization")
    if given and "client_secret" in form:
        message = "credentials in the header and in the form"
        raise OAuthRefusal(400, "invalid_request", message)
    key = None
    if "client_id" in form and "client_secret" in form:
        key = state.keys.find(form["client_id"], form["client_secret"])
    elif len(given) == 1:
        scheme, _, value = given[0].decode("latin-1").partition(" ")
        found = basic_credentials(value.strip()) if scheme.lower() == "basic" else None
        if found:
            # RFC 6749 has the parts form-encoded before base64, real clients do not.
            name, secret = found
            key = state.keys.find(name, secret) or state.keys.find(
                unquote_plus(name), unquote_plus(secret)
            )
    if key is None:
        message = "Request had invalid credentials."
        raise OAuthRefusal(401, "invalid_client", message, headers=[challenge(BASIC)])
    return key


def _form(request: Request) -> dict[str, str]:
    """Return the fields of the form.

    Raises:
        OAuthRefusal: it is no form, or a field occurs twice.
    """
    media = b"".join(request.header(b"content-type")).partition(b";")[0].strip().lower()
    if media != FORM:
        message = f"the content type must be {FORM.decode()}"
        raise OAuthRefusal(400, "invalid_request", message)
    if request.too_large:
        raise OAuthRefusal(400, "invalid_request", "the form is too large")
    try:
        pairs = parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise OAuthRefusal(400, "invalid_request", "the form cannot be read") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise OAuthRefusal(400, "invalid_request", "a field occurs twice")
    # RFC 6749, 3.2: a field without a value is as if it were absent.
    return {name: value for name, value in form.items() if value}
