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
from pathlib import Path

from sinch_inject_conformance import report
from sinch_inject_conformance.run import Plan, run
from sinch_inject_conformance.target import Credentials, Target

CONTRACT = Path(__file__).resolve().parents[1] / "openapi" / "inject-message.yaml"
PATIENCE = 60.0


def main(arguments: list[str]) -> int:
    """Start Prism, run the layers that are named (or all), print the table."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    words = ["node", os.environ["PRISM"], "mock", "-p", str(port), str(CONTRACT)]
    prism = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        url = f"http://127.0.0.1:{port}"
        # Prism compares no credentials; the base of its answers is the contract's examples.
        target = Target(url, Credentials("demo-project", "demo-key", "demo-secret"), url)
        # It answers malformed JSON never.
        plan = Plan(tuple(arguments) or ("table", "keywords"), timeout=3.0)
        for line in report.as_text(list(run(target, plan))):
            print(line)
    finally:
        prism.terminate()
        prism.wait()
    return 0


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
