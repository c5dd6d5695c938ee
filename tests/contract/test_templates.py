"""What the generated code owes to the changes in tools/templates.toml."""

from __future__ import annotations

import copy
import datetime
import inspect
import json
import pickle
import subprocess
import sys
from http import HTTPStatus
from typing import Any

import attrs
import pytest
from sinch_inject_contract.document import contract
from sinch_inject_generated import AuthenticatedClient, Client, models
from sinch_inject_generated.api.messages import list_messages
from sinch_inject_generated.models import InjectMessageRequest, TemplateParameters
from sinch_inject_generated.types import UNSET, Response
from support.bad import RECENT
from support.requests import NUMBER, TEXT

COMPONENTS: dict[str, Any] = contract()["components"]["schemas"]
EXAMPLES = contract()["components"]["examples"]
CLASSES = [getattr(models, name) for name in models.__all__ if attrs.has(getattr(models, name))]
MODEL = InjectMessageRequest.from_dict(EXAMPLES["ContactText"]["value"])


def words(value: Any) -> set[str]:
    """Return every text and number in a JSON value."""
    if isinstance(value, dict):
        return set().union(*map(words, value.values()))
    if isinstance(value, list):
        return set().union(*map(words, value))
    return {str(value)} if isinstance(value, str | int | float) else set()


# ----------------------------------------------------------------------------------- repr


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_model_shows_what_is_set_and_nothing_of_it(name: str) -> None:
    value = EXAMPLES[name]["value"]
    shown = repr(InjectMessageRequest.from_dict(value))
    assert shown.startswith("<InjectMessageRequest: ")
    assert set(shown[1:-1].partition(": ")[2].split(", ")) == set(value)
    assert len(shown) < 200
    longer = {word for word in words(value) if len(word) > 3}
    assert not [word for word in longer if word in shown]


def test_a_model_does_not_show_the_names_that_people_gave() -> None:
    parameters = TemplateParameters.from_dict({NUMBER: TEXT, "name": TEXT})
    assert repr(parameters) == "<TemplateParameters: 2 more>"
    assert repr(TemplateParameters()) == "<TemplateParameters: empty>"
    assert repr(models.ListMessagesResponse(messages=[])) == "<ListMessagesResponse: messages>"


def test_what_is_not_set_says_so() -> None:
    assert repr(UNSET) == "UNSET"
    assert repr([MODEL.app_message]) == "[UNSET]"


def test_a_half_made_model_can_be_shown() -> None:
    assert repr(object.__new__(models.TextMessage)) == "<TextMessage: empty>"


def test_an_answer_and_a_client_show_no_secret() -> None:
    answer = Response(HTTPStatus(200), TEXT.encode(), {"set-cookie": NUMBER}, MODEL)
    client = AuthenticatedClient(
        base_url="https://x", token=NUMBER, headers={"Authorization": TEXT}, cookies={"a": TEXT}
    )
    plain = Client(base_url="https://x", httpx_args={"auth": (NUMBER, TEXT)})
    for thing in (answer, client, plain, client.with_headers({"b": NUMBER})):
        assert NUMBER not in repr(thing)
        assert TEXT not in repr(thing)


# -------------------------------------------------------------------------------- by name


@pytest.mark.parametrize("one", CLASSES, ids=lambda one: str(one.__name__))
def test_a_model_is_written_by_name(one: type[attrs.AttrsInstance]) -> None:
    for parameter in inspect.signature(one).parameters.values():
        assert parameter.kind is parameter.KEYWORD_ONLY


# --------------------------------------------------------------------------------- copies


def test_what_is_not_set_is_not_set_in_a_copy() -> None:
    for twin in (copy.copy(MODEL), copy.deepcopy(MODEL), pickle.loads(pickle.dumps(MODEL))):
        assert twin.app_message is UNSET
        assert twin.to_dict() == MODEL.to_dict()


# ---------------------------------------------------------------------------------- times


def test_a_time_goes_out_in_utc() -> None:
    model = copy.copy(MODEL)
    model.accept_time = datetime.datetime.fromisoformat("2026-11-22T12:00:00+01:00")
    assert model.to_dict()["accept_time"] == "2026-11-22T11:00:00+00:00"
    assert model.accept_time.hour == 12


@pytest.mark.parametrize(
    "moment",
    [datetime.datetime(2026, 1, 1), datetime.datetime.fromisoformat("0001-01-01T00:00:00+10:00")],  # noqa: DTZ001
)
def test_a_time_that_cannot_be_in_utc_does_not_go_out(moment: datetime.datetime) -> None:
    model = copy.copy(MODEL)
    model.accept_time = moment
    with pytest.raises(ValueError, match="a datetime"):
        model.to_dict()


def test_a_time_in_a_query_is_in_utc() -> None:
    start = datetime.datetime.fromisoformat("2026-11-22T12:00:00+01:00")
    kwargs = list_messages._get_kwargs("p", start_time=start)  # pyright: ignore[reportPrivateUsage]
    assert kwargs["params"]["start_time"] == "2026-11-22T11:00:00+00:00"


# ---------------------------------------------------------------------------------- names

LOADED = """
import json, sys
import sinch_inject_generated.models as models
before = [name for name in sys.modules if name.startswith("sinch_inject_generated.models.")]
models.TextMessage
after = [name for name in sys.modules if name.startswith("sinch_inject_generated.models.")]
print(json.dumps([before, after]))
"""


def test_a_model_is_imported_when_it_is_asked_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], check=True, capture_output=True, text=True, timeout=60
    )
    before, after = json.loads(done.stdout)
    assert before == []
    assert after == ["sinch_inject_generated.models.text_message"]


def test_every_model_can_be_had_by_its_name() -> None:
    assert set(models.__all__) <= set(dir(models))
    assert len(models.__all__) == len(set(models.__all__)) > 100
    for name in models.__all__:
        assert getattr(models, name) is getattr(models, name)
    with pytest.raises(AttributeError, match="has no attribute 'Novelty'"):
        getattr(models, "Novelty")  # noqa: B009 - a type checker would say so too
    star: dict[str, Any] = {}
    exec("from sinch_inject_generated.models import *", star)
    assert set(models.__all__) <= set(star)


# ------------------------------------------------------------------------------ docstrings


def described() -> list[tuple[str, str, str]]:
    """Return component, member and description of each member that has one of its own."""
    return [
        (name, member, schema["description"])
        for name, one in COMPONENTS.items()
        for member, schema in one.get("properties", {}).items()
        if "description" in schema
    ]


@pytest.mark.parametrize(("name", "member", "words"), described())
def test_a_member_says_in_the_code_what_it_says_in_the_contract(
    name: str, member: str, words: str
) -> None:
    source = inspect.getsource(getattr(models, name))
    declared = source[source.index(f"    {attribute(member)}: ") :]
    text = " ".join(declared.partition('"""')[2].partition('"""')[0].split())
    mark = "Deprecated. " if COMPONENTS[name]["properties"][member].get("deprecated") else ""
    assert text == mark + " ".join(words.split())


def attribute(name: str) -> str:
    return f"{name}_" if name in {"type", "list"} else name


def test_some_stand_beside_a_reference_and_some_are_deprecated() -> None:
    beside = [
        name for name, member, _ in described() if "$ref" in COMPONENTS[name]["properties"][member]
    ]
    assert "ChannelIdentity" in beside
    assert "InjectMessageRequest" in beside
    assert COMPONENTS["ConversationMessage"]["properties"]["message_status"]["deprecated"] is True
    source = inspect.getsource(models.ConversationMessage)
    assert '""" Deprecated. How the delivery stands. """' in source


def test_what_was_read_goes_out_as_it_came() -> None:
    body = {**EXAMPLES["ContactText"]["value"], "accept_time": RECENT}
    written = InjectMessageRequest.from_dict(body).to_dict()
    assert written.pop("accept_time") == RECENT.replace("Z", "+00:00")
    body.pop("accept_time")
    assert written == body
