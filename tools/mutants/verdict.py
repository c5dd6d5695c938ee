"""Judge mutants: by the contract suite, or by tests of the client; several at once."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from attrs import define, frozen

from tools.mutants.judge import judge
from tools.mutants.mutant import ROOT, Mutant, plant

__all__ = ["Verdict", "by_suite", "by_tests", "sound"]

# Nothing takes this long: a server that hangs is noticed by the suite after seconds.
TIMEOUT = 300.0


@frozen
class Verdict:
    """What became of a mutant: killed by what, and after how long."""

    mutant: Mutant
    killed: bool
    by: str
    seconds: float


def sound(tests: Sequence[str] = ()) -> Mutant:
    """Return a mutant that changes nothing: a suite that fails there says nothing about bugs."""
    if tests:
        file, text = "sinch_inject/version.py", "__all__ = "
    else:
        file, text = "sinch_inject_mock/settings.py", "__all__ = "
    return Mutant("none", "none", "no bug", file, text, text, tuple(tests))


# -- by the contract suite ----------------------------------------------------------------


@define(eq=False)
class _Run:
    """A mutant that is being judged."""

    mutant: Mutant
    folder: tempfile.TemporaryDirectory[str]
    process: BaseProcess
    told: Connection
    started: float


def by_suite(
    mutants: Sequence[Mutant], layers: Sequence[str], *, at_once: int
) -> Iterator[Verdict]:
    """Run the suite against a simulator with each bug; yield the verdicts as they come."""
    forks = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if forks else "spawn")
    if forks:
        context.set_forkserver_preload(["tools.mutants.judge"])
    waiting, running = list(mutants), list[_Run]()
    while waiting or running:
        while waiting and len(running) < at_once:
            mutant = waiting.pop(0)
            folder = tempfile.TemporaryDirectory()
            plant(mutant, Path(folder.name))
            told, tell = context.Pipe(duplex=False)
            process = _processes(context)(target=judge, args=(folder.name, layers, tell))
            process.start()
            tell.close()
            running.append(_Run(mutant, folder, process, told, time.monotonic()))
        wait([run.told for run in running], timeout=1.0)
        for run in list(running):
            verdict = _verdict(run)
            if verdict is not None:
                running.remove(run)
                yield verdict


def _processes(context: BaseContext) -> Callable[..., BaseProcess]:
    """Return what makes a process; the stubs give it to each kind of context alone."""
    made: Callable[..., BaseProcess] = context.Process  # type: ignore[attr-defined]
    return made


def _verdict(run: _Run) -> Verdict | None:
    """Return what became of a run that has ended or takes too long."""
    seconds = time.monotonic() - run.started
    if run.told.poll():
        try:
            killer = str(run.told.recv())
        except EOFError:
            killer = "start: the process died"
        verdict = Verdict(run.mutant, bool(killer), killer, seconds)
    elif seconds > TIMEOUT:
        # A time limit is no kill: nobody was told what is wrong.
        verdict = Verdict(run.mutant, False, "timeout", seconds)
    else:
        return None
    run.process.kill()
    run.process.join()
    run.told.close()
    run.folder.cleanup()
    return verdict


# -- by tests -----------------------------------------------------------------------------


def by_tests(mutants: Sequence[Mutant], *, at_once: int) -> Iterator[Verdict]:
    """Run the tests that should notice each bug; yield the verdicts in the order of the list."""
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(_by_tests, mutants)


def _by_tests(mutant: Mutant) -> Verdict:
    with tempfile.TemporaryDirectory() as folder:
        plant(mutant, Path(folder))
        words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        words.append("--hypothesis-profile=gate")
        code, output, seconds = _process([*words, *mutant.tests], folder)
    if code is None:
        return Verdict(mutant, False, "timeout", seconds)
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
