"""Drivers of Sinch's own clients: each in its own process, told what to do over stdin."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from attrs import frozen

__all__ = ["INJECTING", "READING", "Client", "Kind", "Simulator"]

HERE = Path(__file__).parent.parent / "peers"


@frozen
class Kind:
    """One official client: how to start its driver, and what it calls its errors."""

    argv: tuple[str, ...]
    api_error: str
    token_error: str
    sends: frozenset[str] | None = None


def python_kind(mode: str) -> Kind:
    """Return the PyPI package ``sinch`` 1.1.4, the last one that can inject."""
    return Kind(
        (sys.executable, str(HERE / "python_client.py"), mode),
        api_error="ConversationException",
        token_error="AuthenticationException",
        sends=frozenset(
            {
                *("accept_time", "direction", "channel_identity", "contact_id", "conversation_id"),
                *("app_message", "contact_message", "metadata"),
            }
        ),
    )


NODE = Kind(
    (shutil.which("node") or "node", str(HERE / "node_client.cjs")),
    api_error="RequestFailedError",
    token_error="RequestFailedError",
)
# The PyPI package `sinch` 2.3.0 can list and has no inject; it lives in an environment of its own.
NEWER_PYTHON = Kind(
    (os.environ.get("SINCH_2_PYTHON", "SINCH_2_PYTHON-is-not-set"), str(HERE / "python_reader.py")),
    api_error="ConversationException",
    token_error="AuthenticationException",
)
INJECTING = {"node": NODE, "python": python_kind("sync"), "python-async": python_kind("async")}
READING = {"node": NODE, "python-2.3.0": NEWER_PYTHON}


class Client:
    """A running driver."""

    def __init__(self, kind: Kind, settings: dict[str, str]) -> None:
        self.kind = kind
        self._process = subprocess.Popen(
            kind.argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        self._say(settings)

    def inject(self, *calls: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Inject (conversation, body) pairs in parallel; return an answer or an error for each."""
        return self._do([{"conversation_id": name, "body": body} for name, body in calls])

    def read(self, what: str, **arguments: Any) -> dict[str, Any]:
        """Do one ``list``, ``get`` or ``delete``; return an answer or an error."""
        [result] = self._do([{"what": what, "arguments": arguments}])
        return result

    def _do(self, calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self._say(calls)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the driver ended with code {self._process.wait(10)}"
        results: list[dict[str, Any]] = json.loads(line)
        return results

    def close(self) -> None:
        self._process.communicate(timeout=20)

    def _say(self, value: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value) + "\n")
        self._process.stdin.flush()


@frozen
class Simulator:
    """What the tests ask the simulator, over HTTP as a test in any language would."""

    url: str

    def messages(self) -> list[dict[str, Any]]:
        return self._get("messages", "messages")

    def requests(self) -> list[dict[str, Any]]:
        return self._get("requests", "requests")

    def verdicts(self) -> list[str]:
        return [request["verdict"] for request in self.requests()]

    def advance(self, span: timedelta) -> None:
        body = {"advance": span.total_seconds()}
        httpx.put(f"{self.url}/_mock/clock", json=body).raise_for_status()

    def _get(self, path: str, key: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.url}/_mock/{path}", params={"limit": 1000})
        values: list[dict[str, Any]] = answer.raise_for_status().json()[key]
        return values
