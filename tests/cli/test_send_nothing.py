"""``send --dry-run`` and ``--print`` send nothing; what they print sends the same; ``--json``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sinch_inject_mock import SinchMock

Run = Callable[..., Result]
TEXT = 'it\'s "quoted" $HOME \\n å'
WORDS = (
    *("send", "--conversation", "c1", "--contact", "01HCONTACT", "--channel", "SMS"),
    *("--identity", "+46700000001", "--direction", "TO_APP", "--tag", "t-1", "--text", TEXT),
)


def stored(mock: SinchMock) -> dict[str, Any]:
    [message] = mock.messages
    body: dict[str, Any] = message["message"]
    assert message["conversation_id"] == "c1"
    assert body.pop("accept_time")
    return body


BODY = {
    "direction": "TO_APP",
    "contact_id": "01HCONTACT",
    "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
    "contact_message": {"text_message": {"text": TEXT}},
    "metadata": "[tag:t-1]",
}


def test_a_dry_run_says_where_it_would_go(run: Run, mock: SinchMock) -> None:
    result = run(*WORDS, "--dry-run", env=mock.env)
    assert result.exit_code == 0
    path = "/v1/projects/demo-project/conversations/c1:inject-message"
    assert f"Nothing was sent. It would be POST {mock.base_url}{path} (" in result.output
    assert mock.requests == []


def test_a_dry_run_finds_what_is_wrong(run: Run, mock: SinchMock) -> None:
    assert run(*WORDS, "--channel", "LINE", "--dry-run", env=mock.env).exit_code == 1
    assert run(*WORDS, "--dry-run").exit_code == 2  # where to?
    warned = run(*WORDS, "--sender-id", "", "--dry-run", "--json", env=mock.env)
    assert json.loads(warned.stdout)["outcome"] == "not_sent"
    assert mock.requests == []


def test_json_goes_back_into_send(run: Run, mock: SinchMock) -> None:
    printed = run(*WORDS, "--print", "json")  # needs no settings
    assert printed.exit_code == 0
    sent = run("send", "--conversation", "c1", "-", stdin=printed.output.encode(), env=mock.env)
    assert sent.exit_code == 0
    assert stored(mock) == BODY


def test_the_script_sends_it(run: Run, mock: SinchMock, tmp_path: Path) -> None:
    printed = run(*WORDS, "--print", "python")
    script = tmp_path / "script.py"
    script.write_text(printed.output, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script],
        env={**os.environ, **mock.env},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("injected, request ")
    assert stored(mock) == BODY


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
def test_the_command_of_curl_sends_it(run: Run, mock: SinchMock) -> None:
    printed = run(*WORDS, "--print", "curl", env={**mock.env, "SINCH_KEY_SECRET": ""})
    assert printed.exit_code == 0
    assert '"$SINCH_KEY_ID:$SINCH_KEY_SECRET"' in printed.output
    done = subprocess.run(
        ["sh", "-c", printed.output],
        env={**os.environ, **mock.env},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "{}"
    assert stored(mock) == BODY


@pytest.mark.parametrize("form", ["curl", "json", "python"])
def test_what_is_wrong_is_not_printed(run: Run, mock: SinchMock, form: str) -> None:
    result = run(*WORDS, "--channel", "LINE", "--print", form, env=mock.env)
    assert (result.exit_code, result.stdout) == (1, "")
    forced = run(*WORDS, "--channel", "LINE", "--print", form, "--no-preflight", env=mock.env)
    assert forced.exit_code == 0
    assert "LINE" in forced.stdout


@pytest.mark.parametrize(
    ("conversation", "code", "expected"),
    [
        ("c1", 0, {"outcome": "done", "status": 200, "attempts": 1, "tag": "t-1"}),
        (
            "fault-404-c",
            1,
            {"outcome": "rejected", "error": "NotFound", "status": 404, "retryable": False},
        ),
        ("fault-429-after0-c", 3, {"outcome": "rejected", "retryable": True, "attempts": 4}),
        ("fault-500-c", 4, {"outcome": "unknown", "error": "ServerError", "exit_code": 4}),
    ],
)
def test_the_outcome_as_an_object(
    run: Run, mock: SinchMock, conversation: str, code: int, expected: dict[str, Any]
) -> None:
    result = run(*WORDS, "--conversation", conversation, "--json", env=mock.env)
    assert result.exit_code == code
    told = json.loads(result.stdout)
    assert told == told | expected
    assert told["request_id"]
    assert TEXT not in result.stdout
