"""Guard the generated client against what its generator drops without a word."""

from __future__ import annotations

import inspect
import re
import typing
from typing import Any

import attrs
import pytest
import sinch_inject_generated.models as models
from sinch_inject_generated.api.conversation import inject_message
from sinch_inject_generated.models import InjectMessageRequest
from sinch_inject_schema import contract

COMPONENTS: dict[str, Any] = contract()["components"]["schemas"]
OBJECTS = [name for name, one in COMPONENTS.items() if one.get("properties")]


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def attribute(name: str) -> str:
    """Return a field's attribute: names that Python keeps for itself get an underscore."""
    return f"{name}_" if name in {"type", "list"} else name


def test_the_endpoint_is_there_and_its_body_is_the_request() -> None:
    for function in (inject_message.sync_detailed, inject_message.asyncio_detailed):
        body = typing.get_type_hints(function)["body"]
        assert body is InjectMessageRequest
        assert inspect.signature(function).parameters["body"].default is inspect.Parameter.empty


@pytest.mark.parametrize("name", OBJECTS)
def test_every_field_of_the_contract_has_an_attribute(name: str) -> None:
    fields = {field.name.rstrip("_") for field in attrs.fields(getattr(models, name))}
    assert set(COMPONENTS[name]["properties"]) <= fields


@pytest.mark.parametrize("name", OBJECTS)
def test_every_object_keeps_fields_that_it_does_not_know(name: str) -> None:
    if "additional_properties" in vars(getattr(models, name)).get("__annotations__", {}):
        assert COMPONENTS[name].get("additionalProperties") is not False
    else:
        assert COMPONENTS[name].get("additionalProperties") is False


@pytest.mark.parametrize(
    "status", contract()["paths"][next(iter(contract()["paths"]))]["post"]["responses"]
)
def test_every_documented_answer_is_parsed(status: str) -> None:
    assert f"status_code == {status}" in inspect.getsource(inject_message)
