"""Error answers: the documented body, and refusals as exceptions on their way to it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sinch_inject_contract.problem import Problem

from sinch_inject_mock.core.exchange import Header, Verdict
from sinch_inject_mock.core.fidelity import ERROR_WORDS, TOKEN_ERRORS, applies

__all__ = ["JSON", "STATUS_WORDS", "OAuthRefusal", "Refusal", "dumps", "error_body"]

JSON: Header = (b"content-type", b"application/json")

# The word in error.status. Those for 400, 401 and 5xx were seen in Sinch's own clients, the
# others follow gRPC, on which the API evidently stands.
STATUS_WORDS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "INVALID_ARGUMENT",
    413: "INVALID_ARGUMENT",
    415: "INVALID_ARGUMENT",
    431: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL_ERROR",
    501: "INTERNAL_ERROR",
    503: "UNAVAILABLE",
    520: "INTERNAL_ERROR",
}


def dumps(value: Any) -> bytes:
    """Write JSON without spaces, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@applies(ERROR_WORDS)
def error_body(status: int, message: str, *, details: Sequence[dict[str, str]] = ()) -> bytes:
    """Write the documented error body; ``code`` repeats the HTTP status."""
    word = STATUS_WORDS.get(status, "UNKNOWN")
    error = {"code": status, "message": message, "status": word, "details": list(details)}
    return dumps({"error": error})


class Refusal(Exception):
    """A request is refused with a status and the documented error body."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        verdict: Verdict = "rejected",
        headers: Sequence[Header] = (),
        problems: Sequence[Problem] = (),
        details: Sequence[dict[str, str]] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.verdict: Verdict = verdict
        self.headers = list(headers)
        self.problems = tuple(problems)
        self.details = tuple(details)
        self.delay = 0.0

    def body(self) -> bytes:
        """Write the body."""
        return error_body(self.status, self.message, details=self.details)


class OAuthRefusal(Refusal):
    """The token endpoint refuses, in the form that RFC 6749 section 5.2 gives."""

    def __init__(
        self, status: int, error: str, message: str, *, headers: Sequence[Header] = ()
    ) -> None:
        super().__init__(status, message, verdict="token", headers=headers)
        self.error = error

    @applies(TOKEN_ERRORS)
    def body(self) -> bytes:
        """Write the body."""
        return dumps({"error": self.error, "error_description": self.message})
