"""What is wrong with a request is told by place, by rule and by who says so."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from sinch_inject_contract.document import contract
from support.simulated import Simulated, text_message


def app(**content: Any) -> dict[str, Any]:
    return text_message(contact_message=None, direction="TO_CONTACT", app_message=content)


def contact(**content: Any) -> dict[str, Any]:
    return text_message(contact_message=content)


def channel(name: Any) -> dict[str, Any]:
    return text_message(channel_identity={"channel": name, "identity": "1"})


TEXT = {"text": "hello"}
FLOW = {"message_type": "FLOWS", "message": {"flow_id": "1"}}
CASES: list[tuple[Any, str, str, str, str]] = [
    ([], "", "type", "page", "must be an object"),
    (
        text_message(direction=None),
        "/direction",
        "required",
        "page",
        "direction: `direction` is required",
    ),
    (
        text_message(direction="to_app"),
        "/direction",
        "enum",
        "page",
        "direction: must be one of TO_APP, TO_CONTACT",
    ),
    (
        text_message(contact_id=""),
        "/contact_id",
        "minLength",
        "assumed",
        "must be at least 1 character(s) long",
    ),
    (text_message(metadata="å" * 1025), "/metadata", "maxLength", "page", "1024 characters"),
    (text_message(metadata=None), "", "", "", ""),
    (text_message(metadata="🚪" * 1024), "", "", "", ""),
    (
        text_message(accept_time="now"),
        "/accept_time",
        "format",
        "page",
        "must be a time with an offset, such as 2026-11-22T12:00:00Z",
    ),
    (
        channel("LINE"),
        "/channel_identity/app_id",
        "required",
        "page",
        "channel_identity.app_id: `app_id` is required on LINE",
    ),
    (channel("sms"), "/channel_identity/channel", "enum", "page", "WHATSAPP, RCS"),
    (
        contact(),
        "/contact_message",
        "one_content",
        "public-sdk",
        "exactly one of `text_message`, `media",
    ),
    (
        contact(text_message=TEXT, media_message={"url": "u"}),
        "/contact_message",
        "one_content",
        "public-sdk",
        "`text_message` and `media_message` are both set",
    ),
    (
        contact(text_message={}),
        "/contact_message/text_message/text",
        "required",
        "public-sdk",
        "contact_message.text_message.text: `text` is required",
    ),
    (
        {**contact(text_message=TEXT), "app_message": {"text_message": TEXT}},
        "",
        "not",
        "public-sdk",
        "`app_message` and `contact_message` are both set",
    ),
    (
        text_message(contact_message=5),
        "/contact_message",
        "type",
        "public-sdk",
        "contact_message: must be an object",
    ),
    (
        app(template_message={}),
        "/app_message/template_message",
        "one_content",
        "public-sdk",
        "at least one of `channel_template` or `omni_template` is required",
    ),
    (
        app(template_message={"omni_template": {"template_id": "t"}}),
        "/app_message/template_message/omni_template/version",
        "required",
        "public-sdk",
        "required",
    ),
    (
        app(card_message={"choices": [{"text_message": TEXT}] * 11}),
        "/app_message/card_message/choices",
        "maxItems",
        "public-sdk",
        "must hold at most 10 items",
    ),
    (
        app(choice_message={"choices": [{"text_message": TEXT}, {"url_message": {"url": "u"}}]}),
        "/app_message/choice_message/choices/1/url_message/title",
        "required",
        "public-sdk",
        "choices[1].url_message.title: `title` is required",
    ),
    (
        app(text_message=TEXT, explicit_channel_message={"FAX": "x"}),
        "/app_message/explicit_channel_message",
        "enum",
        "public-sdk",
        "every name must be one of WHATSAPP, RCS",
    ),
    (
        app(text_message=TEXT, channel_specific_message={"WHATSAPP": FLOW}),
        "/app_message/channel_specific_message/WHATSAPP/message/flow_cta",
        "required",
        "public-sdk",
        "flow_cta: `flow_cta` is required",
    ),
    (b'{"a":1,"a":1}', "/a", "unique-names", "assumed", "a: the name occurs more than once"),
]


@pytest.mark.parametrize(("body", "pointer", "rule", "source", "message"), CASES)
def test_the_problem_is_told(body: Any, pointer: str, rule: str, source: str, message: str) -> None:
    mock = Simulated()
    reply = mock.inject(body)
    if not rule:
        assert reply.status == 200
        return
    assert reply.status == 400
    error = json.loads(reply.body)["error"]
    assert message in error["message"]
    problem = mock.journal[0]["problems"][0]
    assert (problem["pointer"], problem["rule"], problem["source"]) == (pointer, rule, source)


def test_null_is_absent_only_where_the_contract_says_so() -> None:
    mock = Simulated()
    both = {**contact(text_message=TEXT, reply_to=None), "app_message": None}
    assert mock.inject(both).status == 200
    neither = {**both, "contact_message": None}
    assert mock.inject(neither).status == 200
    assert mock.inject({**both, "metadata": None}).status == 400
    assert mock.inject(app(text_message=TEXT, media_message=None)).status == 400


def test_several_problems_are_all_told() -> None:
    mock = Simulated()
    reply = mock.inject(text_message(direction=None, contact_id=5, metadata=[]))
    assert "(and 2 more)" in json.loads(reply.body)["error"]["message"]
    pointers = {problem["pointer"] for problem in mock.journal[0]["problems"]}
    assert pointers == {"/direction", "/contact_id", "/metadata"}


def test_a_hundred_problems_are_cut_short() -> None:
    mock = Simulated()
    mock.inject(app(contact_info_message={"name": {}, "phone_numbers": [{}] * 100}))
    assert len(mock.journal[0]["problems"]) == 20


def test_the_detail_is_a_bad_request_in_protobuf() -> None:
    reply = Simulated().inject(channel("LINE"))
    [detail] = json.loads(reply.body)["error"]["details"]
    assert detail["type_url"] == "type.googleapis.com/google.rpc.BadRequest"
    field, description = b"channel_identity.app_id", b"`app_id` is required on LINE"
    violation = b"\x0a%c%b\x12%c%b" % (len(field), field, len(description), description)
    assert base64.b64decode(detail["value"]) == b"\x0a%c%b" % (len(violation), violation)


def test_no_text_comes_back() -> None:
    mock = Simulated()
    secret = "the blue door"
    for body in (
        contact(text_message={"text": [secret]}),
        text_message(metadata=secret * 500),
        text_message(direction=secret),
        text_message(accept_time=secret),
        contact(text_message={"text": secret + "\x00"}),
        channel([secret]),
    ):
        reply = mock.inject(body)
        assert reply.status == 400
        assert secret.encode() not in reply.body
        assert secret not in json.dumps(mock.journal[-1]["problems"])


def test_a_name_of_the_caller_s_is_cut_short() -> None:
    reply = Simulated().inject(app(text_message=TEXT, explicit_channel_message={"x" * 9999: "1"}))
    assert len(reply.body) < 1000


EXAMPLES = contract()["components"]["examples"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_contract_s_examples_are_accepted(name: str) -> None:
    assert Simulated().inject(EXAMPLES[name]["value"]).status == 200
