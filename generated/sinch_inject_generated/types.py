"""Contains some shared types for properties"""

import datetime
from collections.abc import Mapping, MutableMapping
from http import HTTPStatus
from typing import IO, Any, BinaryIO, Generic, Literal, TypeVar

from attrs import define, field, fields


class Unset:
    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"  # a copy is the same one: it is told by `is`


UNSET: Unset = Unset()


def in_utc(moment: datetime.datetime) -> str:
    """Return ISO 8601 in UTC.

    Raises:
        ValueError: it has no offset, or lies beyond the years 1 to 9999.
    """
    if moment.utcoffset() is None:
        raise ValueError("a datetime has no offset")
    try:
        return moment.astimezone(datetime.UTC).isoformat()
    except OverflowError:
        raise ValueError("a datetime lies beyond the years 1 to 9999") from None


def shown(model: Any) -> str:
    """Return which members of a model are set. What they hold, a log must not have."""
    members = [field.name for field in fields(type(model)) if field.name != "additional_properties"]
    found = [name for name in members if getattr(model, name, UNSET) is not UNSET]
    others = len(getattr(model, "additional_properties", ()))
    if others:
        found.append(f"{others} more")
    return f"<{type(model).__name__}: {', '.join(found) or 'empty'}>"


# The types that `httpx.Client(files=)` can accept, copied from that library.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """Contains information for file uploads"""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data"""
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@define
class Response(Generic[T]):
    """A response from an endpoint"""

    status_code: HTTPStatus
    content: bytes = field(repr=False)
    headers: MutableMapping[str, str] = field(repr=False)
    parsed: T | None


__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset"]
