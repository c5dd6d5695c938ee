"""What is made of the contract for readers, and tables of the documents against the code."""

from __future__ import annotations

import ast
import re
from typing import Any

import jsonschema
import pytest
from sinch_inject.options import SyncOptions
from sinch_inject_contract.document import contract
from support.snippets import ROOT

from tools.docs import rooms
from tools.docs.contract_page import page, request_schema

SCHEMA = request_schema(contract())
EXAMPLES: dict[str, Any] = contract()["components"]["examples"]
REQUESTS = [name for name in EXAMPLES if name.startswith(("App", "Contact"))]


@pytest.mark.parametrize("name", REQUESTS)
def test_the_published_schema_takes_every_example(name: str) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(EXAMPLES[name]["value"])


def test_the_published_schema_refuses_what_the_contract_refuses() -> None:
    body = dict(EXAMPLES["ContactText"]["value"])
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert not validator.is_valid(body | {"direction": "SIDEWAYS"})
    assert not validator.is_valid(body | {"channel_identity": {"channel": "LINE", "identity": "U"}})
    del body["contact_id"]
    assert not validator.is_valid(body)
    assert "components" not in str(SCHEMA)


def test_the_page_shows_every_operation_component_and_source() -> None:
    text = page(contract())
    for path in contract()["paths"]:
        assert path in text
    for name in contract()["components"]["schemas"]:
        assert f"\n### {name}\n" in text
    assert "Source: *public-sdk*." in text
    assert "- LINE" in text  # a rule, as it stands in the contract


def test_the_picture_of_the_rooms_is_what_the_imports_give() -> None:
    """`python -m tools.docs.rooms` draws it anew."""
    found = rooms.arrows()
    assert {("cli", "bulk"), ("bulk", "client"), ("mock.server", "mock.core")} <= found
    assert rooms.PICTURE.read_text("utf-8") == rooms.draw(found)


def test_an_arrow_that_follows_from_others_is_not_drawn() -> None:
    assert rooms.reduced({("a", "b"), ("b", "c"), ("a", "c")}) == {("a", "b"), ("b", "c")}
    with pytest.raises(ValueError, match="circle"):
        rooms.draw({("a", "b"), ("b", "a")})


CONFIGURATION = (ROOT / "docs" / "reference" / "configuration.md").read_text("utf-8")
READ_BY_OTHERS = {"COLUMNS", "PGPASSWORD"}  # by Python and by libpq


def variables() -> set[str]:
    """Return the names of variables that are written in the code."""
    named = re.compile(r"SINCH_[A-Z_]+|SSL_CERT_[A-Z]+|[A-Z]+_PROXY|NO_COLOR")
    texts = {
        node.value
        for room in ("overlays", "mock", "conformance", "contract")
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in texts if named.fullmatch(text)}


def test_the_table_of_configuration_has_every_variable() -> None:
    listed = set(re.findall(r"`([A-Z][A-Z_]+)`", CONFIGURATION)) - {"NO_RETRY"}
    proxies = {f"{scheme}_PROXY" for scheme in ("HTTP", "HTTPS", "ALL", "NO")}
    assert listed == variables() | proxies | READ_BY_OTHERS


def test_the_table_of_configuration_has_every_option() -> None:
    text = CONFIGURATION.partition("\n`with_options")[0]
    rows = re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
    listed = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(listed) == sorted(SyncOptions.__annotations__)
