"""Many requests with faults between them: memory and descriptors of the client must stay flat.

Threads first, then tasks of one event loop, half of the requests each. Two of a hundred are
reset with and without being stored, answered 500 or 503, or late. Flat means: after the first
quarter the memory grows by at most 5 %, and there are never more descriptors than one for each
request under way, and a few of the event loop.

Usage: python -m bench.endurance [--requests 100000]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import httpx
import psutil
from sinch_inject import AsyncInjectClient, InjectClient, SinchInjectError, check

from bench.bulk import records
from bench.mock import simulator

AT_ONCE = 16
SAMPLES = 20
FLAT = 1.05
FEW = 4  # descriptors of an event loop
PERCENT = 0.004  # of each of the five: two of a hundred in all
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "reset", "stored": True},
    {"kind": "reset", "stored": False},
    {"kind": "500", "stored": True},
    {"kind": "503"},
    {"kind": "latency", "delay_ms": 30},
)


class Counted:
    """What became of the requests, and what the process held along the way."""

    def __init__(self) -> None:
        self.ends: Counter[str] = Counter()
        self.samples: list[tuple[float, int]] = []
        self._process = psutil.Process()
        self._before = self._process.num_fds()

    def sample(self) -> None:
        """Look at memory and descriptors."""
        memory, open_ = self._process.memory_info().rss / 1e6, self._process.num_fds()
        self.samples.append((memory, open_))
        print(f"{self.ends.total():>9} requests {memory:7.1f} MB {open_:4} descriptors", flush=True)

    def growth(self) -> tuple[float, int]:
        """Return by what the memory grew, and how many descriptors there were at most."""
        kept = self.samples[len(self.samples) // 4 :]
        memory = max(size for size, _ in kept) / kept[0][0]
        return memory, max(number for _, number in self.samples) - self._before


def one(sinch: InjectClient, counted: Counted, record: dict[str, Any]) -> None:
    """Inject from a thread."""
    counted.ends[ended(partial(sinch.inject, "c", record))] += 1


def ended(call: Any) -> str:
    """Return the name of what a call ended with."""
    try:
        call()
    except SinchInjectError as error:
        return type(error).__name__
    return "done"


async def some(sinch: AsyncInjectClient, counted: Counted, left: Iterator[dict[str, Any]]) -> None:
    """Inject from a task until nothing is left."""
    for record in left:
        try:
            await sinch.inject("c", record)
        except SinchInjectError as error:
            counted.ends[type(error).__name__] += 1
        else:
            counted.ends["done"] += 1


def bodies(many: int) -> Iterator[dict[str, Any]]:
    """Yield requests."""
    for record in records(many):
        del record["_key"], record["conversation_id"]
        yield record


async def by_tasks(options: dict[str, Any], each: int, counted: Counted) -> None:
    """Send half of the samples' requests from tasks."""
    async with AsyncInjectClient(**options) as sinch:
        for _ in range(SAMPLES // 2):
            left = bodies(each)
            await asyncio.gather(*(some(sinch, counted, left) for _ in range(AT_ONCE)))
            counted.sample()


def by_threads(options: dict[str, Any], each: int, counted: Counted) -> None:
    """Send the other half from threads."""
    with InjectClient(**options) as sinch, ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(SAMPLES // 2):
            for _ in pool.map(partial(one, sinch, counted), bodies(each)):
                pass
            counted.sample()


def main(argv: Sequence[str]) -> int:
    """Run both ways; 1 if one of them is not flat."""
    parser = argparse.ArgumentParser(prog="bench endurance", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    each = parser.parse_args(argv).requests // SAMPLES
    check({})  # reads the contract
    found: list[bool] = []
    with simulator() as server:
        where = f"http://127.0.0.1:{server.port}"
        for number, fault in enumerate(FAULTS):
            spec = {**fault, "probability": PERCENT, "seed": number}
            httpx.post(f"{where}/_mock/faults", json=spec).raise_for_status()
        options: dict[str, Any] = {
            "project_id": "demo-project", "key_id": "demo-key", "key_secret": "demo-secret",
            "base_url": where, "auth_url": where, "environ": {},
        }  # fmt: skip
        for name, way in (("threads", by_threads), ("tasks", by_tasks)):
            counted = Counted()
            print(f"by {name}", flush=True)
            left = way(options, each, counted)
            if left is not None:
                asyncio.run(left)
            memory, more = counted.growth()
            found.append(memory <= FLAT and more <= AT_ONCE + FEW)
            print(f"{dict(counted.ends)}; memory x {memory:.3f}, at most {more} descriptors: "
                  f"{'flat' if found[-1] else 'NOT FLAT'}")  # fmt: skip
    return 0 if all(found) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
