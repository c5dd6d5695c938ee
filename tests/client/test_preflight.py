"""Preflight: what it says of bad requests, and that it agrees with an independent validator."""

from __future__ import annotations

import copy
import datetime
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from sinch_inject import ChannelIdentity, InjectMessageRequest, PreflightError, Problem, check
from sinch_inject.request.body import encode, to_dict
from sinch_inject_contract.document import contract, schema
from support.bad import NOW, RECENT, request_of
from support.requests import NUMBER, SENDER, TEXT, message

TABLE: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("bad_requests.yaml").read_text(encoding="utf-8")
)
CHANNELS = ", ".join(contract()["components"]["schemas"]["Channel"]["enum"])
EXAMPLES: dict[str, dict[str, Any]] = {
    name: {**example["value"], "accept_time": RECENT}
    for name, example in contract()["components"]["examples"].items()
}


# -------------------------------------------------------------------------------- the table


def test_the_table_is_long_and_its_names_are_unique() -> None:
    assert len(TABLE) >= 60
    assert len({row["name"] for row in TABLE}) == len(TABLE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row["name"]).replace(" ", "-"))
def test_what_is_said_of_a_bad_request(row: dict[str, Any]) -> None:
    problems = check(request_of(row), conversation_id=row.get("path"), now=NOW)
    said = [f"{p.severity} {p.pointer or '/'} [{p.rule}] {p.message}" for p in problems]
    assert said == [line.replace("{Channel}", CHANNELS) for line in row["expect"]]
    for problem in problems:
        assert "not valid under any" not in problem.message


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_the_contract_have_no_errors(name: str) -> None:
    problems = check(EXAMPLES[name], conversation_id="c-1", now=NOW)
    assert [problem for problem in problems if problem.severity == "error"] == []


# ---------------------------------------------------------------------- what is not in the table


def test_a_member_that_is_documented_for_the_other_direction() -> None:
    body = {**EXAMPLES["AppText"], SENDER: "1"}
    text = "is documented for messages from the contact only"
    assert check(body, now=NOW) == [Problem(f"/{SENDER}", "direction", text, "warning")]
    assert check({**EXAMPLES["ContactText"], SENDER: "1"}, now=NOW) == []


def test_what_is_no_request() -> None:
    values: list[Any] = [None, "x", [], 5, message().items()]
    for value in values:
        assert [p.rule for p in check(value)] == ["type"]


def test_values_are_quoted_only_when_asked() -> None:
    bad = message(
        direction=TEXT, contact_message={"text_message": {"text": [TEXT]}}, metadata="m" * 1025
    )
    bad["channel_identity"]["identity"] = [NUMBER]
    plain = " ".join(map(str, check(bad)))
    assert TEXT not in plain
    assert NUMBER not in plain
    quoted = " ".join(map(str, check(bad, quote_values=True)))
    assert repr(TEXT) in quoted
    assert f"'{'m' * 56}..." in quoted


def test_a_missing_value_cannot_be_quoted() -> None:
    problems = check({}, quote_values=True)
    assert "error at /direction: `direction` is required" in map(str, problems)


def test_depth_and_size() -> None:
    deep: Any = "x"
    for _ in range(100):
        deep = {"a": deep}
    assert [p.rule for p in check(message(extra=deep))] == ["depth"]
    large = check(message(extra="x" * 1024 * 1024))
    assert [(p.rule, p.severity) for p in large] == [("size", "warning")]


class Word(str):
    """A text of the user's own kind."""

    __slots__ = ()


def test_python_values_that_json_writers_take() -> None:
    assert check(message(contact_id=Word("c"), sizes=(1, 2))) == []
    assert [p.pointer for p in check(message(contact_id=Word("")))] == ["/contact_id"]


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), "json"),
        (float("nan"), "json"),
        (10**400, "json"),
        (b"x", "json"),
        ({1: 2}, "json"),
        ({"\ud800": 2}, "utf8"),
        ({1}, "json"),
    ],
)
def test_what_json_does_not_have(value: Any, rule: str) -> None:
    problems = check(message(extra=[value]))
    assert [p.rule for p in problems] == [rule]
    assert problems[0].pointer == "/extra/0"


def test_a_path_that_cannot_be() -> None:
    rules = {"\0": "nul", "\ud800": "utf8", "": "minLength"}
    for conversation_id, rule in rules.items():
        assert [p.rule for p in check(message(), conversation_id=conversation_id)] == [rule]


# -------------------------------------------------------------- agreement with another validator

JUDGE = jsonschema.Draft202012Validator(
    schema("InjectMessageRequest"), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
TIMES = [
    RECENT,
    "2026-11-22T11:00:00.5+02:00",
    "2026-11-22T11:00:00",
    "2026-11-22",
    "2026-02-30T00:00:00Z",
    "2026-11-22T11:00:00+25:00",
    "20261122T110000Z",
    "11:00",
]
SCALARS = [None, True, 0, 1, 1.0, 2.5, -1, 10**20, "", "x", "x" * 21, "x" * 61, "x" * 1025, TEXT]
WORDS = ["TO_APP", "TO_CONTACT", "SMS", "LINE", "FLOWS", "COMMERCE", "text", "payment_link", "WL"]
CONTENTS: list[Any] = [
    {"text_message": {"text": "x"}},
    {"media_message": {"url": "u"}},
    {"text": "x"},
    {"type": "text", "text": "x"},
    {"type": "WL"},
    {"choice": {"title": "x"}},
    {"product": {"id": "1", "marketplace": "x"}},
    {"template_id": "1"},
    {"omni_template": {"template_id": "1", "version": "1"}},
    {"novelty": 1},
    {},
    [],
    [{}],
    [None] * 11,
]
NAMES = [
    *("text_message", "media_message", "choices", "agent", "reply_to", "app_message", "novelty"),
    *(
        "contact_message",
        "channel_identity",
        "type",
        "message_type",
        "app_id",
        "LINE",
        "SMS",
        "a/b",
    ),
    *("explicit_channel_omni_message", "omni_template", "version", "birthday", "items", ""),
]
REPLACEMENTS = [*TIMES, *SCALARS, *WORDS, *CONTENTS]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every (container, key) in a JSON value."""
    found: list[tuple[Any, Any]] = []
    stack = [value]
    while stack:
        item = stack.pop()
        pairs = item.items() if isinstance(item, dict) else enumerate(item)
        for key, inner in pairs:
            found.append((item, key))
            if isinstance(inner, dict | list):
                stack.append(inner)
    return found


def mutated(name: str, seed: int, times: int) -> dict[str, Any]:
    """Return an example with ``times`` changes somewhere in it."""
    chance = random.Random(seed)
    body = copy.deepcopy(EXAMPLES[name])
    for _ in range(times):
        spots = places(body)
        if not spots:
            break
        place, key = chance.choice(spots)
        match chance.choice(["drop", "replace", "replace", "add", "twice"]):
            case "drop":
                del place[key]
            case "replace":
                place[key] = copy.deepcopy(chance.choice(REPLACEMENTS))
            case "add" if isinstance(place, dict):
                place[chance.choice(NAMES)] = copy.deepcopy(chance.choice(REPLACEMENTS))
            case "twice" if isinstance(place, list):
                place.extend([place[key]] * chance.choice([1, 3, 10]))
            case _:
                pass
    return body


requests = st.builds(
    mutated, st.sampled_from(sorted(EXAMPLES)), st.integers(0, 2**32), st.integers(0, 3)
)
OURS = ("time_window", "leap_second")  # beyond JSON Schema


@settings(max_examples=600, deadline=None)
@given(requests)
def test_preflight_agrees_with_an_independent_validator(body: dict[str, Any]) -> None:
    problems = check(body, now=NOW)
    refused = [
        problem
        for problem in problems
        if (problem.severity == "error" and problem.rule not in OURS)
        or problem.rule == "unknown_content"
    ]
    assert (not refused) == JUDGE.is_valid(body), [str(problem) for problem in problems]
    for problem in problems:
        assert problem.message.isprintable()
        assert "breaks the contract's rule" not in problem.message


def as_instants(value: Any) -> Any:
    """Return a JSON value whose date-times compare as moments."""
    if isinstance(value, dict):
        return {name: as_instants(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_instants(item) for item in value]
    if isinstance(value, str) and len(value) >= 20:
        try:
            moment = datetime.datetime.fromisoformat(value)
        except ValueError:
            return value
        return moment.timestamp() if moment.tzinfo else value
    return value


@settings(max_examples=400, deadline=None)
@given(requests)
def test_a_valid_request_keeps_its_value_through_the_model(body: dict[str, Any]) -> None:
    if JUDGE.is_valid(body):
        model = InjectMessageRequest.from_dict(copy.deepcopy(body))
        assert as_instants(to_dict(model)) == as_instants(body)


# ----------------------------------------------------------------------------------- models


def model(**changes: Any) -> InjectMessageRequest:
    return evolve(InjectMessageRequest.from_dict(message()), **changes)


def test_models_are_checked_too() -> None:
    assert check(model()) == []
    line = ChannelIdentity(identity="U1", channel="LINE")
    assert [str(p) for p in check(model(channel_identity=line))] == [
        "error at /channel_identity/app_id: `app_id` is required on LINE"
    ]


def test_times_of_models_go_out_in_utc() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=2))
    moment = datetime.datetime(2026, 11, 22, 13, tzinfo=zone)
    request = model(accept_time=moment)
    assert to_dict(request)["accept_time"] == "2026-11-22T11:00:00+00:00"
    assert request.accept_time is moment


@pytest.mark.parametrize(
    ("changes", "pointer", "rule"),
    [
        ({"accept_time": datetime.datetime(2026, 1, 1)}, "/accept_time", "naive_time"),  # noqa: DTZ001
        (
            {
                "accept_time": datetime.datetime.max.replace(
                    tzinfo=datetime.timezone(-datetime.timedelta(hours=1))
                )
            },
            "/accept_time",
            "time",
        ),
        ({"accept_time": "2026-11-22T12:00:00Z"}, "/accept_time", "type"),
        ({"channel_identity": {"channel": "SMS"}}, "", "type"),
        (
            {"contact_message": {"text_message": {}}},
            "/contact_message/text_message/text",
            "required",
        ),
    ],
)
def test_models_with_values_of_a_wrong_kind(
    changes: dict[str, Any], pointer: str, rule: str
) -> None:
    problems = check(model(**changes))
    assert [(p.pointer, p.rule) for p in problems] == [(pointer, rule)]


def test_a_naive_time_anywhere_in_a_model() -> None:
    request = model()
    request["extra"] = [{"at": datetime.datetime(2026, 1, 1)}]  # noqa: DTZ001
    assert [(p.pointer, p.rule) for p in check(request)] == [("/extra/0/at", "naive_time")]
    with pytest.raises(PreflightError, match="/extra/0/at: has no offset"):
        encode(request)
