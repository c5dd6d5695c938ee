"""``sinch-inject doctor``: what it looks at, what it says of it, and that it sends no message."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from click.testing import Result
from sinch_inject.cli.doctor import reached
from sinch_inject.http.tls import ssl_context
from sinch_inject.settings import resolve
from sinch_inject_mock import SinchMock
from support.hostile import Connection, Hostile

Run = Callable[..., Result]


def findings(result: Result) -> dict[str, dict[str, Any]]:
    return {found["what"]: found for found in json.loads(result.stdout)["findings"]}


def test_all_is_there(run: Run, mock: SinchMock) -> None:
    result = run("doctor", env=mock.env)
    assert result.exit_code == 0
    states = {line.split()[1]: line.split()[0] for line in result.output.splitlines()}
    assert states | {"proxy": "", "authorities": ""} == {
        **dict.fromkeys(["versions", "project_id", "key_id", "key_secret"], "ok"),
        **dict.fromkeys(["base_url", "auth_url", "settings", "token", "host", "clock"], "ok"),
        "region": "note",
        "proxy": "",
        "authorities": "",
    }
    assert mock.messages == []
    assert [entry["path"] for entry in mock.requests] == ["/oauth2/token"]


def test_what_it_says_holds_no_value_of_a_credential(run: Run, mock: SinchMock) -> None:
    result = run("doctor", env=mock.env)
    assert "key_secret   from SINCH_KEY_SECRET" in result.output
    assert mock.env["SINCH_KEY_SECRET"] not in result.output
    assert mock.env["SINCH_KEY_ID"] not in result.output


def test_where_a_setting_comes_from(run: Run, mock: SinchMock, closed_port: int) -> None:
    nowhere = f"http://127.0.0.1:{closed_port}"
    result = run("doctor", "--json", "--base-url", nowhere, env={**mock.env, "SINCH_REGION": "eu"})
    found = findings(result)
    assert found["base_url"]["text"] == "from --base-url"
    assert found["auth_url"]["text"] == "from SINCH_AUTH_URL"
    assert found["region"]["text"] == "from SINCH_REGION"
    assert found["host"]["state"] == "wrong"
    assert result.exit_code == 3


def test_settings_that_are_missing_are_all_named(run: Run) -> None:
    result = run("doctor", "--json")
    assert result.exit_code == 2
    found = findings(result)
    assert found["settings"]["state"] == "wrong"
    for name in ("SINCH_PROJECT_ID", "SINCH_KEY_ID", "SINCH_KEY_SECRET", "SINCH_CONVERSATION_REG"):
        assert name in found["settings"]["text"]
    assert "token" not in found


def test_a_key_that_is_refused(run: Run, mock: SinchMock) -> None:
    result = run("doctor", "--json", env={**mock.env, "SINCH_KEY_SECRET": "another"})
    found = findings(result)
    assert (result.exit_code, found["token"]["state"]) == (2, "wrong")
    assert found["host"]["state"] == "ok"  # the rest is looked at all the same


def test_a_token_endpoint_that_is_not_there(run: Run, mock: SinchMock, closed_port: int) -> None:
    result = run("doctor", "--auth-url", f"http://127.0.0.1:{closed_port}", env=mock.env)
    assert result.exit_code == 3
    assert "wrong  token" in result.output


def test_a_proxy_that_is_not_there_is_told_from_a_server_that_is_not(
    run: Run, mock: SinchMock, closed_port: int
) -> None:
    proxy = {"HTTPS_PROXY": f"http://me:geheim@127.0.0.1:{closed_port}"}
    away = {"SINCH_BASE_URL": "https://api.example", "SINCH_AUTH_URL": "https://auth.example"}
    result = run("doctor", "--json", env=mock.env | proxy | away)
    found = findings(result)
    for what in ("token", "host"):
        assert found[what]["text"].endswith(" (through the proxy)")
    assert "geheim" not in result.output
    # Loopback goes without, whatever the variables say.
    found = findings(run("doctor", "--json", env=mock.env | proxy))
    assert "proxy" not in found["token"]["text"] + found["host"]["text"]


def test_basic_needs_no_token(run: Run, mock: SinchMock) -> None:
    result = run("doctor", "--basic", "--json", env=mock.env)
    assert (result.exit_code, findings(result)["token"]["state"]) == (0, "note")
    assert mock.requests == []


@contextmanager
def dated(date: str | None) -> Generator[str]:
    """Serve answers with this date."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(404)
            if date is not None:
                self.send_header("Date", date)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name there
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(30)


@pytest.mark.parametrize(
    ("date", "state", "code", "said"),
    [
        ("Wed, 01 Jan 2020 00:00:00 GMT", "wrong", 1, "ahead of the server's"),
        ("Wed, 01 Jan 2200 00:00:00 GMT", "wrong", 1, "behind the server's"),
        (None, "note", 0, "does not tell its time"),
        ("Wed, 01 Jan 99999999999 00:00:00 GMT", "note", 0, "does not tell its time"),
        ("soon", "note", 0, "does not tell its time"),
    ],
)
def test_a_clock_that_is_not_the_server_s(
    run: Run, mock: SinchMock, date: str | None, state: str, code: int, said: str
) -> None:
    with dated(date) as url:
        result = run("doctor", "--json", "--base-url", url, env=mock.env)
    clock = findings(result)["clock"]
    assert (result.exit_code, clock["state"]) == (code, state)
    assert said in clock["text"]


# ------------------------------------------------------------------------- a hostile server


def test_what_is_no_http_is_not_quoted(run: Run, mock: SinchMock) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(b"PRIVATE words\r\n\r\n")

    with Hostile(script) as server:
        result = run("doctor", "--basic", "--json", "--base-url", server.url, env=mock.env)
    host = findings(result)["host"]
    assert (result.exit_code, host["state"]) == (3, "wrong")
    assert host["text"] == f"{server.url}: what came is not HTTP"
    assert "PRIVATE" not in result.output


def test_a_packed_answer_stays_packed(run: Run, mock: SinchMock) -> None:
    """A few kilobytes would be 64 MB."""
    bomb = gzip.compress(gzip.compress(bytes(64 * 1024 * 1024), 6))
    assert len(bomb) < 8 * 1024

    def script(connection: Connection) -> None:
        connection.request()
        connection.answer(body=bomb, headers="Content-Encoding: gzip, gzip\r\n")

    with Hostile(script) as server:
        tracemalloc.start()
        try:
            result = run("doctor", "--basic", "--json", "--base-url", server.url, env=mock.env)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert findings(result)["host"]["state"] == "ok"
    assert peak < 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", "wrong"),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n", "wrong"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\nabcdefghijkl", "ok"),
    ],
    ids=["interim answers", "a head that never ends", "a body that never ends"],
)
def test_patience_bounds_all_of_it(raw: bytes, state: str) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.send(raw)
        connection.until_gone(raw[-10:] if state == "ok" else raw, every=0.01)

    with Hostile(script) as server:
        settings = resolve(
            project_id="p", base_url=server.url, auth=None, environ={}, allow_http=True
        )
        first = next(iter(reached(settings, ssl_context(), patience=0.5)))
    assert (first.what, first.state) == ("host", state)
    assert server.outlasted == 0
