"""The suite as a product: what it says of servers that are wrong, absent, or not ours."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from sinch_inject.cli.contract import command
from sinch_inject_conformance import regressions, report
from sinch_inject_conformance.command import curl
from sinch_inject_conformance.fuzz import FUZZING, Effort, run_schemathesis
from sinch_inject_conformance.instant import is_date_time, read
from sinch_inject_conformance.result import FAILS, HOLDS, NOT_APPLICABLE, Outcome
from sinch_inject_conformance.server import CannotRun, Session
from sinch_inject_conformance.suite import MOST_REQUESTS, Plan, run
from sinch_inject_conformance.table import rows
from sinch_inject_conformance.target import Credentials, Target, is_loopback, token_origin
from sinch_inject_conformance.wire import Request
from sinch_inject_contract.document import contract
from sinch_inject_mock import SinchMock
from support.servers import stub

CONTRACT = Path(__file__).parents[2] / "openapi" / "inject-message.yaml"
SECRET = "the-secret-of-this-test"


def careless(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    """Accept everything, and have no tokens."""
    if path == "/oauth2/token":
        return 404, {}, b""
    return 200, {"content-type": "application/json"}, b"{}"


def target_of(url: str, conversation_id: str | None = None) -> Target:
    return Target(url, Credentials("project", "key", SECRET), url, conversation_id)


def invoke(*arguments: str, env: dict[str, str | None] | None = None, answer: str = "") -> Result:
    known = {"SINCH_PROJECT_ID": "project", "SINCH_KEY_ID": "key", "SINCH_KEY_SECRET": SECRET}
    return CliRunner().invoke(command, arguments, env={**known, **(env or {})}, input=answer)


# -- what it finds


def test_a_server_with_a_bug_that_is_on_no_list_is_told_rule_case_expected_and_got() -> None:
    def shy(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        status, headers, content = careless(method, path, body)
        return (418, headers, b"{}") if b"caption" in body else (status, headers, content)

    with stub(shy) as url:
        outcomes = list(run(target_of(url), Plan(("table",), only=frozenset({"variant"}))))
    found = next(one for one in outcomes if one.case == "ContactMediaCard, as documented")
    assert (found.state, found.rule, found.expected) == (FAILS, "variant", "200")
    assert found.got.startswith("418 ")
    assert "status 418 is not in the contract" in found.got
    assert found.curl.startswith("curl -i -X POST http://127.0.0.1:")
    text = "\n".join(report.as_text(outcomes))
    assert "FAILS  variant: ContactMediaCard, as documented" in text


def test_what_a_server_does_not_offer_is_not_applicable() -> None:
    with stub(careless) as url:
        outcomes = list(run(target_of(url), Plan(("table",), only=frozenset({"accept_time"}))))
    still = [one for one in outcomes if "the clock stands still" in one.case]
    assert still
    assert {one.state for one in still} == {NOT_APPLICABLE}
    assert {one.got for one in still} == {"the server offers no clock"}


def test_fuzzing_finds_what_a_server_should_refuse() -> None:
    def generous(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if path == "/oauth2/token":
            token = {"access_token": "t", "expires_in": 3600, "scope": "", "token_type": "bearer"}
            return 200, {"content-type": "application/json"}, json.dumps(token).encode()
        return careless(method, path, body)

    with stub(generous) as url:
        session = Session(target_of(url), monotonic=lambda: 0.0)
        effort = Effort(examples=20, stop_at_first=True)
        found = [one for one in run_schemathesis(session, FUZZING, effort) if one.state == FAILS]
        session.close()
    assert found
    assert all(one.got for one in found)


def test_a_shared_token_is_fetched_again_before_it_is_too_old(sinch_mock: SinchMock) -> None:
    now = [0.0]
    credentials = Credentials("demo-project", "demo-key", "demo-secret")
    target = Target(sinch_mock.base_url, credentials, sinch_mock.auth_url)
    session = Session(target, monotonic=lambda: now[0])
    first = session.token()
    now[0] = 3500.0
    assert session.token() == first
    now[0] = 3550.0
    assert session.token() != first
    session.close()


# -- date-times


@pytest.mark.parametrize(
    ("text", "right"),
    [("2026-11-01T09:30:00Z", True), ("2026-11-01t09:30:00.123456789z", True),
     ("2026-11-01T23:59:60Z", True), ("2026-11-01T15:59:60-08:00", True),
     ("2026-11-01T09:30:60Z", False), ("0000-02-29T00:00:00Z", True),
     ("2026-02-29T00:00:00Z", False), ("2026-11-01T24:00:00Z", False),
     ("2026-11-01T09:30:00Z\n", False), ("2026-11-01 09:30:00Z", False),
     ("2026-11-01T09:30:00", False), ("2026-11-01T09:30:00+24:00", False),
     ("\uff12026-11-01T09:30:00Z", False), ("9999-12-31T23:59:59-01:00", True)],
)  # fmt: skip
def test_date_times_are_read_by_the_letter(text: str, right: bool) -> None:
    assert is_date_time(text) is right


def test_an_instant_keeps_its_zone_and_its_leap_second() -> None:
    assert read("2026-11-01T09:30:00.5+02:00") == datetime(2026, 11, 1, 7, 30, 0, 500000, UTC)
    assert read("2026-11-01T23:59:60Z") == datetime(2026, 11, 2, tzinfo=UTC)


# -- how it says it


OUTCOMES = (
    Outcome("table", "app_id", "LINE with app_id", "page", HOLDS, "200", "200"),
    Outcome("table", "app_id", "LINE\0<b>", "page", FAILS, "400", "200 {}", "curl …", "{}"),
    Outcome("fuzzing", "not_a_server_error", "x", "contract", NOT_APPLICABLE, "", "no clock"),
)


def test_junit_has_a_suite_for_each_layer() -> None:
    root = ET.fromstring(report.as_junit(OUTCOMES))
    suites = {suite.get("name"): suite for suite in root}
    assert [suites["table"].get(key) for key in ("tests", "failures", "skipped")] == ["2", "1", "0"]
    assert suites["fuzzing"].get("skipped") == "1"
    failure = suites["table"].find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "expected 400, got 200 {}"


def test_json_has_every_case() -> None:
    document = json.loads(report.as_json(OUTCOMES, base_url="http://x"))
    assert [document[key] for key in ("holds", "fails", "not_applicable")] == [1, 1, 1]
    assert [case["case"] for case in document["cases"]] == [one.case for one in OUTCOMES]


def test_a_curl_command_repeats_the_request_without_the_secret() -> None:
    headers = (("Authorization", f"Bearer {SECRET}"), ("Content-Type", "application/json"))
    shown = curl("http://h", Request("POST", "/a b", headers, b'{"a":"it\'s"}'))
    assert SECRET not in shown
    assert '-H "Authorization: Bearer $CREDENTIALS"' in shown
    assert shown.endswith("""--data-binary '{"a":"it'"'"'s"}'""")
    assert "printf '\\377'" in curl("http://h", Request("POST", "/", (), b"\xff"))


def test_a_failed_case_becomes_a_row_that_does_not_grow_stale(tmp_path: Path) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    example = contract()["components"]["examples"]["AppText"]["value"]
    body = json.dumps({**example, "accept_time": "2026-11-22T11:00:00Z"})
    failed = Outcome("fuzzing", "check", "case", "contract", FAILS, body=body)
    file = tmp_path / "found.jsonl"
    file.write_text("\n".join(regressions.as_lines([failed, OUTCOMES[0]], now=now)))
    row = next(iter(regressions.load(file)))
    assert row.accepted
    assert row.body["accept_time"].seconds == -3600
    file.write_text('{"name": "x"}')
    with pytest.raises(ValueError, match="line 1 is no regression"):
        list(regressions.load(file))


# -- the command


def test_exit_codes(sinch_mock: SinchMock, tmp_path: Path, closed_port: int) -> None:
    layer = ("--layer", "table")
    files = ("--junit", str(tmp_path / "r.xml"), "--json", str(tmp_path / "r.json"))
    good = invoke("--base-url", sinch_mock.base_url, *layer, *files, env=dict(sinch_mock.env))
    assert good.exit_code == 0, good.output
    assert good.output.rstrip().endswith("hold, 0 do not.")
    assert ET.parse(tmp_path / "r.xml").getroot().tag == "testsuites"
    assert json.loads((tmp_path / "r.json").read_text())["fails"] == 0
    with stub(careless) as url:
        bad = invoke("--base-url", url, *layer, "--stop-at-first")
    assert bad.exit_code == 1
    assert "FAILS  app_id" in bad.output
    assert SECRET not in bad.output
    absent = invoke("--base-url", f"http://127.0.0.1:{closed_port}", *layer)
    assert absent.exit_code == 3  # by the one table: try again
    assert "nobody answers" in absent.output
    refused = invoke("--base-url", sinch_mock.base_url, *layer)
    assert refused.exit_code == 2
    assert "refuses the credentials" in refused.output
    assert invoke("--base-url", "http://x", env={"SINCH_KEY_ID": None}).exit_code == 2


# -- where the key goes


@pytest.mark.parametrize(
    ("base_url", "named", "origin"),
    [
        ("http://127.0.0.1:4010", None, "http://127.0.0.1:4010"),
        ("http://127.0.0.1:4010/", "http://127.0.0.1:9/", "http://127.0.0.1:9"),
        ("https://eu.conversation.api.sinch.com", None, "https://auth.sinch.com"),
        ("https://eu.conversation.api.sinch.com", "https://a.example", "https://a.example"),
        ("https://api.sinch.com.example", None, "https://api.sinch.com.example"),
        ("https://x.example/.conversation.api.sinch.com", None, "https://x.example/.conversation.api.sinch.com"),
        ("https://notconversation.api.sinch.com", None, "https://notconversation.api.sinch.com"),
    ],
)  # fmt: skip
def test_tokens_come_from_the_server_that_is_tested(
    base_url: str, named: str | None, origin: str
) -> None:
    assert token_origin(base_url, named) == origin


# -- servers of somebody else


def test_a_server_that_is_not_on_this_machine_is_only_tested_gently() -> None:
    assert not is_loopback("https://eu.conversation.api.sinch.com")
    assert all(map(is_loopback, ("http://127.0.0.1:1", "http://localhost", "http://[::1]:80")))
    with pytest.raises(CannotRun, match="safe"):
        next(run(target_of("http://example.invalid"), Plan()))
    asked = invoke("--base-url", "https://example.invalid")
    assert asked.exit_code == 2
    assert "--conversation" in asked.output


def test_a_gentle_run_keeps_its_promises() -> None:
    paths: list[str] = []

    def noting(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        paths.append(path)
        return careless(method, path, body)

    pauses: list[float] = []
    with stub(noting) as url:
        outcomes = list(run(target_of(url, "mine"), Plan(safe=True), sleep=pauses.append))
    assert outcomes
    assert len(paths) <= MOST_REQUESTS
    assert len(pauses) == len(paths) - 1
    assert min(pauses) >= 0.5
    assert {path for path in paths if ":inject-message" in path} == {
        "/v1/projects/project/conversations/mine:inject-message"
    }
    assert not [path for path in paths if path.startswith("/_mock")]


def test_a_gentle_run_asks_before_it_starts() -> None:
    with stub(careless) as url:
        said_no = invoke("--base-url", url, "--safe", "--conversation", "mine", answer="n\n")
    assert said_no.exit_code == 130  # by the one table: nothing was begun
    assert "writes messages into the conversation mine" in said_no.output


def test_the_safe_rows_cover_the_main_rules() -> None:
    chosen = [row for row in rows() if row.safe]
    assert len(chosen) < MOST_REQUESTS
    assert {"app_id", "accept_time", "metadata", "authentication", "required", "one message"} <= {
        row.rule for row in chosen
    }
