"""Sinch's own OpenAPI document as the source: its operations that are ours too, each as a page.

A document can say more than a page: limits stand in their places, and are compared from there.
Its prose is not pinned; the page's is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tools.drift.described import Described, DescribedField, describe, operations
from tools.drift.page import Field, Page, Section

__all__ = ["document_in", "pages"]


def document_in(text: str) -> Mapping[str, Any] | None:
    """Return the OpenAPI document in a text, JSON or YAML, or None if it is something else."""
    if "openapi" not in text:
        return None
    try:
        found = json.loads(text)  # YAML knows no tabs, and is slow
    except (ValueError, RecursionError):
        try:
            found = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError, RecursionError):
            return None
    is_one = isinstance(found, dict) and "openapi" in found and isinstance(found.get("paths"), dict)
    return found if is_one else None


def pages(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Iterator[tuple[str, Page | None]]:
    """Yield each of our operations, and what their document says of it; None: nothing."""
    known = set(operations(theirs))
    for method, path in operations(ours):
        found = _page(describe(theirs, method, path)) if (method, path) in known else None
        yield f"{method} {path}", found


def _page(described: Described) -> Page:
    page = Page("", described.method, described.path, None, described.security, document=True)
    page.deprecated = described.deprecated
    for place, section in described.sections.items():
        fields = {name: _field(field) for name, field in section.fields.items()}
        page.sections[place] = Section(section.media, fields)
    return page


def _field(field: DescribedField) -> Field:
    kind = field.types[0] if len(field.types) == 1 else "any"
    return Field(
        field.name, kind, field.required, "", field.enum, field.default,
        limits=dict(field.limits), null=field.null, deprecated=field.deprecated,
        rules=dict(field.rules),
    )  # fmt: skip
