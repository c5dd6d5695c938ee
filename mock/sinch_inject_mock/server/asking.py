"""What an admin request says, bounded, and how a list is answered, in pieces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sinch_inject_mock.core.batches import One, joined, some
from sinch_inject_mock.core.journal import RequestFilter
from sinch_inject_mock.core.store import MessageFilter
from sinch_inject_mock.core.strictjson import BadJSON, loads

__all__ = [
    "LARGEST_BODY",
    "TooLarge",
    "Wrong",
    "chunks",
    "json_object",
    "listing",
    "text",
    "whole_number",
]

LARGEST_BODY = 1024 * 1024


class Wrong(ValueError):
    """An admin request that makes no sense."""


class TooLarge(ValueError):
    """The body of an admin request is over its limit."""


async def chunks(request: Request, limit: int) -> AsyncIterator[bytes]:
    """Yield the body of a request as it comes."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(f"the body is larger than {limit:,} bytes")
        yield chunk


async def json_object(request: Request, *names: str) -> dict[str, Any]:
    """Return the JSON object in a body; an empty body is an empty object."""
    body = b"".join([chunk async for chunk in chunks(request, LARGEST_BODY)])
    try:
        value = loads(body) if body else {}
    except BadJSON as error:
        raise Wrong(error.message) from None
    if not isinstance(value, dict):
        raise Wrong("the body must be a JSON object")
    unknown = sorted(set(value) - set(names)) if names else []
    if unknown:
        raise Wrong(f"unknown member {unknown[0][:64]!r}; known are {', '.join(names)}")
    return value


def whole_number(request: Request, name: str) -> int | None:
    """Return a parameter of the query that is a whole number; None if it is not given."""
    text = request.query_params.get(name)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Wrong(f"{name} must be a whole number")
    return int(text)


def text(value: dict[str, Any], name: str) -> str:
    """Return a member that is text."""
    found = value.get(name)
    if not isinstance(found, str) or not found:
        raise Wrong(f"{name} must be a string that is not empty")
    return found


async def listing(
    name: str, kept: Callable[[int], Iterator[One]], wanted: MessageFilter | RequestFilter
) -> Response:
    """Answer a list, batch by batch: it is never there as a whole."""
    first = some(kept(wanted.after))

    async def pieces() -> AsyncIterator[bytes]:
        batch, left = first, wanted.limit
        begin = b'{"%b": [' % name.encode()
        while batch:
            fitting: list[Any] = [one for one in batch if wanted.fits(cast("Any", one))][:left]
            left = None if left is None else left - len(fitting)
            if fitting:
                yield b"".join([begin, *joined(fitting)])
                begin = b","
            batch = [] if left == 0 else some(kept(batch[-1].sequence))
        yield (b"" if begin == b"," else begin) + b"]}"

    return StreamingResponse(pieces(), media_type="application/json")
