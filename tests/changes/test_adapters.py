"""What is relied on of redocly diff and griffe, which are kept by others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.changes import document, python
from tools.changes.document import DocumentError
from tools.changes.level import Level, largest
from tools.changes.python import CheckerError

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'
OPERATION = """\
paths:
  /things:
    post:
      operationId: make
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
      responses:
        "200":
          description: Made.
          content: {application/json: {schema: {$ref: "#/components/schemas/Made"}}}
components:
  schemas:
    Thing:
      type: object
      description: A thing.
      required: [name]
      properties:
        name: {type: string, maxLength: 10}
        colour: {type: string, enum: [RED, GREEN]}
        size: {type: integer}
    Made:
      type: object
      properties:
        id: {type: string}
"""
EDITS = {
    "nothing": ("A thing.", "A thing.", Level.NONE),
    "words": ("A thing.", "Some thing.", Level.WORDS),
    "a limit narrowed": ("maxLength: 10", "maxLength: 5", Level.BREAKING),
    # It calls these two a patch; the bodies of the other adapter say that they are accepted now.
    "a limit widened": ("maxLength: 10", "maxLength: 50", Level.WORDS),
    "a word of a request new": ("[RED, GREEN]", "[RED, GREEN, BLUE]", Level.WORDS),
    "required now": ("required: [name]", "required: [name, size]", Level.BREAKING),
    "a word of a request gone": ("[RED, GREEN]", "[RED]", Level.BREAKING),
    "a type": ("size: {type: integer}", "size: {type: string}", Level.BREAKING),
    "a request property gone": ("        size: {type: integer}\n", "", Level.BREAKING),
    "a request property new": (
        "        size: {type: integer}\n",
        "        size: {type: integer}\n        mass: {type: integer}\n",
        Level.COMPATIBLE,
    ),
    "an answer's property gone": ("        id: {type: string}\n", "", Level.BREAKING),
    "a mark that programs read": (
        "operationId",
        "x-safe: true\n      operationId",
        Level.COMPATIBLE,
    ),
    "a mark for people": ("operationId", "x-source: assumed\n      operationId", Level.WORDS),
    "an answer gone": ('"200":', '"201":', Level.BREAKING),
    "an operation gone": ("    post:", "    put:", Level.BREAKING),
}


@pytest.mark.parametrize("name", EDITS)
def test_redocly_diff_rates(name: str, tmp_path: Path, redocly: str) -> None:
    old, new, level = EDITS[name]
    assert old in OPERATION
    before, after = tmp_path / "old.yaml", tmp_path / "new.yaml"
    before.write_text(HEAD + OPERATION, encoding="utf-8")
    after.write_text(HEAD + OPERATION.replace(old, new, 1), encoding="utf-8")
    assert largest(document.compare(before, after, redocly=redocly)) is level


def test_a_document_that_cannot_be_read_is_an_error(tmp_path: Path, redocly: str) -> None:
    path = tmp_path / "old.yaml"
    path.write_text("no: openapi", encoding="utf-8")
    with pytest.raises(DocumentError, match="redocly diff failed"):
        document.compare(path, path, redocly=redocly)


def test_a_command_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="No such file"):
        document.compare(tmp_path, tmp_path, redocly=str(tmp_path / "redocly"))


def test_a_command_that_takes_too_long_is_an_error(tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 30\n", encoding="utf-8")
    slow.chmod(0o755)
    with pytest.raises(DocumentError, match="took more than"):
        document.compare(tmp_path, tmp_path, redocly=str(slow), patience=0.2)


CLIENT = """\
class Thing:
    name: str
    colour: Colour
    def __init__(self, *, name: str, colour: Colour | Unset = UNSET) -> None: ...
    def to_dict(self) -> dict[str, Any]: ...

class Old:
    name: str
    def __init__(self, name: str, size: int = UNSET, colour: str = UNSET) -> None: ...

class Colour:
    GREEN: str
    RED: str

class api_things_make:
    @staticmethod
    def sync(project_id: str, *, client: Client, body: Thing) -> Made | None: ...
"""
STUBS = {
    "nothing": ("", "", Level.NONE),
    "an optional parameter": ("*, name: str,", "*, mass: int = UNSET, name: str,", Level.WORDS),
    "a required parameter": ("*, name: str,", "*, mass: int, name: str,", Level.BREAKING),
    "a parameter gone": (", colour: Colour | Unset = UNSET)", ")", Level.BREAKING),
    "keyword-only parameters in another order": (
        "*, name: str, colour: Colour | Unset = UNSET",
        "*, colour: Colour | Unset = UNSET, name: str",
        Level.WORDS,
    ),
    "positional parameters in another order": (
        "size: int = UNSET, colour: str = UNSET",
        "colour: str = UNSET, size: int = UNSET",
        Level.BREAKING,
    ),
    "an attribute gone": ("    colour: Colour\n", "", Level.BREAKING),
    "an attribute new": (
        "    name: str\n    colour",
        "    name: str\n    m: int\n    colour",
        Level.COMPATIBLE,
    ),
    "a class gone": ("class Old:", "class New:", Level.BREAKING),
    "a class new": ("class Colour", "class New:\n    ...\n\nclass Colour", Level.COMPATIBLE),
    "a word new": ("    RED: str\n", "    RED: str\n    BLUE: str\n", Level.COMPATIBLE),
    "a word gone": ("    RED: str\n", "", Level.BREAKING),
    "a function gone": ("    def sync(", "    def asyncio(", Level.BREAKING),
    "a method gone": ("def to_dict", "def as_dict", Level.BREAKING),
}


@pytest.mark.parametrize("name", STUBS)
def test_griffe_finds(name: str) -> None:
    old, new, level = STUBS[name]
    assert old in CLIENT
    found = python.compare(CLIENT, CLIENT.replace(old, new, 1) if old else CLIENT)
    assert largest(found) is level, found


def test_a_type_checker_that_fails_is_no_break(tmp_path: Path) -> None:
    good = tmp_path / "good.py"
    good.write_text("from sinch_inject import InjectClient\n", encoding="utf-8")
    with pytest.raises(CheckerError, match="config"):
        python.type_checked(good, tmp_path)  # where no settings are


def test_a_program_of_the_last_release_is_type_checked(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    good, bad = tmp_path / "good.py", tmp_path / "bad.py"
    good.write_text("from sinch_inject import InjectClient\n", encoding="utf-8")
    bad.write_text("from sinch_inject import InjectorClient\n", encoding="utf-8")
    assert python.type_checked(good, root) == []
    (change,) = python.type_checked(bad, root)
    assert change.level is Level.BREAKING
    assert "InjectorClient" in change.words
