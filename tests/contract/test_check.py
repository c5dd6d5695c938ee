"""A value against the contract: the verdict is the validator's, and every fault has its place."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from sinch_inject_conformance.keywords import keyword_rows
from sinch_inject_contract.check import Checker, checker
from sinch_inject_contract.document import contract, operations, schema, time_window
from sinch_inject_contract.problem import Problem, at, parts, pointer
from support.bad import request_of

REQUEST = checker("InjectMessageRequest")
TEMPLATE: dict[str, Any] = {"template_id": "t", "version": "1"}
ODD = ["1", "01", "+46700000001", "0", "-1", "", "a/b", "a~1b", "٣", "9" * 30, "\ue000"]


def request(content: dict[str, Any]) -> dict[str, Any]:
    return request_of({"base": "AppText", "set": {"/app_message": content}})


@pytest.mark.parametrize("name", ODD)
def test_a_name_that_looks_like_a_number_is_a_name(name: str) -> None:
    body = request({"template_message": {"omni_template": {**TEMPLATE, "parameters": {name: 5}}}})
    place = pointer(["app_message", "template_message", "omni_template", "parameters", name])
    assert REQUEST.problems(body) == [Problem(place, "type", "must be a text", source="public-sdk")]
    assert at(body, parts(place)) == 5


def test_a_channel_that_looks_like_a_number_is_a_name() -> None:
    body = request({"text_message": {"text": "x"}, "explicit_channel_message": {"1": 1, "+2": 2}})
    found = [(problem.pointer, problem.rule) for problem in REQUEST.problems(body)]
    where = "/app_message/explicit_channel_message"
    assert found == [(f"{where}/1", "type"), (f"{where}/+2", "type"), (where, "enum")]


def test_members_that_are_numbers_stand_in_lists() -> None:
    body = request({"card_message": {"title": "x", "choices": [{"text_message": {}}]}})
    [problem] = REQUEST.problems(body)
    assert problem.pointer == "/app_message/card_message/choices/0/text_message/text"


def test_every_broken_keyword_is_told_at_its_place() -> None:
    """By another validator's places: ours names one of them, or what stands below or above."""
    seen = 0
    for row in keyword_rows(datetime.now(UTC)):
        assert isinstance(row.body, dict)
        problems = REQUEST.problems(row.body)
        assert REQUEST.is_valid(row.body) is (not problems)
        for problem in problems:
            assert problem.rule != "contract", row.name
            assert "breaks the contract's rule" not in problem.message, problem
            at(row.body, parts(problem.pointer)[:-1])
        seen += bool(problems)
    assert seen > 300


def test_a_rule_that_has_no_words_is_named() -> None:
    odd = Checker({"type": "object", "properties": {"a": {"multipleOf": 3}}, "maxProperties": 1})
    assert [str(problem) for problem in odd.problems({"a": 4, "b": 1})] == [
        "error at /a: breaks the contract's rule multipleOf",
        "error at /: breaks the contract's rule maxProperties",
    ]
    closed = Checker({"properties": {"a": {}}, "additionalProperties": False})
    assert [problem.pointer for problem in closed.problems({"a": 1, "b": 2})] == ["/b"]


def test_no_more_is_told_than_was_asked_for() -> None:
    body = request({"contact_info_message": {"name": {}, "phone_numbers": [{}] * 5000}})
    assert len(REQUEST.problems(body)) == 100
    assert len(REQUEST.problems(body, most=3)) == 3
    assert REQUEST.problems(body, most=3) == REQUEST.problems(body)[:3]


LARGE = """
from sinch_inject_contract.check import checker
N = 6000
check = checker("InjectMessageRequest")
for content in (
    {"card_message": {"choices": [{}] * 30_000}},
    {"text_message": {"text": ""}, "channel_specific_message": {f"K{i}": {} for i in range(N)}},
    {"text_message": {"text": ""}, "explicit_channel_omni_message": {f"{i}": {} for i in range(N)}},
    {"text_message": {"text": ""}, "channel_specific_message": {"KAKAOTALK": {
        "message_type": "COMMERCE", "message": {"buttons": [{}] * 30_000}}}},
    {"list_message": {"title": "x", "sections": [{"items": [{}] * 30_000}]}},
):
    assert len(check.problems({"app_message": content}, most=20)) == 20
"""


def test_a_large_body_full_of_faults_holds_nobody_up() -> None:
    """It took 75 s; the limit is for a machine that does a lot besides."""
    subprocess.run([sys.executable, "-c", LARGE], check=True, timeout=20)


def test_what_is_wrong_is_quoted_from_the_contract_alone() -> None:
    secret = "+46709876543"
    body = request({"text_message": {"text": [secret]}, "agent": {"type": secret}})
    body |= {"direction": secret, "metadata": secret * 100, "accept_time": secret}
    problems = REQUEST.problems(body)
    assert len(problems) == 5
    assert secret not in json.dumps([str(problem) for problem in problems])


# ------------------------------------------------------------------------------ as data


def test_an_operation_is_data() -> None:
    assert list(operations()) == ["injectMessage", "listMessages", "getMessage", "deleteMessage"]
    inject, listing, delete = (
        operations()[name] for name in ("injectMessage", "listMessages", "deleteMessage")
    )
    assert (inject.method, inject.safe, inject.reads) == ("POST", False, False)
    assert (listing.method, listing.safe, listing.reads) == ("GET", True, True)
    assert (delete.method, delete.safe, delete.reads) == ("DELETE", True, False)
    assert inject.path == next(iter(contract()["paths"]))
    assert inject.request == "InjectMessageRequest"
    assert listing.request is None
    assert listing.answer_limit == 16 * 2**20
    assert [one.name for one in inject.parameters] == ["project_id", "conversation_id"]
    start = next(one for one in listing.parameters if one.name == "start_time")
    assert (start.where, start.required, start.before) == ("query", False, "end_time")
    refused = inject.answers[401]
    assert refused.component == "ErrorAnswer"
    assert refused.required_headers == {"WWW-Authenticate"}
    assert set(listing.answers[429].headers) == {"Retry-After"}
    assert listing.answers[429].required_headers == frozenset()


def test_the_window_is_thirty_days() -> None:
    assert time_window() == (30 * 86400, 0)


def test_a_component_that_is_not_there() -> None:
    with pytest.raises(KeyError, match="Novelty"):
        schema("Novelty")


def test_nothing_stands_below_a_text() -> None:
    for path in (["a", "b"], ["c", "x"], ["c", "1"]):
        with pytest.raises(LookupError):
            at({"a": "text", "c": [0]}, path)
