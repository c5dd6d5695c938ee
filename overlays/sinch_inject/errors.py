"""Every error of this package. The first level of the tree says what became of the message.

::

    SinchInjectError
    ├── NotSent                    no complete request left us
    │   ├── ConfigurationError   ✗ settings are missing or wrong (also a ValueError)
    │   ├── PreflightError       ✗ the request breaks the contract or its time has passed
    │   ├── ConnectionFailed     ↻ no connection, or it broke before the last byte
    │   ├── PoolExhausted        ↻ no connection was free in time
    │   ├── DeadlineExceeded     ↻ the call's deadline came before an attempt could start
    │   └── TokenError           ↻ no access token could be had
    │       └── TokenRefused     ✗ the token endpoint turned the credentials down
    ├── Rejected                   the server said no before it did anything
    │   ├── InvalidRequest       ✗ 400, 405, 413, 415
    │   ├── AuthenticationFailed ✗ 401
    │   ├── PermissionDenied     ✗ 403
    │   ├── NotFound             ✗ 404
    │   └── RateLimited          ↻ 429
    └── OutcomeUnknown           ✗ the message may be in the conversation, or not
        ├── ServerError            5xx
        │   └── ServerNotImplemented   501, which this API uses for "something went wrong"
        ├── TimedOut               no answer in time, after the request was handed over
        ├── ConnectionLost         the connection broke after it was handed over
        └── UnexpectedAnswer       an answer that is not this API's, or could not be read
            └── SeveralFound       a look for one message found more

``except NotSent`` is enough to know that a resend cannot duplicate anything, and ``except
OutcomeUnknown`` that it can. Whether the same call may work a little later, without anybody
fixing anything, is ``retryable``: True where the tree has ↻, and False where it has ✗. A
worker that tries again does so only then.

``str`` begins with what is known: *not sent*, *rejected*, or *outcome unknown, look before
sending again*. Nothing here holds a secret or the text of a message: the request is kept as
:class:`RequestInfo`, and the raw answer stays out of ``str``, ``repr`` and pickles. Errors
pickle and copy. The transport's own exception is the ``__cause__``, without its traceback,
where it holds nothing private.

What interrupts a call (Ctrl-C, a cancelled task) carries what was known at that moment:
:func:`known` gives it as one of these errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from sinch_inject_contract.problem import Problem, pointer

__all__ = [
    "AuthenticationFailed",
    "ConfigurationError",
    "ConnectionFailed",
    "ConnectionLost",
    "DeadlineExceeded",
    "InvalidRequest",
    "NotFound",
    "NotSent",
    "OutcomeUnknown",
    "PermissionDenied",
    "PoolExhausted",
    "PreflightError",
    "Problem",
    "RateLimited",
    "Rejected",
    "RequestInfo",
    "ServerError",
    "ServerNotImplemented",
    "SeveralFound",
    "SinchInjectError",
    "TimedOut",
    "TokenError",
    "TokenRefused",
    "UnexpectedAnswer",
    "known",
    "pointer",
]


KNOWN = "sinch_inject_known"  # the attribute of an interruption that :func:`known` reads


@frozen
class RequestInfo:
    """The request an error is about, without content, numbers and credentials.

    Attributes:
        method: ``POST`` for a message; ``GET`` or ``DELETE``.
        url: the full URL, without a query.
        conversation_id: the conversation of the path, or an empty text.
        accept_time: as it was sent, or None.
        tag: the marker that was put into ``metadata``, or None.
        request_id: sent as ``X-Request-Id`` with every attempt of the call.
        operation: its name in the contract.
        message_id: the message of the path, or None.
    """

    method: str
    url: str
    conversation_id: str
    accept_time: str | None = None
    tag: str | None = None
    request_id: str | None = None
    operation: str = "injectMessage"
    message_id: str | None = None


class SinchInjectError(Exception):
    """The root of the tree; see the module.

    Attributes:
        message: what happened, in words; the server's words where it gave some.
        status: the HTTP status, or None without an answer.
        code: the server's word for a program, such as ``INVALID_ARGUMENT``, or None.
        details: what else the server said, as it said it (a list, or what stood there).
        request_id: the id to grep for, the server's if it named one, else ours.
        retry_after: seconds the server asked to wait, or None.
        request: the redacted request, or None.
        answer: the raw body of the answer, at most 64 KiB. Not in ``str`` or pickles.
        attempts: how many attempts were made, the failed one included.
        retryable: whether the same call may work a little later, and can do no harm.
    """

    retryable = False
    outcome = ""  # what is known, as str says it
    hint = ""  # what to do next, where a class knows

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        details: Any = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        request: RequestInfo | None = None,
        answer: bytes = b"",
        attempts: int = 0,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.details = details
        self.request_id = request_id
        self.retry_after = retry_after
        self.request = request
        self.answer = answer
        self.attempts = attempts

    @property
    def reference(self) -> str:
        """Where the documentation explains this error, below its root."""
        ours = (one for one in type(self).__mro__ if one.__module__.startswith("sinch_inject."))
        return f"errors/#{next(ours).__name__.lower()}"

    def __str__(self) -> str:
        first = " ".join(str(part) for part in (self.status, self.code) if part is not None)
        text = ": ".join(part for part in (self.outcome, first, self.message) if part)
        if self.hint:
            text += f"; {self.hint}"
        facts = []
        if self.request is not None:
            if self.request.conversation_id:
                facts.append(f"conversation {self.request.conversation_id}")
            if self.request.message_id:
                facts.append(f"message {self.request.message_id}")
            if self.request.tag:
                facts.append(f"tag {self.request.tag}")
        if self.request_id:
            facts.append(f"request {self.request_id}")
        if self.attempts > 1:
            facts.append(f"{self.attempts} attempts")
        return f"{text} ({', '.join(facts)})" if facts else text

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        state = {**self.__dict__, "answer": b""}
        return _rebuild, (type(self), self.args, state)


def _rebuild(
    kind: type[SinchInjectError], args: tuple[Any, ...], state: dict[str, Any]
) -> SinchInjectError:
    """Make an error again from a pickle, without calling its constructor."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


def known(interruption: BaseException) -> SinchInjectError | None:
    """Return what was known of a call when ``interruption`` ended it; None: it ended none.

    Example:
        >>> try:  # doctest: +SKIP
        ...     sinch.inject("01HCONVERSATION", request)
        ... except KeyboardInterrupt as interruption:
        ...     print(known(interruption))
        not sent: interrupted before an attempt was made
    """
    found = getattr(interruption, KNOWN, None)
    return found if isinstance(found, SinchInjectError) else None


class NotSent(SinchInjectError):
    """No complete request was handed over. Sending again cannot make a duplicate."""

    retryable = True
    outcome = "not sent"


class ConfigurationError(NotSent, ValueError):
    """A setting is missing or cannot be right."""

    retryable = False


class PreflightError(NotSent):
    """The request would be refused. ``problems`` lists everything that was found.

    Attributes:
        problems: all problems, errors and warnings, in the order of the request.
    """

    retryable = False

    def __init__(self, problems: Sequence[Problem], **facts: Any) -> None:
        self.problems = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        shown = "; ".join(f"{problem.pointer or '/'}: {problem.message}" for problem in errors)
        super().__init__(f"{len(errors)} problem(s): {shown}", **facts)


class ConnectionFailed(NotSent):
    """No connection came about, or it ended before the request was handed over completely."""


class PoolExhausted(NotSent):
    """All connections were in use for longer than the pool timeout."""

    hint = "raise max_connections or the pool timeout"


class DeadlineExceeded(NotSent):
    """The call's deadline came before an attempt could start."""


class TokenError(NotSent):
    """No access token could be had, so the message was not sent."""


class TokenRefused(TokenError):
    """The token endpoint turned the credentials down."""

    retryable = False
    hint = "check SINCH_KEY_ID and SINCH_KEY_SECRET"


class Rejected(SinchInjectError):
    """The server refused before it did anything. The message is not in the conversation."""

    outcome = "rejected"


class InvalidRequest(Rejected):
    """The server says the request is wrong (400, 405, 413 or 415)."""


class AuthenticationFailed(Rejected):
    """The server does not accept the credentials (401), a fresh token included."""

    hint = "check the key, and that it is not revoked"


class PermissionDenied(Rejected):
    """The credentials are good, but not for this project (403)."""

    hint = "check that the key belongs to the project"


class NotFound(Rejected):
    """No such conversation or contact (404), or the app lives in another region."""

    hint = "a region that is not the app's gives 404 too: check SINCH_CONVERSATION_REGION"


class RateLimited(Rejected):
    """Too many requests (429), after all attempts. 800 a second and project are documented."""

    retryable = True


class OutcomeUnknown(SinchInjectError):
    """The message may be in the conversation, or not. Look before sending it again.

    Attributes:
        looked: how often it was looked for (``settle``), without being found.
    """

    outcome = "outcome unknown, look before sending again"
    looked = 0


class ServerError(OutcomeUnknown):
    """The server failed (5xx); it may have stored the message before."""


class ServerNotImplemented(ServerError):
    """501, which this API documents as an internal failure."""


class TimedOut(OutcomeUnknown):
    """No complete answer came in time, and sending had begun."""


class ConnectionLost(OutcomeUnknown):
    """The connection broke, and sending had begun."""


class UnexpectedAnswer(OutcomeUnknown):
    """An answer that is not this API's (a proxy's page, a redirect), or cannot be read."""


class SeveralFound(UnexpectedAnswer):
    """More than one message has the tag that was looked for.

    Attributes:
        message_ids: their ids.
    """

    outcome = "found more than once"

    def __init__(self, message: str, *, message_ids: Sequence[str] = (), **facts: Any) -> None:
        self.message_ids = tuple(message_ids)
        super().__init__(message, **facts)
