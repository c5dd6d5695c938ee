"""No answer is ever taken for the answer to another message.

The server sends something behind an answer: in the same packet, later, in a TLS record of its
own, or before it was asked anything. Nothing of it may decide what becomes of a message: what
a client says is done was stored once, what it says is not was stored never.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable

import pytest
import trustme
from attrs import frozen
from sinch_inject import InjectResult, NotSent, OAuth2ClientCredentials, OutcomeUnknown, Rejected
from support.hostile import Connection, Hostile, Script
from support.requests import message
from support.ways import DEFAULT_WAYS, Ending, Way

pytestmark = [
    pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning"),
]

PATIENCE = 20.0
GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
SLOW_DOWN = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
TOKEN = b'{"access_token":"t-1","expires_in":3600}'


def token_answer(status: str = "200 OK", body: bytes = TOKEN) -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status.encode(), len(body), body)


@frozen
class Leftover:
    """What stands behind an answer that is good.

    Attributes:
        name: for people.
        first: the answer to the first message.
        behind: what follows.
    """

    name: str
    first: bytes
    behind: bytes

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


LEFTOVERS = [
    Leftover("200 and 429", GOOD, SLOW_DOWN),
    Leftover("200 twice", GOOD, GOOD),
    Leftover("200 and 204", GOOD, NO_CONTENT),
    Leftover("200 and a hundred more", GOOD, GOOD * 100),
    Leftover("200 and half a 200", GOOD, GOOD[:30]),
    Leftover("200 and one byte", GOOD, b"H"),
    Leftover("200 and an empty line", GOOD, b"\r\n"),
    Leftover("200 and noise", GOOD, b"\0\1\2 what?"),
    Leftover("200 and 100", GOOD, b"HTTP/1.1 100 Continue\r\n\r\n"),
    Leftover("200 and 103", GOOD, b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    Leftover("200 and a longer body", GOOD, b"{}"),
    Leftover("204 and 200", NO_CONTENT, GOOD),
    Leftover("204 with a body", NO_CONTENT, b"{}"),
    Leftover("204 with a length", b"HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\n", b"{}"),
    Leftover("200 of no length and 200", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", GOOD),
    Leftover("chunked and 200", CHUNKED + b"\r\n", GOOD),
    Leftover("chunked, trailers and 429", CHUNKED + b"X-Sum: 1\r\n\r\n", SLOW_DOWN),
    Leftover("chunked and one byte", CHUNKED + b"\r\n", b"H"),
]


def ids(value: object) -> str | None:
    return str(value) if isinstance(value, Leftover | Way) else None


class Once:
    """Stores the first message of all, plays a trick, and refuses whatever comes after it.

    A second message that is sent is not stored, so that calling it done is a lie.
    """

    def __init__(self, trick: Callable[[Connection], None]) -> None:
        self._lock = threading.Lock()
        self._trick = trick
        self.messages = 0
        self.connections_used = 0

    def __call__(self, connection: Connection) -> None:
        first = True
        while True:
            connection.request()
            with self._lock:
                self.messages += 1
                self.connections_used += first
                mine = self.messages
            if mine == 1:
                connection.store(connection.server.requests[0].body)
                self._trick(connection)
            else:
                connection.answer("403 Forbidden", b'{"error":{"code":403}}')
            first = False


def true(endings: list[Ending], server: Hostile) -> None:
    """Check what was said of the messages m-1, m-2, … against what was stored."""
    for number, ending in enumerate(endings, start=1):
        stored = server.stored[f"m-{number}"]
        assert stored <= 1
        if isinstance(ending, InjectResult):
            assert stored == 1, f"m-{number} is not done"
        if isinstance(ending, Rejected | NotSent):
            assert stored == 0, f"m-{number} is done"


def expect_nothing_shifted(endings: list[Ending], once: Once, server: Hostile) -> None:
    true(endings, server)
    first, *others = endings
    assert isinstance(first, InjectResult)
    for other in others:
        assert isinstance(other, Rejected)
        assert other.status == 403
        assert other.attempts == 1
    assert once.messages == len(endings)
    assert once.connections_used == 2  # the one that said too much was used once


MESSAGES = [message("m-1"), message("m-2"), message("m-3")]


@pytest.fixture(scope="module")
def trust() -> trustme.CA:
    return trustme.CA()


def server_side(trust: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.issue_cert("127.0.0.1").configure_cert(context)
    return context


def client_side(trust: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    trust.configure_trust(context)
    return context


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=ids)
@pytest.mark.parametrize("leftover", LEFTOVERS, ids=ids)
class TestBehindAnAnswer:
    def test_in_one_packet(self, leftover: Leftover, way: Way) -> None:
        once = Once(lambda connection: connection.send(leftover.first + leftover.behind))
        with Hostile(once) as server:
            endings = way.run(MESSAGES, base_url=server.url)
        expect_nothing_shifted(endings, once, server)

    def test_in_a_later_packet(self, leftover: Leftover, way: Way) -> None:
        """It is on its way when the first message is done, and here before the second."""
        go, gone = threading.Event(), threading.Event()

        def trick(connection: Connection) -> None:
            connection.send(leftover.first)
            go.wait(PATIENCE)
            connection.send(leftover.behind)
            gone.set()

        def between() -> None:
            go.set()
            assert gone.wait(PATIENCE)

        once = Once(trick)
        with Hostile(once) as server:
            endings = way.run(MESSAGES, base_url=server.url, between=between)
        expect_nothing_shifted(endings, once, server)

    def test_in_one_tls_record(self, leftover: Leftover, way: Way, trust: trustme.CA) -> None:
        once = Once(lambda connection: connection.send(leftover.first + leftover.behind))
        with Hostile(once, tls=server_side(trust)) as server:
            endings = way.run(MESSAGES, base_url=server.url, verify=client_side(trust))
        expect_nothing_shifted(endings, once, server)

    def test_in_a_tls_record_of_its_own(
        self, leftover: Leftover, way: Way, trust: trustme.CA
    ) -> None:
        """Both records are in one packet, so the second may be read and not yet unpacked."""

        def trick(connection: Connection) -> None:
            connection.send_together(leftover.first, leftover.behind)

        once = Once(trick)
        with Hostile(once, tls=server_side(trust)) as server:
            endings = way.run(MESSAGES, base_url=server.url, verify=client_side(trust))
        expect_nothing_shifted(endings, once, server)

    def test_in_a_later_tls_record(self, leftover: Leftover, way: Way, trust: trustme.CA) -> None:
        go, gone = threading.Event(), threading.Event()

        def trick(connection: Connection) -> None:
            connection.send(leftover.first)
            go.wait(PATIENCE)
            connection.send(leftover.behind)
            gone.set()

        def between() -> None:
            go.set()
            assert gone.wait(PATIENCE)

        once = Once(trick)
        with Hostile(once, tls=server_side(trust)) as server:
            endings = way.run(
                MESSAGES, base_url=server.url, verify=client_side(trust), between=between
            )
        expect_nothing_shifted(endings, once, server)


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=ids)
class TestBehindARefusal:
    """The next attempt is of the same message, and must not read it either."""

    @pytest.mark.parametrize("behind", [GOOD, NO_CONTENT, CHUNKED + b"\r\n"], ids=range(3))
    @pytest.mark.parametrize("records", [False, True], ids=["one-packet", "tls-records"])
    def test_429_and_200(self, way: Way, behind: bytes, records: bool, trust: trustme.CA) -> None:
        tried = threading.Semaphore(2)

        def script(connection: Connection) -> None:
            while True:
                connection.request()
                if tried.acquire(blocking=False):
                    connection.send_together(SLOW_DOWN, behind)
                else:
                    connection.answer("403 Forbidden", b"{}")

        tls = server_side(trust) if records else None
        with Hostile(script, tls=tls) as server:
            ending = way.send(message(), base_url=server.url, verify=client_side(trust))
        assert isinstance(ending, Rejected)
        assert ending.status == 403
        assert ending.attempts == 3
        assert server.connections == 3

    def test_401_and_200(self, way: Way) -> None:
        def script(connection: Connection) -> None:
            while True:
                connection.request()
                connection.send_together(
                    b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", GOOD
                )

        def tokens(connection: Connection) -> None:
            while True:
                connection.request()
                connection.answer(body=TOKEN)

        with Hostile(script) as server, Hostile(tokens) as endpoint:
            ending = way.send(message(), base_url=server.url, auth="oauth2", auth_url=endpoint.url)
        assert isinstance(ending, Rejected)
        assert ending.status == 401
        assert server.connections == 2

    @pytest.mark.parametrize("status", ["400 Bad", "404 Not Found", "500 Oops", "302 Found"])
    def test_any_and_200(self, way: Way, status: str) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()
        with Hostile(Once(lambda connection: connection.send(head + GOOD))) as server:
            first, second = way.run(MESSAGES[:2], base_url=server.url)
        assert isinstance(first, Rejected | OutcomeUnknown)
        assert isinstance(second, Rejected)
        assert second.status == 403
        assert server.connections == 2


def speaks_first(raw: bytes) -> Script:
    """Answer before anything is asked, and be seen to have done so."""

    def script(connection: Connection) -> None:
        connection.send(raw)
        while True:
            connection.request()

    return script


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=ids)
@pytest.mark.parametrize("raw", [GOOD, SLOW_DOWN, NO_CONTENT], ids=["200", "429", "204"])
def test_an_answer_before_anything_was_asked(way: Way, raw: bytes) -> None:
    """Nobody can have stored what nobody had read. It may come too late to be seen as early."""
    with Hostile(speaks_first(raw)) as server:
        ending = way.send(message(), base_url=server.url, timeout=5.0)
    if isinstance(ending, NotSent):
        assert server.bytes_read == 0


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=ids)
@pytest.mark.parametrize("behind", [token_answer(body=TOKEN.replace(b"t-1", b"t-2")), GOOD])
@pytest.mark.parametrize("status", ["200 OK", "401 Unauthorized", "500 Oops", "429 Slow"])
def test_the_token_endpoint_says_more(way: Way, behind: bytes, status: str) -> None:
    """What stands behind its answer is no token, and no answer to the next fetch."""
    answers = iter([token_answer(status)])

    def tokens(connection: Connection) -> None:
        connection.request()
        connection.send(next(answers, token_answer(body=TOKEN.replace(b"t-1", b"t-3"))) + behind)
        connection.request()

    def api(connection: Connection) -> None:
        while True:
            connection.request()
            connection.answer()

    with Hostile(tokens) as endpoint, Hostile(api) as server:
        auth = OAuth2ClientCredentials("k", "s", auth_url=endpoint.url, random=lambda: 0.0)
        way.run(MESSAGES, base_url=server.url, auth=auth)
    expected = {"200 OK": "Bearer t-1"}.get(status, "Bearer t-3")
    assert {story.headers["authorization"] for story in server.requests} == {expected}
    assert len(server.requests) == (2 if status.startswith("401") else 3)
