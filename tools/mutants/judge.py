"""Run the contract suite against a simulator with a bug in it, until the first kill.

Each mutant has a process of its own, forked from one that has read everything but the simulator
already (where there is no fork, as on Windows, it reads it anew). In it the packages with the
bug come first on the path; the suite keeps the sound ones that it has.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

# Not needed here, but by the simulator and by the last two layers: read once, before the fork.
import schemathesis
import starlette.applications
import uvicorn
from sinch_inject_conformance import fuzz, limits, strategies
from sinch_inject_conformance.result import FAILS
from sinch_inject_conformance.server import CannotRun
from sinch_inject_conformance.suite import Plan, run
from sinch_inject_conformance.target import Credentials, Target

__all__ = ["judge"]

READ_BEFORE = (schemathesis, starlette.applications, uvicorn, fuzz, strategies)
PLANTED = ("sinch_inject_mock", "sinch_inject_contract")
DEAR = ("schemathesis", "fuzzing")
TOLD: tuple[dict[str, Any], ...] = (
    {"strict": True},
    {"rate_limit": 10.0, "token_rate_limit": 5.0},
)
# Seconds to wait for one answer. A sound simulator takes a hundredth of one.
PATIENCE = 10.0


def judge(folder: str, layers: Sequence[str], tell: Connection) -> None:
    """Run the layers, send what killed the simulator in ``folder``, or "", and end the process."""
    sys.path.insert(0, folder)
    for name in [name for name in sys.modules if name.split(".")[0] in PLANTED]:
        del sys.modules[name]
    try:
        killer = _killer(folder, layers)
    except BaseException as error:  # noqa: BLE001 -- whatever it is, the list must hear of it
        killer = f"start: {type(error).__name__}: {error}"
    tell.send(killer)
    tell.close()
    # The simulator is not stopped: nobody needs it any more, and a broken one may refuse.
    os._exit(0)


def _killer(folder: str, layers: Sequence[str]) -> str:
    import sinch_inject_mock

    if not any((Path(folder) / name).is_dir() for name in PLANTED):
        raise SystemExit(f"nothing is planted in {folder}")
    # Cheapest first. What a simulator only does when it is told to is asked of one that was.
    usual = [layer for layer in layers if layer != limits.LAYER]
    cheap = [layer for layer in usual if layer not in DEAR]
    runs: list[tuple[dict[str, Any], list[str]]] = [({}, cheap)]
    if limits.LAYER in layers:
        runs += [(settings, [limits.LAYER]) for settings in TOLD]
    runs.append(({}, [layer for layer in usual if layer in DEAR]))
    for settings, chosen in runs:
        mock = sinch_inject_mock.SinchMock(sinch_inject_mock.Settings(**settings))
        mock.__enter__()
        credentials = Credentials("demo-project", "demo-key", "demo-secret")
        target = Target(mock.base_url, credentials, mock.base_url)
        plan = Plan(tuple(chosen), stop_at_first=True, timeout=PATIENCE)
        try:
            for outcome in run(target, plan):
                if outcome.state == FAILS:
                    return f"{outcome.layer}: {outcome.rule}: {outcome.case}"
        except CannotRun as error:
            return f"start: {error}"
    return ""
