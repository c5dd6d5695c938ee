"""Run the contract suite against Prism, a mock server that knows nothing but the contract.

``PRISM`` names its ``dist/index.js``. Ends with 0 however many cases do not hold: this is a
look at another server, not a gate. ``nox -s prism`` installs the pinned version.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from sinch_inject_conformance import report
from sinch_inject_conformance.result import Outcome
from sinch_inject_conformance.server import CannotRun
from sinch_inject_conformance.suite import Plan, run
from sinch_inject_conformance.table import rows
from sinch_inject_conformance.target import Credentials, Target

CONTRACT = Path(__file__).resolve().parents[1] / "openapi" / "inject-message.yaml"
PATIENCE = 60.0
# To some requests it never answers; seconds until that counts as no answer.
TIMEOUT = 3.0


class Prism:
    """A Prism that is started again when it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        """Start it on a free port."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        words = ["node", os.environ["PRISM"], "mock", "-p", str(port), str(CONTRACT)]
        self._process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.url = f"http://127.0.0.1:{port}"
        wait_for(port)

    def ended(self) -> bool:
        """Tell whether it is no longer there."""
        return self._process is None or self._process.poll() is not None

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def wait_for(port: int) -> None:
    """Wait until somebody answers at a port.

    Raises:
        SystemExit: nobody does for a minute.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("Prism did not start")


def plans() -> Iterator[Plan]:
    """Yield the table rule by rule, so that a crash costs one rule, then the keywords."""
    for rule in dict.fromkeys(row.rule for row in rows()):
        yield Plan(("table",), only=frozenset({rule}), timeout=TIMEOUT)
    yield Plan(("keywords",), timeout=TIMEOUT)


def main() -> int:
    """Print the table of what holds and what does not."""
    prism = Prism()
    outcomes: list[Outcome] = []
    try:
        for plan in plans():
            if prism.ended():
                prism.start()
            target = Target(
                prism.url, Credentials("demo-project", "demo-key", "demo-secret"), prism.url
            )
            try:
                outcomes += run(target, plan)
            except CannotRun as error:
                print(f"{'/'.join(plan.only)}: {error}")
                stuck = True
            else:
                stuck = False
            time.sleep(0.5)  # a crash takes a moment
            if prism.ended():
                print(f"Prism ended while it was asked about: {'/'.join(plan.only)}")
            elif stuck:
                prism.stop()  # the next rule is not to blame
    finally:
        prism.stop()
    for line in report.as_text(outcomes):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
