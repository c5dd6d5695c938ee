"""An answer that comes before the request has gone out to its end.

What was not handed over to its end, nobody can have stored: then no *done* is true, whoever
says it. And what is left of the request goes nowhere: it must not be the beginning of the next.
"""

from __future__ import annotations

import httpx
import pytest
from sinch_inject import InjectResult, OutcomeUnknown, Rejected
from support.hostile import Connection, Hostile, Script
from support.requests import message
from support.ways import DEFAULT_WAYS, WAYS, Way

pytestmark = pytest.mark.filterwarnings("ignore:Async generator 'http:ResourceWarning")

# More than the kernel takes for a server that does not read.
LONG = {"contact_message": {"text_message": {"text": "x" * 8_000_000}}}
HASTY = httpx.Timeout(connect=10.0, write=1.0, read=1.0, pool=10.0)


def early(raw: bytes, deed: str) -> Script:
    """Answer a long request when its headers are there, once; read all others to their end."""
    turn = iter([raw])

    def script(connection: Connection) -> None:
        while True:
            line, headers = connection.head()
            assert line.startswith("POST /v1/"), line
            answer = next(turn, None) if int(headers["content-length"]) > 1_000_000 else None
            if answer is not None:
                connection.send(answer)
                getattr(connection, deed)()
                return
            connection.store(connection.rest(headers))
            connection.answer()

    return script


def head(status: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("way", WAYS, ids=str)
@pytest.mark.parametrize("deed", ["reset", "close", "hang"])
@pytest.mark.parametrize("status", ["200 OK", "204 No Content"])
def test_a_200_before_the_end_of_the_request_is_not_done(status: str, deed: str, way: Way) -> None:
    requests = [message("m-1", **LONG), message("m-2")]
    with Hostile(early(head(status), deed)) as server:
        first, second = way.run(requests, base_url=server.url, timeout=HASTY)
    # Where it is proved that it was not handed over to its end, it went out once more.
    assert isinstance(first, InjectResult) == (server.stored["m-1"] == 1), first
    assert isinstance(first, OutcomeUnknown) or server.stored["m-1"] == 1
    assert isinstance(second, InjectResult), second
    assert server.stored["m-2"] == 1


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
@pytest.mark.parametrize("deed", ["reset", "close", "hang"])
@pytest.mark.parametrize("status", ["403 Forbidden", "413 Content Too Large", "500 Oops"])
def test_a_refusal_before_the_end_of_the_request(status: str, deed: str, way: Way) -> None:
    """It may be lost when the connection breaks; it is never taken for more than it says."""
    requests = [message("m-1", **LONG), message("m-2")]
    with Hostile(early(head(status), deed)) as server:
        first, second = way.run(requests, base_url=server.url, timeout=HASTY)
    assert isinstance(first, InjectResult) == (server.stored["m-1"] == 1), first
    assert isinstance(second, InjectResult), second
    assert server.stored["m-2"] == 1


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
def test_429_before_the_end_of_the_request_and_a_connection_that_stays(way: Way) -> None:
    """The rest of the first body must not be what the next request begins with."""
    lines: list[str] = []

    def script(connection: Connection) -> None:
        while True:
            line, headers = connection.head()
            lines.append(line)
            if len(lines) == 1:
                connection.send(head("429 Too Many Requests"))
                connection.rest(headers)
            else:
                connection.store(connection.rest(headers))
                connection.answer()

    with Hostile(script) as server:
        requests = [message("m-1", **LONG), message("m-2")]
        endings = way.run(requests, base_url=server.url, timeout=HASTY)
    assert all(line.startswith("POST /v1/") for line in lines)
    assert max(server.stored.values()) == 1
    for number, ending in enumerate(endings, start=1):
        assert isinstance(ending, InjectResult) == (server.stored[f"m-{number}"] == 1)


@pytest.mark.parametrize("way", DEFAULT_WAYS, ids=str)
@pytest.mark.parametrize(
    ("status", "attempts"),
    [
        ("400 Bad Request", 1),
        ("401 Unauthorized", 1),
        ("403 Forbidden", 1),
        ("413 Content Too Large", 1),
        ("429 Too Many Requests", 2),
        ("500 Oops", 2),
        ("503 Busy", 2),
        ("501 Not Implemented", 2),
        ("302 Found", 2),
    ],
)
def test_what_an_early_answer_comes_to(status: str, attempts: int, way: Way) -> None:
    """A refusal is one; what else is said of half a request means that it was not sent."""
    with Hostile(early(head(status), "hang")) as server:
        ending = way.send(message("m-1", **LONG), base_url=server.url)
    assert ending.attempts == attempts
    assert isinstance(ending, Rejected if attempts == 1 else InjectResult), ending
    assert server.stored.total() == attempts - 1
