"""Which connection may carry another request. What is left behind an answer is not an answer."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from functools import partial

import httpx
import pytest
from sinch_inject.http.answer import Answer, Failure
from sinch_inject.http.outgoing import Outgoing, Proxy
from support.engines import ENGINES, Engine, outgoing
from support.hostile import Connection, Hostile, Script

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
WRONG = b"HTTP/1.1 202 Wrong\r\nContent-Length: 2\r\n\r\n[]"
PATIENT = httpx.Timeout(20.0)

every_way = pytest.mark.parametrize("engine", ENGINES, ids=str)
plain_and_tls = pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "tls"])


def answers_with(
    *records: bytes,
    late: bytes = b"",
    close: bool = False,
    said: Callable[[], object] = lambda: None,
) -> Script:
    """Answer each request with some bytes, a TLS record each; ``late`` comes after a while.

    ``said`` is told when all of it is on its way.
    """

    def script(connection: Connection) -> None:
        while True:
            connection.request()
            for record in records:
                connection.send(record)
            if late:
                connection.server.stopping.wait(0.05)
                connection.send(late)
            if close:
                return
            said()

    return script


def twice(
    engine: Engine,
    script: Script,
    tls: tuple[ssl.SSLContext, ssl.SSLContext] | None,
    between: Callable[[], object] = lambda: None,
) -> tuple[list[Answer | Failure], Hostile]:
    with Hostile(script, tls=tls and tls[0]) as server:
        requests = [outgoing(server.url)] * 2
        results = engine.send(*requests, tls=tls and tls[1], between=between, timeout=PATIENT)
    return results, server


@pytest.fixture
def tls(
    encrypted: bool, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> tuple[ssl.SSLContext, ssl.SSLContext] | None:
    return (server_tls, client_tls) if encrypted else None


def pause() -> None:
    threading.Event().wait(0.15)


@every_way
@plain_and_tls
def test_what_comes_before_a_request_is_handed_over_is_no_answer_to_it(
    engine: Engine, tls: tuple[ssl.SSLContext, ssl.SSLContext] | None
) -> None:
    """Also after the look whether the idle connection still stands."""
    written, said = threading.Event(), threading.Event()

    def script(connection: Connection) -> None:
        connection.request()
        connection.send(OK)
        if written.wait(20):
            connection.send(WRONG)
            said.set()
            connection.request()

    class Late(Outgoing):
        def written(self, via: Proxy | None) -> bytes:
            written.set()
            assert said.wait(20)
            return Outgoing.written(self, via)

    with Hostile(script, tls=tls and tls[0]) as server:
        one = outgoing(server.url)
        late = Late(one.origin, one.method, one.target, one.lines, one.body)
        results = engine.send(one, late, tls=tls and tls[1], timeout=PATIENT)
    assert isinstance(results[1], Failure)
    assert not results[1].handed_over


@every_way
@plain_and_tls
class TestReuse:
    def test_a_clean_connection_is_used_again(
        self, engine: Engine, tls: tuple[ssl.SSLContext, ssl.SSLContext] | None
    ) -> None:
        results, server = twice(engine, answers_with(OK), tls)
        assert [result.complete for result in results if isinstance(result, Answer)] == [True] * 2
        assert server.connections == 1

    @pytest.mark.parametrize(
        "records",
        [
            pytest.param((OK + WRONG,), id="in-one-packet"),
            pytest.param((OK, WRONG), id="in-records-of-their-own"),
            pytest.param((OK + b"H",), id="one-byte-of-another"),
            pytest.param((OK + b"\x00",), id="garbage"),
            pytest.param((OK + b"\r\n",), id="an-empty-line"),
            pytest.param(
                (OK + b"HTTP/1.1 101 Up\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",),
                id="an-upgrade",
            ),
            pytest.param((OK + b"\n",), id="half-a-line"),
            pytest.param((OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"),), id="close"),
            pytest.param((OK.replace(b"HTTP/1.1", b"HTTP/1.0"),), id="http-1.0"),
        ],
    )
    def test_what_is_left_is_never_taken_for_an_answer(
        self,
        engine: Engine,
        records: tuple[bytes, ...],
        tls: tuple[ssl.SSLContext, ssl.SSLContext] | None,
    ) -> None:
        said = threading.Event()
        script = answers_with(*records, said=said.set)
        results, server = twice(engine, script, tls, partial(said.wait, 20))
        answers = [result for result in results if isinstance(result, Answer)]
        assert [(answer.status, answer.body) for answer in answers] == [(200, b"{}")] * 2
        assert server.connections == 2

    def test_an_answer_that_comes_later_is_not_that_of_the_next_request(
        self, engine: Engine, tls: tuple[ssl.SSLContext, ssl.SSLContext] | None
    ) -> None:
        said = threading.Event()
        script = answers_with(OK, late=WRONG, said=said.set)
        results, server = twice(engine, script, tls, partial(said.wait, 20))
        assert [result.status for result in results if isinstance(result, Answer)] == [200, 200]
        assert server.connections == 2

    @pytest.mark.parametrize("deed", ["close", "reset"])
    def test_a_connection_that_the_server_has_ended_is_not_used(
        self, engine: Engine, deed: str, tls: tuple[ssl.SSLContext, ssl.SSLContext] | None
    ) -> None:
        ended = threading.Event()

        def script(connection: Connection) -> None:
            connection.request()
            connection.send(OK)
            getattr(connection, deed)()
            ended.set()

        results, server = twice(engine, script, tls, partial(ended.wait, 20))
        assert [result.status for result in results if isinstance(result, Answer)] == [200, 200]
        assert server.connections == 2
        assert len(server.requests) == 2


@every_way
def test_half_a_record_is_left_too(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """The second answer's record begins behind the first answer, and ends later."""

    def script(connection: Connection) -> None:
        arrives, leaves = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = server_tls.wrap_bio(arrives, leaves, server_side=True)

        def until_it_works(step: Callable[[], bytes | None]) -> bytes | None:
            while True:
                try:
                    return step()
                except ssl.SSLWantReadError:
                    connection.send(leaves.read())
                    arrives.write(connection.take())
                finally:
                    connection.send(leaves.read())

        until_it_works(session.do_handshake)
        while not (until_it_works(lambda: session.read(65536)) or b"").endswith(b"}"):
            pass
        session.write(OK)
        session.write(WRONG)
        both = leaves.read()
        connection.send(both[:-10])
        pause()
        connection.send(both[-10:])
        connection.hang()

    with Hostile(script) as server:
        url = f"https://127.0.0.1:{server.port}"
        results = engine.send(
            *[outgoing(url)] * 2, tls=client_tls, timeout=httpx.Timeout(20.0, read=1.0)
        )
    assert [result.status for result in results if isinstance(result, Answer)] == [200, 200]
    assert server.connections == 2


@every_way
def test_an_idle_connection_is_given_up(engine: Engine) -> None:
    """It is old after three seconds of the clock that the engine is given."""
    now = [0.0]

    def age() -> None:
        now[0] += 3.1

    with Hostile(answers_with(OK)) as server:
        results = engine.send(
            *[outgoing(server.url)] * 3,
            between=age,
            clock=lambda: now[0],
            timeout=httpx.Timeout(None),
        )
    assert len(results) == server.connections == 3


@every_way
def test_another_server_gets_another_connection(engine: Engine) -> None:
    with Hostile(answers_with(OK)) as one, Hostile(answers_with(OK)) as other:
        engine.send(*(outgoing(server.url) for server in (one, other, one, other)))
    assert (one.connections, other.connections) == (1, 1)
    assert (len(one.requests), len(other.requests)) == (2, 2)
