"""No free file descriptor when something is used for the first time.

Then nothing that is read or imported late can be: the contract, parts of anyio, OpenTelemetry.
It is an error of ours, worth another try, and the same object works when there are descriptors.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = Path(__file__).parent.parent / "support" / "first_use.py"
CLOSED = "TokenError, may be tried again: "  # nobody listens where it is sent to
PATIENCE = 120.0

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no limit to be set")


def used(kind: str, name: str) -> list[str]:
    """Return what the child says of the first and of the second use."""
    done = subprocess.run(
        [sys.executable, CHILD, kind, name],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={"SINCH_PROJECT_ID": "p", "SINCH_KEY_ID": "k", "SINCH_KEY_SECRET": "s"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    said: list[str] = json.loads(done.stdout.splitlines()[-1])
    return said


USES = [
    *(("made", name) for name in ("inject", "get", "find", "list", "delete")),
    *(("async", name) for name in ("inject", "get", "find")),
]


@pytest.mark.parametrize(("kind", "name"), USES)
def test_a_client_that_stands(kind: str, name: str) -> None:
    first, second = used(kind, name)
    assert ", may be tried again: not sent: " in first, first
    assert "open files" in first or "descriptors" in first
    assert second.startswith(CLOSED), second


NOTHING_YET = """
import os, resource, sinch_inject, sinch_inject.errors
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
taken = []
try:
    while True:
        taken.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    pass
try:
    sinch_inject.{name}
    print("works")
except sinch_inject.errors.NotSent as error:
    print(error.retryable, error)
for descriptor in taken:
    os.close(descriptor)
sinch_inject.{name}
"""


@pytest.mark.parametrize("name", ["InjectClient", "AsyncInjectClient", "check", "text_request"])
def test_what_is_not_even_imported(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOTHING_YET.replace("{name}", name)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"True not sent: {name} could not be imported now (OSError)\n"


def test_a_client_has_read_the_contract() -> None:
    assert used("made", "check") == ["works", "works"]


def test_the_command() -> None:
    """Neither a file of ours nor its name is to blame: try again."""
    assert used("bare", "command") == ["ends with 3", "ends with 3"]
