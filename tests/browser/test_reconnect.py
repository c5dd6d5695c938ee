"""The page finds the simulator again: after a cut line, after a restart, after a crash."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Request, expect
from sinch_inject_mock import SinchMock


class Line:
    """A TCP line to a server that can be cut, and mended."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends: list[socket.socket] = []
        self.whole = True
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # the listener is closed at the end
            while True:
                near, _ = self._listener.accept()
                if not self.whole:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                self._ends += [near, far]
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=ends, daemon=True).start()

    def cut(self) -> None:
        """End all connections and let none through."""
        self.whole = False
        for end in self._ends:
            with contextlib.suppress(OSError):  # closed by its owner already
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def close(self) -> None:
        """Cut for good."""
        self.cut()
        self._listener.close()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):  # cut
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with contextlib.suppress(OSError):  # cut
            end.shutdown(socket.SHUT_RDWR)
    source.close()


@pytest.fixture
def line(mock: SinchMock) -> Iterator[Line]:
    line = Line(mock.port)
    yield line
    line.close()


def state(page: Page) -> Any:
    return page.locator("#live")


def test_after_a_cut_it_goes_on_where_it_was(
    line: Line, open_page: Any, inject: Any, text_message: Any
) -> None:
    page = open_page(base_url=f"http://127.0.0.1:{line.port}")
    resumed: list[str] = []

    def note(request: Request) -> None:
        resumed.extend(re.findall(r"/_mock/events\?after=(.+)", request.url))

    page.on("request", note)
    inject("01HTALK", text_message("before", minutes_ago=9))
    texts = page.locator("#chat .message .text")
    expect(texts).to_have_text(["before"])
    line.cut()
    expect(state(page)).to_have_text("Reconnecting")
    inject("01HTALK", text_message("meanwhile", minutes_ago=8))
    line.whole = True
    expect(state(page)).to_have_text("Live")
    expect(texts).to_have_text(["before", "meanwhile"])
    inject("01HTALK", text_message("after", minutes_ago=7))
    expect(texts).to_have_text(["before", "meanwhile", "after"])
    expect(page.locator("#requests-count")).to_have_text("3")
    assert resumed


def test_after_a_restart_it_shows_what_the_new_one_has(
    mock: SinchMock, open_page: Any, text_message: Any
) -> None:
    page = open_page()

    def inject(text: str) -> None:
        url = f"{mock.base_url}/v1/projects/demo-project/conversations/01HTALK:inject-message"
        httpx.post(url, json=text_message(text), auth=("demo-key", "demo-secret"))

    inject("in the first")
    texts = page.locator("#chat .message .text")
    expect(texts).to_have_text(["in the first"])
    mock.stop()
    expect(state(page)).to_have_text("Reconnecting")
    expect(texts).to_have_text(["in the first"])  # still there to read
    with SinchMock(port=mock.port):
        expect(state(page)).to_have_text("Live")
        expect(page.get_by_text("Nothing has arrived yet")).to_be_visible()
        inject("in the second")
        expect(texts).to_have_text(["in the second"])


def start(*options: str) -> tuple[subprocess.Popen[str], str]:
    """Start the command, and return it with the address that it says."""
    command = shutil.which("sinch-inject", path=str(Path(sys.executable).parent))
    assert command, "sinch-inject is not installed beside this Python"
    process = subprocess.Popen([command, "mock", *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found
    return process, found[0]


def test_after_a_crash_kept_messages_come_back_once(
    tmp_path: Path, open_page: Any, text_message: Any
) -> None:
    kept = ("--state", str(tmp_path / "messages.sqlite"))
    process, address = start("--port", "0", *kept)
    try:
        page = open_page(base_url=address)
        url = f"{address}/v1/projects/demo-project/conversations/01HTALK:inject-message"
        auth = ("demo-key", "demo-secret")
        assert httpx.post(url, json=text_message("kept"), auth=auth).status_code == 200
        texts = page.locator("#chat .message .text")
        expect(texts).to_have_text(["kept"])
        process.kill()
        process.communicate()
        expect(state(page)).to_have_text("Reconnecting")
        process, again = start("--port", address.rpartition(":")[2], *kept)
        assert again == address
        expect(state(page)).to_have_text("Live")
        later = text_message("later", minutes_ago=0.001)
        assert httpx.post(url, json=later, auth=auth).status_code == 200
        expect(texts).to_have_text(["kept", "later"])
    finally:
        process.kill()
        process.communicate()
