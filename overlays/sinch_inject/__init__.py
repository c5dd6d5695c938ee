"""Inject messages into Sinch conversations, and say what is known of each.

``InjectClient`` and ``AsyncInjectClient`` inject; ``check`` tells what is wrong with a request
without sending it; the errors are drawn in :mod:`sinch_inject.errors`. All models of the API
are in :mod:`sinch_inject_generated.models`. Names are imported when they are first used.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str

    from sinch_inject_generated.models import (
        AppMessage,
        ChannelIdentity,
        ContactMessage,
        InjectMessageRequest,
        TextMessage,
    )

    from sinch_inject.auth.credentials import BasicAuth, OAuth2ClientCredentials
    from sinch_inject.bulk.advance import Advanced, FileImport, advance
    from sinch_inject.bulk.many import inject_many, inject_many_async
    from sinch_inject.bulk.outbox import Outbox
    from sinch_inject.bulk.outbox_tasks import AsyncOutbox
    from sinch_inject.call.attempts import InjectResult
    from sinch_inject.call.retry import NO_RETRY, RetryPolicy
    from sinch_inject.call.telemetry import Attempt
    from sinch_inject.client import AsyncInjectClient, InjectClient
    from sinch_inject.errors import (
        AuthenticationFailed,
        ConfigurationError,
        ConnectionFailed,
        ConnectionLost,
        DeadlineExceeded,
        InvalidRequest,
        NotFound,
        NotSent,
        OutcomeUnknown,
        PermissionDenied,
        PoolExhausted,
        PreflightError,
        Problem,
        RateLimited,
        Rejected,
        RequestInfo,
        ServerError,
        ServerNotImplemented,
        SeveralFound,
        SinchInjectError,
        TimedOut,
        TokenError,
        TokenRefused,
        UnexpectedAnswer,
    )
    from sinch_inject.request.preflight import check
    from sinch_inject.request.text import text_request

__all__ = [
    "NO_RETRY",
    "Advanced",
    "AppMessage",
    "AsyncInjectClient",
    "AsyncOutbox",
    "Attempt",
    "AuthenticationFailed",
    "BasicAuth",
    "ChannelIdentity",
    "ConfigurationError",
    "ConnectionFailed",
    "ConnectionLost",
    "ContactMessage",
    "DeadlineExceeded",
    "FileImport",
    "InjectClient",
    "InjectMessageRequest",
    "InjectResult",
    "InvalidRequest",
    "NotFound",
    "NotSent",
    "OAuth2ClientCredentials",
    "Outbox",
    "OutcomeUnknown",
    "PermissionDenied",
    "PoolExhausted",
    "PreflightError",
    "Problem",
    "RateLimited",
    "Rejected",
    "RequestInfo",
    "RetryPolicy",
    "ServerError",
    "ServerNotImplemented",
    "SeveralFound",
    "SinchInjectError",
    "TextMessage",
    "TimedOut",
    "TokenError",
    "TokenRefused",
    "UnexpectedAnswer",
    "advance",
    "check",
    "inject_many",
    "inject_many_async",
    "text_request",
]

HOMES = {
    "NO_RETRY": "sinch_inject.call.retry",
    "Advanced": "sinch_inject.bulk.advance",
    "AppMessage": "sinch_inject_generated.models",
    "AsyncInjectClient": "sinch_inject.client",
    "Attempt": "sinch_inject.call.telemetry",
    "BasicAuth": "sinch_inject.auth.credentials",
    "ChannelIdentity": "sinch_inject_generated.models",
    "ContactMessage": "sinch_inject_generated.models",
    "FileImport": "sinch_inject.bulk.advance",
    "InjectClient": "sinch_inject.client",
    "InjectMessageRequest": "sinch_inject_generated.models",
    "InjectResult": "sinch_inject.call.attempts",
    "OAuth2ClientCredentials": "sinch_inject.auth.credentials",
    "RetryPolicy": "sinch_inject.call.retry",
    "TextMessage": "sinch_inject_generated.models",
    "advance": "sinch_inject.bulk.advance",
    "check": "sinch_inject.request.preflight",
    "AsyncOutbox": "sinch_inject.bulk.outbox_tasks",
    "Outbox": "sinch_inject.bulk.outbox",
    "inject_many": "sinch_inject.bulk.many",
    "inject_many_async": "sinch_inject.bulk.many",
    "text_request": "sinch_inject.request.text",
}


if not TYPE_CHECKING:  # a type checker would take every name for one of ours

    def __getattr__(name: str) -> object:
        if name == "__version__":
            return importlib.import_module("sinch_inject.version").VERSION
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            module = importlib.import_module(HOMES.get(name, "sinch_inject.errors"))
        except OSError as error:  # no file descriptor is free
            if "sinch_inject.errors" not in sys.modules:
                raise  # nobody waits for an error of ours
            kind = type(error).__name__
        else:
            value: object = getattr(module, name)
            globals()[name] = value
            return value
        errors = importlib.import_module("sinch_inject.errors")
        raise errors.NotSent(f"{name} could not be imported now ({kind})")


def __dir__() -> list[str]:
    return __all__
