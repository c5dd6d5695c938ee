"""The operations on messages that are there: where, how, and what a plain request comes to."""

from __future__ import annotations

from typing import Any

from attrs import evolve, frozen

from sinch_inject_conformance.case import Expect, Row

__all__ = ["ASSUMED", "LIST", "ONE", "OPERATIONS", "PAGE", "SDK", "Operation"]

PAGE, SDK, ASSUMED = "page", "public-sdk", "assumed"
LIST = "/v1/projects/{project}/messages"
ONE = "/v1/projects/{project}/messages/unknown-{conversation}"


@frozen
class Operation:
    """One operation: where, how, and what it answers to the plainest request."""

    name: str
    method: str
    path: str
    status: int
    allows: tuple[str, ...]

    def row(self, name: str, rule: str, source: str, expect: Expect, **more: Any) -> Row:
        """Return a row of this operation."""
        whole: dict[str, Any] = {"method": self.method, "path": self.path, **more}
        judged = evolve(expect, operation=self.name)
        return Row(f"{self.name}: {name}", rule, source, judged, **whole)


OPERATIONS = (
    Operation("listMessages", "GET", LIST, 200, ("GET",)),
    Operation("getMessage", "GET", ONE, 404, ("GET", "DELETE")),
    Operation("deleteMessage", "DELETE", ONE, 404, ("GET", "DELETE")),
)
