"""The log for programs: events and their facts, and the variable that turns it on."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import Any

import pytest
from sinch_inject import ConfigurationError, InjectClient, RetryPolicy, SinchInjectError
from sinch_inject_mock import SinchMock
from support.requests import NUMBER, TEXT, message

IMPATIENT = RetryPolicy(initial=0, ceiling=0)
SCRIPT = """
import json, sys
from sinch_inject import InjectClient
with InjectClient.from_env() as sinch:
    sinch.inject("c1", json.load(sys.stdin))
"""


def events(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Return what the lines carry for programs."""
    return [
        {
            name.removeprefix("sinch_"): value
            for name, value in vars(record).items()
            if "sinch_" in name
        }
        for record in caplog.records
        if record.name == "sinch_inject"
    ]


def test_each_event_has_its_facts(sinch_mock: SinchMock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "sinch_inject")
    sinch_mock.faults.add("429", count=1, retry_after=0)
    with InjectClient.from_env(environ=sinch_mock.env, retry=IMPATIENT) as sinch:
        result = sinch.inject("c1", message())
    token, refused, *_, done = events(caplog)
    assert token == {"event": "token", "outcome": "done", "status": 200}
    common = {"event": "attempt", "conversation_id": "c1", "request_id": refused["request_id"]}
    assert refused == refused | common | {"attempt": 1, "outcome": "rejected", "status": 429}
    assert done == common | {
        "attempt": 2,
        "outcome": "done",
        "status": 200,
        "server_request_id": result.request_id,
    }


def test_a_refused_key_and_a_pause_are_events_too(
    sinch_mock: SinchMock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "sinch_inject")
    wrong = sinch_mock.env | {"SINCH_KEY_SECRET": "wrong"}
    with InjectClient.from_env(environ=wrong) as sinch, pytest.raises(SinchInjectError):
        sinch.inject("c1", message())
    assert events(caplog) == [{"event": "token", "outcome": "TokenRefused", "status": 401}]
    caplog.clear()
    sinch_mock.faults.add("429", count=1)
    policy = RetryPolicy(initial=0.001)
    with InjectClient.from_env(
        environ=sinch_mock.env, retry=policy, random=lambda: 1 - 2**-53
    ) as sinch:
        sinch.inject("c1", message())
    [wait] = [event for event in events(caplog) if event["event"] == "wait"]
    assert (wait["attempt"], 0 < wait["seconds"] <= 0.001) == (1, True)


def run(mock: SinchMock, level: str) -> subprocess.CompletedProcess[str]:
    import json

    return subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **mock.env, "SINCH_INJECT_LOG": level},
        input=json.dumps(message()),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("level", "lines"), [("debug", 2), ("DEBUG", 2), ("info", 0), ("warning", 0), ("", 0)]
)
def test_a_variable_turns_the_log_on(sinch_mock: SinchMock, level: str, lines: int) -> None:
    done = run(sinch_mock, level)
    assert (done.returncode, done.stderr.count("\n")) == (0, lines)
    assert TEXT not in done.stderr
    assert NUMBER not in done.stderr
    assert sinch_mock.env["SINCH_KEY_SECRET"] not in done.stderr


def test_a_level_that_is_none_is_named_with_what_else_is_wrong() -> None:
    environ = {"SINCH_INJECT_LOG": "loud"}
    with pytest.raises(ConfigurationError, match="SINCH_INJECT_LOG must be one of debug") as caught:
        InjectClient.from_env(environ=environ)
    assert "SINCH_PROJECT_ID" in str(caught.value)
