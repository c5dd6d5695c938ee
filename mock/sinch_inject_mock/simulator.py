"""A simulator in a thread of this process: for tests, notebooks and other Python programs."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from random import Random
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from sinch_inject_mock.assertions import assert_injected, assert_not_injected, fitting, listed
from sinch_inject_mock.core.clock import Clock
from sinch_inject_mock.core.fault_kinds import Fault
from sinch_inject_mock.core.journal import RequestFilter
from sinch_inject_mock.core.sqlite_store import open_store
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import MessageFilter
from sinch_inject_mock.server.serve import Server, open_socket
from sinch_inject_mock.settings import Settings

__all__ = ["ClockControl", "FaultControl", "Messages", "SinchMock"]

Result = TypeVar("Result")
PATIENCE = 10.0


class SinchMock:
    """A simulator that runs while the ``with`` block does.

    The code under test talks to ``base_url`` over HTTP, from whatever thread, event loop or
    process; the methods here look into the simulator directly.

    Args:
        settings: project, key, limits and so on.
        host: where to listen; loopback unless told otherwise.
        port: 0 takes a free one.
        clock: the source of time; by default the real one.
        random: the source of chance; by default from ``settings.seed``.

    Example:
        >>> with SinchMock() as mock:
        ...     mock.base_url.startswith("http://127.0.0.1:")
        True
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        random: Random | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self._host, self._port = host, port
        self._clock, self._random = clock, random
        self._server: Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Start the server; it answers when this returns.

        Raises:
            OSError: the port is taken.
            ValueError: the state file is something else, damaged, or in use.
        """
        settings = self.settings
        with contextlib.ExitStack() as undo:
            listener = undo.enter_context(open_socket(self._host, self._port))
            self.port: int = listener.getsockname()[1]
            store = open_store(settings)
            undo.callback(store.close)
            self.state = State(settings, clock=self._clock, random=self._random, store=store)
            undo.pop_all()
        server = self._server = Server(self.state, host=self._host)
        self._loop = asyncio.new_event_loop()

        def run() -> None:
            try:
                self._loop.run_until_complete(server.serve(sockets=[listener]))
            finally:
                self._loop.close()
                listener.close()

        self._thread = threading.Thread(target=run, name="sinch-mock", daemon=True)
        self._thread.start()
        self._wait_until_started(server)
        self.clock = ClockControl(self)
        self.faults = FaultControl(self)
        return self

    def _wait_until_started(self, server: Server) -> None:
        end = time.monotonic() + PATIENCE
        while not server.started:
            if time.monotonic() > end or not (self._thread and self._thread.is_alive()):
                raise RuntimeError("the simulator did not start")
            time.sleep(0.001)

    def stop(self) -> None:
        """End the server; requests that hang end with it."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self.state.store.close()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    # ------------------------------------------------------------------------ where it is
    @property
    def base_url(self) -> str:
        """Return the origin of the API, without a slash at the end."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)  # noqa: S104 -- read
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def auth_url(self) -> str:
        """Return the origin of the token endpoint, the same server."""
        return self.base_url

    @property
    def env(self) -> dict[str, str]:
        """Return environment variables for the code under test, in whatever language."""
        return {
            "SINCH_PROJECT_ID": self.settings.project_id,
            "SINCH_KEY_ID": self.settings.key_id,
            "SINCH_KEY_SECRET": self.settings.key_secret,
            "SINCH_BASE_URL": self.base_url,
            "SINCH_AUTH_URL": self.auth_url,
        }

    # ------------------------------------------------------------------- what it has seen
    def do(self, action: Callable[[State], Result]) -> Result:
        """Let the server's own thread do something with the state, and return the result."""
        future: Future[Result] = Future()

        def run() -> None:
            try:
                future.set_result(action(self.state))
            except BaseException as error:  # noqa: BLE001 -- it belongs to the caller's thread
                future.set_exception(error)

        if self._thread is None:
            return action(self.state)
        self._loop.call_soon_threadsafe(run)
        return future.result(PATIENCE)

    @property
    def messages(self) -> Messages:
        """Return the injected messages, in order, as ``GET /_mock/messages`` does.

        Called, the list gives those that fit: ``mock.messages(conversation_id="c1")``.
        """
        return Messages(self.do(lambda state: MessageFilter().select(state.store.messages())))

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Return the journal, in order, as ``GET /_mock/requests`` does."""
        return self.do(lambda state: RequestFilter().select(state.journal.entries()))

    def assert_injected(self, expected: Mapping[str, Any] | None = None, **wanted: Any) -> Any:
        """Check that exactly one message fits, and return it.

        Args:
            expected: part of the request's JSON, compared member by member.
            wanted: ``conversation_id``, ``channel``, ``direction``, ``text`` (of a text message)
                or ``times`` (default 1).

        Raises:
            AssertionError: none fits (told is what differs), or it was stored more than once.

        Example:
            >>> mock.assert_injected(conversation_id="01HCONV", text="hello")  # doctest: +SKIP
        """
        __tracebackhide__ = True
        messages, dropped = self.do(
            lambda state: (MessageFilter().select(state.store.messages()), state.store.dropped)
        )
        return assert_injected(messages, expected, dropped=dropped, **wanted)

    def assert_not_injected(self, expected: Mapping[str, Any] | None = None, **wanted: Any) -> None:
        """Check that no message fits; what is wanted is said as in :meth:`assert_injected`.

        Raises:
            AssertionError: one does.

        Example:
            >>> mock.assert_not_injected(conversation_id="01HCONV")  # doctest: +SKIP
        """
        __tracebackhide__ = True
        assert_not_injected(self.messages, expected, **wanted)

    def assert_nothing_injected(self) -> None:
        """Check that there is no message.

        Raises:
            AssertionError: there is one.
        """
        __tracebackhide__ = True
        found = self.messages
        if found:
            raise AssertionError(f"expected no message, but there is {listed(found)}")

    def reset(self) -> None:
        """Forget messages, requests, tokens, faults, registered ids, keys; set the clock back."""
        self.do(lambda state: state.reset())

    def lag_lists(self, seconds: float) -> None:
        """Have messages listed only so long after they are stored, on the simulator's clock.

        Raises:
            ValueError: no such time.
        """
        self.do(lambda state: state.lag_lists(seconds))

    def revoke_tokens(self) -> None:
        """Make every token that was given out unknown."""
        self.do(lambda state: state.tokens.revoke())


class Messages(list[dict[str, Any]]):
    """Messages, in order, and a way to those that fit."""

    def __call__(
        self,
        *,
        conversation_id: str | None = None,
        channel: str | None = None,
        direction: str | None = None,
        text: str | None = None,
    ) -> list[dict[str, Any]]:
        """Return those that fit; ``text`` is that of a text message, as a whole."""
        return fitting(
            self,
            conversation_id=conversation_id,
            channel=channel,
            direction=direction,
            text=text,
        )


class ClockControl:
    """The simulator's clock, for tests."""

    def __init__(self, mock: SinchMock) -> None:
        self._mock = mock

    @property
    def now(self) -> str:
        """Return the simulator's time in ISO 8601."""
        return str(self._mock.do(lambda state: state.clock.state()["now"]))

    def freeze(self, when: str | None = None) -> None:
        """Stand still, at an ISO 8601 time or where it is."""
        self._mock.do(lambda state: state.clock.freeze(when))

    def advance(self, seconds: float) -> None:
        """Jump forward, or back."""
        self._mock.do(lambda state: state.clock.advance(seconds))

    def run_from(self, when: str) -> None:
        """Run on from an ISO 8601 time."""
        self._mock.do(lambda state: state.clock.run_from(when))

    def real(self) -> None:
        """Run as the real time does."""
        self._mock.do(lambda state: state.clock.run_real())


class FaultControl:
    """The simulator's faults, for tests."""

    def __init__(self, mock: SinchMock) -> None:
        self._mock = mock

    def add(
        self,
        kind: str,
        *,
        conversation_id: str | None = None,
        channel: str | None = None,
        direction: Literal["TO_APP", "TO_CONTACT"] | None = None,
        operation: str | None = None,
        **details: Any,
    ) -> Fault:
        """Set a fault up; ``applied`` of what is returned counts how often it struck.

        Args:
            kind: one of the kinds in the documentation, such as ``"429"`` or ``"reset"``.
            conversation_id: only for these, a glob such as ``vip-*``.
            channel: only for this one.
            direction: only for this one.
            operation: which one it strikes, by its name in the contract, such as
                ``listMessages``; by default ``injectMessage``.
            details: ``count``, ``probability``, ``seed``, ``stored``, ``retry_after``,
                ``delay_ms``.

        Raises:
            ValueError: that makes no sense.
        """
        match = {
            "operation": operation,
            "conversation_id": conversation_id,
            "channel": channel,
            "direction": direction,
        }
        spec = {"kind": kind, "match": match, **details}
        return self._mock.do(lambda state: state.faults.add(spec))

    def listed(self) -> list[Fault]:
        """Return those that are set up."""
        return self._mock.do(lambda state: state.faults.listed())

    def remove(self, fault: Fault) -> bool:
        """Remove one; tell whether it was there."""
        return self._mock.do(lambda state: state.faults.remove(fault.id))

    def clear(self) -> None:
        """Remove all."""
        self._mock.do(lambda state: state.faults.clear())
