"""Guard the generated client against what its generator drops without a word."""

from __future__ import annotations

import copy
import importlib
import inspect
import json
import re
import typing
from types import ModuleType
from typing import Any

import attrs
import pytest
import sinch_inject_generated.models as models
from sinch_inject.cli.send import command
from sinch_inject.request.text import REQUIRED, TextFields
from sinch_inject_conformance.valid import branches
from sinch_inject_contract.document import contract
from sinch_inject_generated.api.conversation import inject_message
from sinch_inject_generated.models import InjectMessageRequest

COMPONENTS: dict[str, Any] = contract()["components"]["schemas"]
OPERATIONS: dict[str, Any] = {
    operation["operationId"]: operation
    for item in contract()["paths"].values()
    for operation in item.values()
}
OBJECTS = [name for name, one in COMPONENTS.items() if one.get("properties")]


def reached(name: str, found: set[str]) -> set[str]:
    """Return a component and those that it refers to."""
    if name not in found:
        found.add(name)
        for other in re.findall(r"#/components/schemas/(\w+)", json.dumps(COMPONENTS[name])):
            reached(other, found)
    return found


SENT = reached("InjectMessageRequest", set())


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def emitted(name: str) -> ModuleType:
    """Return the module that the generator wrote for an operation."""
    (tag,) = OPERATIONS[name]["tags"]
    return importlib.import_module(f"sinch_inject_generated.api.{tag}.{snake(name)}")


def parameters(name: str) -> list[dict[str, Any]]:
    shared = contract()["components"]["parameters"]
    return [
        shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        for one in OPERATIONS[name]["parameters"]
    ]


def test_the_endpoint_is_there_and_its_body_is_the_request() -> None:
    for function in (inject_message.sync_detailed, inject_message.asyncio_detailed):
        body = typing.get_type_hints(function)["body"]
        assert body is InjectMessageRequest
        assert inspect.signature(function).parameters["body"].default is inspect.Parameter.empty


@pytest.mark.parametrize("name", OBJECTS)
def test_every_field_of_the_contract_has_an_attribute(name: str) -> None:
    """Whatever Python calls it: `x-kind` is `x_kind`. Two members for one are one less."""
    model = getattr(models, name)
    fields = {field.name for field in attrs.fields(model)} - {"additional_properties"}
    members = COMPONENTS[name]["properties"]
    source = inspect.getsource(model)
    assert [member for member in members if f'"{member}"' not in source] == []
    assert len(fields) == len(members), f"{sorted(fields)} for {sorted(members)}"


@pytest.mark.parametrize("name", [name for name in OBJECTS if name in SENT])
def test_what_is_sent_comes_back_from_its_model_as_it_was(name: str) -> None:
    """A member with the name of something that the generator's code uses breaks that code.

    Each model by itself: where one is in another, a value that it cannot read is kept as it is.
    """
    for value in branches(name):
        read = getattr(models, name).from_dict(copy.deepcopy(value)).to_dict()
        # The same instants, in other letters.
        assert json.loads(json.dumps(read).replace("+00:00", "Z")) == value


@pytest.mark.parametrize("name", OBJECTS)
def test_every_object_keeps_fields_that_it_does_not_know(name: str) -> None:
    if "additional_properties" in vars(getattr(models, name)).get("__annotations__", {}):
        assert COMPONENTS[name].get("additionalProperties") is not False
    else:
        assert COMPONENTS[name].get("additionalProperties") is False


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_is_emitted_for_both_worlds(name: str) -> None:
    for function in (emitted(name).sync_detailed, emitted(name).asyncio_detailed):
        source = inspect.getsource(emitted(name))
        names = [one["name"] for one in parameters(name)]
        assert [one for one in names if not re.search(rf'["{{]{one}["}}]', source)] == []
        wanted = len(names) + 1 + ("requestBody" in OPERATIONS[name])  # and the client
        assert len(inspect.signature(function).parameters) == wanted


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_documented_answer_is_parsed(name: str) -> None:
    source = inspect.getsource(emitted(name))
    for status in OPERATIONS[name]["responses"]:
        assert f"status_code == {status}" in source


def page() -> dict[str, Any]:
    answer = contract()["components"]["responses"]["Listed"]["content"]["application/json"]
    value: dict[str, Any] = copy.deepcopy(answer["examples"]["page"]["value"])
    return value


def test_a_page_of_messages_comes_back_as_it_was() -> None:
    read = models.ListMessagesResponse.from_dict(page()).to_dict()
    for message in read["messages"]:  # the same instant, in other letters
        message["accept_time"] = message["accept_time"].replace("+00:00", "Z")
    assert read == page()


def test_a_page_with_words_that_are_new_is_not_lost() -> None:
    odd = page()
    odd["messages"][0] |= {
        "direction": "SIDEWAYS",
        "processing_mode": None,
        "channel_identity": {"channel": "PIGEON", "loft": 7},
        "accept_time": "yesterday",
        "contact_message": {"text_message": {"text": None}, "scent_message": [1]},
        "app_message": None,
        "message_status": {"status": "ODD"},
        "aura": {"colour": None},
    }
    odd["messages"][1] = {"app_message": {"card_message": {"height": "HUGE", "choices": [{}]}}}
    read = models.ListMessagesResponse.from_dict(odd)
    assert read.to_dict() == odd
    assert read.messages
    first, second = read.messages
    assert isinstance(second.app_message, models.StoredAppMessage)
    assert isinstance(second.app_message.card_message, models.StoredPart)
    assert second.app_message.card_message["height"] == "HUGE"
    assert first["aura"] == {"colour": None}


def test_a_member_that_is_no_object_is_kept_too() -> None:
    odd = {"messages": [{"app_message": "?", "channel_identity": [], "message_status": 3}, {}]}
    assert models.ListMessagesResponse.from_dict(odd).to_dict() == odd


def test_the_shorthand_takes_what_a_text_message_takes() -> None:
    """A member that is renamed, required or taken away in the contract is so in the shorthand.

    A new optional one need not be: a dict or a model takes it at once.
    """
    request, identity = COMPONENTS["InjectMessageRequest"], COMPONENTS["ChannelIdentity"]
    contents = {"app_message", "contact_message"}  # made of the text
    in_the_path = {"channel_identity", "conversation_id"}
    wanted = set(request["properties"]) - contents - in_the_path | set(identity["properties"])
    assert set(TextFields.__annotations__) <= wanted
    required = set(request["required"]) - in_the_path | set(identity["required"])
    assert required == REQUIRED


def test_the_command_takes_what_the_shorthand_takes() -> None:
    """All but the mode, which says nothing about a message; a FILE can have it."""
    wanted = {"text", *TextFields.__annotations__} - {"processing_mode"}
    assert wanted <= {option.name for option in command.params}
