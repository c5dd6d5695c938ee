"""The parts of the page: read from package data, with headers that let nothing else run.

One part is made here, of the contract: a channel that is new there is new on the page.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from sinch_inject_contract.document import contract

__all__ = ["PAGE_HEADERS", "part"]

TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
}
PAGE_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}


@cache
def _parts() -> dict[str, tuple[bytes, str]]:
    """Return every file directly in the folder: what is asked for never becomes a path."""
    folder = resources.files("sinch_inject_mock").joinpath("page")
    found = {file.name: file.name.rpartition(".")[2] for file in folder.iterdir()}
    channels = json.dumps(contract()["components"]["schemas"]["Channel"]["enum"])
    made = {"contract.js": (f"export const CHANNELS = {channels};\n".encode(), TYPES["js"])}
    return made | {
        name: (folder.joinpath(name).read_bytes(), TYPES[suffix])
        for name, suffix in found.items()
        if suffix in TYPES
    }


def part(name: str) -> tuple[bytes, str] | None:
    """Return the bytes and the media type of one part; None if there is no such part."""
    return _parts().get(name)
