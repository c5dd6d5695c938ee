"""Memory is bounded in bytes, whoever sends what, and nobody who does not read stops the rest."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import httpx
import pytest
from sinch_inject_mock import SinchMock
from sinch_inject_mock.core.auth import Key
from sinch_inject_mock.core.fault_kinds import KINDS
from sinch_inject_mock.core.state import State
from sinch_inject_mock.core.store import Deletions, Message
from sinch_inject_mock.settings import MIB, Settings
from support.requests import message
from support.simulated import Simulated, text_message

AUTH = ("demo-key", "demo-secret")
PATH = "/v1/projects/demo-project/conversations/c:inject-message"
PROGRAM = """
import sys
from sinch_inject_mock import Settings, SinchMock
with SinchMock(Settings(memory={memory}, max_body={max_body})) as mock:
    print(mock.base_url, flush=True)
    sys.stdin.read()
"""


def large(size: int) -> bytes:
    return json.dumps(text_message("x" * size)).encode()


# ----------------------------------------------------------------- what is kept, by bytes
def test_messages_and_requests_are_kept_up_to_so_many_bytes() -> None:
    mock = Simulated(Settings(memory=16 * MIB))
    body = large(1_000_000)
    for _ in range(40):
        assert mock.inject(body).status == 200
    state = mock.state
    for kept in (state.store, state.journal):
        assert 4 * MIB < kept.bytes <= 8 * MIB
        assert 0 < len(kept) < 9
    assert state.store.dropped == 40 - len(state.store)


def test_a_file_is_bounded_as_memory_is(tmp_path: Path) -> None:
    settings = Settings(memory=8 * MIB, state=str(tmp_path / "state.db"))
    with SinchMock(settings) as mock:
        for _ in range(12):
            mock.do(lambda state: state.store.add(kept(state, large(600_000))))
        counts = mock.do(lambda state: (len(state.store), state.store.bytes))
    assert 0 < counts[0] < 8
    assert counts[1] <= 4 * MIB
    with SinchMock(settings) as mock:
        assert mock.do(lambda state: (len(state.store), state.store.bytes)) == counts


def kept(state: State, body: bytes) -> Message:
    number = state.store.last + 1
    return Message(number, f"m{number}", "p", "c", 0, "r", body, 0, 0)


def test_the_newest_message_stays_however_large_it_is() -> None:
    mock = Simulated(Settings(memory=8 * MIB, max_body=64 * MIB))
    mock.inject()
    assert mock.inject(large(5 * MIB)).status == 200
    assert len(mock.messages) == 1
    assert len(mock.journal) == 1


@pytest.mark.parametrize("what", ["path", "query", "header", "pointer"])
def test_everything_that_a_request_brings_is_counted(what: str) -> None:
    mock = Simulated()
    size = 50_000
    long = "x" * size
    if what == "path":
        mock.ask(f"nothing/{long}")
    elif what == "query":
        mock.ask("messages", query=f"conversation_id={long}")
    elif what == "header":
        mock.inject(headers=((b"x-long", long.encode()),))
    else:
        mock.inject({long: 1, "channel_identity": {long: {"app_id": 1}}})
    assert mock.state.journal.bytes > size
    mock.state.journal.clear()
    assert mock.state.journal.bytes == 0


def test_a_large_answer_is_cut_in_the_journal() -> None:
    mock = Simulated()
    for _ in range(20):
        mock.inject(large(10_000))
    assert len(mock.ask("messages", query="page_size=20").body) > 200_000
    assert mock.state.journal.bytes < 500_000
    assert str(mock.journal[-1]["answer"]).endswith("bytes)")


def test_conversations_that_count_faults_are_not_remembered_by_their_names() -> None:
    mock = Simulated()
    long = "fault-500x1-" + "x" * 50_000
    assert [mock.inject(conversation=long).status for _ in range(2)] == [500, 200]
    assert len(repr(vars(mock.state.faults))) < 10_000


def test_deletions_are_remembered_up_to_a_number() -> None:
    deletions = Deletions()
    for number in range(20_000):
        deletions.add(str(number))
    assert deletions.after(19_998) == ["19998", "19999"]
    assert deletions.after(20_000) == []
    assert deletions.after(5_000) is None
    assert deletions.after(30_000) is None


LONG = "x" * 60_000
FILL: dict[str, Callable[[State, int], object]] = {
    "faults": lambda state, number: state.faults.add({"kind": "500", "count": number + 1}),
    "long faults": lambda state, number: state.faults.add(
        {"kind": "500", "match": {"conversation_id": f"{LONG}{number}"}}
    ),
    "keys": lambda state, number: state.keys.add(Key(f"key{number}", "s", "p")),
    "long keys": lambda state, number: state.keys.add(Key(f"key{number}", LONG, "p")),
    "conversations": lambda state, number: state.register.conversation(f"{LONG}{number}"),
    "contacts": lambda state, number: state.register.contact(f"{LONG}{number}"),
    "contacts of one": lambda state, number: state.register.conversation(
        "c", [f"{LONG}{number}-{one}" for one in range(10)]
    ),
}


@pytest.mark.parametrize("what", FILL)
def test_what_is_set_up_by_hand_has_a_limit_that_is_told(what: str) -> None:
    state = Simulated().state

    def add_many() -> None:
        for number in range(1_000):
            FILL[what](state, number)

    with pytest.raises(ValueError, match=r"already|at most|full"):
        add_many()
    state.reset()
    if not what.startswith("long"):
        FILL[what](state, 0)


# -------------------------------------------------------------------------- over the wire
@contextlib.contextmanager
def running(**settings: int) -> Generator[tuple[str, int]]:
    """Run a simulator in a process of its own; yield its URL and its process id."""
    given = {"memory": 32 * MIB, "max_body": MIB, **settings}
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(**given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        yield process.stdout.readline().strip(), process.pid
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def resident(pid: int) -> int:
    """Return how many bytes of memory a process takes; 0 where nobody tells."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


@contextlib.contextmanager
def deaf(url: str, count: int) -> Generator[list[socket.socket]]:
    """Have listeners that ask for events and never read one."""
    port = int(url.rpartition(":")[2])
    with contextlib.ExitStack() as stack:
        opened: list[socket.socket] = []
        for _ in range(count):
            one = stack.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", port))
            one.sendall(b"GET /_mock/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            opened.append(one)
        yield opened


def odd_requests() -> Iterator[tuple[str, str, bytes]]:
    long = "x" * 20_000
    for number in range(50):
        yield "GET", f"/v1/projects/demo-project/messages?page_token={long}{number}", b""
        yield "GET", f"/v1/projects/demo-project/messages?page_size={number}", b""
        yield "DELETE", f"/v1/projects/demo-project/messages/{long}", b""
        yield "POST", PATH, b'{"' + long.encode() + b'":' + b"[" * 90 + b"]" * 90 + b"}"
        yield "POST", PATH, b"[" * 100_000
        yield "POST", PATH, b'{"a":' + b"9" * 10_000 + b"}"
        yield "POST", PATH.replace("/c:", f"/fault-500x1-{long}{number}:"), large(10)
        yield "PUT", f"/_mock/contacts/{long}{number}", b""
        yield "POST", "/_mock/faults", json.dumps({"kind": "500", "delay_ms": 1e308}).encode()
        yield "POST", "/_mock/faults", json.dumps({"kind": long}).encode()
        yield "PUT", "/_mock/clock", b'{"advance": 1e400}'
        yield "PUT", "/_mock/list-lag", b'{"seconds": -1}'
        yield "POST", "/_mock/import", b"{}\n" * 1_000
        yield "POST", "/_mock/keys", json.dumps({"key_id": long}).encode()
        yield "GET", f"/_mock/messages?limit={number}&text={long}", b""
        yield "GET", "/_mock/requests?limit=3", b""
        yield "GET", f"/_page/{long}", b""
        yield "TRACE", "/", b""
        yield "POST", "/oauth2/token", b"grant_type=" + long.encode()
        yield "OPTIONS", f"/{long}", b""


def test_it_stays_within_its_memory_and_answers_while_nobody_reads_its_events() -> None:
    budget = 32 * MIB
    with running(max_body=8 * MIB) as (url, pid), httpx.Client(auth=AUTH, timeout=30) as client:
        client.post(url + PATH, json=message())
        before = resident(pid)
        most = 0
        with deaf(url, 50):
            for size in (64_000, 250_000, 1_000_000, 4_000_000, 8_000_000):
                for _ in range(max(3, 40_000_000 // size)):
                    body = json.dumps(message(metadata="m" * 10, x="y" * size)).encode()
                    headers = {"content-type": "application/json"}
                    started = time.monotonic()
                    answer = client.post(url + PATH, content=body, headers=headers)
                    assert answer.status_code == 200
                    assert (
                        time.monotonic() - started < Settings().listener_patience
                    )  # nobody was dropped for time yet
                    most = max(most, resident(pid) - before)
            for method, path, content in odd_requests():
                answer = client.request(method, url + path, content=content)
                assert answer.status_code < 500 or "fault-500x1" in path, (path[:80], answer.text)
                most = max(most, resident(pid) - before)
            health = client.get(f"{url}/_mock/health").json()
        assert sum(health["bytes"].values()) <= budget
        assert health["dropped"]["messages"] > 0
        # Beside what is kept: one request on its way, what listeners hold, and Python's own.
        assert most < 4 * budget, f"{most / MIB:.0f} MiB"
        assert client.post(url + PATH, json=message()).status_code == 200


def test_who_does_not_read_is_dropped_for_what_it_holds_and_others_get_all() -> None:
    patient = Settings(memory=8 * MIB, listener_patience=600.0)  # nobody is dropped for time
    with SinchMock(patient) as mock, deaf(mock.base_url, 20) as deaf_ones:
        with httpx.stream("GET", f"{mock.base_url}/_mock/events", timeout=10) as listener:
            lines = listener.iter_lines()
            for number in range(30):
                body = message(f"m-{number}", x="y" * 400_000)
                httpx.post(mock.base_url + PATH, json=body, auth=AUTH).raise_for_status()
                while f'"m-{number}"' not in (line := next(lines)):
                    pass
                assert line.startswith("data: ")
        gone = 0
        for one in deaf_ones:
            one.settimeout(0.2)
            try:
                while one.recv(1 << 20):
                    pass
            except TimeoutError:
                continue
            except ConnectionResetError:
                pass
            gone += 1
        assert gone


def test_too_many_large_bodies_at_once_are_refused_not_kept() -> None:
    who = base64.b64encode(b"demo-key:demo-secret")
    head = (
        b"POST %b HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %b\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    )
    body = json.dumps(message(x="y" * 900_000)).encode()
    settings = Settings(memory=8 * MIB)
    with SinchMock(settings) as mock, contextlib.ExitStack() as stack:
        waiting: list[socket.socket] = []
        for _ in range(8):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", mock.port), 10))
            one.sendall(head % (PATH.encode(), who, len(body)) + body[:-1])
            waiting.append(one)
        time.sleep(0.2)
        for one in waiting:
            one.sendall(body[-1:])
        statuses = sorted(one.recv(65536)[9:12] for one in waiting)
    assert set(statuses) == {b"200", b"503"}


@pytest.mark.parametrize("path", ["/_mock/messages", "/v1/projects/demo-project/messages"])
def test_who_does_not_read_a_list_is_cut_and_others_get_all_of_it(path: str) -> None:
    whole = 7 * 900_000
    with (
        SinchMock(Settings(memory=16 * MIB)) as mock,
        httpx.Client(base_url=mock.base_url, auth=AUTH, timeout=30) as client,
        contextlib.ExitStack() as stack,
    ):
        for _ in range(7):
            client.post(PATH, json=message(x="y" * 900_000)).raise_for_status()
        key = base64.b64encode(b"demo-key:demo-secret")
        asked = b"GET %b HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %b\r\n\r\n"
        deaf_ones: list[socket.socket] = []
        for _ in range(16):
            one = stack.enter_context(socket.socket())
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", mock.port))
            one.sendall(asked % (path.encode(), key))
            deaf_ones.append(one)
        time.sleep(1.5)
        assert len(client.get(path).content) > whole
        cut = 0
        for one in deaf_ones:
            one.settimeout(0.5)
            read = 0
            with contextlib.suppress(ConnectionError, TimeoutError):
                while part := one.recv(1 << 20):
                    read += len(part)
            cut += read < whole
        assert cut > 4


@pytest.mark.parametrize("fault", ["hang", "latency-ms60000", "late-ms60000", "late-hang-ms60000"])
def test_bodies_that_a_fault_holds_are_counted(fault: str) -> None:
    path = PATH.replace("/c:", f"/fault-{fault}-1:").encode()
    who = base64.b64encode(b"demo-key:demo-secret")
    head = (
        b"POST %b HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic %b\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    )
    large_one = message(x="y" * 900_000)
    body = json.dumps(large_one).encode()
    with SinchMock(Settings(memory=8 * MIB)) as mock, contextlib.ExitStack() as stack:
        waiting: list[socket.socket] = []
        for _ in range(8):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", mock.port), 10))
            one.sendall(head % (path, who, len(body)) + body)
            one.settimeout(0.5)
            waiting.append(one)
        refused = 0
        for one in waiting:
            with contextlib.suppress(TimeoutError):
                refused += one.recv(65536).startswith(b"HTTP/1.1 503")
        assert refused == 4
        for one in waiting:
            one.close()
        if "late" not in fault:  # what is stored later is held until then
            status = 503
            for _ in range(100):
                status = httpx.post(mock.base_url + PATH, json=large_one, auth=AUTH).status_code
                if status != 503:
                    break
                time.sleep(0.05)
            assert status == 200


@pytest.mark.parametrize("endless", [b"y" * 1000, b"X-Trailer: y\r\n" * 80, b";x" * 500])
def test_trailers_that_never_end_are_refused(sinch_mock: SinchMock, endless: bytes) -> None:
    head = (
        b"POST %b HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"2\r\n{}\r\n0" % PATH.encode()
    )
    with socket.create_connection(("127.0.0.1", sinch_mock.port), 10) as opened:
        opened.sendall(head + (b"" if endless[:1] == b";" else b"\r\n"))
        if endless[:1] == b"y":
            opened.sendall(b"X-Trailer: ")
        with contextlib.suppress(ConnectionError):
            for _ in range(400):
                opened.sendall(endless)
                time.sleep(0.0005)
        with contextlib.suppress(ConnectionError):
            assert opened.recv(65536).startswith(b"HTTP/1.1 431")
    assert httpx.get(f"{sinch_mock.base_url}/_mock/health", timeout=5).status_code == 200
    assert not sinch_mock.requests


def test_a_body_in_the_smallest_chunks_is_taken(sinch_mock: SinchMock) -> None:
    body = json.dumps(message(x="y" * 20_000)).encode()
    answer = httpx.post(
        sinch_mock.base_url + PATH,
        content=(body[at : at + 1] for at in range(len(body))),
        headers={"content-type": "application/json"},
        auth=AUTH,
        timeout=60,
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/_mock/faults", "/_mock/keys", "/_mock/clock"])
def test_a_large_admin_body_is_refused(sinch_mock: SinchMock, path: str) -> None:
    method = "PUT" if path == "/_mock/clock" else "POST"
    content = b'{"kind": "' + b"x" * 2 * MIB + b'"}'
    answer = httpx.request(method, sinch_mock.base_url + path, content=content)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == 413


def test_a_large_import_is_refused_and_a_small_one_is_taken_whole() -> None:
    with SinchMock(Settings(memory=8 * MIB)) as mock, httpx.Client(base_url=mock.base_url) as admin:
        for number in range(3):
            admin.post(PATH, json=message(str(number)), auth=AUTH)
        lines = admin.get("/_mock/export").content
        assert lines.count(b"\n") == 3
        assert admin.post("/_mock/import", content=lines).json() == {"imported": 3}
        assert len(mock.messages) == 6
        answer = admin.post("/_mock/import", content=lines * 10_000)
        assert answer.status_code == 413
        assert len(mock.messages) == 6


def test_lists_come_in_batches_and_as_a_whole() -> None:
    with SinchMock(Settings(retention=2000)) as mock, httpx.Client(base_url=mock.base_url) as admin:
        pretty = json.dumps(message("two\nlines"), indent=2)

        def many(state: State) -> None:
            for _ in range(1_200):
                state.store.add(kept(state, pretty.encode()))

        mock.do(many)
        shown = admin.get("/_mock/messages").json()["messages"]
        assert [one["sequence"] for one in shown] == list(range(1, 1_201))
        few = admin.get("/_mock/messages", params={"after": 1_190, "limit": 5}).json()["messages"]
        assert [one["sequence"] for one in few] == list(range(1_191, 1_196))
        assert admin.get("/_mock/messages", params={"limit": 0}).json() == {"messages": []}
        exported = admin.get("/_mock/export").text.splitlines()
        assert [json.loads(line)["message"] for line in exported] == [json.loads(pretty)] * 1_200


def test_a_head_that_never_ends_is_refused(sinch_mock: SinchMock) -> None:
    for beginning in (b"GET /", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: "):
        with socket.create_connection(("127.0.0.1", sinch_mock.port), 10) as opened:
            opened.sendall(beginning)
            with contextlib.suppress(ConnectionError):
                for _ in range(100):
                    opened.sendall(b"x" * 10_000)
                    time.sleep(0.001)
            with contextlib.suppress(ConnectionError):
                assert opened.recv(65536).startswith(b"HTTP/1.1 431 ")
    assert httpx.get(f"{sinch_mock.base_url}/_mock/health").status_code == 200


def test_every_kind_of_fault_is_told_to_the_page(sinch_mock: SinchMock) -> None:
    groups = httpx.get(f"{sinch_mock.base_url}/_mock/fault-kinds").json()["groups"]
    assert {one["kind"] for kinds in groups.values() for one in kinds} == set(KINDS)
