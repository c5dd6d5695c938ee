"""The rest of the clients, over real sockets: what goes out, what is shared, what is refused."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import os
import ssl
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
import trustme
from sinch_inject import (
    AsyncInjectClient,
    ConfigurationError,
    ConnectionFailed,
    InjectClient,
    InjectMessageRequest,
    InvalidRequest,
    NotSent,
    OutcomeUnknown,
    PoolExhausted,
    PreflightError,
    RateLimited,
    RetryPolicy,
    TimedOut,
)
from sinch_inject.version import VERSION
from sinch_inject_mock import SinchMock
from support.hostile import Connection, Hostile
from support.requests import NUMBER, SENDER, TEXT, iso, message
from support.world import World

DEMO: dict[str, Any] = {
    "project_id": "demo-project",
    "key_id": "demo-key",
    "key_secret": "demo-secret",
    "environ": {},
}


def accepts(connection: Connection) -> None:
    while True:
        connection.request(store=True)
        connection.answer()


def sync_client(mock: SinchMock, **options: Any) -> InjectClient:
    return InjectClient(**DEMO, base_url=mock.base_url, auth_url=mock.auth_url, **options)


def async_client(mock: SinchMock, **options: Any) -> AsyncInjectClient:
    return AsyncInjectClient(**DEMO, base_url=mock.base_url, auth_url=mock.auth_url, **options)


def injections(mock: SinchMock) -> list[dict[str, Any]]:
    return [entry for entry in mock.requests if entry["path"].endswith(":inject-message")]


# ---------------------------------------------------------------------------- what goes out


def test_a_dict_goes_out_as_given(sinch_mock: SinchMock) -> None:
    body = message(accept_time=iso().replace("Z", "+00:00"), novelty={"a": [1, 2.5, None]})
    with sync_client(sinch_mock) as client:
        result = client.inject("c/1 ?#é", body)
    assert sinch_mock.messages[0]["message"] == body
    assert sinch_mock.messages[0]["conversation_id"] == "c/1 ?#é"
    assert result.request_id == sinch_mock.messages[0]["request_id"]


async def test_a_request_with_errors_does_not_go_out_unless_asked_for(
    sinch_mock: SinchMock,
) -> None:
    body = message(direction="SIDEWAYS")
    with sync_client(sinch_mock) as client, pytest.raises(PreflightError, match="direction"):
        client.inject("c1", body)
    async with async_client(sinch_mock) as client:
        with pytest.raises(PreflightError, match="direction"):
            await client.inject("c1", body)
        assert sinch_mock.requests == []
        with pytest.raises(InvalidRequest, match="direction"):
            await client.with_options(preflight=False).inject("c1", body)
    assert [entry["status"] for entry in injections(sinch_mock)] == [400]


async def test_a_model_goes_out_as_its_dict(sinch_mock: SinchMock) -> None:
    body = message()
    async with async_client(sinch_mock) as client:
        await client.inject("c-1", InjectMessageRequest.from_dict(body))
    sent = sinch_mock.messages[0]["message"]
    assert sent.pop("accept_time") == body.pop("accept_time").replace("Z", "+00:00")
    assert sent == body


async def test_one_text_message(sinch_mock: SinchMock) -> None:
    fields: dict[str, Any] = {
        "contact_id": "01HCONTACT",
        "channel": "SMS",
        "identity": NUMBER,
        "accept_time": iso(),
    }
    sender: dict[str, Any] = {SENDER: "10010"}
    with sync_client(sinch_mock) as client:
        client.inject_text("c-1", TEXT, direction="TO_APP", **fields, **sender)
    async with async_client(sinch_mock) as aclient:
        await aclient.inject_text("c-1", TEXT, direction="TO_CONTACT", tag="t-1", **fields)
    first, second = (entry["message"] for entry in sinch_mock.messages)
    assert first["contact_message"] == {"text_message": {"text": TEXT}}
    assert first[SENDER] == "10010"
    assert second["app_message"] == {"text_message": {"text": TEXT}}
    assert second["metadata"] == "[tag:t-1]"


def test_headers(sinch_mock: SinchMock) -> None:
    with sync_client(sinch_mock, user_agent="helpdesk/2.1") as client:
        client.inject("c-1", message())
    token, injection = sinch_mock.requests
    for entry in (token, injection):
        assert entry["headers"]["user-agent"].startswith(f"helpdesk/2.1 sinch-inject/{VERSION} (")
    assert injection["headers"]["content-type"] == "application/json"
    assert injection["headers"]["accept"] == "application/json"
    assert len(injection["headers"]["x-request-id"]) == 32


def test_every_attempt_of_a_call_has_one_request_id(sinch_mock: SinchMock) -> None:
    sinch_mock.faults.add("429", count=2)
    with sync_client(sinch_mock, random=lambda: 0.0) as client:
        assert client.inject("c-1", message()).attempts == 3
    assert len({entry["headers"]["x-request-id"] for entry in injections(sinch_mock)}) == 1


# ------------------------------------------------------------------------- views, threads, loops


async def test_views_share_connections_and_token(sinch_mock: SinchMock) -> None:
    sinch_mock.faults.add("429", conversation_id="busy")
    async with async_client(sinch_mock, random=lambda: 0.0) as client:
        await client.inject("c-1", message())
        hasty = client.with_options(retry=RetryPolicy(attempts=1), deadline=5.0, preflight=False)
        async with hasty:
            with pytest.raises(RateLimited) as caught:
                await hasty.inject("busy", {"contact_message": {}})
        assert caught.value.attempts == 1
        await client.inject("c-1", message())  # closing a view closes nothing
        assert client.with_options().auth is client.auth
    peers = {entry["client"] for entry in injections(sinch_mock)}
    assert len(peers) == 1
    assert sum(entry["verdict"] == "token" for entry in sinch_mock.requests) == 1


def test_sync_views(sinch_mock: SinchMock) -> None:
    with sync_client(sinch_mock) as client:
        with client.with_options(deadline=None) as view:
            view.inject("c-1", message())
        client.inject("c-1", message())
    assert len({entry["client"] for entry in injections(sinch_mock)}) == 1
    with pytest.raises(ConfigurationError, match="the client is closed"):
        view.inject("c-1", message())


def test_many_threads(sinch_mock: SinchMock) -> None:
    with sync_client(sinch_mock, max_connections=8) as client, ThreadPoolExecutor(24) as pool:
        markers = [f"m-{number}" for number in range(120)]
        ends = [pool.submit(client.inject, "c-1", message(marker)) for marker in markers]
        assert {end.result().attempts for end in ends} == {1}
    assert sorted(m["message"]["metadata"] for m in sinch_mock.messages) == sorted(markers)
    assert len({entry["client"] for entry in injections(sinch_mock)}) <= 8


async def test_many_tasks_on_few_connections(sinch_mock: SinchMock) -> None:
    client = async_client(sinch_mock, max_connections=4)
    async with client, anyio.create_task_group() as group:
        for number in range(60):
            group.start_soon(client.inject, "c-1", message(f"m-{number}"))
    assert len(sinch_mock.messages) == 60
    assert len({entry["client"] for entry in injections(sinch_mock)}) <= 4


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_full_pool_is_not_sent(backend: str) -> None:
    def hangs(connection: Connection) -> None:
        connection.request(store=True)
        connection.hang()

    timeout = httpx.Timeout(connect=5, write=5, read=0.6, pool=0.1)

    async def main(url: str) -> list[Exception]:
        found: list[Exception] = []
        async with AsyncInjectClient(
            **DEMO, base_url=url, auth="basic", max_connections=1, timeout=timeout, deadline=0.9
        ) as client:
            once = client.with_options(retry=RetryPolicy(attempts=1))

            async def inject(marker: str) -> None:
                try:
                    await once.inject("c-1", message(marker))
                except (TimedOut, NotSent) as error:
                    found.append(error)

            async with anyio.create_task_group() as group:
                group.start_soon(inject, "first")
                await anyio.sleep(0.05)
                group.start_soon(inject, "second")
        return found

    with Hostile(hangs) as server:
        full, late = anyio.run(main, server.url, backend=backend)
    assert type(full) is PoolExhausted
    assert type(late) is TimedOut
    assert dict(server.stored) == {"first": 1}


def test_a_full_pool_of_threads_is_not_sent() -> None:
    def hangs(connection: Connection) -> None:
        connection.request(store=True)
        connection.hang()

    timeout = httpx.Timeout(connect=5, write=5, read=0.6, pool=0.1)
    with Hostile(hangs) as server, ThreadPoolExecutor(2) as pool:
        options: dict[str, Any] = {"auth": "basic", "max_connections": 1, "timeout": timeout}
        with InjectClient(**DEMO, base_url=server.url, **options) as client:
            once = client.with_options(retry=RetryPolicy(attempts=1))
            first = pool.submit(once.inject, "c-1", message("first"))
            while not server.stored:
                time.sleep(0.005)
            second = pool.submit(once.inject, "c-1", message("second"))
            assert type(second.exception()) is PoolExhausted
            assert type(first.exception()) is TimedOut
    assert dict(server.stored) == {"first": 1}


def test_a_second_event_loop_is_refused(sinch_mock: SinchMock) -> None:
    client = async_client(sinch_mock)
    first = asyncio.new_event_loop()
    first.run_until_complete(client.inject("c-1", message()))
    second = asyncio.new_event_loop()
    with pytest.raises(ConfigurationError, match="another event loop; make one per event loop"):
        second.run_until_complete(client.inject("c-1", message()))
    first.run_until_complete(client.aclose())
    with pytest.raises(ConfigurationError, match="the client is closed"):
        first.run_until_complete(client.inject("c-1", message()))
    for loop in (first, second):
        loop.close()
    assert len(sinch_mock.messages) == 1


def test_a_client_that_was_never_used_can_be_closed() -> None:
    sync_like = InjectClient(**DEMO, region="us")
    sync_like.close()
    sync_like.close()
    anyio.run(AsyncInjectClient(**DEMO, region="us").aclose)


async def test_a_cancelled_call_frees_its_connection(sinch_mock: SinchMock) -> None:
    sinch_mock.faults.add("hang", conversation_id="slow")
    async with async_client(sinch_mock, max_connections=1) as client:
        with anyio.move_on_after(0.2) as scope:
            await client.inject("slow", message())
        assert scope.cancelled_caught
        assert (await client.inject("c-1", message())).attempts == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_has_connections_of_its_own(sinch_mock: SinchMock) -> None:
    """In an interpreter of its own: forking one that has threads is another matter."""
    script = textwrap.dedent("""
        import os, sys, threading
        sys.path.insert(0, "tests")
        from support.requests import message
        from sinch_inject import InjectClient

        client = InjectClient.from_env(region="us")
        closed_in_child = InjectClient.from_env(region="us", auth=client.auth)
        for one in (client, closed_in_child):
            one.inject("c-1", message("parent"))
        # What a thread that is not in the child may hold at the moment of the fork.
        client._sender._lock.acquire()
        client.auth.source._lock.acquire()
        closed_in_child._sender._lock.acquire()
        child = os.fork()
        if child == 0:
            client.inject("c-1", message("child"))
            closed_in_child.close()
            client.close()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        for one in (client, closed_in_child):
            one._sender._lock.release()
        client.auth.source._lock.release()
        client.inject("c-1", message("parent again"))
        closed_in_child.inject("c-1", message("parent again"))
        client.close()
        closed_in_child.close()
        sys.exit(os.waitstatus_to_exitcode(status))
    """)
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **sinch_mock.env},
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    markers = [entry["message"]["metadata"] for entry in sinch_mock.messages]
    assert markers == ["parent", "parent", "child", "parent again", "parent again"]
    peers = [entry["client"] for entry in injections(sinch_mock)]
    assert peers[2] not in peers[:2]
    assert peers[3:] == peers[:2]
    assert sum(entry["verdict"] == "token" for entry in sinch_mock.requests) == 1


# ------------------------------------------------------------------------------ proxy and TLS


def test_proxy_and_verify_are_for_messages_and_tokens() -> None:
    """A proxy that tunnels both to one server whose authority only `verify` knows."""
    ca = trustme.CA()
    inner = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("api.example").configure_cert(inner)
    outer = ssl.create_default_context()
    ca.configure_trust(outer)
    targets: list[tuple[str, str]] = []

    def tunnel(connection: Connection) -> None:
        line, headers = connection.head(counts=False)
        targets.append((line, headers.get("proxy-authorization", "")))
        connection.send(b"HTTP/1.1 200 Go ahead\r\n\r\n")
        connection.start_tls(inner)
        while True:
            head, fields = connection.head()
            body = connection.rest(fields)
            if "/oauth2/token" in head:
                connection.answer(body=b'{"access_token":"t-1"}')
            else:
                connection.store(body)
                connection.answer()

    async def inject(options: dict[str, Any]) -> None:
        async with AsyncInjectClient(**options) as client:
            await client.inject("c-1", message("async"))

    with Hostile(tunnel) as proxy:
        options: dict[str, Any] = {
            **DEMO,
            "base_url": "https://api.example",
            "auth_url": "https://api.example",
            "proxy": f"http://user:pass@127.0.0.1:{proxy.port}",
            "verify": outer,
            "retry": RetryPolicy(attempts=1),
        }
        with InjectClient(**options) as client:
            client.inject("c-1", message("sync"))
        anyio.run(inject, options)
    assert dict(proxy.stored) == {"sync": 1, "async": 1}
    assert len(targets) == 4
    basic = base64.b64encode(b"user:pass").decode()
    assert set(targets) == {("CONNECT api.example:443 HTTP/1.1", f"Basic {basic}")}


def test_no_verification_is_possible_and_must_be_asked_for() -> None:
    ca = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("elsewhere.example").configure_cert(tls)
    with Hostile(accepts, tls=tls) as server:
        options: dict[str, Any] = {**DEMO, "base_url": server.url, "auth": "basic"}
        careful = InjectClient(**options, retry=RetryPolicy(attempts=1))
        with careful, pytest.raises(ConnectionFailed, match="certificate"):
            careful.inject("c-1", message("m-1"))
        with InjectClient(**options, verify=False) as careless:
            careless.inject("c-1", message("m-2"))
    assert dict(server.stored) == {"m-2": 1}


def test_proxies_of_the_environment() -> None:
    script = textwrap.dedent("""
        from sinch_inject.settings import proxy_for
        assert proxy_for("https://api.example") == "http://proxy.example:3128"
        assert proxy_for("http://api.example") is None
        assert proxy_for("https://inside.example") is None
        assert proxy_for("https://127.0.0.1:8080") is None
    """)
    proxies = {"https_proxy": "http://proxy.example:3128", "no_proxy": "inside.example"}
    env = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    subprocess.run([sys.executable, "-c", script], env={**env, **proxies}, check=True, timeout=30)


# ------------------------------------------------------------------------------- logs, spans


def test_logs_have_ids_and_no_content(
    sinch_mock: SinchMock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sinch_mock.faults.add("429", count=1, retry_after=0)
    with sync_client(sinch_mock, random=lambda: 0.01) as client:
        result = client.inject("c-1", message(), tag="t-1")
    said = [record.getMessage() for record in caplog.records if record.name == "sinch_inject"]
    token, *ours = said  # a fetch of a token is not of one request: others may wait for it too
    assert token == "token outcome=done status=200"
    assert [line.split(" outcome=")[1].split(" ")[0] for line in ours if "outcome" in line] == [
        "rejected",
        "done",
    ]
    sent_id = injections(sinch_mock)[0]["headers"]["x-request-id"]
    assert all(f"request={sent_id}" in line for line in ours)
    assert f"server_request={result.request_id}" in ours[-1]
    for private in (TEXT, NUMBER, "demo-secret", "Bearer", "authorization"):
        assert private not in caplog.text


async def test_the_allow_list_of_headers(caplog: pytest.LogCaptureFixture) -> None:
    def script(connection: Connection) -> None:
        connection.request()
        connection.answer(headers="Set-Cookie: session=PRIVATE\r\nX-Echo: PRIVATE\r\n")

    caplog.set_level(logging.DEBUG, "sinch_inject")
    with Hostile(script) as server:
        async with AsyncInjectClient(**DEMO, base_url=server.url, auth="basic") as client:
            await client.inject("c-1", message())
    assert "'content-length': '2'" in caplog.text
    assert "PRIVATE" not in caplog.text


def test_spans_say_what_happened_and_no_content(sinch_mock: SinchMock) -> None:
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    sinch_mock.faults.add("429", conversation_id="c-1", count=1)
    sinch_mock.faults.add("500", conversation_id="bad")
    with sync_client(sinch_mock, random=lambda: 0.0) as client:
        client.inject("c-1", message())
        for conversation_id in ("bad", "fault-reset-stored-x"):
            with pytest.raises(OutcomeUnknown):
                client.inject(conversation_id, message())
    good, bad, lost = exporter.get_finished_spans()
    assert good.name == "sinch.inject_message"
    assert good.kind is trace.SpanKind.CLIENT
    assert [event.attributes["sinch.outcome"] for event in good.events if event.attributes] == [
        "rejected",
        "done",
    ]
    assert good.attributes is not None
    assert good.attributes["sinch.attempts"] == 2
    assert good.attributes["http.response.status_code"] == 200
    assert bad.attributes is not None
    assert bad.attributes["error.type"] == "ServerError"
    assert bad.attributes["http.response.status_code"] == 500
    assert lost.attributes is not None
    assert lost.attributes["error.type"] == "ConnectionLost"
    assert "http.response.status_code" not in lost.attributes
    assert not bad.status.is_ok
    everything = "".join(span.to_json() for span in exporter.get_finished_spans())
    for private in (TEXT, json.dumps(TEXT)[1:-1], NUMBER, "demo-secret", "Bearer"):
        assert private not in everything


# ------------------------------------------------------------------------------------- time


async def test_the_sleep_is_the_callers(sinch_mock: SinchMock) -> None:
    world = World(chance=0.0)
    sinch_mock.faults.add("429", count=3, retry_after=7)
    with sync_client(sinch_mock, sleep=world.sleep, random=world.random) as client:
        assert client.inject("c-1", message()).attempts == 4
    sinch_mock.faults.add("429", count=3, retry_after=7)
    async with async_client(sinch_mock, sleep=world.asleep, random=world.random) as aclient:
        assert (await aclient.inject("c-1", message())).attempts == 4
    assert world.slept == [7.0] * 6
