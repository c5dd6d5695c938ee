"""``sinch-inject mock`` as a process: where it listens, how it ends, what it refuses."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Generator

import httpx
import pytest
from support.requests import message

COMMAND = [sys.executable, "-c", "from sinch_inject.cli import main; main()", "mock"]


@contextlib.contextmanager
def running(*flags: str, **environ: str) -> Generator[tuple[subprocess.Popen[str], str, str]]:
    """Run the command on a free port; yield the process, its URL and what it said."""
    env = {**os.environ, "PYTHONUNBUFFERED": "1", **environ}
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *flags],
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    said = ""
    try:
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        found = re.search(r"http://\S+", said)
        assert found
        yield process, found[0], said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_it_says_where_and_as_whom() -> None:
    with running() as (_, url, said):
        assert "project demo-project, key demo-key, secret demo-secret" in said
        assert "Warning" not in said
        answer = httpx.get(f"{url}/_mock/health")
        assert answer.json()["status"] == "ok"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it_cleanly_even_while_something_hangs(number: signal.Signals) -> None:
    with running() as (process, url, _):
        path = "/v1/projects/demo-project/conversations/fault-hang-a:inject-message"
        with contextlib.suppress(httpx.ReadTimeout):
            httpx.post(url + path, auth=("demo-key", "demo-secret"), timeout=0.2)
        port = int(url.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as garbage:
            garbage.sendall(b"this is not HTTP\r\n\r\n")
            assert garbage.recv(9) == b"HTTP/1.1 "
        process.send_signal(number)
        assert process.wait(5) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""


def test_settings_from_flags_and_the_secret_from_the_environment() -> None:
    flags = [
        "--project",
        "p",
        "--key-id",
        "k",
        "--now",
        "2030-01-01T00:00:00Z",
        "--token-ttl",
        "60",
    ]
    flags += ["--fault", "kind=503,count=1", "--strict"]
    with running(*flags, SINCH_KEY_SECRET="hush") as (_, url, said):
        assert "hush" not in said
        auth = ("k", "hush")
        form = {"grant_type": "client_credentials"}
        token = httpx.post(f"{url}/oauth2/token", data=form, auth=auth).json()
        assert token["expires_in"] == 60
        path = "/v1/projects/p/conversations/c:inject-message"
        body = message(accept_time="2029-12-31T00:00:00Z")
        answers = [httpx.post(url + path, json=body, auth=auth) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [503, 404]


def test_listening_for_others_is_said_loudly() -> None:
    with running("--host", "0.0.0.0") as (_, url, said):
        assert "Warning: listening on 0.0.0.0" in said
        assert httpx.get(f"{url}/_mock/health").status_code == 200


def run(*flags: str) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, *flags], capture_output=True, check=False, text=True, timeout=60
    )
    return done.returncode, done.stderr


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = run("--port", port)
    assert code == 2
    assert f"cannot serve on 127.0.0.1:{port}" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "flags",
    [
        ("--fault", "kind=nonsense"),
        ("--fault", "500"),
        ("--now", "noon"),
        ("--rate-limit", "0"),
        ("--state", "/nowhere/at/all/state.db"),
        ("--host", "256.256.256.256"),
    ],
)
def test_wrong_flags(flags: tuple[str, ...]) -> None:
    code, said = run("--port", "0", *flags)
    assert code == 2
    assert "Error: " in said
    assert "Traceback" not in said
