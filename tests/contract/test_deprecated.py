"""What the contract marks as deprecated is found in a value, and warned of where it is used."""

from __future__ import annotations

import json
import linecache
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from sinch_inject.errors import Problem
from sinch_inject.request.deprecated import deprecated, warn_of
from sinch_inject_contract.deprecated import Deprecations
from sinch_inject_contract.document import contract
from support.requests import message

OLD: dict[str, Any] = {"deprecated": True, "description": "No longer\n  used."}
DOCUMENT: dict[str, Any] = {
    "$ref": "#/components/schemas/Thing",
    "components": {
        "schemas": {
            "Thing": {
                "properties": {
                    "old": {"type": "string", **OLD},
                    "colour": {"$ref": "#/components/schemas/Colour"},
                    "late": {"$ref": "#/components/schemas/Colour", "deprecated": True},
                    "parts": {"items": {"$ref": "#/components/schemas/Thing"}},
                    "maybe": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Thing"}]},
                    "kind": {"oneOf": [{"const": "A", "deprecated": True}, {"const": "B"}]},
                    "shape": {
                        "oneOf": [
                            {"required": ["round"], "deprecated": True},
                            {"required": ["square"]},
                        ]
                    },
                },
                "additionalProperties": {"properties": {"old": OLD}},
            },
            "Colour": {"enum": ["RED", "BLUE"], "if": {"const": "RED"}, "then": OLD},
            "Unused": OLD,
        }
    },
}
CASES: list[tuple[Any, list[str]]] = [
    ({}, []),
    ("not an object", []),
    ({"old": "x"}, ["/old"]),
    ({"colour": "RED"}, ["/colour"]),
    ({"colour": "BLUE"}, []),
    ({"late": "BLUE"}, ["/late"]),
    ({"parts": [{}, {"old": "x"}]}, ["/parts/1/old"]),
    ({"parts": [{"parts": [{"colour": "RED"}]}]}, ["/parts/0/parts/0/colour"]),
    ({"maybe": None}, []),
    ({"maybe": {"old": 1}}, ["/maybe/old"]),
    ({"kind": "A"}, ["/kind"]),
    ({"kind": "B"}, []),
    ({"shape": {"round": 1}}, ["/shape"]),
    ({"shape": {"square": 1}}, []),
    ({"a/b": {"old": 1}}, ["/a~1b/old"]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "places"), CASES)
def test_what_is_marked_is_found(value: Any, places: list[str]) -> None:
    assert [place for place, _ in Deprecations(DOCUMENT).of(value)] == places


def test_the_words_are_the_contract_s() -> None:
    assert Deprecations(DOCUMENT).of({"old": 1}) == [("/old", "No longer used.")]


def test_only_what_is_reached_counts() -> None:
    plain = {"properties": {"old": {"type": "string"}}}
    assert Deprecations({**plain, "components": DOCUMENT["components"]}).of({"old": "x"}) == []


def test_nothing_of_a_request_is_marked_today() -> None:
    assert deprecated(message()) == []


def test_the_warning_is_at_the_line_outside_the_package() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for _ in range(2):
            warn_of([Problem("/old", "deprecated", "is deprecated", "warning")])
    (one,) = caught
    assert (one.category, one.filename) == (DeprecationWarning, __file__)
    assert "warn_of([Problem(" in linecache.getline(one.filename, one.lineno)
    assert str(one.message) == "/old is deprecated"


CALLS = """
import json, warnings
from sinch_inject.request.prepare import prepare
from sinch_inject.request.reads import reading
from support.requests import message

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    prepare("https://x.test", "p", "c", message())
    reading("listMessages", "https://x.test", "p", contact_id="c", app_id=None)
    reading("getMessage", "https://x.test", "p", message_id="m")
print(json.dumps([str(one.message) for one in caught]))
"""


def test_an_operation_and_a_parameter_that_are_marked_are_warned_of(tmp_path: Path) -> None:
    document = json.loads(json.dumps(contract()))
    for item in document["paths"].values():
        for method, operation in item.items():
            operation["deprecated"] = method == "post"
            for one in operation["parameters"]:
                one["deprecated"] = one.get("name") in ("contact_id", "app_id")
    data = tmp_path / "sinch_inject_schema" / "contract.json"
    data.parent.mkdir()
    data.write_text(json.dumps(document), encoding="utf-8")
    paths = [str(tmp_path), str(Path(__file__).parents[1])]
    program = f"import sys; sys.path[:0] = {paths!r}\n{CALLS}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == ["injectMessage is deprecated", "/contact_id is deprecated"]
