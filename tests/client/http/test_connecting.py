"""How a connection comes about: addresses, TLS, tunnels, and what may go wrong with each."""

from __future__ import annotations

import base64
import select
import socket
import ssl
import time

import anyio
import httpx
import pytest
import trustme
from sinch_inject.errors import ConfigurationError
from sinch_inject.http.answer import Answer, Failure, Kind
from sinch_inject.http.connection import Connection as Ours
from sinch_inject.http.connection import wait
from sinch_inject.http.exchange import Address, Limits, Way, opened
from sinch_inject.http.outgoing import Origin, Proxy
from sinch_inject.http.tasks import Watch, waited
from support.engines import ENGINES, Engine, outgoing
from support.hostile import Connection, Hostile

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
AGREED = b"HTTP/1.1 200 Connection established\r\n\r\n"
HASTY = httpx.Timeout(connect=0.4, write=20.0, read=20.0, pool=20.0)

# Python itself forgets a socket whose peer has left before the handshake.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
every_way = pytest.mark.parametrize("engine", ENGINES, ids=str)


def answers(connection: Connection) -> None:
    while True:
        connection.request()
        connection.send(OK)


# ------------------------------------------------------------------------------ addresses


def connect(way: str, addresses: list[Address], seconds: float) -> tuple[Failure | None, float]:
    """Connect to the first of ``addresses`` that works; return how long it took as well."""
    connection = Ours(Origin("http", "api.example", 80))
    limits = Limits(time.monotonic, time.monotonic() + 20, httpx.Timeout(seconds))
    steps = opened(connection, addresses, Way(ssl.create_default_context()), limits)
    started = time.monotonic()

    async def in_a_loop() -> Failure | None:
        if way == "asyncio":
            watch = Watch(connection, time.monotonic, lambda _: None)
            return await watch.run(steps)
        return await waited(steps, time.monotonic)

    failure = None
    if way == "threads":
        ready = None
        try:
            while True:
                sock, events, until = steps.send(ready)
                ready = wait(sock, events, until - time.monotonic())
        except StopIteration as end:
            failure = end.value
    else:
        failure = anyio.run(in_a_loop, backend=way)
    connection.abort()
    return failure, time.monotonic() - started


@pytest.mark.parametrize("way", ["threads", "asyncio", "trio"])
class TestAddresses:
    def test_a_dead_first_address_does_not_eat_the_time(self, way: str, full_port: int) -> None:
        with Hostile(lambda connection: connection.hang()) as server:
            alive, dead = address(server.port), address(full_port)
            failure, took = connect(way, [dead, dead, alive], 3.0)
        assert failure is None
        assert took > 1.9

    def test_a_refused_address_is_passed_over(self, way: str, closed_port: int) -> None:
        with Hostile(lambda connection: connection.hang()) as server:
            failure, _ = connect(way, [address(closed_port), address(server.port)], 20.0)
        assert failure is None

    def test_the_last_failure_is_told(self, way: str, closed_port: int, full_port: int) -> None:
        failure, took = connect(way, [address(full_port), address(closed_port)], 0.2)
        assert failure is not None
        assert took < 15
        assert "refused" in failure.text.lower()
        assert (failure.kind, failure.handed_over, failure.late) == (Kind.CONNECT, False, False)
        failure, took = connect(way, [address(closed_port), address(full_port)], 0.2)
        assert failure is not None
        assert took < 15  # nothing else ends before 20 seconds
        assert (failure.kind, failure.handed_over, failure.late) == (Kind.CONNECT, False, True)

    def test_no_address(self, way: str) -> None:
        failure, _ = connect(way, [], 0.2)
        assert failure is not None


def address(port: int) -> Address:
    return (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", port))


@every_way
def test_a_name_that_nobody_has(engine: Engine) -> None:
    (result,) = engine.send(outgoing("http://nobody.invalid"))
    assert isinstance(result, Failure)
    assert (result.kind, result.handed_over) == (Kind.CONNECT, False)


@every_way
def test_the_address_of_a_name_is_tried_in_both_families(engine: Engine) -> None:
    """``localhost`` is ::1 too, where nobody listens."""
    with Hostile(answers) as server:
        (result,) = engine.send(outgoing(f"http://localhost:{server.port}"))
    assert isinstance(result, Answer)


# ------------------------------------------------------------------------------------ TLS


@every_way
class TestTls:
    def test_the_certificate_is_checked(
        self, engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
    ) -> None:
        with Hostile(answers, tls=server_tls) as server:
            (result,) = engine.send(outgoing(server.url))
            (named,) = engine.send(
                outgoing(server.url.replace("127.0.0.1", "localhost")), tls=client_tls
            )
        assert isinstance(result, Failure)
        assert result.kind is Kind.CONNECT
        assert "certificate" in result.text
        assert isinstance(named, Answer)

    def test_another_protocol_is_refused(self, engine: Engine, trust: trustme.CA) -> None:
        serves, asks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
        trust.issue_cert("127.0.0.1").configure_cert(serves)
        trust.configure_trust(asks)
        serves.set_alpn_protocols(["h2"])
        asks.set_alpn_protocols(["h2", "http/1.1"])
        with Hostile(answers, tls=serves) as server:
            (result,) = engine.send(outgoing(server.url), tls=asks)
        assert isinstance(result, Failure)
        assert (result.kind, result.handed_over) == (Kind.CONNECT, False)
        assert server.requests == []

    @pytest.mark.parametrize("deed", ["reset", "eof", "hang"])
    def test_no_handshake(self, engine: Engine, deed: str) -> None:
        with Hostile(lambda connection: getattr(connection, deed)()) as server:
            url = f"https://127.0.0.1:{server.port}"
            (result,) = engine.send(outgoing(url), timeout=HASTY)
        assert isinstance(result, Failure)
        assert (result.kind, result.handed_over) == (Kind.CONNECT, False)
        assert result.late == (deed == "hang")

    def test_a_handshake_that_drips_is_late(self, engine: Engine) -> None:
        """A record's beginning, and then a byte now and then."""
        with Hostile(
            lambda connection: connection.drip(b"\x16\x03\x03\x40\x00" * 900, every=0.02)
        ) as server:
            url = f"https://127.0.0.1:{server.port}"
            (result,) = engine.send(outgoing(url), timeout=HASTY)
        assert isinstance(result, Failure)
        assert (result.kind, result.late) == (Kind.CONNECT, True)


# -------------------------------------------------------------------------------- tunnels


class Tunnel:
    """A proxy that carries bytes to a port, once it was asked for a tunnel."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.heads: list[tuple[str, dict[str, str]]] = []

    def __call__(self, connection: Connection) -> None:
        self.heads.append(connection.head(counts=False))
        connection.send(AGREED)
        with socket.create_connection(("127.0.0.1", self.port)) as onward:
            while True:  # in one thread: a TLS socket is not for two
                pending = isinstance(connection.sock, ssl.SSLSocket) and connection.sock.pending()
                if (
                    pending
                    or connection.sock in select.select([connection.sock, onward], [], [])[0]
                ):
                    onward.sendall(connection.take())
                elif data := onward.recv(65536):
                    connection.send(data)
                else:
                    return


@every_way
@pytest.mark.parametrize("encrypted", [False, True], ids=["plain-proxy", "tls-proxy"])
@pytest.mark.parametrize("user", ["", "me:p%40ss@"], ids=["", "credentials"])
def test_a_tunnel(
    engine: Engine,
    user: str,
    encrypted: bool,
    server_tls: ssl.SSLContext,
    client_tls: ssl.SSLContext,
) -> None:
    with Hostile(answers, tls=server_tls) as server:
        tunnel = Tunnel(server.port)
        with Hostile(tunnel, tls=server_tls if encrypted else None) as proxy:
            via = proxy.url.replace("://", f"://{user}")
            requests = [outgoing("https://api.example")] * 2
            results = engine.send(*requests, proxy=via, tls=client_tls)
    assert [result.status for result in results if isinstance(result, Answer)] == [200, 200]
    ((line, headers),) = tunnel.heads
    assert line == "CONNECT api.example:443 HTTP/1.1"
    assert headers["host"] == "api.example:443"
    basic = "Basic " + base64.b64encode(b"me:p@ss").decode()
    assert headers.get("proxy-authorization") == (basic if user else None)
    assert "proxy-authorization" not in server.requests[0].headers


@every_way
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n", id="407"),
        pytest.param(b"HTTP/1.1 302 There\r\nLocation: /\r\n\r\n", id="302"),
        pytest.param(b"HTTP/1.1 502 Bad\r\n\r\n<html>", id="502"),
        pytest.param(b"", id="nothing"),
        pytest.param(AGREED[:20], id="chopped"),
        pytest.param(AGREED + b"hello", id="and-more"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another-protocol"),
        pytest.param(b"\x00" * 100, id="garbled"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000, id="endless-head"),
        pytest.param(AGREED, id="agreed-and-closed"),
    ],
)
def test_no_tunnel(engine: Engine, raw: bytes, client_tls: ssl.SSLContext) -> None:
    def script(connection: Connection) -> None:
        connection.head()
        connection.send(raw)
        connection.eof()

    with Hostile(script) as proxy:
        (result,) = engine.send(
            outgoing("https://api.example"), proxy=proxy.url.replace("//", "//me:pass@"),
            tls=client_tls,
        )  # fmt: skip
    assert isinstance(result, Failure), result
    assert (result.kind, result.handed_over, result.late) == (Kind.CONNECT, False, False)
    assert "pass" not in result.text
    assert proxy.requests == []


@every_way
def test_a_tunnel_answer_in_single_bytes(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    def script(connection: Connection) -> None:
        connection.head()
        connection.drip(b"HTTP/1.1 103 Hm\r\n\r\n" + AGREED, every=0.001)
        connection.start_tls(server_tls)
        answers(connection)

    with Hostile(script) as proxy:
        (result,) = engine.send(outgoing("https://api.example"), proxy=proxy.url, tls=client_tls)
    assert isinstance(result, Answer)


@every_way
def test_a_proxy_that_passes_on(engine: Engine) -> None:
    """Plain http goes through it as it is, with the whole URL and what it wants to know."""
    with Hostile(answers) as proxy:
        url = proxy.url.replace("//", "//me:pass@")
        (result,) = engine.send(outgoing("http://api.example:8080"), proxy=url)
    assert isinstance(result, Answer)
    (request,) = proxy.requests
    assert request.line == "POST http://api.example:8080/v1/messages HTTP/1.1"
    assert request.headers["host"] == "api.example:8080"
    assert request.headers["proxy-authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "url", ["socks5://h:1", "h:1", "http://", "", "http://h:x", "http://h:99999", "ftp://h"]
)
def test_a_proxy_that_cannot_be(url: str) -> None:
    with pytest.raises(ConfigurationError):
        Proxy.of(url)


def test_a_proxy_does_not_show_its_password() -> None:
    assert "c2VjcmV0" not in repr(Proxy.of("http://me:secret@h:1"))
    assert "secret" not in repr(Proxy.of("http://me:secret@h:1"))


@pytest.mark.parametrize(
    ("url", "host", "netloc"),
    [
        ("https://API.example", "api.example", "api.example"),
        ("https://bücher.example:8443/x", "xn--bcher-kva.example", "xn--bcher-kva.example:8443"),
        ("http://[::1]:80", "::1", "[::1]"),
        ("https://[2001:db8::1]:80", "2001:db8::1", "[2001:db8::1]:80"),
        ("https://10.0.0.1:443", "10.0.0.1", "10.0.0.1"),
    ],
)
def test_an_origin(url: str, host: str, netloc: str) -> None:
    origin = Origin.of(url)
    assert (origin.host, origin.netloc) == (host, netloc)


@pytest.mark.parametrize("url", ["ftp://h", "//h", "https://", "https://h:x", "https://\x00"])
def test_no_origin(url: str) -> None:
    with pytest.raises(ConfigurationError):
        Origin.of(url)


@every_way
@pytest.mark.parametrize(
    "raw", [AGREED + b"hello", b"HTTP/1.1 407 No\r\n\r\n"], ids=["and-more", "no"]
)
def test_a_proxy_that_says_anything_but_yes_is_not_trusted(
    engine: Engine, raw: bytes, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """That TLS would go on behind it does not help: whose bytes they are, nobody knows."""

    def script(connection: Connection) -> None:
        connection.head()
        connection.send(raw)
        connection.start_tls(server_tls)
        answers(connection)

    with Hostile(script) as proxy:
        (result,) = engine.send(outgoing("https://api.example"), proxy=proxy.url, tls=client_tls)
    assert isinstance(result, Failure)
    assert (result.kind, result.handed_over) == (Kind.CONNECT, False)
    assert proxy.requests == []
