"""A child process that has to do without something: file descriptors, certificates, addresses.

Run as a file, with a way, what is missing, and the origins of the API and of the token
endpoint. It prints a line of JSON: the class of the error or result of each message.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from sinch_inject import SinchInjectError

from support.requests import message
from support.ways import DEFAULT_WAYS, Ending


def take_all_descriptors() -> list[int]:
    """Open files until no descriptor is left, and return them."""
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    taken: list[int] = []
    while True:
        try:
            taken.append(os.open(os.devnull, os.O_RDONLY))
        except OSError:
            return taken


def told(ending: Ending) -> list[str]:
    """Return what a parent wants to know: the classes, most special first, and the words."""
    kinds = [kind.__name__ for kind in type(ending).__mro__]
    return [" ".join(kinds), str(ending)]


class Descriptors:
    """None is free while the first message is sent; then all are."""

    def __init__(self) -> None:
        self._taken: list[int] = []
        self._over = False

    def clock(self) -> float:
        """Tell the time, which a call does first of all; take them all then."""
        if not self._taken and not self._over:
            self._taken = take_all_descriptors()
        return time.monotonic()

    def give_back(self) -> None:
        """Let others have them."""
        self._over = True
        for descriptor in self._taken:
            os.close(descriptor)
        self._taken = []


def main(way_name: str, scarce: str, api: str, tokens: str) -> None:
    """Send, and print what became of it."""
    way = next(way for way in DEFAULT_WAYS if way.name == way_name)
    options: dict[str, Any] = {
        "base_url": api,
        "auth_url": tokens,
        "auth": "oauth2",
        "environ": None,
    }
    requests = [message("m-1"), message("m-2")]
    began = time.monotonic()
    match scarce:
        case "descriptors":
            # A message that goes nowhere, so that all that is imported late has been.
            nowhere = dict.fromkeys(("base_url", "auth_url"), "http://127.0.0.1:9")
            way.run(requests[:1], **{**options, **nowhere})
            descriptors = Descriptors()
            options["clock"] = descriptors.clock
            endings = way.run(requests, between=descriptors.give_back, **options)
        case "certificates":
            try:
                endings = way.run(requests[:1], **options)
            except SinchInjectError as error:  # the client could not even be made
                endings = [error]
        case _:
            real = socket.getaddrinfo

            def resolve(host: Any, port: Any, *rest: Any, **more: Any) -> list[Any]:
                """Be a resolver that knows many addresses of the API."""
                if host not in ("many.invalid", b"many.invalid"):
                    return real(host, port, *rest, **more)
                return [
                    found
                    for address in scarce.split(",")
                    for found in real(address, port, type=socket.SOCK_STREAM)
                ]

            socket.getaddrinfo = resolve
            options |= {"allow_http": True, "timeout": httpx.Timeout(10.0, connect=1.0)}
            endings = way.run(requests[:1], **options)
    taken = time.monotonic() - began
    print(json.dumps({"endings": [told(ending) for ending in endings], "seconds": taken}))


if __name__ == "__main__":
    main(*sys.argv[1:])
