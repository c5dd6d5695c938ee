"""Run the contract suite against the simulator that this process finds, until the first kill.

Started once for each mutant, with the folder of the broken copy first on the path. Writes one
JSON line: killed or not, by which layer, rule and case.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import sinch_inject_mock
from sinch_inject_conformance.result import FAILS
from sinch_inject_conformance.server import CannotRun
from sinch_inject_conformance.suite import Plan, run
from sinch_inject_conformance.target import Credentials, Target


def main(folder: str, layers: list[str]) -> dict[str, object]:
    """Run the layers and return the verdict."""
    if not Path(sinch_inject_mock.__file__).is_relative_to(folder):
        raise SystemExit(f"the simulator is not the one in {folder}")
    started = time.monotonic()
    plan = Plan(tuple(layers), stop_at_first=True)
    verdict: dict[str, object] = {"killed": False}
    with sinch_inject_mock.SinchMock() as mock:
        credentials = Credentials("demo-project", "demo-key", "demo-secret")
        target = Target(mock.base_url, credentials, mock.base_url)
        try:
            for outcome in run(target, plan):
                if outcome.state == FAILS:
                    verdict = {
                        "killed": True,
                        "layer": outcome.layer,
                        "rule": outcome.rule,
                        "case": outcome.case,
                    }
                    break
        except CannotRun as error:
            verdict = {"killed": True, "layer": "start", "rule": "", "case": str(error)}
    return {**verdict, "seconds": time.monotonic() - started}


if __name__ == "__main__":
    json.dump(main(sys.argv[1], sys.argv[2:]), sys.stdout)
    sys.stdout.write("\n")
