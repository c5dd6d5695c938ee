"""The contract as a document: well formed, honest about its sources, right in its examples."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sinch_inject_conformance.judge import resolved, validator
from sinch_inject_conformance.valid import branches
from sinch_inject_contract.document import contract

COMPONENTS: dict[str, Any] = contract()["components"]["schemas"]
ROOT = "InjectMessageRequest"


def walk(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield where, node
        for name, part in node.items():
            yield from walk(part, f"{where}/{name}")
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from walk(part, f"{where}/{number}")


def alternatives() -> Iterator[tuple[str, list[str]]]:
    """Yield every oneOf whose branches are components."""
    for where, node in walk(COMPONENTS):
        names = [one["$ref"].rpartition("/")[2] for one in node.get("oneOf", ()) if "$ref" in one]
        if names:
            yield where, names


def test_the_document_keeps_the_meta_schema() -> None:
    assert [str(error) for error in OpenAPIV31SpecValidator(contract()).iter_errors()] == []


@pytest.mark.parametrize("name", contract()["components"]["examples"])
def test_each_example_of_a_request_is_valid(name: str) -> None:
    value = contract()["components"]["examples"][name]["value"]
    assert [error.message for error in validator(ROOT).iter_errors(value)] == []


def test_each_example_of_an_answer_is_valid() -> None:
    seen = 0
    for answer in contract()["components"]["responses"].values():
        for media in answer["content"].values():
            component = media["schema"]["$ref"].rpartition("/")[2]
            for example in media["examples"].values():
                assert list(validator(component).iter_errors(example["value"])) == []
                seen += 1
    assert seen >= 16


@pytest.mark.parametrize(("where", "names"), list(alternatives()))
def test_the_branches_of_a_choice_have_nothing_in_common(where: str, names: list[str]) -> None:
    for one, other in combinations(names, 2):
        for value in branches(one):
            assert not validator(other).is_valid(value), f"{where}: {value} is {one} and {other}"


def test_there_is_one_example_for_each_content() -> None:
    shown = {
        (member, content)
        for example in contract()["components"]["examples"].values()
        for member in ("app_message", "contact_message")
        for content in example["value"].get(member, {})
    }
    for member, component in (("app_message", "AppMessage"), ("contact_message", "ContactMessage")):
        for branch in COMPONENTS[component]["allOf"][0]["oneOf"]:
            assert (member, branch["required"][0]) in shown


OPERATIONS = {
    operation["operationId"]: operation
    for item in contract()["paths"].values()
    for operation in item.values()
}


POSTS = {item["post"]["operationId"] for item in contract()["paths"].values() if "post" in item}


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_says_whether_it_may_be_repeated(name: str) -> None:
    """Code reads it here; nothing keeps a list. The limit bounds what a client reads."""
    assert isinstance(OPERATIONS[name]["x-safe"], bool)
    if name in POSTS:
        assert OPERATIONS[name]["x-safe"] is False
    assert OPERATIONS[name]["x-answer-limit"] >= 2**20


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_may_answer_with_the_whole_family(name: str) -> None:
    answers = OPERATIONS[name]["responses"]
    assert {"200", "400", "401", "403", "404", "429", "500", "501", "503"} <= set(answers)
    limited = contract()["components"]["responses"]["RateLimited"]
    assert answers["429"] == {"$ref": "#/components/responses/RateLimited"}
    assert "Retry-After" in limited["headers"]


def test_each_parameter_is_given_an_example_that_is_one() -> None:
    inline = (one for each in OPERATIONS.values() for one in each["parameters"])
    seen = 0
    for one in (*contract()["components"]["parameters"].values(), *inline):
        if "$ref" not in one:
            schema = one["schema"]
            if "$ref" in schema:
                schema = resolved(schema["$ref"].rpartition("/")[2])
            assert Draft202012Validator(schema).is_valid(one["example"]), one["name"]
            seen += 1
    assert seen > 0


def test_what_must_come_before_another_parameter_names_one() -> None:
    found = 0
    for operation in OPERATIONS.values():
        names = {one.get("name") for one in operation["parameters"]}
        for one in operation["parameters"]:
            if "x-before" in one:
                assert one["x-before"] in names
                found += 1
    assert found > 0


KEPT = [
    *("ListMessagesResponse", "ConversationMessage", "StoredIdentity", "StoredAppMessage"),
    *("StoredContactMessage", "StoredText", "StoredMedia", "StoredPart"),
]


@pytest.mark.parametrize("name", KEPT)
def test_what_is_read_is_kept_whatever_it_is(name: str) -> None:
    """No member is required, each may be null, no word list is closed."""
    schema = COMPONENTS[name]
    assert not {"required", "additionalProperties", "allOf", "if", "not"} & set(schema) or (
        schema["additionalProperties"] is True
    )
    for member, one in schema.get("properties", {}).items():
        assert validator(name).is_valid({member: None}), member
        assert "enum" not in one
        references = {part.get("$ref", "/").rpartition("/")[2] for part in one.get("anyOf", [one])}
        assert references - {""} <= set(KEPT), member


@pytest.mark.parametrize("name", ["AppMessage", "ContactMessage"])
def test_a_kept_message_knows_every_member_of_a_message(name: str) -> None:
    assert COMPONENTS[f"Stored{name}"]["properties"].keys() == COMPONENTS[name]["properties"].keys()


def test_a_kept_message_knows_every_member_that_was_injected() -> None:
    sent = COMPONENTS["InjectMessageRequest"]["properties"].keys()
    assert sent <= COMPONENTS["ConversationMessage"]["properties"].keys()
    assert (
        COMPONENTS["StoredIdentity"]["properties"].keys()
        == COMPONENTS["ChannelIdentity"]["properties"].keys()
    )


def test_every_link_leads_to_an_operation_and_names_its_parameters() -> None:
    found = 0
    for where, node in walk(contract()["components"]["responses"]):
        for link in node.get("links", {}).values():
            target = OPERATIONS[link["operationId"]]
            shared = contract()["components"]["parameters"]
            needed = {
                shared[one["$ref"].rpartition("/")[2]]["name"] if "$ref" in one else one["name"]
                for one in target["parameters"]
            }
            assert set(link["parameters"]) <= needed, where
            found += 1
    assert found > 0


def test_every_source_is_known() -> None:
    found = {node["x-source"] for _, node in walk(contract()) if "x-source" in node}
    assert found == {"public-sdk", "assumed"}


def test_what_is_required_is_defined() -> None:
    for where, node in walk(COMPONENTS):
        if "properties" in node and "required" in node:
            missing = set(node["required"]) - set(node["properties"])
            assert not missing, f"{where} requires {missing}"


def test_references_have_no_rules_beside_them() -> None:
    """The judge and the generator take the target alone."""
    for where, node in walk(contract()):
        if "$ref" in node:
            assert set(node) <= {"$ref", "description", "x-source", "summary"}, where


def test_a_resolved_component_has_no_references() -> None:
    assert [where for where, node in walk(resolved(ROOT)) if "$ref" in node] == []
