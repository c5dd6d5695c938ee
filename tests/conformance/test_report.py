"""The report says what takes how long, and what cannot be known of a server."""

from __future__ import annotations

import itertools
import json
from urllib.parse import quote, quote_plus

from attrs import evolve
from sinch_inject_conformance import report
from sinch_inject_conformance.fuzz import FUZZING, Effort, run_schemathesis
from sinch_inject_conformance.result import FAILS, HOLDS, NOT_APPLICABLE, Outcome
from sinch_inject_conformance.server import Session
from sinch_inject_conformance.suite import Plan, run
from sinch_inject_conformance.target import Credentials, Target
from sinch_inject_mock import SinchMock
from support.servers import stub

HELD = Outcome("table", "app_id", "with", "page", HOLDS, took=1.25)
CREDENTIALS = Credentials("demo-project", "demo-key", "demo-secret")


def injecting(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    """Accept every message, and have nothing beside the API."""
    if ":inject-message" in path:
        return 200, {"content-type": "application/json"}, b"{}"
    return 404, {}, b""


def giving_tokens(method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    """Do the same, and give tokens."""
    if path == "/oauth2/token":
        token = {"access_token": "t", "expires_in": 3600, "scope": "", "token_type": "bearer"}
        return 200, {"content-type": "application/json"}, json.dumps(token).encode()
    return injecting(method, path, body)


def test_each_case_has_the_time_that_it_took_as_a_whole() -> None:
    ticks = itertools.count(step=0.5)
    plan = Plan(("table",), only=frozenset({"metadata"}))
    with stub(injecting) as url:
        target = Target(url, CREDENTIALS, url)
        outcomes = list(run(target, plan, monotonic=lambda: next(ticks)))
    assert {one.took for one in outcomes} == {0.5}


def test_the_seconds_of_each_layer_are_told() -> None:
    outcomes = [HELD, evolve(HELD, layer="grammar", took=61.0), HELD]
    assert report.timing(outcomes) == "63.5 s: table 2.5 s, grammar 61.0 s."
    assert json.loads(report.as_json(outcomes))["seconds"] == {"table": 2.5, "grammar": 61.0}
    assert "63.5 s: table 2.5 s, grammar 61.0 s." in list(report.as_text(outcomes))


def test_what_a_server_without_a_journal_keeps_from_everybody_is_said() -> None:
    rules = frozenset({"metadata", "accept_time", "answer"})
    with stub(injecting) as url:
        outcomes = list(run(Target(url, CREDENTIALS, url), Plan(("table",), only=rules)))
    told = "\n".join(report.unknowable(outcomes))
    asked = [one for one in outcomes if one.state != NOT_APPLICABLE]
    assert (
        "no journal: whether what it accepts is stored, once and unaltered, and what it refuses "
        f"is not\n    judged by the answer alone: {len(asked)} of table" in told
    )
    still = [one for one in outcomes if "clock" in one.lacks]
    assert "no clock: what it does at the ends of the time window" in told
    assert f"    not asked: {len(still)} of table" in told
    assert "no faults: " in told


def test_nothing_is_unknown_of_a_server_that_offers_everything(sinch_mock: SinchMock) -> None:
    settings = sinch_mock.settings
    credentials = Credentials(settings.project_id, settings.key_id, settings.key_secret)
    target = Target(sinch_mock.base_url, credentials, sinch_mock.auth_url)
    outcomes = list(run(target, Plan(("table",), only=frozenset({"metadata", "accept_time"}))))
    assert list(report.unknowable(outcomes)) == []


def test_a_check_that_needs_a_journal_does_not_hold_without_one() -> None:
    """It does nothing there, which is not the same."""
    with stub(giving_tokens) as url:
        session = Session(Target(url, CREDENTIALS, url), monotonic=lambda: 0.0)
        outcomes = list(run_schemathesis(session, FUZZING, Effort(examples=5)))
        session.close()
    (stored,) = [one for one in outcomes if one.rule == "stored_unaltered"]
    assert (stored.state, stored.lacks) == (NOT_APPLICABLE, ("journal",))
    assert [one for one in outcomes if one.state == FAILS]


def test_every_need_of_a_case_has_its_words() -> None:
    """A row that needs something new says what stays unknown without it."""
    from sinch_inject_conformance import limits, messages, scenes
    from sinch_inject_conformance.order import WRONGS
    from sinch_inject_conformance.table import rows

    cases = [*rows(), *scenes.scenes(), *limits.scenes(), *messages.cases(), *WRONGS]
    assert {need for case in cases for need in case.needs} <= report.UNKNOWN.keys()


def test_a_report_has_neither_the_secret_nor_a_token() -> None:
    secret, token = "s3cr/et +x%y", "token-of-this-run"

    def echo(_method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        said = json.dumps(body.decode("utf-8", "replace")).encode()
        if path != "/oauth2/token":
            return 500, {}, token.encode() + said
        answer = b'{"access_token":"%b","expires_in":3600,"token_type":"bearer","echo":%b}'
        return 200, {"Content-Type": "application/json"}, answer % (token.encode(), said)

    with stub(echo) as url:
        target = Target(url, Credentials("project", "key", secret), url)
        outcomes = list(run(target, Plan(("table",), only=frozenset({"token"}))))
    said = "\n".join(map(str, outcomes))
    forms = (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), token)
    assert [form for form in forms if form in said] == []
    assert "client_secret=$SINCH_KEY_SECRET" in said
    assert "client_secret=***" in said
    assert '"access_token":"$TOKEN"' in said
