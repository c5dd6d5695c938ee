"""What a message costs an import and an outbox: CPU time of the process that sends, and its memory.

The simulator runs on a core of its own. CPU time divided by messages says how many of them one
core carries a second; the clock says only how busy the machine was. With DATABASE_URL the ledger
in Postgres is measured too: our side of it, the server's own work comes on top.

Usage: python -m bench.bulk [--messages 5000]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
from sinch_inject import FileImport, InjectClient, Outbox, advance
from sinch_inject.bulk.ledger import State

from bench.mock import body
from bench.server import Server, cores, free_port, pin, serve

RATE = 5000.0  # messages a second: as fast as it goes


def main(argv: Sequence[str]) -> int:
    """Measure each way, and print a line for it."""
    parser = argparse.ArgumentParser(prog="bench bulk", description=__doc__)
    parser.add_argument("--messages", type=int, default=5000)
    many = parser.parse_args(argv).messages
    port = free_port()
    words = [sys.executable, "-m", "sinch_inject", "mock", "--port", str(port)]
    pin(cores()[-1])
    with (
        serve("simulator", words, port=port, core=cores()[0]) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        place = Path(folder)
        show("import, a ledger in a file", many, lambda: load(server, place / "1.jsonl", many))
        show("outbox, in a file", many, lambda: mirror(server, str(place / "outbox.db"), many))
        url = os.environ.get("DATABASE_URL")
        if url:
            show("import, Postgres", many, lambda: load(server, place / "2.jsonl", many, url))
            show("outbox, Postgres", many, lambda: mirror(server, url, many))
    return 0


def show(name: str, many: int, run: Callable[[], float]) -> None:
    """Run it once, and print what a message took."""
    process = psutil.Process()
    began = sum(process.cpu_times()[:2])
    seconds = run()
    each = (sum(process.cpu_times()[:2]) - began) / many
    print(
        f"{name:<28}{each * 1e6:7.0f} µs of CPU a message: {1 / each:6.0f}/s a core; "
        f"{many / seconds:.0f}/s on the clock, {process.memory_info().rss / 1e6:.0f} MB"
    )


def client(server: Server) -> InjectClient:
    """Return a client of the simulator."""
    where = f"http://127.0.0.1:{server.port}"
    return InjectClient(
        project_id="demo-project", key_id="demo-key", key_secret="demo-secret",  # noqa: S106 - everybody knows it
        base_url=where, auth_url=where, environ={},
    )  # fmt: skip


def records(many: int) -> Iterator[dict[str, Any]]:
    """Yield records, each with a key."""
    message = json.loads(body())
    for n in range(many):
        yield {"_key": n, "conversation_id": f"c-{n % 100}", **message}


def load(server: Server, file: Path, many: int, url: str | None = None) -> float:
    """Import a file; return the seconds on the clock."""
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(record) + "\n" for record in records(many))
    with client(server) as sinch:
        name = f"bench-{os.getpid()}"
        began = time.monotonic()
        found = advance(
            FileImport(file=file, client=sinch, ledger=url, name=name, rate=RATE), at_most=3600
        )
        seconds = time.monotonic() - began
    if not found.finished:
        raise RuntimeError(f"not all came through: {found}")
    return seconds


def mirror(server: Server, place: str, many: int) -> float:
    """Put messages into an outbox one by one, and wait for all of them."""
    began = time.monotonic()
    name = f"bench-outbox-{os.getpid()}"
    with client(server) as sinch, Outbox(place, sinch, rate=RATE, name=name) as outbox:
        for record in records(many):
            key, conversation = record.pop("_key"), record.pop("conversation_id")
            outbox.put(conversation, record, key=key)
        while outbox.counts()[State.DONE] < many:
            time.sleep(0.02)
    return time.monotonic() - began


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
