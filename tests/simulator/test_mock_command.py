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
from pathlib import Path

import httpx
import pytest
from support.requests import message

COMMAND = [sys.executable, "-c", "from sinch_inject.cli import main; main()", "mock"]


@contextlib.contextmanager
def running(
    *flags: str, program: str | None = None, **environ: str
) -> Generator[tuple[subprocess.Popen[str], str, str]]:
    """Run the command on a free port; yield the process, its URL and what it said."""
    env = {**os.environ, "PYTHONUNBUFFERED": "1", **environ}
    command = COMMAND if program is None else [sys.executable, "-c", program, "mock"]
    process = subprocess.Popen(
        [*command, "--port", "0", *flags],
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
        assert [line.strip() for line in said.splitlines() if "SINCH" in line] == [
            "export SINCH_PROJECT_ID=demo-project",
            "export SINCH_KEY_ID=demo-key",
            "export SINCH_KEY_SECRET=demo-secret",
            f"export SINCH_BASE_URL={url}",
            f"export SINCH_AUTH_URL={url}",
        ]
        assert "the key is one that everybody knows" in said
        assert "Warning" not in said
        answer = httpx.get(f"{url}/_mock/health")
        assert answer.json()["status"] == "ok"


@pytest.mark.parametrize(
    ("form", "first", "rest"),
    [
        ("sh", "export SINCH_PROJECT_ID='it'\"'\"'s \\mine'", "export SINCH_KEY_ID=demo-key"),
        ("fish", "set -gx SINCH_PROJECT_ID 'it\\'s \\\\mine'", "set -gx SINCH_KEY_ID 'demo-key'"),
        ("powershell", "$env:SINCH_PROJECT_ID = 'it''s \\mine'", "$env:SINCH_KEY_ID = 'demo-key'"),
        ("dotenv", "SINCH_PROJECT_ID='it\\'s \\\\mine'", "SINCH_KEY_ID='demo-key'"),
    ],
)
def test_settings_for_each_shell_and_nothing_else_on_stdout(
    form: str, first: str, rest: str
) -> None:
    command = [*COMMAND, "--port", "0", "--project", "it's \\mine", "--print-env", form]
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline().rstrip("\n") for _ in range(5)]
            url = re.findall(r"http://127\.0\.0\.1:\d+", lines[4])[0]
            assert httpx.get(f"{url}/_mock/health").status_code == 200
        finally:
            process.terminate()
        assert process.stdout.read() == ""
    assert lines[:2] == [first, rest]
    assert [re.findall(r"SINCH_\w+", line)[0] for line in lines] == [
        *("SINCH_PROJECT_ID", "SINCH_KEY_ID", "SINCH_KEY_SECRET"),
        *("SINCH_BASE_URL", "SINCH_AUTH_URL"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")
def test_sh_takes_the_settings_as_they_are_printed() -> None:
    with running("--project", "it's $HOME `id`") as (_, _, said):
        lines = [line for line in said.splitlines() if "export" in line]
    script = "\n".join([*lines, 'printf %s "$SINCH_PROJECT_ID"'])
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "it's $HOME `id`"


def test_a_secret_of_somebodys_own_is_never_printed() -> None:
    with running(SINCH_KEY_SECRET="hush-hush") as (_, _, said):
        assert "hush-hush" not in said
        assert "export SINCH_KEY_SECRET" not in said
        assert "SINCH_KEY_SECRET is the one in this simulator's environment." in said


@pytest.mark.skipif(sys.platform == "win32", reason="the environment of Windows is text")
@pytest.mark.parametrize("secret", [b"\xff", b"a\nb"])
def test_a_secret_that_no_client_can_send_is_refused(secret: bytes) -> None:
    done = subprocess.run(
        [*COMMAND, "--port", "0"],
        env={**os.environb, b"SINCH_KEY_SECRET": secret},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, b"SINCH_KEY_SECRET must be printable" in done.stderr) == (2, True)


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
        ("--state", ""),
        ("--state", "/"),
        ("--state", ":memory:"),
        ("--fault", "kind=latency,delay_ms=nan"),
        ("--fault", "kind=latency,delay_ms=inf"),
        ("--fault", "kind=500,probability=nan"),
        ("--fault", "kind=500,count=-1"),
        ("--fault", "kind=500,operation=nothing"),
        ("--port", "-1"),
        ("--port", "65536"),
        ("--project", ""),
        ("--seed", "1.5"),
        *(
            (flag, value)
            for flag in ("--token-ttl", "--rate-limit", "--token-rate-limit", "--list-lag")
            for value in ("nan", "inf", "-1", "1e400", "x")
        ),
        *((flag, value) for flag in ("--retention", "--memory") for value in ("0", "nan", "-5")),
    ],
)
def test_wrong_flags(flags: tuple[str, ...]) -> None:
    code, said = run("--port", "0", *flags)
    assert code == 2
    assert "Error: " in said
    assert "Traceback" not in said


def test_a_second_simulator_does_not_take_a_file_that_is_in_use(tmp_path: Path) -> None:
    path = str(tmp_path / "state.db")
    with running("--state", path) as (_, url, _said):
        code, said = run("--port", "0", "--state", path)
        assert (code, said.count("\n")) == (2, 1)
        assert "is in use by another simulator" in said
        assert httpx.get(f"{url}/_mock/health").json()["status"] == "ok"
    with running("--state", path):  # also after a kill
        pass


LIMITED = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
from sinch_inject.cli import main; main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_disk_that_is_full_is_told_and_nothing_is_claimed(tmp_path: Path) -> None:
    path = "/v1/projects/demo-project/conversations/c:inject-message"
    state = str(tmp_path / "state.db")
    with running("--state", state, program=LIMITED) as (process, url, _):
        client = httpx.Client(base_url=url, auth=("demo-key", "demo-secret"))
        answers = [client.post(path, json=message(x="y" * 10_000)) for _ in range(60)]
        statuses = [answer.status_code for answer in answers]
        assert (statuses[0], statuses[-1]) == (200, 503)
        assert "The file of the simulator failed" in answers[-1].json()["error"]["message"]
        kept = client.get("/_mock/messages").json()["messages"]
        assert len(kept) == statuses.count(200)
        assert client.get("/_mock/requests").json()["requests"][-1]["status"] == 503
        client.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""
