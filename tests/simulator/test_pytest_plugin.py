"""The pytest plugin, in test runs of its own: cheap until it is used, one server, new for each."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

TESTS = """
import httpx, pytest

AUTH = ("demo-key", "demo-secret")
BODY = {
    "accept_time": "2026-11-22T11:00:00Z",
    "channel_identity": {"channel": "SMS", "identity": "+1"},
    "contact_id": "c",
    "direction": "TO_APP",
    "contact_message": {"text_message": {"text": "hello"}},
}
PORTS = set()

def send(mock, text="hello"):
    mock.clock.freeze("2026-11-22T12:00:00Z")
    body = {**BODY, "contact_message": {"text_message": {"text": text}}}
    path = "/v1/projects/demo-project/conversations/c:inject-message"
    return httpx.post(mock.base_url + path, json=body, auth=AUTH).status_code
"""


PLAIN = "[pytest]\n"
ONLY_OURS = PLAIN + "addopts = -p sinch_inject_mock.pytest_plugin -p xdist\n"


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a folder for a test run with this plugin; loading all that are installed is slow."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini(ONLY_OURS)
    return pytester


def test_it_is_found_without_being_named(
    run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    run.makeini(PLAIN)
    run.makepyfile("def test_it(sinch_mock): assert sinch_mock.messages == []")
    run.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_one_server_for_a_thousand_tests_each_with_a_new_state(run: pytest.Pytester) -> None:
    run.makepyfile(
        TESTS
        + """
@pytest.mark.parametrize("number", range(1000))
def test_it(sinch_mock, number):
    assert sinch_mock.messages == [] and sinch_mock.requests == []
    PORTS.add(sinch_mock.port)
    if number % 50 == 1:
        assert send(sinch_mock) == 200
        assert [one["sequence"] for one in sinch_mock.messages] == [1]
        assert [one["sequence"] for one in sinch_mock.requests] == [1]
        assert sinch_mock.requests[0]["request_id"].endswith("00000000000001")
        assert sinch_mock.faults.add("500").id == "f1"
    if number % 100 == 0:
        sinch_mock.faults.add("500", count=1)
        assert send(sinch_mock) == 500
        assert send(sinch_mock) == 200
        sinch_mock.assert_injected(text="hello")
    assert len(PORTS) == 1
"""
    )
    result = run.runpytest_subprocess("-q", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1000)


def test_every_worker_of_xdist_has_its_own(run: pytest.Pytester) -> None:
    run.makepyfile(
        TESTS
        + """
@pytest.mark.parametrize("number", range(20))
def test_it(sinch_mock, number):
    assert send(sinch_mock, str(number)) == 200
    assert sinch_mock.assert_injected(text=str(number))["sequence"] >= 1
    assert len(sinch_mock.messages) == 1
"""
    )
    result = run.runpytest_subprocess("-q", "-n", "2")
    result.assert_outcomes(passed=20)


def test_the_environment_is_enough_for_another_process(run: pytest.Pytester) -> None:
    run.makepyfile(
        TESTS
        + """
import os, subprocess, sys

def test_it(sinch_mock):
    sinch_mock.clock.freeze("2026-11-22T12:00:00Z")
    code = '''
import base64, json, os, urllib.request
e = os.environ
who = base64.b64encode(f"{e['SINCH_KEY_ID']}:{e['SINCH_KEY_SECRET']}".encode()).decode()
url = f"{e['SINCH_BASE_URL']}/v1/projects/{e['SINCH_PROJECT_ID']}/conversations/c:inject-message"
headers = {"authorization": "Basic " + who, "content-type": "application/json"}
urllib.request.urlopen(urllib.request.Request(url, e["BODY"].encode(), headers), timeout=10)
'''
    import json
    env = {**os.environ, **sinch_mock.env, "BODY": json.dumps(BODY)}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
    sinch_mock.assert_injected(conversation_id="c", channel="SMS", direction="TO_APP")
"""
    )
    run.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_a_failure_tells_what_is_different(run: pytest.Pytester) -> None:
    run.makepyfile(
        TESTS
        + """
def test_other_text(sinch_mock):
    send(sinch_mock)
    sinch_mock.assert_injected(text="goodbye")

def test_twice(sinch_mock):
    send(sinch_mock)
    send(sinch_mock)
    sinch_mock.assert_injected(text="hello")

def test_something(sinch_mock):
    send(sinch_mock)
    sinch_mock.assert_nothing_injected()
"""
    )
    result = run.runpytest_subprocess("-q")
    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(["E*text: expected 'goodbye', got 'hello'"])
    result.stdout.fnmatch_lines(["E*expected one such message, but there are 2: #* in 'c'*"])
    result.stdout.fnmatch_lines(["E*expected no message, but there is #* in 'c'*"])


def test_what_the_fixture_offers(run: pytest.Pytester) -> None:
    run.makepyfile(
        TESTS
        + """
LIST = "/v1/projects/demo-project/messages"

def listed(mock):
    return httpx.get(mock.base_url + LIST, auth=AUTH).json()["messages"]

def test_messages_by_filter(sinch_mock):
    send(sinch_mock, "one")
    send(sinch_mock, "two")
    assert [one["sequence"] for one in sinch_mock.messages(text="two")] == [2]
    assert sinch_mock.messages(conversation_id="d") == []
    assert len(sinch_mock.messages(conversation_id="c", channel="SMS", direction="TO_APP")) == 2
    sinch_mock.assert_not_injected(text="three")
    with pytest.raises(AssertionError, match="expected no such message, but there is #1 in 'c'"):
        sinch_mock.assert_not_injected(text="one")

def test_faults_are_listed_and_removed(sinch_mock):
    assert sinch_mock.faults.listed() == []
    fault = sinch_mock.faults.add("503", operation="listMessages")
    assert sinch_mock.faults.listed() == [fault]
    assert send(sinch_mock) == 200
    assert httpx.get(sinch_mock.base_url + LIST, auth=AUTH).status_code == 503
    assert (fault.applied, sinch_mock.faults.remove(fault)) == (1, True)
    assert sinch_mock.faults.remove(fault) is False
    assert len(listed(sinch_mock)) == 1
    for wrong in (float("nan"), float("inf"), -1, True, "5"):
        with pytest.raises(ValueError):
            sinch_mock.faults.add("latency", delay_ms=wrong)
    for wrong in (504, True, None, 503.0):
        with pytest.raises(ValueError):
            sinch_mock.faults.add(wrong)
    assert sinch_mock.faults.add(503).kind == "503"
    sinch_mock.faults.clear()

def test_lists_lag(sinch_mock):
    sinch_mock.lag_lists(60)
    send(sinch_mock)
    assert listed(sinch_mock) == []
    sinch_mock.clock.advance(60)
    assert len(listed(sinch_mock)) == 1

def test_nothing_is_left_of_it(sinch_mock):
    send(sinch_mock)
    assert len(listed(sinch_mock)) == 1
"""
    )
    run.runpytest_subprocess("-q").assert_outcomes(passed=4)


def test_settings_are_overridden_with_a_fixture(run: pytest.Pytester) -> None:
    run.makeconftest(
        """
import pytest
from sinch_inject_mock import Settings

@pytest.fixture(scope="session")
def sinch_mock_settings():
    return Settings(project_id="mine", strict=True)
"""
    )
    run.makepyfile(
        TESTS
        + """
def test_it(sinch_mock):
    assert sinch_mock.env["SINCH_PROJECT_ID"] == "mine"
    assert send(sinch_mock) == 403
"""
    )
    run.runpytest_subprocess("-q").assert_outcomes(passed=1)


def test_loading_it_is_cheap(run: pytest.Pytester) -> None:
    run.makeini(PLAIN)
    run.makepyfile(
        """
import sys

def test_nothing_of_the_simulator_is_imported():
    assert "sinch_inject_mock.pytest_plugin" in sys.modules
    heavy = {"uvicorn", "starlette", "httptools", "jsonschema_rs", "attrs", "sinch_inject_contract"}
    ours = [name for name in sys.modules if name.startswith("sinch_inject_mock.")]
    assert ours == ["sinch_inject_mock.pytest_plugin"]
    assert not heavy & set(sys.modules)
"""
    )
    result = run.runpytest_subprocess("-q", "-p", "sinch_inject_mock.pytest_plugin")
    result.assert_outcomes(passed=1)


def test_a_missing_extra_is_named(run: pytest.Pytester) -> None:
    run.makepyfile(sitecustomize_block="import sys\nsys.modules['uvicorn'] = None\n")
    run.makeconftest("import sitecustomize_block\n")
    run.makepyfile("def test_it(sinch_mock): pass\n")
    result = run.runpytest_subprocess("-q")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*uvicorn*pip install 'sinch-inject?mock?'*"])
