"""The contract as data. Written by ``nox -s generate``; not edited by hand."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["contract", "schema", "time_window"]


@cache
def contract() -> dict[str, Any]:
    """Return the OpenAPI document. One object for the process: read it, do not change it."""
    text = resources.files(__name__).joinpath("contract.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def schema(name: str) -> dict[str, Any]:
    """Return the component ``name`` as a JSON Schema (2020-12) that stands on its own.

    Raises:
        KeyError: the contract has no such component.
    """
    components = contract()["components"]["schemas"]
    components[name]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": f"#/components/schemas/{name}",
        "components": {"schemas": components},
    }


def time_window() -> tuple[float, float]:
    """Return how old ``accept_time`` may be at most and at least, in seconds, both excluded."""
    request = contract()["components"]["schemas"]["InjectMessageRequest"]
    window = request["properties"]["accept_time"]["x-time-window"]
    return float(window["max_age_seconds"]), float(window["min_age_seconds"])
