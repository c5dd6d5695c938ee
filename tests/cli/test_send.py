"""``sinch-inject send``: from options, a file or stdin; what became of it is the exit code."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sinch_inject_mock import SinchMock
from support.requests import SENDER

Run = Callable[..., Result]
TEXT = (
    *("--text", "hello", "--contact", "01HCONTACT", "--channel", "sms"),
    *("--identity", "+46700000001", "--direction", "to_app"),
)


PLACE = {"location_message": {"title": "Här", "coordinates": {"latitude": 59.3, "longitude": 18.0}}}


def request(**changes: Any) -> dict[str, Any]:
    """Return a request that happened a minute ago."""
    minute_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
    return {
        "accept_time": minute_ago.isoformat(),
        "direction": "TO_CONTACT",
        "contact_id": "01HCONTACT",
        "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
        "app_message": PLACE,
        **changes,
    }


@pytest.fixture
def send(run: Run, mock: SinchMock) -> Run:
    def send(*options: str, stdin: bytes = b"", conversation: str = "c1") -> Result:
        arguments = ("send", "--conversation", conversation, *options)
        return run(*arguments, env=mock.env, stdin=stdin)

    return send


def test_a_text_from_options_happened_now(send: Run, mock: SinchMock) -> None:
    before = datetime.datetime.now(datetime.UTC)
    result = send(*TEXT)
    assert result.exit_code == 0, result.output
    [stored] = mock.messages
    assert result.output.startswith("Injected into c1 (200, 1 attempt, ")
    assert stored["request_id"] in result.output
    assert stored["conversation_id"] == "c1"
    message = stored["message"]
    happened = datetime.datetime.fromisoformat(message.pop("accept_time"))
    assert abs(happened - before) < datetime.timedelta(seconds=10)
    assert message == {
        "direction": "TO_APP",
        "contact_id": "01HCONTACT",
        "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
        "contact_message": {"text_message": {"text": "hello"}},
    }


def test_every_option_reaches_the_message(send: Run, mock: SinchMock) -> None:
    when = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    local = when.astimezone(datetime.timezone(datetime.timedelta(hours=2)))
    result = send(
        *("--text", "hi", "--contact", "k", "--channel", "LINE", "--identity", "U1"),
        *("--direction", "TO_APP", "--app-id", "01HAPP", f"--{SENDER.replace('_', '-')}", "+467"),
        *("--metadata", "ticket 4711", "--tag", "t-1", "--accept-time", local.isoformat()),
    )
    assert result.exit_code == 0, result.output
    [stored] = mock.messages
    assert stored["message"] == {
        "accept_time": when.isoformat().replace("+00:00", "Z"),
        "direction": "TO_APP",
        "contact_id": "k",
        "channel_identity": {"channel": "LINE", "identity": "U1", "app_id": "01HAPP"},
        SENDER: "+467",
        "metadata": "ticket 4711 [tag:t-1]",
        "contact_message": {"text_message": {"text": "hi"}},
    }


def test_an_empty_text_is_sent_when_it_is_meant(send: Run, mock: SinchMock) -> None:
    assert send(*TEXT, "--text", "", "--allow-empty").exit_code == 0
    [stored] = mock.messages
    assert stored["message"]["contact_message"] == {"text_message": {"text": ""}}


def test_a_file_goes_out_as_it_stands(send: Run, mock: SinchMock, tmp_path: Path) -> None:
    body = request(new_field=[1, None])
    file = tmp_path / "request.json"
    file.write_text(json.dumps(body, indent=2), encoding="utf-8")
    assert send(str(file)).exit_code == 0
    assert [stored["message"] for stored in mock.messages] == [body]


def test_stdin_does_too(send: Run, mock: SinchMock) -> None:
    body = request()
    assert send("-", stdin=json.dumps(body).encode()).exit_code == 0
    assert [stored["message"] for stored in mock.messages] == [body]


def test_basic_asks_for_no_token(send: Run, mock: SinchMock) -> None:
    assert send(*TEXT, "--basic").exit_code == 0
    assert [entry["path"].rpartition(":")[2] for entry in mock.requests] == ["inject-message"]


def test_a_warning_is_shown_and_the_message_sent(send: Run, mock: SinchMock) -> None:
    body = request(direction="TO_APP")
    result = send("-", stdin=json.dumps(body).encode())
    assert (result.exit_code, len(mock.messages)) == (0, 1)
    assert result.stderr == (
        "warning at /direction: is TO_APP, but `app_message` is what the app sends\n"
    )


@pytest.mark.parametrize(
    ("options", "stdin", "code", "said"),
    [
        (("-",), b'{"a": 1,\n "b": nope}', 1, "stdin:2:7: is not JSON: expecting value"),
        (("-",), b"", 1, "stdin is empty"),
        (("-",), b"{}\n{}\n", 1, "stdin holds more than one request. `send` takes one"),
        ((*TEXT, "--text", ""), b"", 2, "--text is empty; --allow-empty sends an empty message"),
        ((*TEXT, "--base-url", " "), b"", 2, "'--base-url': is empty"),
        ((*TEXT, "--auth-url", ""), b"", 2, "'--auth-url': is empty"),
        (("-",), b"[1]", 1, "error at /: must be an InjectMessageRequest or a dict"),
        (("-", *TEXT), b"{}", 2, "--direction: with a FILE, write it into the FILE"),
        (("--text", "x"), b"", 2, "--contact, --channel, --identity, --direction missing; or"),
        ((*TEXT, "--channel", "FAX"), b"", 2, "'FAX' is not one of"),
        ((*TEXT, "--base-url", "nowhere"), b"", 2, "base_url must start with https://"),
        ((*TEXT, "--base-url", "http://example.com"), b"", 2, "plain http"),
        ((*TEXT, "--accept-time", "soon"), b"", 1, "error at /accept_time: this is not a time"),
        ((*TEXT, "--accept-time", "2026-11-22"), b"", 1, "has no offset"),
        ((*TEXT, "--channel", "LINE"), b"", 1, "/channel_identity/app_id: `app_id` is required"),
        ((*TEXT, "--tag", "a b"), b"", 1, "error at /metadata: a tag is 1 to 64 letters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(
    send: Run, mock: SinchMock, options: tuple[str, ...], stdin: bytes, code: int, said: str
) -> None:
    result = send(*options, stdin=stdin)
    assert (result.exit_code, mock.messages, mock.requests) == (code, [], [])
    assert said in result.output


def test_missing_settings_are_all_named(run: Run) -> None:
    result = run("send", "--conversation", "c1", *TEXT)
    assert result.exit_code == 2
    for name in ("SINCH_PROJECT_ID", "SINCH_KEY_ID", "SINCH_KEY_SECRET", "SINCH_CONVERSATION_"):
        assert name in result.output


@pytest.mark.parametrize(
    ("conversation", "code", "said", "stored"),
    [
        ("fault-404-c", 1, "rejected, nothing was injected: 404", 0),
        ("fault-500-c", 4, "unknown: 500", 0),
        ("fault-reset-stored-c", 4, "Look there before you send it again", 1),
    ],
)
def test_the_exit_code_tells_what_became_of_it(
    send: Run, mock: SinchMock, conversation: str, code: int, said: str, stored: int
) -> None:
    result = send(*TEXT, conversation=conversation)
    assert (result.exit_code, len(mock.messages)) == (code, stored)
    assert said in result.output
    assert "hello" not in result.output


def test_the_server_has_the_last_word_without_preflight(send: Run) -> None:
    result = send(*TEXT, "--channel", "LINE", "--no-preflight")
    assert result.exit_code == 1
    assert (
        "400 INVALID_ARGUMENT: channel_identity.app_id: `app_id` is required on LINE"
        in result.output
    )


def test_not_sent_says_that_trying_again_is_safe(send: Run, closed_port: int) -> None:
    result = send(*TEXT, "--base-url", f"http://127.0.0.1:{closed_port}")
    assert result.exit_code == 3
    assert "not sent, trying again is safe: " in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="a signal cannot be sent to one process")
def test_an_interrupted_send_is_unknown(mock: SinchMock) -> None:
    # Where the tests run in the background, a shell has them ignore the signal.
    listen = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{listen}; from sinch_inject.cli import main; main()"
    command = [sys.executable, "-c", code, "send", "--conversation", "fault-hang-c", *TEXT]
    with subprocess.Popen(
        command, env={**os.environ, **mock.env}, stderr=subprocess.PIPE, text=True
    ) as process:
        end = time.monotonic() + 30
        while not any("inject-message" in entry["path"] for entry in mock.requests):
            assert time.monotonic() < end, "the message was never sent"
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        assert process.stderr
        assert "Interrupted while sending. It may be in the conversation" in process.stderr.read()
    assert process.returncode == 4


def test_no_option_takes_a_secret(run: Run) -> None:
    assert "secret" not in run("send", "--help").output.lower().replace("sinch_key_secret", "")
