"""A simulator without a network for unit tests: time and chance are given, requests are short."""

from __future__ import annotations

import base64
import json
from random import Random
from typing import Any

from sinch_inject_contract.instant import nanoseconds
from sinch_inject_mock.core.clock import Clock
from sinch_inject_mock.core.exchange import Reply, Request, Steps
from sinch_inject_mock.core.handle import Core
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import MessageFilter, Store
from sinch_inject_mock.settings import Settings

__all__ = ["BASIC", "NOW", "Simulated", "first_reply", "text_message"]

NOW = "2026-11-22T12:00:00Z"
BASIC = b"Basic " + base64.b64encode(b"demo-key:demo-secret")


def text_message(text: str = "hello", **changes: Any) -> dict[str, Any]:
    """Return a request that is valid at NOW; a change to None leaves a member out."""
    request = {
        "accept_time": "2026-11-22T11:00:00Z",
        "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
        "contact_id": "01HCONTACT",
        "direction": "TO_APP",
        "contact_message": {"text_message": {"text": text}},
        **changes,
    }
    return {name: value for name, value in request.items() if value is not None}


def first_reply(steps: Steps, *, left: bool = False) -> Reply:
    """Carry out steps up to the answer; ``left`` is whether the client leaves when it must wait."""
    step = next(steps)
    while not isinstance(step, Reply):
        step = steps.send(left)
    return step


class Elapsed:
    """Seconds that only go forward when the test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Simulated:
    """A core at noon, and the requests that tests send to it."""

    def __init__(
        self, settings: Settings | None = None, *, store: Store | None = None, seed: int = 7
    ) -> None:
        self.elapsed = Elapsed()
        self.state = State(
            settings or Settings(),
            clock=Clock(lambda: nanoseconds(NOW)),
            random=Random(seed),
            store=store,
            elapsed=self.elapsed,
        )
        self.core = Core(self.state)

    def inject(
        self,
        body: Any = None,
        *,
        conversation: str = "01HCONV",
        project: str = "demo-project",
        authorization: bytes | None = BASIC,
        method: str = "POST",
        headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/json"),),
        leaves: bool = False,
    ) -> Reply:
        """Send a request to inject a message; bytes go as they are, anything else as JSON."""
        steps = self.steps(
            body,
            conversation=conversation,
            project=project,
            authorization=authorization,
            method=method,
            headers=headers,
        )
        return first_reply(steps, left=leaves)

    def steps(
        self,
        body: Any = None,
        *,
        conversation: str = "01HCONV",
        project: str = "demo-project",
        authorization: bytes | None = BASIC,
        method: str = "POST",
        headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/json"),),
    ) -> Steps:
        """Return what the server has to do for a request to inject a message."""
        value = text_message() if body is None else body
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        path = f"/v1/projects/{project}/conversations/{conversation}:inject-message".encode()
        who = () if authorization is None else ((b"authorization", authorization),)
        return self.core.handle(Request(method, path, [*who, *headers], raw))

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        query: str = "",
        project: str = "demo-project",
        authorization: bytes | None = BASIC,
    ) -> Reply:
        """Send a request without a body to a path below the project."""
        who = () if authorization is None else ((b"authorization", authorization),)
        target = f"/v1/projects/{project}/{path}".encode()
        return self.answer(Request(method, target, who, b"", query.encode()))

    def answer(self, request: Request) -> Reply:
        """Send any request; the client waits for as long as it takes."""
        return first_reply(self.core.handle(request))

    def ask_token(
        self,
        form: bytes = b"grant_type=client_credentials",
        *,
        authorization: bytes | None = BASIC,
        content_type: bytes = b"application/x-www-form-urlencoded",
    ) -> Reply:
        """Send a request for a token."""
        who = () if authorization is None else ((b"authorization", authorization),)
        headers = [*who, (b"content-type", content_type)]
        return self.answer(Request("POST", b"/oauth2/token", headers, form))

    def token(self) -> bytes:
        """Return the Authorization header of a fresh token."""
        answer = json.loads(self.ask_token().body)
        return f"Bearer {answer['access_token']}".encode()

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Return the stored messages."""
        return MessageFilter().select(self.state.store.messages())

    @property
    def journal(self) -> list[dict[str, Any]]:
        """Return the journal."""
        return [entry.as_json() for entry in self.state.journal.entries()]
