"""Which operation a path is for: read from the contract, so that a new one needs no code here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen
from sinch_inject_contract.document import Operation

from sinch_inject_mock.core.query import Query

__all__ = ["Route", "Routes"]

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
    """The operations of the API.

    Args:
        operations: as the contract has them.
        components: the schemas that their parameters refer to, by name.
    """

    def __init__(self, operations: Iterable[Operation], components: Mapping[str, Any]) -> None:
        found: dict[str, dict[str, Route]] = {}
        for one in operations:
            query = Query([given for given in one.parameters if given.where == "query"], components)
            found.setdefault(one.path, {})[one.method] = Route(one.name, one.method, query)
        self._places = [Place(_pattern(path), routes) for path, routes in found.items()]

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


def _pattern(template: str) -> re.Pattern[bytes]:
    literals = TEMPLATE.split(template)
    for index, text in enumerate(literals):
        literals[index] = f"(?P<{text}>[^/]+)" if index % 2 else re.escape(text)
    return re.compile("".join(literals).encode(), re.DOTALL)
