"""The simulator over real HTTP: what a client sees."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import time
from typing import Any

import httpx
import pytest
from sinch_inject_mock import Settings, SinchMock
from support.requests import message

AUTH = ("demo-key", "demo-secret")


def url(mock: SinchMock, conversation: str = "01HCONV") -> str:
    return f"{mock.base_url}/v1/projects/demo-project/conversations/{conversation}:inject-message"


def test_the_whole_way(sinch_mock: SinchMock) -> None:
    token = httpx.post(
        f"{sinch_mock.auth_url}/oauth2/token", auth=AUTH, data={"grant_type": "client_credentials"}
    ).json()
    headers = {"authorization": f"Bearer {token['access_token']}"}
    body = message("m-1")
    answer = httpx.post(url(sinch_mock, "a%2Fb"), json=body, headers=headers)
    assert (answer.status_code, answer.json()) == (200, {})
    shown = httpx.get(f"{sinch_mock.base_url}/_mock/messages").json()["messages"]
    assert [(one["conversation_id"], one["message"]) for one in shown] == [("a/b", body)]
    assert shown == sinch_mock.messages
    entries = httpx.get(f"{sinch_mock.base_url}/_mock/requests").json()["requests"]
    assert [entry["verdict"] for entry in entries] == ["token", "injected"]
    assert entries[1]["request_id"] == answer.headers["x-request-id"]


def test_every_answer_has_a_request_id(sinch_mock: SinchMock) -> None:
    answers = [
        httpx.post(url(sinch_mock)),
        httpx.get(url(sinch_mock)),
        httpx.head(url(sinch_mock)),
        httpx.get(f"{sinch_mock.base_url}/nowhere"),
        httpx.get(f"{sinch_mock.base_url}/v1/projects//conversations/x:inject-message"),
    ]
    assert [answer.status_code for answer in answers] == [401, 405, 405, 404, 404]
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)
    assert answers[2].content == b""


def test_one_connection_serves_many(sinch_mock: SinchMock) -> None:
    with httpx.Client(auth=AUTH) as client:
        statuses: list[int] = []
        for method in ("HEAD", "POST", "GET", "POST"):
            content = json.dumps(message()) if method == "POST" else None
            kind = {"content-type": "application/json"}
            answer = client.request(method, url(sinch_mock), content=content, headers=kind)
            statuses.append(answer.status_code)
    assert statuses == [405, 200, 405, 200]
    assert len({entry["client"] for entry in sinch_mock.requests}) == 1


def test_a_body_of_a_megabyte_is_the_limit() -> None:
    with SinchMock(Settings(max_body=100_000)) as mock:
        headers = {"content-type": "application/json"}
        size = len(json.dumps(message(padding="")).encode())
        for extra, status in ((0, 200), (1, 413)):
            body = json.dumps(message(padding="x" * (100_000 - size + extra))).encode()
            answer = httpx.post(url(mock), content=body, headers=headers, auth=AUTH)
            assert answer.status_code == status
        large = b"x" * 1_500_000
        answer = httpx.post(url(mock), content=large, headers=headers, auth=AUTH)
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, 413)
        assert len(mock.messages) == 1


def test_compressed_bodies_are_refused(sinch_mock: SinchMock) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    body = gzip.compress(json.dumps(message()).encode())
    answer = httpx.post(url(sinch_mock), content=body, headers=headers, auth=AUTH)
    assert answer.status_code == 415


def test_many_threads_at_once(sinch_mock: SinchMock) -> None:
    def send(worker: int) -> None:
        with httpx.Client(auth=AUTH) as client:
            for number in range(10):
                client.post(url(sinch_mock), json=message(f"{worker}-{number}"))

    threads = [threading.Thread(target=send, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    markers = {one["message"]["metadata"] for one in sinch_mock.messages}
    assert len(markers) == len(sinch_mock.messages) == 80
    assert [one["sequence"] for one in sinch_mock.messages] == sorted(
        one["sequence"] for one in sinch_mock.messages
    )


async def test_from_asyncio_test_code(sinch_mock: SinchMock) -> None:
    async with httpx.AsyncClient(auth=AUTH) as client:
        posts = [client.post(url(sinch_mock), json=message(str(n))) for n in range(20)]
        answers = await asyncio.gather(*posts)
    assert {answer.status_code for answer in answers} == {200}
    assert len(sinch_mock.messages) == 20


def test_the_clock_rules_tokens_and_window(sinch_mock: SinchMock) -> None:
    sinch_mock.clock.freeze("2030-01-31T00:00:00Z")
    post: dict[str, Any] = {"auth": AUTH}
    good = message(accept_time="2030-01-01T00:00:01Z")
    assert httpx.post(url(sinch_mock), json=good, **post).status_code == 200
    sinch_mock.clock.advance(1)
    answer = httpx.post(url(sinch_mock), json=good, **post)
    assert (
        answer.json()["error"]["message"] == "accept_time: must be greater than now minus 30 days"
    )
    assert sinch_mock.clock.now == "2030-01-31T00:00:01.000000Z"


def test_it_starts_and_stops_quickly() -> None:
    started = time.monotonic()
    mock = SinchMock()
    for _ in range(3):
        with mock:
            assert httpx.get(f"{mock.base_url}/_mock/health").json()["status"] == "ok"
    assert (time.monotonic() - started) / 3 < 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{mock.base_url}/_mock/health")


def test_a_port_that_is_taken(sinch_mock: SinchMock) -> None:
    with pytest.raises(OSError, match=r"in use|10048"):
        SinchMock(port=sinch_mock.port).start()


def test_a_state_file_outlives_it(tmp_path: Any) -> None:
    settings = Settings(state=str(tmp_path / "state.db"))
    with SinchMock(settings) as mock:
        httpx.post(url(mock), json=message("kept"), auth=AUTH)
    with SinchMock(settings) as mock:
        mock.assert_injected({"metadata": "kept"}, conversation_id="01HCONV")


def test_the_rate_limit_over_http() -> None:
    with SinchMock(Settings(rate_limit=5)) as mock, httpx.Client(auth=AUTH) as client:
        statuses = [client.post(url(mock), json=message()).status_code for _ in range(8)]
    assert statuses[:5] == [200] * 5
    assert statuses.count(429) >= 1
