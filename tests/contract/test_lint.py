"""The contract as a document: well formed, honest about its sources, right in its examples."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from sinch_inject_conformance.judge import resolved, validator
from sinch_inject_conformance.keywords import branches
from sinch_inject_schema import contract

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
    assert seen >= 11


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
