"""The client beside its peers: every side in turns, medians, ratios, goals.

Usage: python -m bench.client.run [--rounds 7] [--only WORD …] [--json FILE] [--plots FOLDER]

Each measurement is a process of its own on one core, the server is on another, and the order of
the sides is shuffled in each round (by a seed that is printed), so what else the machine does
weighs on all of them. The measure is CPU time, user and system, of the load's process.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import trustme
from attrs import frozen

from bench.client import start
from bench.client.environments import Environments
from bench.client.plots import draw
from bench.client.sides import GOALS, LATEST_MS, SIDES, Goal
from bench.server import Server, cores, free_port, serve

LOADS = Path(__file__).parent / "loads"
PATH = "/v1/projects/demo-project/conversations/01HBENCHCONVERSATION0000000:inject-message"
TIMEOUT = 300.0  # seconds that one measurement may take
AWAY = ("--delay", "50", "--lifetime", "10")
WRK_SECONDS = 3


@frozen
class Bench:
    """What all measurements share.

    Attributes:
        environments: where each side's interpreter is.
        servers: by name.
        ca: the file with the certificate authority.
        folder: for files of this run.
    """

    environments: Environments
    servers: dict[str, Server]
    ca: Path
    folder: Path


def measure(name: str, bench: Bench) -> dict[str, Any] | None:
    """Run one side once; None where its program is not to be had here."""
    side = SIDES[name]
    command = bench.environments.command(side.environment, LOADS / side.load)
    if command is None:
        return None
    server = bench.servers[side.server] if side.server else None
    url = f"https://127.0.0.1:{server.port}" if server else "openapi/inject-message.yaml"
    before = server.cpu_seconds() if server else 0.0
    if side.environment == "wrk":
        found = wrk(command[0], url, bench.folder)
    else:
        options = ["--url", url, "--ca", str(bench.ca), "--count", str(side.count)]
        found = load([*command, side.way, *options], bench)
    if server:
        found["server_busy"] = (server.cpu_seconds() - before) / found["whole_s"]
    return found


def load(words: Sequence[str], bench: Bench) -> dict[str, Any]:
    """Run a load on the last core and return what it printed."""
    started = time.perf_counter()
    done = subprocess.run(
        words,
        env=bench.environments.variables(bench.ca),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
        preexec_fn=_on_last_core if hasattr(os, "sched_setaffinity") else None,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words[:3])} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return {**found, "whole_s": time.perf_counter() - started}


def _on_last_core() -> None:
    os.sched_setaffinity(0, {cores()[-1]})


def wrk(program: str, url: str, folder: Path) -> dict[str, Any]:
    """Run wrk for some seconds; its CPU time is that of a child process."""
    body = folder / "body.json"
    if not body.exists():
        code = "import sys, harness; sys.stdout.buffer.write(harness.body())"
        made = subprocess.run(
            [sys.executable, "-c", code], cwd=LOADS, capture_output=True, check=True
        )
        body.write_bytes(made.stdout)
    options = ["-t1", "-c32", f"-d{WRK_SECONDS}s", "-s", str(LOADS / "wrk.lua")]
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(
        [program, *options, url + PATH, "--", str(body)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=True,
        preexec_fn=_on_last_core if hasattr(os, "sched_setaffinity") else None,
    )
    after = os.times()
    if "Non-2xx" in done.stdout:
        raise RuntimeError(done.stdout)
    [count] = [int(line.split()[0]) for line in done.stdout.splitlines() if "requests in" in line]
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    wall = time.perf_counter() - started
    return {"cpu_us": used / count * 1e6, "count": count, "wall_s": wall, "whole_s": wall}


@contextmanager
def prepared(folder: Path, environments: Environments) -> Generator[Bench]:
    """Start the servers, each with a certificate of an authority made for this run."""
    authority = trustme.CA()
    ca, certificate = folder / "ca.pem", folder / "server.pem"
    authority.cert_pem.write_to_path(ca)
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(certificate)
    with ExitStack() as stack:
        servers: dict[str, Server] = {}
        for name, options in {"tls": (), "away": AWAY}.items():
            port = free_port()
            argv = [sys.executable, "-m", "bench.client.tls_server", "--port", str(port)]
            argv += ["--certificate", str(certificate), *options]
            servers[name] = stack.enter_context(
                serve(name, argv, port=port, core=cores()[0], tls=True)
            )
        yield Bench(environments, servers, ca, folder)


def keep(file: Path, machine: object, turns: object, starts: object) -> None:
    """Write down what was measured."""
    kept = {"machine": machine, "turns": turns, "start": starts}
    file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def rounds(bench: Bench, names: Iterable[str], count: int, seed: int) -> dict[str, list[Any]]:
    """Measure every side once in each round, in another order each time."""
    chosen, order = list(names), random.Random(seed)  # noqa: S311 - an order, not a secret
    turns: dict[str, list[Any]] = {name: [] for name in chosen}
    for number in range(count):
        order.shuffle(chosen)
        for name in chosen:
            found = measure(name, bench)
            if found is not None:
                turns[name].append(found)
        print(f"round {number + 1} of {count}", file=sys.stderr, flush=True)
    return {name: found for name, found in turns.items() if found}


def table(turns: dict[str, list[Any]]) -> list[str]:
    """Return a line for each side: median, range, how busy the server was."""
    lines = [f"{'CPU µs a call':58} {'median':>8} {'lowest':>8} {'highest':>8} {'server':>7}"]
    for name, found in turns.items():
        used = [one["cpu_us"] for one in found]
        busy = [one["server_busy"] for one in found if "server_busy" in one]
        shown = f"{median(busy):7.0%}" if busy else "      -"
        lines.append(
            f"{SIDES[name].title:58} {median(used):8.1f} {min(used):8.1f} {max(used):8.1f} {shown}"
        )
        late = [one["late_p99_ms"] for one in found if "late_p99_ms" in one]
        if late:
            what = "    p99 beyond the network, ms"
            lines.append(f"{what:58} {median(late):8.1f} (goal for the client: {LATEST_MS:g})")
    return lines


def verdicts(turns: dict[str, list[Any]]) -> list[tuple[Goal, float | None]]:
    """Return each goal with the measured ratio of medians; None where a side is missing."""
    middle = {name: median(one["cpu_us"] for one in found) for name, found in turns.items()}
    return [
        (
            goal,
            goal.ratio(middle[goal.ours], middle[goal.theirs])
            if goal.ours in middle and goal.theirs in middle
            else None,
        )
        for goal in GOALS
    ]


def told(goal: Goal, ratio: float | None) -> str:
    """Return a line about a goal."""
    wanted = f"≥ {goal.limit:g} x less" if goal.less else f"≤ {goal.limit:g} x"
    if ratio is None:
        return f"{goal.what:68} {wanted:>12} not measured here"
    state = "reached" if goal.holds(ratio) else "MISSED"
    return f"{goal.what:68} {wanted:>12} {ratio:8.2f} x {state}"


def main(argv: Sequence[str]) -> int:
    """Measure, print, keep; return 1 if a goal that was measured is missed."""
    parser = argparse.ArgumentParser(prog="bench client")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", nargs="*", choices=sorted(SIDES), help="only these sides")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--json", type=Path, help="where to keep the figures")
    parser.add_argument("--plots", type=Path, help="a folder for the plots (SVG)")
    parser.add_argument("--environments", type=Path, default=Path(".nox/bench-peers"))
    given = parser.parse_args(argv)
    modules = os.environ.get("BENCH_NODE_MODULES")
    environments = Environments(given.environments.resolve(), Path(modules) if modules else None)
    machine = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": len(cores()),
        "seed": given.seed,
        "rounds": given.rounds,
        "load": f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown",
        "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder), environments) as bench:
        turns = rounds(bench, given.only or list(SIDES), given.rounds, given.seed)
    starts = {} if given.only else start.measure(environments, given.rounds)
    found = verdicts(turns)
    for line in [*table(turns), "", *(told(*one) for one in found if one[1] or not given.only)]:
        print(line)
    for line in start.told(starts):
        print(line)
    if given.json:
        keep(given.json, machine, turns, starts)
    if given.plots:
        draw(turns, given.plots)
    missed = [goal for goal, ratio in found if ratio is not None and not goal.holds(ratio)]
    return 1 if missed or start.missed(starts) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
