"""What a message costs an import and an outbox: CPU time of the process that sends, and its memory.

Over TLS, to a server that answers at once and has a core of its own. Single calls of as many
threads, without a ledger, are measured in the same run; the goal is an import of at most 1.5
times their CPU time. CPU time divided by messages says how many of them one core carries a
second; the clock says only how busy the machine was. With DATABASE_URL the ledger in Postgres is
measured too: our side of it, the server's own work comes on top.

Usage: python -m bench.bulk [--messages 5000] [--rounds 3] [--only import]
"""

from __future__ import annotations

import argparse
import json
import os
import ssl
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import trustme
from sinch_inject import FileImport, InjectClient, Outbox, advance
from sinch_inject.bulk.ledger import State

from bench.mock import body
from bench.server import cores, free_port, pin, serve

RATE = 5000.0  # messages a second: as fast as it goes
AT_ONCE = 50  # what an import has under way
GOAL = 1.5
Make = Callable[[], InjectClient]
Way = Callable[[Path, int], float]


def main(argv: Sequence[str]) -> int:
    """Measure each way, print a line for it, and the ratio; 1 if the goal is missed."""
    parser = argparse.ArgumentParser(prog="bench bulk", description=__doc__)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="only the ways whose names begin so")
    given = parser.parse_args(argv)
    pin(cores()[-1])
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as make:
        ways: dict[str, Way] = {
            "single calls, 50 threads": lambda _, many: singly(make, many),
            "import, a ledger in a file": lambda place, many: load(make, place, many),
            "outbox, in a file": lambda place, many: mirror(make, f"{place}.db", many),
        }
        url = os.environ.get("DATABASE_URL", "")
        if url:
            ways["import, Postgres"] = lambda place, many: load(make, place, many, url)
            ways["outbox, Postgres"] = lambda place, many: mirror(make, url, many, place.name)
        ways = {name: way for name, way in ways.items() if name.startswith(given.only)}
        turns: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(given.rounds):
            for name, way in ways.items():
                place = Path(folder, f"{os.getpid()}-{number}-{len(turns[name])}-{name[:6]}")
                turns[name].append(cost(name, given.messages, lambda many: way(place, many)))  # noqa: B023 - called at once
    middle = {name: median(found) for name, found in turns.items()}
    for name, each in middle.items():
        print(f"{name:<28}{each:7.0f} µs of CPU a message: {1e6 / each:6.0f}/s a core")
    if given.only:
        return 0
    ratio = middle["import, a ledger in a file"] / middle["single calls, 50 threads"]
    state = "reached" if ratio <= GOAL else "MISSED"
    print(f"import / single calls: {ratio:.2f} x (goal ≤ {GOAL:g} x: {state})")
    return int(ratio > GOAL)


def cost(name: str, many: int, run: Callable[[int], float]) -> float:
    """Run it once, say what it took, and return the CPU microseconds a message."""
    process = psutil.Process()
    began = sum(process.cpu_times()[:2])
    seconds = run(many)
    each = (sum(process.cpu_times()[:2]) - began) / many * 1e6
    size = process.memory_info().rss / 1e6
    print(
        f"  {name}: {each:.0f} µs, {many / seconds:.0f}/s on the clock, {size:.0f} MB", flush=True
    )
    return each


@contextmanager
def server(folder: Path) -> Generator[Make]:
    """Start the server; give what makes a client of it."""
    authority = trustme.CA()
    certificate = folder / "server.pem"
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(certificate)
    port = free_port()
    words = [sys.executable, "-m", "bench.client.tls_server", "--port", str(port)]
    words += ["--certificate", str(certificate)]
    trusted = ssl.create_default_context(cafile=folder / "ca.pem")
    where = f"https://127.0.0.1:{port}"
    with serve("the server", words, port=port, core=cores()[0], tls=True):
        yield lambda: InjectClient(
            project_id="demo-project", key_id="demo-key", key_secret="demo-secret",  # noqa: S106 - everybody knows it
            base_url=where, auth_url=where, environ={}, verify=trusted,
        )  # fmt: skip


def singly(make: Make, many: int) -> float:
    """Inject from threads, without a ledger; return the seconds on the clock."""
    began = time.monotonic()
    with make() as sinch, ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(partial(one, sinch), records(many)):
            pass
    return time.monotonic() - began


def one(sinch: InjectClient, record: dict[str, Any]) -> None:
    """Inject one record."""
    del record["_key"]
    sinch.inject(record.pop("conversation_id"), record)


def records(many: int) -> Iterator[dict[str, Any]]:
    """Yield records, each with a key."""
    message = json.loads(body())
    for n in range(many):
        yield {"_key": n, "conversation_id": f"c-{n % 100}", **message}


def load(make: Make, file: Path, many: int, url: str | None = None) -> float:
    """Import a file; return the seconds on the clock."""
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(record) + "\n" for record in records(many))
    with make() as sinch:
        began = time.monotonic()
        found = advance(
            FileImport(file=file, client=sinch, ledger=url, name=file.name, rate=RATE), at_most=3600
        )
        seconds = time.monotonic() - began
    if not found.finished:
        raise RuntimeError(f"not all came through: {found}")
    return seconds


def mirror(make: Make, place: str, many: int, name: str = "outbox") -> float:
    """Put messages into an outbox one by one, and wait for all of them."""
    began = time.monotonic()
    with make() as sinch, Outbox(place, sinch, rate=RATE, name=name) as outbox:
        for record in records(many):
            key, conversation = record.pop("_key"), record.pop("conversation_id")
            outbox.put(conversation, record, key=key)
        while outbox.counts()[State.DONE] < many:
            time.sleep(0.02)
    return time.monotonic() - began


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
