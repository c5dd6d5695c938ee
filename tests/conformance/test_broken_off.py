"""Servers that break in mid-run: each is a finding in a clear sentence, and no traceback."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sinch_inject.cli.contract import command
from sinch_inject_conformance.result import FAILS, HOLDS, Outcome
from sinch_inject_conformance.suite import Plan, run
from sinch_inject_conformance.target import Credentials, Target
from support.servers import stub

TOKEN = {"access_token": "t", "expires_in": 3600, "scope": "", "token_type": "bearer"}
JSON = {"content-type": "application/json", "cache-control": "no-store"}
Given = tuple[int, dict[str, str], bytes]


def contract(url: str, layer: str, *more: str) -> Result:
    known = {"SINCH_PROJECT_ID": "project", "SINCH_KEY_ID": "key", "SINCH_KEY_SECRET": "secret"}
    words = ["--base-url", url, "--layer", layer, *more]
    return CliRunner().invoke(command, words, env=known)


def given(value: Any) -> Given:
    return 200, JSON, json.dumps(value).encode()


class Simulating:
    """A server with a journal and a clock that works until its n-th message."""

    def __init__(self, journal: Callable[[], Given], *, until: int = 1) -> None:
        self.journal = journal
        self.left = until

    def __call__(self, method: str, path: str, body: bytes) -> Given:
        if path == "/oauth2/token":
            return given(TOKEN)
        if path.startswith("/_mock/clock"):
            now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
            return given({"now": now, "mode": "real"})
        if path.startswith("/_mock/messages"):
            return given({"messages": []}) if self.left > 0 else self.journal()
        if path.startswith("/_mock/requests"):
            return given({"requests": []}) if self.left > 0 else self.journal()
        if path.startswith("/_mock/"):
            return 404, JSON, b"{}"
        self.left -= 1
        return given({})


@pytest.mark.parametrize(
    ("answer", "words"),
    [((500, JSON, b"oh"), "500 oh"), ((200, JSON, b'{"messages": ['), "is not JSON"),
     ((200, JSON, b"\xff"), "is not JSON"), ((200, JSON, b"[]"), "messages is missing"),
     ((200, JSON, b'{"messages": [1], "requests": [1]}'), "one of messages: sequence is missing")],
)  # fmt: skip
def test_a_journal_that_becomes_unreadable_is_a_finding(answer: Given, words: str) -> None:
    with stub(Simulating(lambda: answer)) as url:
        done = contract(url, "regressions")
    assert done.exit_code == 1, done.output
    assert "the journal cannot be read: GET /_mock/messages: " in done.output
    assert words in done.output


def outcomes_of(url: str, rule: str) -> list[Outcome]:
    target = Target(url, Credentials("project", "key", "secret"), url)
    return list(run(target, Plan(("table",), only=frozenset({rule}))))


@pytest.mark.parametrize(
    "body",
    [b"garbage", b"\xff", b"[]", b"{}", b'{"access_token": 7, "expires_in": 1}',
     b'{"access_token": "a\\nb", "expires_in": 9}', b'{"access_token": "t", "expires_in": "x"}'],
)  # fmt: skip
def test_a_token_endpoint_that_answers_garbage_is_a_finding(body: bytes) -> None:
    def answer(method: str, path: str, sent: bytes) -> Given:
        return (200, JSON, body) if path == "/oauth2/token" else given({})

    with stub(answer) as url:
        found = {one.case: one for one in outcomes_of(url, "authentication")}
        done = contract(url, "regressions")
    assert found["a bearer token"].state == FAILS
    assert "no token that a header can hold" in found["a bearer token"].got
    assert found["Basic with key id and secret"].state == HOLDS
    assert done.exit_code == 1, done.output
    assert "0 hold, 2 do not." in done.output  # asked with Basic, and judged by themselves


def test_tokens_that_become_garbage_are_a_finding_and_the_rest_is_asked_with_basic() -> None:
    left = [3]

    def answer(method: str, path: str, body: bytes) -> Given:
        if path != "/oauth2/token":
            return given({})
        left[0] -= 1
        return given({**TOKEN, "expires_in": 1}) if left[0] > 0 else (200, JSON, b"<html>")

    with stub(answer) as url:
        found = [one for one in outcomes_of(url, "metadata") if "characters" in one.case]
    told = [one for one in found if "no token from" in one.got]
    assert len(told) == 1
    assert any(one.state == HOLDS for one in found[found.index(told[0]) :])


def test_a_server_that_hangs_in_mid_run_ends_it() -> None:
    left, ended = [30], threading.Event()

    def answer(method: str, path: str, body: bytes) -> Given:
        left[0] -= 1
        if left[0] < 0:
            ended.wait(20)
        return given(TOKEN if path == "/oauth2/token" else {})

    with stub(answer) as url:
        done = contract(url, "table", "--timeout", "0.3")
        ended.set()
    assert done.exit_code == 3, done.output
    assert "the server answers no more after '" in done.output
    assert "timed out" in done.output
    assert "FAILS" in done.output  # what was found before stays found


def test_a_server_that_dies_in_mid_run_ends_it() -> None:
    left = [30]

    def answer(method: str, path: str, body: bytes) -> Given:
        left[0] -= 1
        if left[0] < 0:
            raise ConnectionAbortedError  # ends the connection, and each later one
        return given(TOKEN if path == "/oauth2/token" else {})

    with stub(answer) as url:
        done = contract(url, "table")
    assert done.exit_code == 3, done.output
    assert "the server answers no more after '" in done.output
