"""The mutation gate: plant each deliberate bug, run the suite, print the table and the score.

``python -m tools.mutants.run simulator`` runs the contract suite against broken simulators,
``… client`` runs unit and wire tests against broken overlays. Fails below 100 %. With names
behind, only those; with ``--list``, only says whether every bug can still be planted.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

from attrs import evolve, frozen

from tools.mutants import client, simulator
from tools.mutants.mutant import Mutant, NotApplicableError, plant, text_with

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("table", "regressions", "keywords", "schemathesis", "fuzzing")
# Nothing takes this long: a server that hangs is noticed by the suite after seconds.
TIMEOUT = 900.0
AT_ONCE = 2
# Nothing is changed: a suite that fails here says nothing about bugs.
SOUND = Mutant("none", "none", "no bug", "sinch_inject/version.py", "__all__ = ", "__all__ = ")


@frozen
class Verdict:
    """What became of a mutant: killed by what, and after how long."""

    mutant: Mutant
    killed: bool
    by: str
    seconds: float


def judge_simulator(mutant: Mutant, layers: Sequence[str]) -> Verdict:
    """Run the suite against a simulator with one bug."""
    with tempfile.TemporaryDirectory() as folder:
        plant(mutant, Path(folder))
        words = [sys.executable, "-m", "tools.mutants.judge", folder, *layers]
        code, output, seconds = _process(words, folder)
    if code is None:
        return Verdict(mutant, False, "timeout", seconds)
    if code != 0:
        return Verdict(mutant, True, f"start: {output.strip().splitlines()[-1][:60]}", seconds)
    found = json.loads(output.strip().splitlines()[-1])
    by = f"{found['layer']}: {found['rule']}: {found['case']}" if found["killed"] else ""
    return Verdict(mutant, found["killed"], by, seconds)


def judge_client(mutant: Mutant) -> Verdict:
    """Run the tests that should notice, against overlays with one bug."""
    with tempfile.TemporaryDirectory() as folder:
        plant(mutant, Path(folder))
        words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        words.append("--hypothesis-profile=gate")
        code, output, seconds = _process([*words, *mutant.tests], folder)
    failed = [line for line in output.splitlines() if line.startswith("FAILED")]
    by = failed[0].removeprefix("FAILED ").partition(" - ")[0] if failed else f"exit code {code}"
    # 5: no test was collected. That is a mistake in the list, not a kill.
    return Verdict(mutant, code in {1, 2, 3}, by if code != 0 else "", seconds)


def _process(words: Sequence[str], folder: str) -> tuple[int | None, str, float]:
    """Run a process that imports from ``folder`` first; the code is None after a timeout."""
    started = time.monotonic()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([folder, str(ROOT)]),
    }
    # Without compiled libraries each of these many processes compiles them anew.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        done = subprocess.run(
            words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=TIMEOUT,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None, "", time.monotonic() - started
    output = done.stdout if done.stdout.strip() else done.stderr
    return done.returncode, output, time.monotonic() - started


def judged(
    which: str, mutants: Sequence[Mutant], layers: Sequence[str], *, at_once: int
) -> Iterator[Verdict]:
    """Yield the verdicts in the order of the list, several at once."""
    with ThreadPoolExecutor(at_once) as pool:
        if which == "client":
            yield from pool.map(judge_client, mutants)
        else:
            yield from pool.map(judge_simulator, mutants, repeat(layers))


def not_applicable(mutants: Sequence[Mutant]) -> list[str]:
    """Return what keeps bugs from being planted."""
    found: list[str] = []
    for mutant in mutants:
        try:
            text_with(mutant)
        except NotApplicableError as error:
            found.append(str(error))
    return found


def main() -> int:
    """Print the table and return the exit code."""
    parser = argparse.ArgumentParser(description="Run the mutation gate.")
    parser.add_argument("which", choices=["simulator", "client"])
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--list", action="store_true", help="only look whether they apply")
    parser.add_argument("--layers", default=",".join(LAYERS), help="which layers, in this order")
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    options = parser.parse_args()
    known = client.MUTANTS if options.which == "client" else simulator.MUTANTS
    mutants = [one for one in known if not options.names or one.name in options.names]
    wrong = not_applicable(mutants)
    for line in wrong:
        print(f"does not apply: {line}")
    if wrong or options.list:
        print(f"{len(mutants) - len(wrong)} of {len(mutants)} bugs can be planted.")
        return 1 if wrong else 0
    if options.which == "simulator":
        sound = judge_simulator(SOUND, options.layers.split(","))
    else:
        tests = sorted({test for mutant in mutants for test in mutant.tests})
        sound = judge_client(evolve(SOUND, tests=tuple(tests)))
    if sound.killed:
        print(f"without any bug, this fails: {sound.by}")
        return 1
    return report(
        judged(options.which, mutants, options.layers.split(","), at_once=options.at_once)
    )


def report(verdicts: Iterator[Verdict]) -> int:
    """Print a line for each verdict, then the score; return the exit code."""
    started = time.monotonic()
    seen: list[Verdict] = []
    for verdict in verdicts:
        seen.append(verdict)
        state = "killed  " if verdict.killed else "SURVIVED"
        mutant = verdict.mutant
        print(
            f"{state} {verdict.seconds:5.1f} s  {mutant.category:<10}  {mutant.name:<22}"
            f"  {mutant.line}" + (f"  [{verdict.by}]" if verdict.killed else ""),
            flush=True,
        )
    killed = sum(verdict.killed for verdict in seen)
    print()
    for category, count in Counter(one.mutant.category for one in seen).items():
        dead = sum(one.killed for one in seen if one.mutant.category == category)
        print(f"{category:<10}  {dead} of {count}")
    score = 100 * killed / len(seen) if seen else 0.0
    print(
        f"score       {killed} of {len(seen)} ({score:.1f} %) in {time.monotonic() - started:.0f} s"
    )
    return 0 if seen and killed == len(seen) else 1


if __name__ == "__main__":
    sys.exit(main())
