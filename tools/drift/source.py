"""Where a page comes from: a file, standard input, or an address."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import TextIO

__all__ = ["SourceError", "UnreachableError", "load"]

LARGEST = 20 * 1024 * 1024  # bytes; Sinch's OpenAPI document of the whole API is about one
PATIENCE = 30.0  # seconds


class SourceError(ValueError):
    """There is nothing to read, or it is no text."""


class UnreachableError(SourceError):
    """The address did not answer with a page; another time it may."""


def load(source: str, *, stdin: TextIO = sys.stdin) -> str:
    """Return the text.

    Args:
        source: a path, ``-`` for standard input, or an address of http or https.
        stdin: what ``-`` reads.

    Raises:
        SourceError: the file is not there, or it is no UTF-8 text.
        UnreachableError: the address did not give one.
    """
    if source == "-":
        return stdin.read()
    if source.startswith(("http://", "https://")):
        return _fetched(source)
    try:
        return Path(source).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SourceError(f"{source} is not UTF-8 text") from None
    except OSError as error:
        raise SourceError(f"{source}: {error.strerror}") from None


def _fetched(address: str) -> str:
    wanted = {"Accept": "text/markdown, text/plain, application/json, */*;q=0.1"}
    request = urllib.request.Request(address, headers=wanted)  # noqa: S310 - http(s), see above
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            body: bytes = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise UnreachableError(f"{address} answered {error.code}") from None
    except (OSError, ValueError) as error:
        raise UnreachableError(f"{address} could not be read: {error}") from None
    if len(body) > LARGEST:
        raise UnreachableError(f"{address} gave more than {LARGEST} bytes")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreachableError(f"{address} gave no UTF-8 text") from None
