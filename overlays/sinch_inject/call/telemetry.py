"""What a call tells while it runs: to a hook of the application, and to OpenTelemetry.

With OpenTelemetry there is one span per call, its attempts as events.

Nothing of a message is recorded: ids, outcome, statuses. Without ``opentelemetry-api`` the
span is one that does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import TracebackType
from typing import Any, Protocol, Self

from attrs import frozen

from sinch_inject.errors import RequestInfo, SinchInjectError
from sinch_inject.logs import log
from sinch_inject.version import VERSION

__all__ = ["Attempt", "Span", "hear", "span"]


@frozen(kw_only=True)
class Attempt:
    """One attempt that has ended; what ``on_attempt`` is given.

    Attributes:
        operation: its name in the contract, such as ``injectMessage``.
        conversation_id: of the message; empty where the operation has none.
        request_id: the id that we sent; the same for all attempts of a call.
        number: from 1.
        outcome: ``done``, ``rejected``, ``not sent`` or ``unknown``.
        status: of the answer; None: there was none.
        seconds: that it took, without the token.
    """

    operation: str
    conversation_id: str
    request_id: str
    number: int
    outcome: str
    status: int | None
    seconds: float


def hear(hook: Callable[[Attempt], object], attempt: Attempt) -> None:
    """Tell the hook. What it raises must not hide what became of a message: it is logged."""
    try:
        hook(attempt)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is not about the message
        log.warning("on_attempt raised %s", type(error).__name__)


class Span(Protocol):
    """What a call tells of itself."""

    def attempt(self, number: int, *, outcome: str, status: int | None) -> None:
        """Record one attempt."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...


class NoSpan:
    """Records nothing."""

    def attempt(self, number: int, *, outcome: str, status: int | None) -> None:
        """Do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


NO_SPAN = NoSpan()


class OpenTelemetrySpan:
    """A span of kind CLIENT."""

    def __init__(self, tracer: Any, info: RequestInfo) -> None:
        from opentelemetry.trace import SpanKind

        attributes = {
            "http.request.method": info.method,
            "url.full": info.url,
            "sinch.conversation_id": info.conversation_id,
            "sinch.request_id": info.request_id or "",
        }
        # injectMessage is sinch.inject_message
        name = "".join(f"_{c.lower()}" if c.isupper() else c for c in info.operation)
        self._span = tracer.start_span(f"sinch.{name}", kind=SpanKind.CLIENT, attributes=attributes)

    def attempt(self, number: int, *, outcome: str, status: int | None) -> None:
        """Record one attempt as an event; the last one's facts stay on the span."""
        facts: dict[str, str | int] = {"sinch.outcome": outcome}
        if status is not None:
            facts["http.response.status_code"] = status
        self._span.add_event("attempt", {"sinch.attempt": number, **facts})
        self._span.set_attributes({"sinch.attempts": number, **facts})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None:
        from opentelemetry.trace import Status, StatusCode

        if error is not None:
            name = type(error).__name__
            self._span.set_attribute("error.type", name)
            if isinstance(error, SinchInjectError) and error.status is not None:
                self._span.set_attribute("http.response.status_code", error.status)
            self._span.set_status(Status(StatusCode.ERROR, name))
        self._span.end()


@cache
def _tracer() -> Any:
    try:
        from opentelemetry import trace
    except ImportError:
        return None
    return trace.get_tracer("sinch_inject", VERSION)


def span(info: RequestInfo) -> Span:
    """Return the span for one call."""
    try:
        tracer = _tracer()
    except OSError:  # no file descriptor is free to import it now
        tracer = None
    return NO_SPAN if tracer is None else OpenTelemetrySpan(tracer, info)
