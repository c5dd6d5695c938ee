"""A server before the simulator whose lists cannot be believed; all else goes through as it is."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

__all__ = ["LIES", "lying"]

Page = dict[str, Any]
Query = dict[str, str]
COPIED = ("authorization", "content-type", "x-request-id", "accept")


class Lies:
    """Ways to answer a request for a list; each has its own query, and changes the answer."""

    def __init__(self) -> None:
        self._last: dict[str, Any] = {}  # message of the page before, for each conversation
        self._token: str | None = None

    def hides_metadata(self, _query: Query, page: Page) -> None:
        """Show no metadata, whatever view was asked for."""
        for message in page.get("messages", []):
            message.pop("metadata", None)

    def ignores_time(self, _query: Query, _page: Page) -> None:
        """Change nothing: it was asked for all times."""

    def repeats_messages(self, query: Query, page: Page) -> None:
        """Show on each page but the first the message of the page before once more."""
        where = query.get("conversation_id", "")
        messages = page.get("messages", [])
        if "page_token" in query and where in self._last:
            page["messages"] = [self._last[where], *messages]
        if messages:
            self._last[where] = messages[-1]

    def never_ends(self, _query: Query, page: Page) -> None:
        """Name a next page that was there before."""
        if page.get("next_page_token"):
            self._token = self._token or page["next_page_token"]
            page["next_page_token"] = self._token


LIES = ("hides-metadata", "ignores-time", "repeats-messages", "never-ends")


def asked_instead(lie: str, query: Query) -> Query:
    """Return what the server behind is asked for."""
    if lie == "ignores-time":
        return {name: value for name, value in query.items() if not name.endswith("_time")}
    return {**query, "page_size": "1"} if lie in ("repeats-messages", "never-ends") else query


class Quiet(ThreadingHTTPServer):
    """A server that thinks nothing of clients that are killed."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@contextmanager
def lying(base_url: str, lie: str) -> Generator[str]:
    """Run such a server before another; yield its origin."""
    behind = urlsplit(base_url)
    change: Callable[[Query, Page], None] = getattr(Lies(), lie.replace("-", "_"))

    class Liar(BaseHTTPRequestHandler):
        """Passes requests on, and changes what a list says."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Pass it on."""
            self.pass_on(self.path)

        def do_GET(self) -> None:
            """Ask in another way, and tell something else."""
            path, _, given = self.path.partition("?")
            query = dict(parse_qsl(given))
            asked = urlencode(asked_instead(lie, query))
            self.pass_on(f"{path}?{asked}", lambda page: change(query, page))

        def pass_on(self, target: str, tell: Callable[[Page], None] | None = None) -> None:
            """Send it to the server behind; if that breaks off, so does this one."""
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            sent = {name: self.headers[name] for name in COPIED if name in self.headers}
            connection = http.client.HTTPConnection(behind.hostname or "", behind.port, timeout=60)
            try:
                connection.request(self.command, target, body, sent)
                answer = connection.getresponse()
                told = answer.read()
            except OSError:
                self.close_connection = True
                return
            finally:
                connection.close()
            if tell is not None and answer.status == 200:
                page = json.loads(told)
                tell(page)
                told = json.dumps(page).encode()
            self.send_response(answer.status)
            for name in ("content-type", "retry-after"):
                if answer.headers[name]:
                    self.send_header(name, answer.headers[name])
            self.send_header("content-length", str(len(told)))
            self.end_headers()
            with contextlib.suppress(OSError):  # who asked was killed
                self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            """Say nothing."""

    server = Quiet(("127.0.0.1", 0), Liar)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
