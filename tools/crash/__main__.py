"""``python -m tools.crash``: import files, kill each import three times, and judge the end.

The simulator answers late, stores and resets, stores nothing and resets, answers 500 after
storing, and 429. Each import is killed with SIGKILL after a seeded number of stored messages
and started again by the same command. Some settle at their end, against a simulator that
stores up to 30 s after its answer and lists up to 30 s after that; others talk to a server
whose lists cannot be believed. ``--short`` is for every change, ``--runs 100 --records 1000``
the long form; ``python -m tools.crash outbox`` does the like with an outbox.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from tools.crash.trial import LIES, Verdict, deceived, killed, settled, summed

SHORT = {"runs": 3, "settled": 3, "lies": 1, "records": 120, "speed": 30.0}
Trial = Callable[[], Verdict]


def trials(options: Any, folder: Path) -> list[Trial]:
    """Return what is to be tried."""
    many, first = options.records, options.seed
    slow = partial(settled, many=many, folder=folder, speed=options.speed)
    return [
        *(partial(slow, seed) for seed in range(first, first + options.settled)),
        *(
            partial(deceived, seed, min(many, 300), folder, lie=lie)
            for seed in range(first, first + options.lies)
            for lie in LIES
        ),
        *(partial(killed, seed, many, folder) for seed in range(first, first + options.runs)),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run the imports; 1 if the judge found something."""
    parser = argparse.ArgumentParser(prog="tools.crash", description=__doc__)
    parser.add_argument("--runs", type=int, default=6, help="that nobody settles")
    parser.add_argument("--settled", type=int, default=2, help="that settle at their end")
    parser.add_argument("--lies", type=int, default=1, help="for each sort of lying server")
    parser.add_argument("--records", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1, help="of the first run")
    parser.add_argument("--speed", type=float, default=20.0, help="of the simulator's clock")
    parser.add_argument("--jobs", type=int, default=4, help="imports at a time")
    parser.add_argument("--short", action="store_true", help=f"the same as {SHORT}")
    options: Any = parser.parse_args(arguments)
    if options.short:
        parser.set_defaults(**SHORT)
        options = parser.parse_args(arguments)
    began, verdicts = time.monotonic(), list[Verdict]()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        under_way = [pool.submit(trial) for trial in trials(options, Path(folder))]
        for future in under_way:
            verdicts.append(future.result())
            print(verdicts[-1], flush=True)
    print(f"{summed(verdicts)}; {time.monotonic() - began:.0f} s")
    return int(any(verdict.wrong for verdict in verdicts))


if __name__ == "__main__":
    if sys.argv[1:2] == ["outbox"]:
        from tools.crash import outbox

        raise SystemExit(outbox.main(sys.argv[2:]))
    raise SystemExit(main())
