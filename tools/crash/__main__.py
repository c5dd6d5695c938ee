"""``python -m tools.crash``: import files, kill each import three times, and judge the end.

The simulator answers late, stores and resets, stores nothing and resets, answers 500 after
storing, and 429. Each import is killed with SIGKILL after a seeded number of stored messages
and started again by the same command. ``--runs 100 --records 1000`` is the long form;
``python -m tools.crash outbox`` does the like with an outbox.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen
from sinch_inject_mock import SinchMock
from sinch_inject_mock.core.fault_kinds import Fault
from sinch_inject_mock.settings import Settings

from tools.crash.judge import UNKNOWN, faults_of, judge, ledger_of, stored_of

KILLS = 3
CONCURRENCY = 20
FAULTS: tuple[tuple[str, float, dict[str, Any]], ...] = (
    ("latency", 0.3, {"delay_ms": 30}),
    ("500", 0.02, {"stored": True}),
    ("reset", 0.02, {"stored": True}),
    ("reset", 0.02, {"stored": False}),
    ("late", 0.02, {"delay_ms": 500}),
    ("429", 0.03, {}),
)
PATIENCE = 300.0  # seconds for one import


@frozen
class Verdict:
    """What one import came to."""

    seed: int
    wrong: list[str]
    stored: int
    unknown: int
    faults: int
    kills: int
    seconds: float


def records(many: int, chance: random.Random) -> Iterator[str]:
    """Yield the lines of a file; a record's text is its number."""
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=2)
    for n in range(1, many + 1):
        yield json.dumps(
            {
                "conversation_id": f"c-{chance.randrange(40)}",
                "accept_time": (now + datetime.timedelta(seconds=3 * n)).isoformat(),
                "direction": "TO_APP",
                "contact_id": "01HCONTACT",
                "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
                "contact_message": {"text_message": {"text": str(n)}},
            }
        )


def set_faults(mock: SinchMock, seed: int) -> list[Fault]:
    """Have the simulator misbehave, each fault now and then; what each did counts in it."""
    return [
        mock.faults.add(kind, probability=probability, seed=seed * 10 + number, **more)
        for number, (kind, probability, more) in enumerate(FAULTS)
    ]


def start(mock: SinchMock, file: Path) -> subprocess.Popen[str]:
    """Start the import, or go on with it."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "sinch_inject", "import", str(file), "-q"),
            *("--rate", "2000", "--concurrency", str(CONCURRENCY)),
        ],
        env={**os.environ, **mock.env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def killed(mock: SinchMock, file: Path, after: int) -> bool:
    """Run the import until so many messages are stored, and kill it; False: it ended before."""
    end = time.monotonic() + PATIENCE
    with start(mock, file) as child:
        while child.poll() is None and time.monotonic() < end:
            if mock.do(lambda state: len(state.store)) >= after:
                child.kill()
                return True
            time.sleep(0.002)
        if child.poll() is None:
            child.kill()
            raise TimeoutError(f"the import did not come to {after} messages")
    return False


def one(seed: int, many: int, folder: Path) -> Verdict:
    """Import one file, with its kills, and judge the end."""
    began = time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    file = folder / f"{seed}.jsonl"
    file.write_text("\n".join(records(many, chance)) + "\n", encoding="utf-8")
    with SinchMock(Settings(seed=seed, retention=4 * many + 1000)) as mock:
        set_faults(mock, seed)
        moments = sorted(chance.sample(range(1, max(2, int(many * 0.9))), KILLS))
        kills = sum(killed(mock, file, moment) for moment in moments)
        with start(mock, file) as child:
            said, _ = child.communicate(timeout=PATIENCE)
        wrong = [] if child.returncode in (0, 4) else [f"it ended with {child.returncode}: {said}"]
        stored = stored_of(mock.messages)
        ledger = ledger_of(file.with_name(file.name + ".ledger"))
        faults = faults_of(mock.requests)
    wrong += judge(stored, ledger, many)
    unknown = sum(state == UNKNOWN for state in ledger.values())
    if unknown > faults + kills * CONCURRENCY:
        wrong.append(f"{unknown} unknown of {faults} faults and {kills} kills")
    return Verdict(seed, wrong, len(stored), unknown, faults, kills, time.monotonic() - began)


def main(arguments: list[str] | None = None) -> int:
    """Run the imports; 1 if the judge found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=6)
    parser.add_argument("--records", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1, help="of the first run")
    options: Any = parser.parse_args(arguments)
    verdicts = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.seed, options.seed + options.runs):
            verdict = one(seed, options.records, Path(folder))
            verdicts.append(verdict)
            print(
                f"seed {seed}: {verdict.stored} stored, {verdict.unknown} unknown "
                f"({verdict.faults} faults, {verdict.kills} kills), {verdict.seconds:.1f} s"
                + "".join(f"\n  WRONG: {text}" for text in verdict.wrong),
                flush=True,
            )
    bad = sum(bool(verdict.wrong) for verdict in verdicts)
    kills = sum(verdict.kills for verdict in verdicts)
    print(f"{len(verdicts)} imports, {kills} kills: {bad} with a fault")
    return bool(bad)


if __name__ == "__main__":
    if sys.argv[1:2] == ["outbox"]:
        from tools.crash import outbox

        raise SystemExit(outbox.main(sys.argv[2:]))
    raise SystemExit(main())
