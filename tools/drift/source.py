"""Where a page comes from: a file, standard input, or an address."""

from __future__ import annotations

import http.client
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import BinaryIO

__all__ = ["SourceError", "UnreachableError", "load"]

LARGEST = 20 * 1024 * 1024  # bytes; Sinch's OpenAPI document of the whole API is about one
PATIENCE = 30.0  # seconds


class SourceError(ValueError):
    """There is nothing to read, or it is no text."""


class UnreachableError(SourceError):
    """The address did not answer with a page; another time it may."""


def load(source: str, *, stdin: BinaryIO | None = None) -> str:
    """Return the text.

    Args:
        source: a path, ``-`` for standard input, or an address of http or https.
        stdin: what ``-`` reads; None: standard input.

    Raises:
        SourceError: it is not there, is too large, or is no UTF-8 text.
        UnreachableError: the address did not give one.
    """
    if source.lower().startswith(("http://", "https://")):
        return _fetched(source)
    try:
        if source != "-":
            with Path(source).open("rb") as file:
                return _read(file)
        if stdin is None and sys.stdin is None:
            raise SourceError("there is no standard input")
        return _read(stdin or sys.stdin.buffer)
    except OSError as error:
        raise SourceError(error.strerror or str(error)) from None


def _read(file: BinaryIO) -> str:
    body = file.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise SourceError(f"more than {LARGEST} bytes")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise SourceError("not UTF-8 text") from None


def _fetched(address: str) -> str:
    wanted = {"Accept": "text/markdown, text/plain, application/json, */*;q=0.1"}
    try:
        request = urllib.request.Request(address, headers=wanted)  # noqa: S310 - http(s), see above
    except ValueError as error:
        raise SourceError(f"no address: {error}") from None
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            body: bytes = answer.read(LARGEST + 1)
            lacking: int | None = answer.length
    except urllib.error.HTTPError as error:
        error.close()
        raise UnreachableError(f"{address} answered {error.code}") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise UnreachableError(f"{address} could not be read: {error}") from None
    if len(body) > LARGEST:
        raise UnreachableError(f"{address} gave more than {LARGEST} bytes")
    if lacking:  # read() with a limit says nothing of it
        raise UnreachableError(f"{address} broke off: {lacking} bytes are missing")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreachableError(f"{address} gave no UTF-8 text") from None
