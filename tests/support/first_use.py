"""A child process in which nothing was used yet when the last file descriptor is gone.

Run as a file with the name of what is then used. It prints a line of JSON: what came of it, and
what comes of it when there are descriptors again.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import sinch_inject
from sinch_inject.errors import SinchInjectError

from support.requests import message
from support.scarce import take_all_descriptors

NOWHERE = "http://127.0.0.1:9"
OPTIONS: dict[str, Any] = {
    "project_id": "p",
    "key_id": "k",
    "key_secret": "s",
    "environ": {},
    "base_url": NOWHERE,
    "auth_url": NOWHERE,
    "retry": None,
}
REQUEST = message()
WHERE: dict[str, Any] = {
    "conversation_id": "c-1",
    "accept_time": REQUEST["accept_time"],
    "tag": "t-1",
}


def made(use: str) -> Callable[[], object]:
    """Return a use of a client that stands already."""
    client = sinch_inject.InjectClient(**OPTIONS)
    uses: dict[str, Callable[[], object]] = {
        "inject": lambda: client.inject("c-1", REQUEST),
        "check": lambda: client.check("c-1", REQUEST),
        "list": lambda: next(client.list_messages(conversation_id="c-1")),
        "get": lambda: client.get_message("m-1"),
        "delete": lambda: client.delete_message("m-1"),
        "find": lambda: client.find(**WHERE),
    }
    return uses[use]


def made_async(use: str) -> Callable[[], object]:
    """Return a use of a client for an event loop; the loop has its descriptors."""
    client = sinch_inject.AsyncInjectClient(**OPTIONS)
    uses: dict[str, Callable[[], Awaitable[object]]] = {
        "inject": lambda: client.inject("c-1", REQUEST),
        "get": lambda: client.get_message("m-1"),
        "find": lambda: client.find(**WHERE),
    }
    loop = asyncio.new_event_loop()

    async def main() -> object:
        return await uses[use]()

    return lambda: loop.run_until_complete(main())


def command() -> object:
    """Run the command, as far as it comes."""
    from sinch_inject.cli import main as cli

    words = ["send", "--conversation", "c-1", "--base-url", NOWHERE, "--auth-url", NOWHERE]
    words += ["--text", "x", "--contact", "c", "--channel", "SMS", "--identity", "+46700000001"]
    with contextlib.suppress(ImportError):
        cli([*words, "--direction", "TO_APP"])
    return None


BARE: dict[str, Callable[[], object]] = {
    "command": command,
}


def told(use: Callable[[], object]) -> str:
    """Say what comes of a use."""
    try:
        use()
    except SinchInjectError as error:
        again = "may be tried again" if error.retryable else "final"
        return f"{type(error).__name__}, {again}: {error}"
    except SystemExit as end:
        return f"ends with {end.code}"
    except BaseException as error:  # noqa: BLE001 - that there is none is the test
        return f"raw {error!r}"
    return "works"


def main(kind: str, name: str) -> None:
    """Use it twice, and print what came of it."""
    use = {"made": made, "async": made_async, "bare": BARE.__getitem__}[kind](name)
    if name == "command":
        importlib.import_module("sinch_inject.cli")  # the command runs, and then there is none
    taken = take_all_descriptors()
    first = told(use)
    for descriptor in taken:
        os.close(descriptor)
    print(json.dumps([first, told(use)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
