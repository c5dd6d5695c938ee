"""Every fault a network and a server can come up with, on every way to send.

The table says what each fault comes to. For each row and way it is proved that the caller is
told the right outcome, that *not sent* is only said if the server read no byte of the
request, and that nothing is stored twice.
"""

from __future__ import annotations

import ssl

import httpx
import pytest
import trustme
from attrs import frozen
from sinch_inject import (
    AuthenticationFailed,
    ConnectionFailed,
    ConnectionLost,
    InjectResult,
    InvalidRequest,
    NotFound,
    NotSent,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    Rejected,
    ServerError,
    ServerNotImplemented,
    TimedOut,
    UnexpectedAnswer,
)
from support.hostile import Connection, Hostile, Script
from support.requests import message
from support.ways import DEFAULT_WAYS, EVERY_WAY, Way

pytestmark = [
    # trio reports generators that httpx and httpcore leave to the garbage collector.
    pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning"),
    # Python itself forgets a socket whose peer has left before the handshake.
    pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning"),
]

PATIENT = httpx.Timeout(10.0)
HASTY = httpx.Timeout(connect=5.0, write=5.0, read=0.25, pool=5.0)


@frozen
class Row:
    """A fault after the connection stands, and what it comes to.

    Attributes:
        name: what the server does.
        script: how.
        expected: the class of the error, or of the result.
        stored: how often the server stores the message.
        requests: how many requests it reads to their end.
        timeout: of the client.
    """

    name: str
    script: Script
    expected: type[object]
    stored: int = 0
    requests: int = 0
    timeout: httpx.Timeout = PATIENT

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


# ------------------------------------------------------------------- what the server may do


def at_once(deed: str) -> Script:
    return lambda connection: getattr(connection, deed)()


def after_headers(deed: str) -> Script:
    def script(connection: Connection) -> None:
        connection.head()
        getattr(connection, deed)()

    return script


def after_storing(deed: str) -> Script:
    def script(connection: Connection) -> None:
        connection.request(store=True)
        getattr(connection, deed)()

    return script


def stores_and_answers(status: str, body: bytes = b"{}", headers: str = "") -> Script:
    def script(connection: Connection) -> None:
        while True:
            connection.request(store=True)
            connection.answer(status, body, headers=headers)

    return script


def refuses(status: str, headers: str = "") -> Script:
    def script(connection: Connection) -> None:
        while True:
            connection.request()
            connection.answer(status, b'{"error":{"code":1,"message":"no"}}', headers=headers)

    return script


def stores_and_sends(raw: bytes, deed: str = "eof") -> Script:
    def script(connection: Connection) -> None:
        connection.request(store=True)
        connection.send(raw)
        getattr(connection, deed)()

    return script


def stores_and_drips(raw: bytes, every: float) -> Script:
    def script(connection: Connection) -> None:
        connection.request(store=True)
        connection.drip(raw, every=every)
        connection.eof()

    return script


def refuses_without_reading_the_body(connection: Connection) -> None:
    connection.head()
    connection.answer("413 Content Too Large", b"", close=True)
    connection.eof()


OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
HTML = b"<html><body>Welcome to the hotel's wireless network</body></html>"
HTML_KIND = "Content-Type: text/html\r\n"

TABLE = [
    # ---------------------------------------------------------------- before it read anything
    Row("hang at once", at_once("hang"), TimedOut, timeout=HASTY),
    # ---------------------------------------------------------------- after the headers only
    Row("reset after headers", after_headers("reset"), ConnectionLost),
    Row("eof after headers", after_headers("eof"), ConnectionLost),
    Row("hang after headers", after_headers("hang"), TimedOut, timeout=HASTY),
    Row("413 and eof after headers", refuses_without_reading_the_body, InvalidRequest),
    # ------------------------------------------------------------------- after it was stored
    Row("reset after storing", after_storing("reset"), ConnectionLost, 1, 1),
    Row("eof after storing", after_storing("eof"), ConnectionLost, 1, 1),
    Row("hang after storing", after_storing("hang"), TimedOut, 1, 1, HASTY),
    # ------------------------------------------------------------------------- half an answer
    Row("half a status line", stores_and_sends(b"HTTP/1.1 20"), ConnectionLost, 1, 1),
    Row("half a status line, hang", stores_and_sends(b"HTTP/1", "hang"), TimedOut, 1, 1, HASTY),
    Row("half the headers", stores_and_sends(OK_HEAD), ConnectionLost, 1, 1),
    Row("half the headers, reset", stores_and_sends(OK_HEAD, "reset"), ConnectionLost, 1, 1),
    Row(
        "truncated body",
        stores_and_sends(OK_HEAD + b"Content-Length: 9\r\n\r\n{}"),
        UnexpectedAnswer,
        *(1, 1),
    ),
    Row(
        "truncated chunks",
        stores_and_sends(OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
        UnexpectedAnswer,
        *(1, 1),
    ),
    Row(
        "a body that never comes",
        stores_and_sends(OK_HEAD + b"Content-Length: 2\r\n\r\n", "hang"),
        UnexpectedAnswer,
        *(1, 1, HASTY),
    ),
    Row(
        "a refusal whose body never comes",
        stores_and_sends(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n", "hang"),
        NotFound,
        *(1, 1, HASTY),
    ),
    # --------------------------------------------------------------------------- slow answers
    Row(
        "slow headers",
        stores_and_drips(OK_HEAD + b"Content-Length: 2\r\n\r\n{}", 0.002),
        InjectResult,
        *(1, 1),
    ),
    Row(
        "slow body",
        stores_and_drips(OK_HEAD + b"Content-Length: 42\r\n\r\n{" + b" " * 40 + b"}", 0.003),
        InjectResult,
        *(1, 1),
    ),
    # --------------------------------------------------------------------------- good answers
    Row("200 {}", stores_and_answers("200 OK"), InjectResult, 1, 1),
    Row("200 and nothing", stores_and_answers("200 OK", b""), InjectResult, 1, 1),
    Row("200 {} until eof", stores_and_sends(OK_HEAD + b"\r\n{}"), InjectResult, 1, 1),
    Row("200 with a member", stores_and_answers("200 OK", b'{"id":"1"}'), InjectResult, 1, 1),
    Row("204", stores_and_sends(b"HTTP/1.1 204 No Content\r\n\r\n"), InjectResult, 1, 1),
    Row(
        "100 and 103 first",
        stores_and_sends(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
            + OK_HEAD
            + b"Content-Length: 2\r\n\r\n{}"
        ),
        InjectResult,
        *(1, 1),
    ),
    # -------------------------------------------------------------------------- wrong answers
    Row("100 and eof", stores_and_sends(b"HTTP/1.1 100 Continue\r\n\r\n"), ConnectionLost, 1, 1),
    Row(
        "101",
        stores_and_sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        ConnectionLost,
        *(1, 1),
    ),
    Row("garbage", stores_and_sends(b"\x00\x01\x02 what?\r\n\r\n"), ConnectionLost, 1, 1),
    Row("SSH", stores_and_sends(b"SSH-2.0-OpenSSH_9.6\r\n"), ConnectionLost, 1, 1),
    Row(
        "headers without end", stores_and_sends(OK_HEAD + b"X: 1\r\n" * 30000), ConnectionLost, 1, 1
    ),
    Row(
        "two content lengths",
        stores_and_sends(OK_HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        ConnectionLost,
        *(1, 1),
    ),
    Row("200 HTML", stores_and_answers("200 OK", HTML, HTML_KIND), UnexpectedAnswer, 1, 1),
    Row("200 broken JSON", stores_and_answers("200 OK", b'{"a":'), UnexpectedAnswer, 1, 1),
    Row("200 with an error", stores_and_answers("200 OK", b'{"error":{}}'), UnexpectedAnswer, 1, 1),
    Row("200 a list", stores_and_answers("200 OK", b"[]"), UnexpectedAnswer, 1, 1),
    Row("200 without end", stores_and_answers("200 OK", b" " * 2**21), UnexpectedAnswer, 1, 1),
    Row("200 deep", stores_and_answers("200 OK", b"[" * 60000), UnexpectedAnswer, 1, 1),
    Row(
        "200 not gzip",
        stores_and_answers("200 OK", b"{}", "Content-Encoding: gzip\r\n"),
        UnexpectedAnswer,
        *(1, 1),
    ),
    Row("201", stores_and_answers("201 Created"), UnexpectedAnswer, 1, 1),
    Row("301", stores_and_answers("301 Moved", b"", "Location: /x\r\n"), UnexpectedAnswer, 1, 1),
    Row("302", stores_and_answers("302 Found", b"", "Location: /x\r\n"), UnexpectedAnswer, 1, 1),
    Row("307", stores_and_answers("307 Again", b"", "Location: /\r\n"), UnexpectedAnswer, 1, 1),
    Row("308", stores_and_answers("308 Again", b"", "Location: /\r\n"), UnexpectedAnswer, 1, 1),
    Row("408", stores_and_answers("408 Request Timeout"), UnexpectedAnswer, 1, 1),
    Row("409", stores_and_answers("409 Conflict"), UnexpectedAnswer, 1, 1),
    Row("418", stores_and_answers("418 I'm a teapot"), UnexpectedAnswer, 1, 1),
    Row("500", stores_and_answers("500 Oops", b'{"error":{"code":500}}'), ServerError, 1, 1),
    Row("500 HTML", stores_and_answers("500 Oops", HTML, HTML_KIND), ServerError, 1, 1),
    Row("501", stores_and_answers("501 Not Implemented"), ServerNotImplemented, 1, 1),
    Row("502 HTML", stores_and_answers("502 Bad Gateway", HTML, HTML_KIND), ServerError, 1, 1),
    Row(
        "503 with Retry-After",
        stores_and_answers("503 Busy", b"", "Retry-After: 0\r\n"),
        ServerError,
        *(1, 1),
    ),
    Row("504", stores_and_answers("504 Gateway Timeout", b""), ServerError, 1, 1),
    Row("520", stores_and_answers("520 Web server error", HTML, HTML_KIND), ServerError, 1, 1),
    Row("599", stores_and_answers("599 ?", b""), ServerError, 1, 1),
    Row("999", stores_and_answers("999 ?", b""), UnexpectedAnswer, 1, 1),
    # ------------------------------------------------------- refusals: answered before storing
    Row("400", refuses("400 Bad Request"), InvalidRequest, 0, 1),
    Row("401", refuses("401 Unauthorized"), AuthenticationFailed, 0, 1),
    Row("403", refuses("403 Forbidden"), PermissionDenied, 0, 1),
    Row("404", refuses("404 Not Found"), NotFound, 0, 1),
    Row("405", refuses("405 Method Not Allowed"), InvalidRequest, 0, 1),
    Row("413", refuses("413 Content Too Large"), InvalidRequest, 0, 1),
    Row("415", refuses("415 Unsupported Media Type"), InvalidRequest, 0, 1),
    Row("429", refuses("429 Too Many Requests"), RateLimited, 0, 4),
    Row("429 Retry-After: 0", refuses("429 Slow", "Retry-After: 0\r\n"), RateLimited, 0, 4),
]


def ids(value: object) -> str | None:
    return str(value) if isinstance(value, Row | Way) else None


def judge(
    ending: object, expected: type[object], server: Hostile, way: Way, *, stored: int
) -> None:
    unsure = not way.sure and expected is not InjectResult and isinstance(ending, OutcomeUnknown)
    assert unsure or type(ending) is expected, ending
    if isinstance(ending, NotSent):
        assert server.bytes_read == 0
    if isinstance(ending, Rejected | NotSent) and not isinstance(ending, NotFound):
        assert not server.stored
    assert server.stored.total() == stored
    assert server.stored.total() <= 1


@pytest.mark.parametrize("way", EVERY_WAY, ids=ids)
@pytest.mark.parametrize("row", TABLE, ids=ids)
def test_after_connecting(row: Row, way: Way) -> None:
    with Hostile(row.script) as server:
        ending = way.send(message(), base_url=server.url, timeout=row.timeout)
    judge(ending, row.expected, server, way, stored=row.stored)
    assert len(server.requests) == row.requests


@pytest.mark.parametrize("way", EVERY_WAY, ids=ids)
@pytest.mark.parametrize("deed", ["reset", "eof"])
def test_it_ends_at_once(way: Way, deed: str) -> None:
    """It may be seen before the request sets out, or after; both are true then."""
    with Hostile(at_once(deed)) as server:
        ending = way.send(message(), base_url=server.url)
    assert isinstance(ending, (ConnectionLost, ConnectionFailed) if way.proved else ConnectionLost)
    assert server.bytes_read == 0


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=ids)
def test_an_answer_that_drips_past_the_deadline_is_a_timeout(way: Way) -> None:
    """Each byte comes well within the read timeout; only the deadline can end it."""
    script = stores_and_drips(OK_HEAD + b"X: " + b"x" * 5000, 0.02)
    with Hostile(script) as server:
        ending = way.send(message(), base_url=server.url, timeout=PATIENT, deadline=0.5)
    judge(ending, TimedOut, server, way, stored=1)


# ----------------------------------------------------- faults before a connection came about


@pytest.fixture(scope="module")
def trust() -> trustme.CA:
    """Return a certificate authority that the client does not know unless it is told to."""
    return trustme.CA()


def server_side(trust: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.issue_cert(name).configure_cert(context)
    return context


def client_side(trust: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    trust.configure_trust(context)
    return context


def expect_not_sent(way: Way, ending: object, server: Hostile | None) -> None:
    """Expect *unknown* of a way that cannot prove it; the server may have no byte either way."""
    assert isinstance(ending, NotSent if way.proved else OutcomeUnknown), ending
    if server is not None:
        assert server.bytes_read == 0
        assert not server.stored


@pytest.mark.parametrize("way", EVERY_WAY, ids=ids)
class TestBeforeConnecting:
    def test_refused(self, way: Way, closed_port: int) -> None:
        ending = way.send(message(), base_url=f"http://127.0.0.1:{closed_port}")
        expect_not_sent(way, ending, None)

    def test_no_such_name(self, way: Way) -> None:
        ending = way.send(message(), base_url="http://nobody.invalid", allow_http=True)
        expect_not_sent(way, ending, None)

    def test_nobody_answers(self, way: Way, full_port: int) -> None:
        hasty = httpx.Timeout(0.1)
        ending = way.send(message(), base_url=f"http://127.0.0.1:{full_port}", timeout=hasty)
        expect_not_sent(way, ending, None)

    def test_unknown_authority(self, way: Way, trust: trustme.CA) -> None:
        with Hostile(stores_and_answers("200 OK"), tls=server_side(trust)) as server:
            ending = way.send(message(), base_url=server.url)
        expect_not_sent(way, ending, server)

    def test_certificate_for_another_name(self, way: Way, trust: trustme.CA) -> None:
        tls = server_side(trust, "elsewhere.example")
        with Hostile(stores_and_answers("200 OK"), tls=tls) as server:
            ending = way.send(message(), base_url=server.url, verify=client_side(trust))
        expect_not_sent(way, ending, server)

    @pytest.mark.parametrize("deed", ["reset", "eof", "hang"])
    def test_no_handshake(self, way: Way, deed: str) -> None:
        timeout = HASTY if deed != "hang" else httpx.Timeout(0.1)
        with Hostile(at_once(deed)) as server:
            url = f"https://127.0.0.1:{server.port}"
            ending = way.send(message(), base_url=url, timeout=timeout)
        expect_not_sent(way, ending, server)

    def test_plain_text_where_tls_was_due(self, way: Way) -> None:
        def script(connection: Connection) -> None:
            connection.answer("400 Bad Request", b"speak plainly", close=True)
            connection.eof()

        with Hostile(script) as server:
            ending = way.send(message(), base_url=f"https://127.0.0.1:{server.port}")
        expect_not_sent(way, ending, server)


@pytest.mark.parametrize("way", EVERY_WAY, ids=ids)
class TestTls:
    @pytest.mark.parametrize(
        ("deed", "expected"),
        [("reset", ConnectionLost), ("eof", ConnectionLost), ("hang", TimedOut)],
    )
    def test_stores_and_breaks(
        self, way: Way, deed: str, expected: type[object], trust: trustme.CA
    ) -> None:
        with Hostile(after_storing(deed), tls=server_side(trust)) as server:
            ending = way.send(
                message(), base_url=server.url, verify=client_side(trust), timeout=HASTY
            )
        judge(ending, expected, server, way, stored=1)

    def test_plain_request_to_a_tls_server(self, way: Way, trust: trustme.CA) -> None:
        with Hostile(stores_and_answers("200 OK"), tls=server_side(trust)) as server:
            ending = way.send(message(), base_url=f"http://127.0.0.1:{server.port}")
        judge(ending, ConnectionLost, server, way, stored=0)


# ------------------------------------------------------------------------------- proxies


def proxy_refuses(status: str) -> Script:
    def script(connection: Connection) -> None:
        connection.head(counts=False)
        connection.answer(status, b"", close=True)
        connection.eof()

    return script


def proxy_then(deed: str) -> Script:
    def script(connection: Connection) -> None:
        connection.head(counts=False)
        getattr(connection, deed)()

    return script


def proxy_agrees_then(deed: str) -> Script:
    def script(connection: Connection) -> None:
        connection.head(counts=False)
        connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        getattr(connection, deed)()

    return script


@pytest.mark.parametrize("way", EVERY_WAY, ids=ids)
class TestProxy:
    @pytest.mark.parametrize(
        "script",
        [
            pytest.param(proxy_refuses("407 Proxy Authentication Required"), id="407"),
            pytest.param(proxy_refuses("502 Bad Gateway"), id="502"),
            pytest.param(proxy_then("reset"), id="reset"),
            pytest.param(proxy_then("eof"), id="eof"),
            pytest.param(proxy_then("hang"), id="hang"),
            pytest.param(proxy_agrees_then("reset"), id="agrees-and-resets"),
            pytest.param(proxy_agrees_then("eof"), id="agrees-and-closes"),
        ],
    )
    def test_no_tunnel(self, way: Way, script: Script) -> None:
        if way.name.endswith("trusted-transport"):
            expected: tuple[type[object], ...] = (NotSent, OutcomeUnknown)
        else:
            # Not PoolExhausted: a tunnel that failed must not keep its place.
            expected = (ConnectionFailed,) if way.proved else (OutcomeUnknown,)
        hasty = httpx.Timeout(connect=5.0, write=5.0, pool=5.0, read=0.1)
        with Hostile(script) as proxy:
            ending = way.send(
                message(),
                base_url="https://conversation.example",
                proxy=f"http://127.0.0.1:{proxy.port}",
                timeout=hasty,
            )
        assert isinstance(ending, expected), ending
        assert proxy.bytes_read == 0

    def test_no_proxy(self, way: Way, closed_port: int) -> None:
        proxy = f"http://127.0.0.1:{closed_port}"
        ending = way.send(message(), base_url="https://conversation.example", proxy=proxy)
        expect_not_sent(way, ending, None)

    def test_a_forwarding_proxy_that_cannot_reach_the_api(self, way: Way) -> None:
        """It has the message; whether it passed it on, nobody knows."""
        with Hostile(stores_and_answers("502 Bad Gateway", b"")) as proxy:
            ending = way.send(
                message(),
                base_url="http://conversation.example",
                allow_http=True,
                proxy=proxy.url,
            )
        judge(ending, ServerError, proxy, way, stored=1)
        assert proxy.requests[0].line.startswith("POST http://conversation.example/v1/projects/")
