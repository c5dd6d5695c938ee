"""The fenced code of the documents, and how each kind is run.

``python`` runs as a script, or under pytest if it defines a test. ``json`` is a good request.
In ``sh``, ``export`` sets variables, ``sinch-inject mock`` and ``mirror`` run on until the document
ends, and every other ``sinch-inject``, ``curl`` and ``python3`` must end with 0, unless
``timeout -s KILL`` ends it; commands that make environments are left to the tests in
``tests/packaging``. A fence without a language, and one in another language, is not run.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from attrs import frozen
from sinch_inject_mock import SinchMock

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w+|\{[\w-]+\} ?\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SERVERS = {"mock": ("127.0.0.1:4010", "/_mock/health"), "mirror": ("127.0.0.1:8080", "/healthz")}
MADE_ELSEWHERE = ("python3 -m venv", "pip install", "nox ")
LAST_DAY = "2026-11-22T12:00:00Z"  # the times in the documents are from shortly before
PATIENCE = 120


@frozen
class Snippet:
    """One fence of a document."""

    path: Path
    line: int
    language: str
    code: str


def documents() -> list[Path]:
    """Return every document of the project."""
    return [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]


def snippets(path: Path) -> Iterator[Snippet]:
    """Yield the fences of one document that have a language."""
    text = path.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Snippet(path, line, match[1], match[2])


def commands(code: str) -> Iterator[str]:
    """Yield the commands of a fence; one goes on until its quotes are closed."""
    command = ""
    for line in code.replace("\\\n", " ").splitlines():
        command = f"{command}\n{line}" if command else line
        if not command.strip() or command.startswith("#"):
            command = ""
            continue
        with contextlib.suppress(ValueError):  # no closing quotation
            shlex.split(command)
            yield command
            command = ""
    assert not command, command


class Reader(AbstractContextManager["Reader"]):
    """Does what a reader of one document would do, in an empty folder.

    A simulator runs from the start, for the code that takes its settings from the
    environment; ``sinch-inject mock`` of the document gets a free port instead of its own.
    """

    def __init__(self, folder: Path, mock: SinchMock) -> None:
        self.folder = folder
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("SINCH_")} | mock.env
        self.ports: dict[str, str] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()

    def run(self, snippet: Snippet) -> None:
        """Run one snippet.

        Raises:
            AssertionError: it does not do what the document promises.
        """
        if snippet.language == "python":
            self._python(snippet)
        elif snippet.language == "json":
            file = self.folder / "request.json"
            file.write_text(json.dumps(json.loads(snippet.code)), encoding="utf-8")
            self._command(["sinch-inject", "check", str(file), "--now", LAST_DAY])
        elif snippet.language == "sh":
            for command in commands(snippet.code):
                self._shell(command)

    def _python(self, snippet: Snippet) -> None:
        is_test = re.search(r"^(async )?def test_", snippet.code, re.MULTILINE)
        file = self.folder / f"test_line_{snippet.line}.py"
        file.write_text(snippet.code, encoding="utf-8")
        before = ["-m", "pytest", "-q", "-p", "no:cacheprovider"] if is_test else []
        self._python_command([*before, str(file)])

    def _shell(self, line: str) -> None:
        command = line if "\n" in line else line.partition(" # ")[0].strip()
        for address, real in self.ports.items():
            command = command.replace(address, real)
        if command.startswith("export "):
            self.env |= dict(word.split("=", 1) for word in shlex.split(command)[1:])
        elif command.startswith(("sinch-inject mock", "sinch-inject mirror")):
            self._server(shlex.split(command))
        elif command.startswith("sinch-inject "):
            self._command(shlex.split(command))
        elif command.startswith("timeout -s KILL "):
            _, _, _, seconds, *words = shlex.split(command)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._command(words, within=float(seconds))
        elif command.startswith(("curl ", "python3 -c ")):
            self._posix(command)
        elif not any(known in command for known in MADE_ELSEWHERE):
            raise AssertionError(f"nobody runs this: {command}")

    def _command(self, words: list[str], within: float = PATIENCE) -> None:
        self._python_command(["-m", "sinch_inject.cli", *words[1:]], within)

    def _python_command(self, words: list[str], within: float = PATIENCE) -> None:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=within,
        )
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"

    def _posix(self, command: str) -> None:
        """Run what is written for a POSIX shell, where there is one; curl fails on a 4xx."""
        if sys.platform == "win32":
            return
        (self.folder / ".curlrc").write_text("fail-with-body\n", encoding="utf-8")
        done = subprocess.run(
            ["bash", "-ec", command],
            cwd=self.folder,
            env=self.env | {"CURL_HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"

    def _server(self, words: list[str]) -> None:
        """Start a server of the document on a port that is free here."""
        address, health = SERVERS[words[1]]
        free = ["--port", "0"] if words[1] == "mock" else ["--listen", "127.0.0.1:0"]
        words = [sys.executable, "-u", "-m", "sinch_inject.cli", *words[1:], *free]
        log = self.folder / f"{words[4]}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                words, cwd=self.folder, stdout=output, stderr=output, env=self.env
            )
        self._stack.callback(process.wait, PATIENCE)
        self._stack.callback(process.terminate)
        end = time.monotonic() + PATIENCE
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text("utf-8"))):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end, "it does not start"
            time.sleep(0.05)
        self.ports[address] = f"127.0.0.1:{found[1]}"
        while True:
            try:
                httpx.get(f"{found[0]}{health}", trust_env=False).raise_for_status()
            except httpx.TransportError:
                assert time.monotonic() < end, "it does not answer"
                time.sleep(0.05)
            else:
                return
