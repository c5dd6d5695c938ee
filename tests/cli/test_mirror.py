"""``sinch-inject mirror`` as a process: what it takes, what it refuses, how it ends."""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from sinch_inject.bulk.ledger import State
from sinch_inject_mock import SinchMock
from support.claims import LIMIT
from support.imports import states
from support.mirror import COMMAND, TOKEN, http, record, running

MANY = 500
MIB = 1 << 20


def refused(mock: SinchMock, folder: Path, *flags: str, token: str = "") -> tuple[int, str]:
    """Return how the command ends that does not begin."""
    env = {**os.environ, **mock.env, "SINCH_INJECT_MIRROR_TOKEN": token}
    done = subprocess.run(
        [*COMMAND, "--outbox", str(folder / "outbox.db"), *flags],
        env=env, text=True, capture_output=True, timeout=LIMIT, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr


def delivered(client: httpx.Client, key: str) -> None:
    """Wait until a message is done."""
    end = time.monotonic() + LIMIT
    while client.get(f"/outbox/{key}").json()["state"] != "done":
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_record_is_taken_delivered_and_known_again(mock: SinchMock, tmp_path: Path) -> None:
    sent = record("a/b c")
    with running(mock, tmp_path / "outbox.db") as (_, url), http(url) as client:
        assert client.get("/outbox/a/b c").status_code == 404
        answer = client.post("/outbox", json=sent)
        assert (answer.status_code, answer.json()) == (202, {"key": "a/b c", "state": "pending"})
        delivered(client, "a%2Fb%20c")
        again = client.post("/outbox", json=sent)
        assert (again.status_code, again.json()) == (200, {"key": "a/b c", "state": "done"})
        other = client.post("/outbox", json={**sent, "contact_id": "01HOTHER"})
        assert other.status_code == 409
        assert other.json()["problems"][0]["rule"] == "unique_key"
        figures = client.get("/metrics").text
        assert 'sinch_inject_outbox_messages{state="done"} 1' in figures
        assert "sinch_inject_outbox_paused 0" in figures
        assert 'sinch_inject_mirror_answers_total{status="409"} 1' in figures
    assert len(mock.messages) == 1


@pytest.mark.parametrize(
    ("body", "status", "rule"),
    [
        (b"{", 400, "json"),
        (b"", 400, "json"),
        (b'{"a": 1}\n{"a": 1}', 400, "json"),
        (b'{"a": 1, "a": 2}', 400, "unique_names"),
        (b"[1]", 422, "type"),
        (json.dumps({"_key": "k"}).encode(), 422, "required"),
        (json.dumps({"_key": "k", "conversation_id": "c", "direction": "UP"}).encode(), 422, None),
        (json.dumps({"_key": [], "conversation_id": "c"}).encode(), 422, "type"),
    ],
)
def test_what_is_wrong_is_said_and_not_kept(
    wrong: httpx.Client, body: bytes, status: int, rule: str | None
) -> None:
    answer = wrong.post("/outbox", content=body)
    assert answer.status_code == status
    problems = answer.json()["problems"]
    assert all(problem["message"] for problem in problems)
    assert all("#" in problem["reference"] for problem in problems)
    assert set(problems[0]) == {
        *("pointer", "rule", "severity", "message", "source", "reference"),
    }
    assert rule in (None, problems[0]["rule"])
    assert 'state="pending"} 0' in wrong.get("/metrics").text


@pytest.fixture(scope="module")
def wrong(simulator: SinchMock, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("wrong")
    with running(simulator, folder / "outbox.db") as (_, url), http(url) as client:
        yield client


def test_a_record_needs_a_key(wrong: httpx.Client) -> None:
    sent = record("k")
    del sent["_key"]
    answer = wrong.post("/outbox", json=sent)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == "/_key"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/outbox", 405), ("POST", "/other", 404), ("DELETE", "/outbox/k", 405)],
)
def test_other_paths_are_refused(wrong: httpx.Client, method: str, path: str, status: int) -> None:
    assert wrong.request(method, path).status_code == status


@pytest.mark.parametrize("token", [None, TOKEN[:-1], TOKEN + "x", "Ä"])
def test_without_the_token_nothing_is_told(wrong: httpx.Client, token: str | None) -> None:
    headers = [] if token is None else [(b"authorization", b"Bearer " + token.encode())]
    with httpx.Client(base_url=wrong.base_url, timeout=LIMIT) as client:
        assert client.get("/healthz", headers=headers).json() == {"ok": True}
        for path in ("/metrics", "/outbox/k", "/other"):
            assert client.get(path, headers=headers).status_code == 401
        answer = client.post("/outbox", json=record("k"), headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


def test_it_does_not_begin_without_a_token(mock: SinchMock, tmp_path: Path) -> None:
    code, said = refused(mock, tmp_path)
    assert code == 2
    assert "a token is needed" in said
    code, said = refused(mock, tmp_path, token="short")
    assert code == 2
    assert "at least 16 characters" in said
    assert "short" not in said
    assert not (tmp_path / "outbox.db").exists()


@pytest.mark.parametrize("where", ["u:hidden@h/d", "h/d?password=hidden", "h/d?sslpassword=hidden"])
def test_a_password_in_the_command_line_is_refused(
    mock: SinchMock, tmp_path: Path, where: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sinch_inject", "mirror", "--outbox", f"postgresql://{where}"],
        env={**os.environ, **mock.env},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "holds a password" in done.stderr
    assert "hidden" not in done.stdout + done.stderr


def test_an_outbox_that_is_in_use_is_refused(mock: SinchMock, tmp_path: Path) -> None:
    with running(mock, tmp_path / "outbox.db"):
        code, said = refused(mock, tmp_path, "--listen", "127.0.0.1:0", token=TOKEN)
    assert code == 2
    assert "in use" in said


def test_a_token_from_a_file(mock: SinchMock, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("another-token-of-a-file\n")
    flags = ("--token-file", str(file))
    with running(mock, tmp_path / "outbox.db", *flags) as (_, url):
        with http(url, "another-token-of-a-file") as client:
            assert client.get("/metrics").status_code == 200
        with http(url, TOKEN) as client:
            assert client.get("/metrics").status_code == 401


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no Unix sockets")
def test_a_unix_socket_is_its_owners_and_needs_no_token(mock: SinchMock, tmp_path: Path) -> None:
    path, sent = tmp_path / "mirror.sock", record("k")
    for _ in range(2):  # the second start finds what the first one, killed, has left
        with running(mock, tmp_path / "outbox.db", "--socket", str(path), token="") as (_, where):
            assert where == str(path)
            assert path.stat().st_mode & 0o777 == 0o600
            transport = httpx.HTTPTransport(uds=str(path))
            with http("http://mirror", None, transport=transport) as client:
                assert client.post("/outbox", json=sent).status_code in (200, 202)
                delivered(client, "k")
    assert len(mock.messages) == 1


def test_sigterm_lets_what_is_under_way_come_to_its_end(mock: SinchMock, tmp_path: Path) -> None:
    mock.faults.add("latency", count=1, delay_ms=1000)
    with running(mock, tmp_path / "outbox.db") as (process, url):
        with http(url) as client:
            assert client.post("/outbox", json=record("k")).status_code == 202
            end = time.monotonic() + LIMIT
            while 'state="sending"} 1' not in client.get("/metrics").text:
                assert time.monotonic() < end
                time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT) == 0
    assert states(tmp_path / "outbox.db", mock.base_url) == {State.DONE: 1}


@pytest.mark.skipif(os.name != "posix", reason="signals to one process")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_broken_off_at_the_end_is_in_doubt(
    number: signal.Signals, mock: SinchMock, tmp_path: Path
) -> None:
    """The first signal waits for what is under way; who does not wait is told what that means."""
    hanging = mock.faults.add("hang")
    with running(mock, tmp_path / "outbox.db") as (process, url):
        with http(url) as client:
            assert client.post("/outbox", json=record("a")).status_code == 202
        end = time.monotonic() + LIMIT
        while not hanging.applied:
            assert time.monotonic() < end
            time.sleep(0.02)
        while process.poll() is None:  # one of them comes after the HTTP side has ended
            assert time.monotonic() < end
            process.send_signal(number)
            time.sleep(0.1)
        assert process.returncode == 4
        assert process.stderr
        said = process.stderr.read()
    assert said.startswith("Error: broken off: what was under way may be in its conversation")
    assert "Traceback" not in said


def test_a_token_file_that_is_no_text(mock: SinchMock, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff" * 20)
    code, said = refused(mock, tmp_path, "--token-file", str(tmp_path / "token"))
    assert (code, said) == (2, "Error: the token must have at least 16 characters of ASCII\n")


def test_large_bodies_are_refused_with_the_reason(wrong: httpx.Client) -> None:
    for size in (8 * MIB + 1, 40 * MIB):
        answer = wrong.post("/outbox", content=b" " * size)
        assert answer.status_code == 413
    chunks = (b" " * MIB for _ in range(9))
    assert wrong.post("/outbox", content=chunks).status_code == 413


def raw(url: str, data: bytes) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), LIMIT)
    connection.sendall(data)
    return connection


HEAD = f"POST /outbox HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\n".encode()


def answer_to(url: str, head: str, body: bytes, *, method: str = "POST /outbox") -> bytes:
    """Send a request as it stands; return the first line of the answer, and what follows."""
    first = f"{method} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\nConnection: close"
    with raw(url, f"{first}, Upgrade, HTTP2-Settings\r\n{head}\r\n".encode() + body) as connection:
        connection.settimeout(LIMIT)
        found = b""
        while piece := connection.recv(65536):
            found += piece
    return found


def test_what_other_languages_send(mock: SinchMock, tmp_path: Path) -> None:
    """Java's client and curl --http2 offer another protocol with the first request."""
    with running(mock, tmp_path / "outbox.db") as (_, url):
        for number, head in enumerate(
            (
                "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n",
                "Upgrade: h2c\r\nExpect: 100-continue\r\n",
                "Upgrade: websocket\r\n",
                "Content-Encoding: identity\r\n",
            )
        ):
            body = json.dumps(record(f"k-{number}")).encode()
            sized = f"{head}Content-Length: {len(body)}\r\n"
            assert b"HTTP/1.1 202 " in answer_to(url, sized, body)
        chunk = json.dumps(record("k-4")).encode()
        chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(chunk), chunk)
        chunked = "Upgrade: h2c\r\nTransfer-Encoding: chunked\r\n"
        assert answer_to(url, chunked, chunks).startswith(b"HTTP/1.1 202 ")
        with http(url) as client:
            for number in range(5):
                delivered(client, f"k-{number}")
    assert len(mock.messages) == 5


@pytest.mark.parametrize(
    ("status", "head", "method"),
    [
        (b"415", "Content-Encoding: gzip\r\nContent-Length: 2\r\n", "POST /outbox"),
        (b"400", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "POST /outbox"),
        (b"400", "Content-Length: -2\r\n", "POST /outbox"),
        (b"400", "Content-Length: 2\r\nContent-Length: 3\r\n", "POST /outbox"),
        (b"405", "", "DELETE /outbox/k"),
        (b"405", "Content-Length: 2\r\n", "PUT /metrics"),
        (b"404", "", "HEAD /outbox/k"),
        (b"200", "", "HEAD /metrics"),
        (b"200", "", "HEAD /healthz"),
    ],
)
def test_what_is_refused_by_its_head(
    wrong: httpx.Client, status: bytes, head: str, method: str
) -> None:
    answer = answer_to(str(wrong.base_url).rstrip("/"), head, b"{}", method=method)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert method.startswith("HEAD") == answer.endswith(b"\r\n\r\n") or status == b"400"


def test_slow_and_endless_senders_are_told_and_let_go(mock: SinchMock, tmp_path: Path) -> None:
    with running(mock, tmp_path / "outbox.db", "--body-timeout", "0.5") as (_, url):
        with raw(url, HEAD + b"Content-Length: 100\r\n\r\n{") as slow:
            assert slow.recv(1000).startswith(b"HTTP/1.1 408")
        with raw(url, HEAD) as slow:
            assert slow.recv(1000).startswith(b"HTTP/1.1 408")
        with raw(url, b"") as slow:
            assert slow.recv(1000) == b""
        with raw(url, HEAD) as endless, contextlib.suppress(ConnectionError):
            for _ in range(100):
                endless.sendall(b"X-A: " + b"a" * 4096 + b"\r\n")
            endless.settimeout(LIMIT)
            assert endless.recv(1000).startswith(b"HTTP/1.1 431")
        with http(url) as client:
            assert client.post("/outbox", json=record("k")).status_code == 202


def resident(process: subprocess.Popen[str]) -> float:
    """Return what a process has in memory, in MiB."""
    text = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return int(re.findall(r"VmRSS:\s+(\d+)", text)[0]) / 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory")
def test_500_connections_and_memory_stays_flat(mock: SinchMock, tmp_path: Path) -> None:
    """Hanging heads and bodies, large bodies, and good ones between them, answered."""
    with running(mock, tmp_path / "outbox.db") as (process, url), contextlib.ExitStack() as stack:
        for number in range(MANY):
            body = b"" if number % 2 else b"Content-Length: 1000\r\n\r\n{"
            stack.enter_context(raw(url, HEAD + body))
        client = stack.enter_context(http(url))
        assert client.post("/outbox", json=record(0)).status_code == 202
        before = resident(process)

        def large(_: int) -> int:
            with http(url) as own:
                return own.post("/outbox", content=b"[" + b" " * (8 * MIB - 2) + b"]").status_code

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            found = set(pool.map(large, range(60)))
        assert found <= {422, 503}
        for number in range(1, 30):
            assert client.post("/outbox", json=record(number)).status_code == 202
        grown = resident(process) - before
        print(f"{MANY} connections: {before:.0f} MiB, and {grown:.0f} more after 60 x 8 MiB")
        assert grown < 160  # the bodies were 480, and as many copies of each
