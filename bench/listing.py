"""Listing many messages: the client's memory must stay flat, and the time grow with their number.

The simulator, on a core of its own, is given the messages as an export; the client lists them all
by pages and keeps none. Memory is this process's, read on the way.

Usage: python -m bench.listing [--messages 100000] [--page-size 1000]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import httpx
import psutil
from sinch_inject import InjectClient

from bench.mock import body
from bench.server import Server, cores, free_port, pin, serve

SAMPLES = 10
BATCH = 5_000  # lines of one import
FLAT_MB = 5.0  # what may come on top after the first tenth
LINEAR = 1.25  # CPU time of the second half, client and server, beside that of the first


def main(argv: Sequence[str]) -> int:
    """List the messages and print time and memory; return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="bench listing", description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--page-size", type=int, default=1000)
    args = parser.parse_args(argv)
    with simulator(args.messages) as server:
        pin(cores()[-1])
        fill(server, args.messages)
        return look(server, args.messages, args.page_size)


@contextmanager
def simulator(messages: int) -> Generator[Server]:
    """Run the simulator with room for so many messages."""
    port = free_port()
    room = ["--retention", str(messages + 10), "--memory", str(128 + messages // 200)]
    argv = [sys.executable, "-m", "sinch_inject", "mock", "--port", str(port), *room]
    with serve("simulator", argv, port=port, core=cores()[0]) as server:
        yield server


def lines(many: int) -> Iterator[str]:
    """Yield the lines of an export."""
    message, began = json.loads(body()), datetime.now(UTC) - timedelta(days=20)
    for n in range(many):
        moment = (began + timedelta(seconds=n)).isoformat()
        yield json.dumps(
            {
                "id": f"M{n:08}",
                "project_id": "demo-project",
                "conversation_id": f"C{n % 50}",
                "request_id": f"R{n:08}",
                "received_at": moment,
                "message": {**message, "accept_time": moment},
            }
        )


def fill(server: Server, many: int) -> None:
    """Give the simulator its messages."""
    batch: list[str] = []
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=120) as admin:
        for number, line in enumerate(lines(many), 1):
            batch.append(line)
            if number % BATCH == 0 or number == many:
                admin.post("/_mock/import", content="\n".join(batch)).raise_for_status()
                batch.clear()


def look(server: Server, many: int, page_size: int) -> int:
    """List all messages; print the CPU time of each tenth, and the memory behind it."""
    process, step = psutil.Process(), many // SAMPLES
    base_url = f"http://127.0.0.1:{server.port}"
    secret = "demo-secret"
    seconds, memory, count = list[float](), list[float](), 0
    before = used(process, server)
    with InjectClient(
        project_id="demo-project",
        key_id="demo-key",
        key_secret=secret,
        base_url=base_url,
        auth_url=base_url,
    ) as sinch:
        for count, _ in enumerate(sinch.list_messages(page_size=page_size), 1):
            if count % step == 0:
                now = used(process, server)
                seconds.append(now - before)
                memory.append(process.memory_info().rss / 1e6)
                print(
                    f"{count:>9} listed {seconds[-1]:7.2f} CPU s {memory[-1]:7.1f} MB", flush=True
                )
                before = now
    growth, half = max(memory) - memory[0], SAMPLES // 2
    ratio = sum(seconds[half:]) / sum(seconds[:half])
    print(
        f"{count} of {many} messages, {sum(seconds) / many * 1e6:.0f} CPU µs each, both sides; "
        f"memory {growth:+.1f} MB after the first tenth (goal: at most {FLAT_MB:g}); "
        f"the second half took {ratio:.2f} times the first (goal: at most {LINEAR:g})"
    )
    return int(count != many or growth > FLAT_MB or ratio > LINEAR)


def used(client: psutil.Process, server: Server) -> float:
    """Return the CPU seconds of both sides so far."""
    return sum(client.cpu_times()[:2]) + server.cpu_seconds()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
