"""The deliberate bugs in the client, and which tests should notice each.

Written before the tests were first run against them, from what other clients get wrong and
from the rules in ``docs/outcomes.md``; not from the tests.
"""

# The lines of a table may be long.
# ruff: noqa: E501

from __future__ import annotations

from tools.mutants.mutant import Mutant

__all__ = ["MUTANTS"]

RETRY, OUTCOME, TOKEN, TIME, SECRET, REQUEST, LIFE = (
    "retry", "outcome", "token", "time", "secret", "request", "life"
)  # fmt: skip

T_RETRY = ("tests/client/test_retry.py",)
T_CALL = ("tests/client/test_call.py",)
T_SOURCE = ("tests/client/test_token_source.py",)
T_MATRIX = ("tests/client/test_fault_matrix.py",)
T_PREFLIGHT = ("tests/client/test_preflight.py",)
T_SETTINGS = ("tests/client/test_settings.py",)
T_PRIVACY = ("tests/client/test_privacy.py",)
T_CLIENT = ("tests/client/test_client.py",)
T_CREDENTIALS = ("tests/client/test_credentials.py",)
T_REQUEST = ("tests/client/test_request.py",)
T_ANSWERS = ("tests/client/test_answers.py",)
T_ERRORS = ("tests/client/test_errors.py",)

# fmt: off
MUTANTS: tuple[Mutant, ...] = (
    # ------------------------------------------------------------- what may be sent again
    Mutant("retry-500", RETRY, "a 500 is sent again", "sinch_inject/call/retry.py",
           "or status == 429", "or status in (429, 500)", T_RETRY),
    Mutant("retry-unknown", RETRY, "a timeout after sending is sent again", "sinch_inject/call/retry.py",
           "verdict.outcome is Outcome.UNKNOWN and policy.retry_unknown", "verdict.outcome is Outcome.UNKNOWN", T_RETRY),
    Mutant("retry-503", RETRY, "a 503 counts as answered before processing", "sinch_inject/call/outcome.py",
           "    501: Verdict(Outcome.UNKNOWN, errors.ServerNotImplemented),",
           "    501: Verdict(Outcome.UNKNOWN, errors.ServerNotImplemented),\n    503: Verdict(Outcome.NOT_SENT, errors.ConnectionFailed),", T_RETRY),
    Mutant("retry-429-never", RETRY, "a 429 is not sent again", "sinch_inject/call/retry.py",
           "or status == 429", "or status == 428", T_RETRY),
    Mutant("attempts-one-more", RETRY, "one attempt too many", "sinch_inject/call/retry.py",
           "attempt >= policy.attempts", "attempt > policy.attempts", T_RETRY),
    Mutant("retry-after-ignored", RETRY, "Retry-After is ignored", "sinch_inject/call/retry.py",
           "if retry_after is not None:\n        delay", "if False:\n        delay", T_RETRY),
    Mutant("retry-after-uncapped", RETRY, "Retry-After has no cap", "sinch_inject/call/retry.py",
           "min(retry_after, policy.retry_after_cap)", "retry_after", T_RETRY),
    Mutant("retry-after-date", RETRY, "a Retry-After that is a date is ignored", "sinch_inject/http/answer.py",
           "    return max(0.0, moment.timestamp() - now)", "    return None", T_RETRY),
    Mutant("no-jitter", RETRY, "delays have no jitter", "sinch_inject/call/retry.py",
           "random() * min(", "1.0 * min(", T_RETRY),
    Mutant("no-ceiling", RETRY, "delays grow without a ceiling", "sinch_inject/call/retry.py",
           "min(policy.ceiling, policy.initial * growth)", "policy.initial * growth", T_RETRY),
    Mutant("sleep-past-deadline", RETRY, "a delay may pass the deadline", "sinch_inject/call/retry.py",
           "Again(delay) if delay < remaining else None", "Again(delay)", T_RETRY),
    Mutant("unknown-forgotten", RETRY, "a refusal after an unknown is told as a refusal", "sinch_inject/call/attempts.py",
           "if unknown is None or isinstance(error, OutcomeUnknown):", "if True:", T_CALL),
    # ------------------------------------------------------------------- what is known
    Mutant("reset-not-sent", OUTCOME, "a reset after sending counts as not sent", "sinch_inject/call/outcome.py",
           "(Kind.LOST, True): Verdict(Outcome.UNKNOWN, errors.ConnectionLost)", "(Kind.LOST, True): Verdict(Outcome.NOT_SENT, errors.ConnectionFailed)", T_MATRIX),
    Mutant("timeout-not-sent", OUTCOME, "a timeout after sending counts as not sent", "sinch_inject/call/outcome.py",
           "(Kind.TIMEOUT, True): Verdict(Outcome.UNKNOWN, errors.TimedOut)", "(Kind.TIMEOUT, True): Verdict(Outcome.NOT_SENT, errors.ConnectionFailed)", T_MATRIX),
    Mutant("trace-deaf", OUTCOME, "nothing ever counts as handed over", "sinch_inject/http/sender.py",
           "self.started = self.started or method", "self.started = False and method", T_MATRIX),
    Mutant("trace-jumpy", OUTCOME, "everything counts as handed over", "sinch_inject/http/sender.py",
           "        self.started = False\n", "        self.started = True\n", T_MATRIX),
    Mutant("unproved-trusted", OUTCOME, "an unproved transport is trusted", "sinch_inject/http/sender.py",
           "vouched = trusted and kind in BEFORE_SENDING", "vouched = kind in BEFORE_SENDING", T_MATRIX),
    Mutant("any-200", OUTCOME, "any 200 counts as done", "sinch_inject/call/outcome.py",
           "return DONE if is_ours(result) else NOT_OURS", "return DONE", T_MATRIX),
    Mutant("error-in-200", OUTCOME, "a 200 with an error in it counts as done", "sinch_inject/call/outcome.py",
           'isinstance(value, dict) and "error" not in value', "isinstance(value, dict)", T_ANSWERS),
    Mutant("half-a-200", OUTCOME, "a 200 that broke off counts as done", "sinch_inject/call/outcome.py",
           "    if not answer.complete:\n        return False\n", "", T_MATRIX),
    Mutant("204-unknown", OUTCOME, "a 204 counts as unknown", "sinch_inject/call/outcome.py",
           "    204: DONE,\n", "", T_MATRIX),
    Mutant("403-unknown", OUTCOME, "a 403 counts as unknown", "sinch_inject/call/outcome.py",
           "    403: Verdict(Outcome.REJECTED, errors.PermissionDenied),\n", "", T_MATRIX),
    Mutant("redirects", OUTCOME, "a redirect is followed with the POST", "sinch_inject/http/sender.py",
           "                response = self._client.send(\n                    request, stream=True, auth=None, follow_redirects=False", "                response = self._client.send(\n                    request, stream=True, auth=None, follow_redirects=True", T_MATRIX),
    # ------------------------------------------------------------------------- tokens
    Mutant("401-final", TOKEN, "a 401 brings no fresh token", "sinch_inject/call/retry.py",
           "Again(0.0, fresh_token=True) if can_refresh and not refreshed else None", "None", T_CALL),
    Mutant("401-loop", TOKEN, "every 401 brings a fresh token, again and again", "sinch_inject/call/retry.py",
           "if can_refresh and not refreshed else None", "if can_refresh else None", T_CALL),
    Mutant("401-keeps-token", TOKEN, "a refused token stays in the cache", "sinch_inject/auth/tokens.py",
           "self._token.value == token.value:\n                self._token = None", "self._token.value == token.value:\n                pass", T_SOURCE),
    Mutant("401-drops-any", TOKEN, "a late 401 throws a newer token away", "sinch_inject/auth/tokens.py",
           "self._token is not None and self._token.value == token.value", "self._token is not None", T_SOURCE),
    Mutant("stampede", TOKEN, "everybody fetches", "sinch_inject/auth/tokens.py",
           "            if self._flight is not None:\n                return Join(self._flight)\n", "", T_SOURCE),
    Mutant("no-renewal", TOKEN, "a token is used until it is dead", "sinch_inject/auth/tokens.py",
           "now < alive.renew_at or self._flight is not None", "True", T_SOURCE),
    Mutant("immortal", TOKEN, "a token never dies", "sinch_inject/auth/tokens.py",
           "dies_at=sent_at + lifetime", "dies_at=sent_at + 1e9 + lifetime", T_SOURCE),
    Mutant("stranded", TOKEN, "a cancelled fetcher hands over to nobody", "sinch_inject/auth/tokens.py",
           "            self.land(flight, result)", "            if result is not None:\n                self.land(flight, result)", T_SOURCE),
    Mutant("endless-token", TOKEN, "refused credentials are tried again", "sinch_inject/auth/tokens.py",
           "reply.status == 429 or reply.status >= 500", "reply.status >= 400", T_SOURCE),
    # -------------------------------------------------------------------------- times
    Mutant("window-day-more", TIME, "the window is a day too long", "sinch_inject/request/preflight.py",
           "if age >= oldest:", "if age >= oldest + 86400:", T_PREFLIGHT),
    Mutant("window-closed", TIME, "exactly 30 days is let through", "sinch_inject/request/preflight.py",
           "if age >= oldest:", "if age > oldest:", T_PREFLIGHT),
    Mutant("future", TIME, "any future is only a warning", "sinch_inject/request/preflight.py",
           "if age >= newest - CLOCK_TOLERANCE:", "if True:", T_PREFLIGHT),
    Mutant("window-once", TIME, "the window is not checked again before an attempt", "sinch_inject/call/attempts.py",
           "        if equipment.rules.preflight:\n            _in_window", "        if False:\n            _in_window", T_CALL),
    Mutant("naive-model", TIME, "a naive time of a model is taken for local", "sinch_inject/request/prepare.py",
           "        if value.utcoffset() is None:\n            raise PreflightError", "        if False:\n            raise PreflightError", T_PREFLIGHT),
    Mutant("model-not-utc", TIME, "times of models keep their offset", "sinch_inject/request/prepare.py",
           "            return value.astimezone(datetime.UTC)", "            return value", T_PREFLIGHT),
    Mutant("attempt-unbounded", TIME, "an attempt is not bounded by the deadline", "sinch_inject/call/attempts.py",
           "        budget = progress.end - world.clock()", '        budget = float("inf")', T_CALL),
    Mutant("token-unbounded", TIME, "a token fetch is not bounded by the deadline", "sinch_inject/call/attempts.py",
           "credentials.steps(progress.end)", "credentials.steps(None)", T_CALL),
    # ------------------------------------------------------------------------ secrets
    Mutant("token-in-repr", SECRET, "a token shows its value", "sinch_inject/auth/tokens.py",
           "    value: str = field(repr=False)\n", "    value: str\n", T_SOURCE),
    Mutant("secret-in-repr", SECRET, "settings show the key secret", "sinch_inject/settings.py",
           "    key_secret: str = field(repr=False)\n", "    key_secret: str\n", T_SETTINGS),
    Mutant("answer-in-pickle", SECRET, "a pickled error holds the raw answer", "sinch_inject/errors.py",
           '{**self.__dict__, "answer": b""}', "{**self.__dict__}", T_ERRORS),
    Mutant("echo", SECRET, "an error repeats what the server repeats", "sinch_inject/call/attempts.py",
           "    scrub = privacy.scrubber(prepared.body)", "    scrub = str", T_PRIVACY),
    Mutant("all-headers-logged", SECRET, "every header of an answer is logged", "sinch_inject/privacy.py",
           "{name: headers[name] for name in LOGGABLE if name in headers}", "dict(headers)", T_CLIENT),
    Mutant("http-anywhere", SECRET, "plain http goes anywhere", "sinch_inject/settings.py",
           "not (allow_http or is_loopback(host))", "False", T_SETTINGS),
    # ----------------------------------------------------------------------- requests
    Mutant("no-preflight", REQUEST, "errors found before sending do not stop it", "sinch_inject/foundation.py",
           "            if _preflight.errors_of(problems):", "            if False:", T_CLIENT),
    Mutant("tag-replaces", REQUEST, "a tag replaces the metadata", "sinch_inject/request/prepare.py",
           'return f"{metadata} [tag:{tag}]"', 'return f"[tag:{tag}]"', T_REQUEST),
    Mutant("text-direction", REQUEST, "inject_text mixes up the directions", "sinch_inject/request/prepare.py",
           '"app_message" if fields["direction"] == "TO_CONTACT"', '"app_message" if fields["direction"] == "TO_APP"', T_CLIENT),
    Mutant("environment-first", REQUEST, "the environment comes before arguments", "sinch_inject/settings.py",
           "found = (argument, *(environ.get(name) for name in names))", "found = (*(environ.get(name) for name in names), argument)", T_SETTINGS),
    Mutant("nul-sent", REQUEST, "U+0000 is sent", "sinch_inject/request/preflight.py",
           'if "\\0" in text:', "if False:", T_PREFLIGHT),
    Mutant("unknown-content-refused", REQUEST, "a content member of tomorrow is an error", "sinch_inject_contract/choice.py",
           'return Unclear(("unknown_content", text, "warning"))', 'return Unclear(("unknown_content", text))', T_PREFLIGHT),
    # --------------------------------------------------------------- connections, threads
    Mutant("view-closes", LIFE, "closing a view closes its client", "sinch_inject/client.py",
           "        if self._owner:\n            self._holder.close()", "        if True:\n            self._holder.close()", T_CLIENT),
    Mutant("any-loop", LIFE, "an async client runs in any event loop", "sinch_inject/engine.py",
           "elif self._loop is not", "elif False and self._loop is not", T_CLIENT),
    Mutant("fork-shares", LIFE, "a forked child uses its parent's connections", "sinch_inject/engine.py",
           "if self._pid != os.getpid():", "if False:", T_CLIENT),
    Mutant("shard-lost", LIFE, "a connection that failed is never given back", "sinch_inject/http/transport.py",
           "            finally:\n                room.release()\n            raise", "            finally:\n                pass\n            raise", T_CLIENT),
)
# fmt: on
