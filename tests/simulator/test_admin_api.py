"""What is below /_mock/, and the page, over real HTTP."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from sinch_inject_contract.document import contract
from sinch_inject_mock import Settings, SinchMock
from support.requests import message

AUTH = ("demo-key", "demo-secret")


@pytest.fixture
def admin(sinch_mock: SinchMock) -> Any:
    with httpx.Client(base_url=sinch_mock.base_url) as client:
        yield client


def inject(client: httpx.Client, conversation: str = "c", **changes: Any) -> httpx.Response:
    path = f"/v1/projects/demo-project/conversations/{conversation}:inject-message"
    return client.post(path, json=message(**changes), auth=AUTH)


def test_health(admin: httpx.Client) -> None:
    inject(admin)
    health = admin.get("/_mock/health").json()
    assert health["status"] == "ok"
    assert health["version"]
    assert health["kept"] == {"messages": 1, "requests": 1}
    assert health["dropped"] == {"messages": 0, "requests": 0}
    limits = {name: health[name] for name in ("strict", "rate_limit", "token_rate_limit")}
    assert limits == {"strict": False, "rate_limit": None, "token_rate_limit": None}


def test_messages_by_filter_and_cleared(admin: httpx.Client) -> None:
    inject(admin, "a", marker="one")
    inject(admin, "b", marker="two", direction="TO_CONTACT")

    def found(**query: Any) -> list[str]:
        messages = admin.get("/_mock/messages", params=query).json()["messages"]
        return [one["message"]["metadata"] for one in messages]

    assert found() == ["one", "two"]
    assert found(conversation_id="b") == ["two"]
    assert found(direction="TO_APP", channel="SMS") == ["one"]
    assert found(text="BLUE DOOR", limit=1) == ["one"]
    assert found(channel="RCS") == []
    assert admin.delete("/_mock/messages").json() == {}
    assert found() == []
    assert len(admin.get("/_mock/requests").json()["requests"]) == 2


def test_requests_by_filter_and_cleared(admin: httpx.Client) -> None:
    inject(admin, "a")
    inject(admin, "b", direction="UP")
    found = admin.get("/_mock/requests", params={"verdict": "rejected"}).json()["requests"]
    assert [entry["conversation_id"] for entry in found] == ["b"]
    assert found[0]["problems"][0]["pointer"] == "/direction"
    last = found[0]["sequence"]
    assert admin.get("/_mock/requests", params={"after": last}).json() == {"requests": []}
    admin.delete("/_mock/requests")
    assert admin.get("/_mock/requests").json() == {"requests": []}
    assert len(admin.get("/_mock/messages").json()["messages"]) == 1


def test_reset_forgets_everything_but_what_is_kept(admin: httpx.Client) -> None:
    inject(admin)
    admin.post("/_mock/faults", json={"kind": "500"})
    admin.put("/_mock/clock", json={"now": "2026-01-01T00:00:00Z"})
    admin.post("/_mock/reset", params={"keep": "faults,clock"})
    assert admin.get("/_mock/messages").json() == {"messages": []}
    assert len(admin.get("/_mock/faults").json()["faults"]) == 1
    assert admin.get("/_mock/clock").json()["mode"] == "frozen"
    admin.post("/_mock/reset")
    assert admin.get("/_mock/faults").json() == {"faults": []}
    assert admin.get("/_mock/clock").json()["mode"] == "real"
    assert admin.post("/_mock/reset", params={"keep": "nonsense"}).status_code == 400


@pytest.mark.parametrize(
    ("wish", "mode"),
    [
        ({"now": "2026-01-01T00:00:00Z"}, "frozen"),
        ({"now": "2026-01-01T00:00:00Z", "running": True}, "shifted"),
        ({"advance": 60}, "shifted"),
        ({"mode": "frozen"}, "frozen"),
        ({"mode": "real"}, "real"),
    ],
)
def test_the_clock_is_set(admin: httpx.Client, wish: dict[str, Any], mode: str) -> None:
    answer = admin.put("/_mock/clock", json=wish).json()
    assert answer["mode"] == mode
    assert set(answer) == {"now", "mode", "offset_seconds"}
    if "now" in wish:
        assert answer["now"].startswith("2026-01-01T00:00:0")


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("PUT", "/_mock/clock", '{"now":"noon"}'),
        ("PUT", "/_mock/clock", '{"nwo":"2026-01-01T00:00:00Z"}'),
        ("PUT", "/_mock/clock", '{"advance":"60"}'),
        ("PUT", "/_mock/clock", '{"advance":1e300}'),
        ("PUT", "/_mock/clock", "{}"),
        ("PUT", "/_mock/clock", "[]"),
        ("PUT", "/_mock/clock", "{"),
        ("POST", "/_mock/faults", '{"kind":"nonsense"}'),
        ("POST", "/_mock/faults", ""),
        ("POST", "/_mock/keys", '{"key_id":"a"}'),
        ("POST", "/_mock/keys", '{"key_id":"a","key_secret":"","project_id":"p"}'),
        ("PUT", "/_mock/conversations/c", '{"contact_ids":"x"}'),
        ("POST", "/_mock/tokens/revoke", '{"access_token":5}'),
        ("POST", "/_mock/tokens", "{}"),
        ("POST", "/_mock/tokens", '{"project_id":"nobody-has-it"}'),
        ("POST", "/_mock/import", "{}"),
        ("GET", "/_mock/messages?after=x", ""),
        ("GET", "/_mock/messages?limit=-1", ""),
        ("GET", "/_mock/messages?limit=1e3", ""),
        ("GET", "/_mock/messages?after=" + "9" * 30, ""),
        ("GET", "/_mock/requests?after=nan", ""),
        ("PUT", "/_mock/clock", '{"advance":true}'),
        ("PUT", "/_mock/clock", '{"advance":1' + "0" * 400 + "}"),
        ("PUT", "/_mock/clock", '{"advance":1' + "0" * 9000 + "}"),
        ("PUT", "/_mock/clock", '{"advance":NaN}'),
        ("PUT", "/_mock/clock", '{"mode":"slow"}'),
        ("PUT", "/_mock/clock", '{"now":"2026-01-01T00:00:00Z","running":1}'),
        ("PUT", "/_mock/clock", '{"now":"2026-01-01T00:00:00Z","mode":7}'),
        ("PUT", "/_mock/list-lag", '{"seconds":-1}'),
        ("PUT", "/_mock/list-lag", '{"seconds":true}'),
        ("PUT", "/_mock/list-lag", '{"seconds":null}'),
        ("PUT", "/_mock/list-lag", '{"seconds":1e300}'),
        ("POST", "/_mock/faults", '{"kind":"500","delay_ms":-1}'),
        ("POST", "/_mock/faults", '{"kind":"500","delay_ms":NaN}'),
        ("POST", "/_mock/faults", '{"kind":"500","delay_ms":1e300}'),
        ("POST", "/_mock/faults", '{"kind":"500","delay_ms":true}'),
        ("POST", "/_mock/faults", '{"kind":"500","count":1e3}'),
        ("POST", "/_mock/faults", '{"kind":"500","count":' + "9" * 400 + "}"),
        ("POST", "/_mock/faults", '{"kind":"500","seed":' + "9" * 4000 + "}"),
        ("POST", "/_mock/faults", '{"kind":"500","probability":-0.1}'),
        ("POST", "/_mock/faults", '{"kind":"429","retry_after":{}}'),
        ("POST", "/_mock/faults", '{"kind":"429","retry_after":true}'),
        ("POST", "/_mock/faults", '{"kind":"429","retry_after":"' + "1" * 5000 + '"}'),
        ("POST", "/_mock/faults", '{"kind":["500"]}'),
        ("POST", "/_mock/faults", '{"kind":"500","match":{"operation":"nothing"}}'),
    ],
)
def test_what_makes_no_sense_is_told(
    admin: httpx.Client, method: str, path: str, content: str
) -> None:
    answer = admin.request(method, path, content=content)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == 400
    assert error["message"]


def test_paths_and_methods_that_do_not_exist(admin: httpx.Client) -> None:
    assert admin.get("/_mock/nothing").json()["error"]["code"] == 404
    answer = admin.put("/_mock/faults")
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, 405)
    assert "POST" in answer.headers["allow"]


def test_faults_are_added_listed_and_removed(admin: httpx.Client) -> None:
    first = admin.post("/_mock/faults", json={"kind": "500", "count": 1}).json()["id"]
    second = admin.post("/_mock/faults", json={"kind": "429", "retry_after": 2}).json()["id"]
    assert [inject(admin).status_code for _ in range(2)] == [500, 429]
    listed = admin.get("/_mock/faults").json()["faults"]
    assert [(fault["id"], fault["applied"]) for fault in listed] == [(first, 1), (second, 1)]
    assert admin.delete(f"/_mock/faults/{second}").json() == {}
    assert admin.delete(f"/_mock/faults/{second}").status_code == 404
    assert inject(admin).status_code == 200
    admin.delete("/_mock/faults")
    assert admin.get("/_mock/faults").json() == {"faults": []}


def test_a_token_of_a_project_is_given_out(admin: httpx.Client) -> None:
    answer = admin.post("/_mock/tokens", json={"project_id": "demo-project"})
    assert answer.status_code == 201
    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    of = "/v1/projects/{}/messages"
    assert admin.get(of.format("demo-project"), headers=bearer).status_code == 200
    assert admin.get(of.format("other-project"), headers=bearer).status_code in (401, 403)


def test_tokens_are_revoked(admin: httpx.Client) -> None:
    form = {"grant_type": "client_credentials"}
    tokens = [
        admin.post("/oauth2/token", data=form, auth=AUTH).json()["access_token"] for _ in range(3)
    ]
    one = {"access_token": tokens[0]}
    assert admin.post("/_mock/tokens/revoke", json=one).json() == {"revoked": 1}
    assert admin.post("/_mock/tokens/revoke").json() == {"revoked": 2}
    path = "/v1/projects/demo-project/conversations/c:inject-message"
    answer = admin.post(path, headers={"authorization": f"Bearer {tokens[2]}"})
    assert answer.status_code == 401


def test_another_key_has_another_project(admin: httpx.Client) -> None:
    key = {"key_id": "k2", "key_secret": "s2", "project_id": "p2"}
    assert admin.post("/_mock/keys", json=key).status_code == 201
    for project, status in (("p2", 200), ("demo-project", 403)):
        path = f"/v1/projects/{project}/conversations/c:inject-message"
        assert admin.post(path, json=message(), auth=("k2", "s2")).status_code == status


def test_strict_registers_ids_with_slashes() -> None:
    with SinchMock(Settings(strict=True)) as mock, httpx.Client(base_url=mock.base_url) as admin:
        assert inject(admin, "a%2Fb").status_code == 404
        admin.put("/_mock/conversations/a%2Fb")
        assert inject(admin, "a%2Fb").status_code == 404
        admin.put("/_mock/contacts/01HCONTACT")
        assert inject(admin, "a%2Fb").status_code == 200


def test_export_goes_into_import(admin: httpx.Client) -> None:
    inject(admin, "a", marker="Ångström")
    inject(admin, "b")
    exported = admin.get("/_mock/export")
    assert exported.headers["content-type"].startswith("application/jsonl")
    before = admin.get("/_mock/messages").json()["messages"]
    assert [json.loads(line) for line in exported.text.splitlines()] == before
    admin.delete("/_mock/messages")
    assert admin.post("/_mock/import", content=exported.content).json() == {"imported": 2}
    after = admin.get("/_mock/messages").json()["messages"]
    assert [one["message"] for one in after] == [one["message"] for one in before]


@pytest.mark.parametrize("path", ["/", "/_mock/messages", "/_mock/events", "/_page/nothing.js"])
def test_strangers_are_kept_out(admin: httpx.Client, path: str) -> None:
    for headers in (
        {"host": "evil.example"},
        {"origin": "http://evil.example"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    ):
        answer = admin.get(path, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, 403)


def test_a_link_from_elsewhere_may_lead_to_the_page(admin: httpx.Client) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert admin.get("/", headers=headers).status_code == 200
    assert admin.get("/_mock/messages", headers=headers).status_code == 403


def test_the_api_itself_takes_any_host(admin: httpx.Client) -> None:
    path = "/v1/projects/demo-project/conversations/c:inject-message"
    headers = {"host": "eu.conversation.api.sinch.com"}
    assert admin.post(path, json=message(), auth=AUTH, headers=headers).status_code == 200


@pytest.mark.parametrize("length", [1, 255, 256, 300, 20_000])
@pytest.mark.parametrize(
    "name", ["a.js", "../x.js", "%00.js", "..%2f..%2fsettings.py", "é.css", "."]
)
def test_a_part_of_the_page_that_does_not_exist(
    admin: httpx.Client, name: str, length: int
) -> None:
    answer = admin.get("/_page/" + "n" * length + name)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == 404


@pytest.mark.parametrize(
    "origin", ["http://[", "http://[::1", "http://\u00e9", "[", "http://]:4010"]
)
def test_an_origin_that_is_none(sinch_mock: SinchMock, origin: str) -> None:
    for path in ("/", "/_mock/health", "/_mock/events"):
        headers = [(b"origin", origin.encode("latin-1"))]
        answer = httpx.get(sinch_mock.base_url + path, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == 403


def test_the_lag_of_lists_is_shown_and_set(admin: httpx.Client) -> None:
    assert admin.get("/_mock/list-lag").json() == {"seconds": 0.0}
    assert admin.put("/_mock/list-lag", json={"seconds": 2.5}).json() == {"seconds": 2.5}
    inject(admin)
    path = "/v1/projects/demo-project/messages"
    assert admin.get(path, auth=AUTH).json()["messages"] == []
    admin.put("/_mock/clock", json={"advance": 2.5})
    assert len(admin.get(path, auth=AUTH).json()["messages"]) == 1
    assert admin.put("/_mock/list-lag").json() == {"seconds": 0.0}


def test_the_page_lets_nothing_else_run(admin: httpx.Client) -> None:
    page = admin.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert admin.get("/_page/index.html").content == page.content


def test_the_page_is_told_the_channels_of_the_contract(admin: httpx.Client) -> None:
    made = admin.get("/_page/contract.js")
    assert made.headers["content-type"] == "text/javascript; charset=utf-8"
    name, _, value = made.text.rstrip(";\n").partition(" = ")
    assert name == "export const CHANNELS"
    assert json.loads(value) == contract()["components"]["schemas"]["Channel"]["enum"]


@pytest.mark.parametrize(
    "name", ["..%2Fadmin.py", "%2e%2e/core.py", "admin.py", "nothing.js", ".", "a%00.js", "..js"]
)
def test_only_the_parts_of_the_page_are_served(admin: httpx.Client, name: str) -> None:
    assert admin.get(f"/_page/{name}").status_code == 404
