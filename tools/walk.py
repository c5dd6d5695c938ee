"""The walk of one warm message: which modules it enters, and how often it goes from one to another.

Usage: python -m tools.walk [--moves]

A client sends some messages to a server on the loopback interface, over TLS; then one more is
watched with ``sys.setprofile``. A *move* is a call of a function whose nearest caller of ours is
in another module; carrying a generator or a coroutine on is a call too. What the interpreter or
attrs wrote has no file of ours, and is passed over. OpenTelemetry counts as not installed.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import ssl
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

import trustme
from attrs import field, frozen

__all__ = ["CEILINGS", "Walk", "walks"]

OURS = ("sinch_inject", "sinch_inject_contract", "sinch_inject_generated")
ROOTS = tuple(
    f"{Path(spec.origin).parent}/" for name in OURS if (spec := find_spec(name)) and spec.origin
)
WARM = 3  # messages before the one that is watched
TOKEN = b'{"access_token":"t","expires_in":3600,"token_type":"bearer"}'
# The most modules and moves. The goal was 14 and 50; what is here is what was reached.
CEILINGS = {"threads": (27, 63), "tasks": (27, 67)}


@frozen
class Walk:
    """What one message went through.

    Attributes:
        modules: in the order in which they were entered.
        moves: from where (nothing: from outside), to where, and the function that was called.
    """

    modules: list[str] = field(factory=list)
    moves: list[tuple[str, str, str]] = field(factory=list)

    def watch(self, frame: FrameType, event: str, _: object) -> None:
        """Take note of a call; for ``sys.setprofile``."""
        here = module(frame)
        if event != "call" or not here:
            return
        caller, before = frame.f_back, ""
        while caller is not None and not before:
            before, caller = module(caller), caller.f_back
        if here not in self.modules:
            self.modules.append(here)
        if here != before:
            self.moves.append((before, here, frame.f_code.co_name))


def module(frame: FrameType) -> str:
    """Return the name of the module of ours that a frame is in, or nothing."""
    name = frame.f_code.co_filename
    for root in ROOTS:
        if name.startswith(root):
            package = Path(root).parent
            return str(Path(name).relative_to(package)).removesuffix(".py").replace("/", ".")
    return ""


class Server(BaseHTTPRequestHandler):
    """Takes every message, and gives a token for every key."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body leave together

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["content-length"]))
        body = TOKEN if self.path == "/oauth2/token" else b"{}"
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
        """Say nothing."""


@contextmanager
def served() -> Generator[dict[str, Any]]:
    """Serve, and yield the options of a client for it."""
    authority = trustme.CA()
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(theirs)
    authority.configure_trust(ours)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    server.socket = theirs.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"https://127.0.0.1:{server.server_port}"
    try:
        yield {
            "project_id": "p",
            "key_id": "k",
            "key_secret": "s",
            "environ": {},
            "base_url": url,
            "auth_url": url,
            "verify": ours,
        }
    finally:
        server.shutdown()
        server.server_close()


def message() -> dict[str, Any]:
    """Return a text message of an hour ago."""
    hour_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    return {
        "app_message": {"text_message": {"text": "Your order has left our house."}},
        "accept_time": hour_ago.isoformat(),
        "channel_identity": {"channel": "WHATSAPP", "identity": "46700000001"},
        "contact_id": "01HCONTACT",
        "direction": "TO_CONTACT",
        "processing_mode": "CONVERSATION",
    }


def threads(options: dict[str, Any]) -> Walk:
    """Walk with the client for threads."""
    from sinch_inject import InjectClient

    walk, request = Walk(), message()
    with InjectClient(**options) as sinch:
        for _ in range(WARM):
            sinch.inject("01HCONVERSATION", request)
        sys.setprofile(walk.watch)
        try:
            sinch.inject("01HCONVERSATION", request)
        finally:
            sys.setprofile(None)
    return walk


async def tasks(options: dict[str, Any]) -> Walk:
    """Walk with the client for event loops."""
    from sinch_inject import AsyncInjectClient

    walk, request = Walk(), message()
    async with AsyncInjectClient(**options) as sinch:
        for _ in range(WARM):
            await sinch.inject("01HCONVERSATION", request)
        sys.setprofile(walk.watch)
        try:
            await sinch.inject("01HCONVERSATION", request)
        finally:
            sys.setprofile(None)
    return walk


def walks() -> dict[str, Walk]:
    """Walk with both clients."""
    both: dict[str, Callable[[dict[str, Any]], Walk]] = {
        "threads": threads,
        "tasks": lambda options: asyncio.run(tasks(options)),
    }
    with served() as options:
        return {name: walk(options) for name, walk in both.items()}


def main() -> int:
    """Print both walks; return 1 if one is longer than its ceiling."""
    parser = argparse.ArgumentParser(prog="tools.walk", description=__doc__)
    parser.add_argument("--moves", action="store_true", help="print every move")
    given = parser.parse_args()
    sys.modules["opentelemetry"] = None  # type: ignore[assignment]  # as where it is not installed
    long = False
    for name, walk in walks().items():
        modules, moves = len(walk.modules), len(walk.moves)
        most = CEILINGS[name]
        long = long or modules > most[0] or moves > most[1]
        print(f"{name}: {modules} modules (at most {most[0]}), {moves} moves (at most {most[1]})")
        for before, here, function in walk.moves if given.moves else ():
            print(f"    {before or '(outside)'} -> {here}.{function}")
    return int(long)


if __name__ == "__main__":
    sys.exit(main())
