"""Checking one line of JSON: ``check`` beside ``json.loads`` alone, jsonschema and pydantic.

Ways: ``check``, ``loads``, ``jsonschema``, ``pydantic``, each with ``-rich`` for a message with a
carousel. No server. The pydantic models are generated from the same contract before the run.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from harness import message, one_by_one, task

given = task()


def rich() -> dict[str, object]:
    """Return a message whose content is nested: ten cards with three choices each."""
    choices = [
        {"url_message": {"title": f"Details {n}", "url": f"https://example.com/lamps/{n}"}}
        for n in range(3)
    ]
    cards = [
        {
            "title": f"Lamp {n}",
            "description": "A lamp that stands on a desk.",
            "height": "MEDIUM",
            "media_message": {"url": f"https://example.com/lamps/{n}.jpg"},
            "choices": choices,
        }
        for n in range(10)
    ]
    return {**message(), "app_message": {"carousel_message": {"cards": cards}}}


def checker(kind: str) -> Callable[[str], object]:
    """Return what takes one line and says whether it is right."""
    if kind == "loads":
        return json.loads
    if kind == "check":
        from sinch_inject import check

        def ours(line: str) -> None:
            if any(problem.severity == "error" for problem in check(json.loads(line))):
                raise ValueError("a good line has problems")

        return ours
    if kind == "jsonschema":
        import jsonschema
        import yaml

        with open(given.url, encoding="utf-8") as file:  # noqa: PTH123 - the contract's path
            document = yaml.safe_load(file)
        schema = {
            "$ref": "#/components/schemas/InjectMessageRequest",
            "components": document["components"],
        }
        validator = jsonschema.Draft202012Validator(schema)
        return lambda line: validator.validate(json.loads(line))
    from models import (  # pyright: ignore[reportMissingImports] - written by the run
        InjectMessageRequest,
    )

    validate: Callable[[str], object] = InjectMessageRequest.model_validate_json
    return validate


kind = given.way.removesuffix("-rich")
line = json.dumps(rich() if given.way.endswith("-rich") else message())
checked = checker(kind)
one_by_one(lambda: checked(line), given)
