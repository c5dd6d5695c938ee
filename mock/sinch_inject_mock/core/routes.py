"""Which operation a path is for: read from the contract, so that a new one needs no code here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from sinch_inject_mock.core.query import Query

__all__ = ["Route", "Routes"]

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
TEMPLATE = re.compile(r"\{(\w+)\}")


@frozen
class Route:
    """One operation of the contract: its name, its method and the parameters in its query."""

    name: str
    method: str
    query: Query


@frozen
class Place:
    """One path of the contract; a parameter is a part between two slashes, percent-encoded."""

    pattern: re.Pattern[bytes]
    routes: Mapping[str, Route]
    """By method."""


class Routes:
    """The operations of a contract.

    Args:
        contract: an OpenAPI document.
    """

    def __init__(self, contract: Mapping[str, Any]) -> None:
        self._places = list(_places(contract))

    def find(self, path: bytes) -> tuple[Mapping[str, Route], dict[str, bytes]] | None:
        """Return the operations at a path, by method, and the parts of it that are ids."""
        for place in self._places:
            match = place.pattern.fullmatch(path)
            if match is not None:
                return place.routes, match.groupdict()
        return None

    def names(self) -> list[str]:
        """Return the name of each operation."""
        return [route.name for place in self._places for route in place.routes.values()]


def _places(contract: Mapping[str, Any]) -> Iterator[Place]:
    for template, item in contract["paths"].items():
        literals = TEMPLATE.split(template)
        for index, text in enumerate(literals):
            literals[index] = f"(?P<{text}>[^/]+)" if index % 2 else re.escape(text)
        shared = item.get("parameters", [])
        routes = {
            method.upper(): Route(
                operation["operationId"],
                method.upper(),
                Query([*shared, *operation.get("parameters", [])], contract),
            )
            for method, operation in item.items()
            if method in METHODS
        }
        yield Place(re.compile("".join(literals).encode(), re.DOTALL), routes)
