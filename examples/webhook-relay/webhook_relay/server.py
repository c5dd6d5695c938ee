"""The HTTP side: ``POST /events`` with a shared token. The standard library is enough."""

from __future__ import annotations

import argparse
import hmac
import json
import logging
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sinch_inject import InjectClient, Outbox

from webhook_relay.relay import mirror

__all__ = ["Server", "main"]

LARGEST = 64 * 1024  # bytes of an event


class Server(ThreadingHTTPServer):
    """Serves the relay; the outbox is shared by all threads."""

    daemon_threads = True

    def __init__(self, port: int, *, token: str, outbox: Outbox) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.token = token
        self.outbox = outbox


class Handler(BaseHTTPRequestHandler):
    """Answers with a status alone."""

    server: Server
    timeout = 30

    def do_POST(self) -> None:
        """Take one event."""
        self.send_response(self._status())
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _status(self) -> int:
        given = self.headers.get("X-Relay-Token", "")
        if not hmac.compare_digest(given.encode(), self.server.token.encode()):
            return 401
        if self.path != "/events":
            return 404
        given_length = self.headers.get("Content-Length", "")
        if not (given_length.isascii() and given_length.isdigit()):
            return 411
        length = int(given_length[:9])
        if not 0 < length <= LARGEST:
            return 413 if length else 411
        try:
            event = json.loads(self.rfile.read(length))
        except (ValueError, RecursionError):
            return 400
        return mirror(event, self.server.outbox) if event else 400

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name there
        """Leave the log to ``mirror``."""


def main() -> None:
    """Run the relay; settings come from the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--outbox", default="relay.db", help="a file, or postgresql://…")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # what is under way comes to its end
    with (
        InjectClient.from_env(user_agent="webhook-relay/1.0") as sinch,
        Outbox(arguments.outbox, sinch) as outbox,
        Server(arguments.port, token=os.environ["RELAY_TOKEN"], outbox=outbox) as server,
    ):
        print(f"http://127.0.0.1:{server.server_port}/events", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
