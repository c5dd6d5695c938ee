"""One import of a file against a simulator that misbehaves, and what the judge says of its end."""

from __future__ import annotations

import datetime
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from attrs import frozen
from sinch_inject_mock import SinchMock
from sinch_inject_mock.core.clock import Clock
from sinch_inject_mock.core.fault_kinds import Fault
from sinch_inject_mock.settings import Settings

from tools.crash.judge import (
    UNKNOWN,
    faults_of,
    judge,
    judge_again,
    judge_settled,
    ledger_of,
    sent_of,
    stored_of,
)
from tools.crash.liar import LIES, lying

__all__ = ["LIES", "Verdict", "deceived", "killed", "set_faults", "settled", "summed"]

KILLS = 3
CONCURRENCY = 20
LATE = 30.0  # seconds, on the simulator's clock; a list lags for as long at most
SLACK = 1.0  # seconds that a busy machine may take for what is due
FAULTS: tuple[tuple[str, float, dict[str, Any]], ...] = (
    ("latency", 0.3, {"delay_ms": 30}),
    ("500", 0.02, {"stored": True}),
    ("reset", 0.02, {"stored": True}),
    ("reset", 0.02, {"stored": False}),
    ("late", 0.02, {"delay_ms": 500}),
    ("429", 0.03, {}),
)
PATIENCE = 1800.0  # seconds for one import
Process = subprocess.Popen[str]


@frozen
class Verdict:
    """What one import came to."""

    name: str
    wrong: list[str]
    stored: int
    unknown: int
    faults: int
    kills: int
    seconds: float

    def __str__(self) -> str:
        told = (
            f"{self.name}: {self.stored} stored, {self.unknown} unknown "
            f"({self.faults} faults, {self.kills} kills), {self.seconds:.1f} s"
        )
        return "\n  WRONG: ".join([told, *self.wrong])


def killed(seed: int, many: int, folder: Path) -> Verdict:
    """Import one file, kill that three times, and judge the end; nobody settles."""
    began, chance = time.monotonic(), random.Random(seed)  # noqa: S311 - to be repeated
    file = write(folder / f"killed-{seed}.jsonl", many, chance)
    with simulator(seed, many) as mock:
        kills = kill(mock.env, mock, file, chance, many)
        wrong = ended(begin(mock.env, file), (0, 4))
        ledger, stored = ledger_of(file), stored_of(mock.messages)
        faults = faults_of(mock.requests)
    wrong += judge(stored, ledger, many)
    unknown = sum(state == UNKNOWN for state in ledger.values())
    if unknown > faults + kills * CONCURRENCY:
        wrong.append(f"{unknown} unknown of {faults} faults and {kills} kills")
    seconds = time.monotonic() - began
    return Verdict(f"seed {seed}", wrong, stored.total(), unknown, faults, kills, seconds)


def settled(seed: int, many: int, folder: Path, *, speed: float) -> Verdict:
    """Import with ``--settle``, where messages are stored late and listed later; judge the end.

    Args:
        seed: of everything that is random.
        many: records.
        folder: for the file and its ledger.
        speed: of the simulator's clock; both ends of what is waited for shrink with it.
    """
    began, chance = time.monotonic(), random.Random(seed)  # noqa: S311 - to be repeated
    file = write(folder / f"settled-{seed}.jsonl", many, chance)
    late, lag = LATE / speed, chance.uniform(0.0, LATE)
    after = ("--settle", "--settle-after", f"{late + lag / speed + SLACK:.2f}")
    with simulator(seed, many, speed=speed, list_lag=lag) as mock:
        mock.faults.add("late", probability=0.02, seed=seed * 10 + 9, delay_ms=1000.0 * late)
        kills = kill(mock.env, mock, file, chance, many, *after)
        wrong = ended(begin(mock.env, file, *after), (0,))
        time.sleep(late + SLACK)  # what is still to be stored would be there twice
        ledger, stored = ledger_of(file), stored_of(mock.messages)
        faults = faults_of(mock.requests)
    wrong += judge_settled(stored, ledger, many)
    unknown = sum(state == UNKNOWN for state in ledger.values())
    name = f"seed {seed}, settled, lists {lag:.0f} s behind"
    return Verdict(name, wrong, stored.total(), unknown, faults, kills, time.monotonic() - began)


def deceived(seed: int, many: int, folder: Path, *, lie: str) -> Verdict:
    """Settle where lists cannot be believed: what was sent must not be sent again."""
    began, chance = time.monotonic(), random.Random(seed)  # noqa: S311 - to be repeated
    file = write(folder / f"{lie}-{seed}.jsonl", many, chance, conversations=4, apart=0.2)
    with simulator(seed, many) as mock, lying(mock.base_url, lie) as base_url:
        env = {**mock.env, "SINCH_BASE_URL": base_url}
        kills = kill(env, mock, file, chance, many)
        wrong = ended(begin(env, file), (0, 4))
        time.sleep(SLACK)
        sent = sent_of(mock.requests)
        mock.faults.clear()
        for after in ("0.2", "0.01"):  # the second may believe any control
            wrong += ended(start(env, "settle", file, "--settle-after", after), (0, 3, 4))
            wrong += ended(begin(env, file), (0, 4))
        again = sent_of(mock.requests) - sent
        ledger, stored = ledger_of(file), stored_of(mock.messages)
        faults = faults_of(mock.requests)
    wrong += judge(stored, ledger, many) + judge_again(again)
    unknown = sum(state == UNKNOWN for state in ledger.values())
    seconds = time.monotonic() - began
    return Verdict(f"seed {seed}, {lie}", wrong, stored.total(), unknown, faults, kills, seconds)


# -------------------------------------------------------------------------------- its parts


def write(
    file: Path, many: int, chance: random.Random, *, conversations: int = 40, apart: float = 3.0
) -> Path:
    """Write a file of messages, ``apart`` seconds from each other."""
    rows = records(many, chance, conversations, apart)
    file.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    return file


def records(many: int, chance: random.Random, conversations: int, apart: float) -> Iterator[str]:
    """Yield the lines of a file; a record's text is its number."""
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=2)
    for n in range(1, many + 1):
        yield json.dumps(
            {
                "conversation_id": f"c-{chance.randrange(conversations)}",
                "accept_time": (now + datetime.timedelta(seconds=apart * n)).isoformat(),
                "direction": "TO_APP",
                "contact_id": "01HCONTACT",
                "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
                "contact_message": {"text_message": {"text": str(n)}},
            }
        )


@contextmanager
def simulator(seed: int, many: int, *, speed: float = 1.0, **settings: Any) -> Generator[SinchMock]:
    """Run a simulator that misbehaves, each fault now and then."""
    start = time.time_ns()
    clock = Clock(lambda: start + round((time.time_ns() - start) * speed))
    kept = Settings(seed=seed, retention=6 * many + 5000, **settings)
    with SinchMock(kept, clock=clock) as mock:
        set_faults(mock, seed)
        yield mock


def set_faults(mock: SinchMock, seed: int) -> list[Fault]:
    """Have the simulator misbehave, each fault now and then; what each did counts in it."""
    return [
        mock.faults.add(kind, probability=probability, seed=seed * 10 + number, **more)
        for number, (kind, probability, more) in enumerate(FAULTS)
    ]


def start(env: dict[str, str], command: str, file: Path, *arguments: str) -> Process:
    """Start a command on a file."""
    return subprocess.Popen(
        [sys.executable, "-m", "sinch_inject", command, str(file), *arguments],
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def begin(env: dict[str, str], file: Path, *arguments: str) -> Process:
    """Start the import, or go on with it."""
    fast = ("-q", "--rate", "2000", "--concurrency", str(CONCURRENCY))
    return start(env, "import", file, *fast, *arguments)


def kill(
    env: dict[str, str],
    mock: SinchMock,
    file: Path,
    chance: random.Random,
    many: int,
    *arguments: str,
) -> int:
    """Run the import until so many messages are stored, and kill it; return how many kills hit."""
    moments = sorted(chance.sample(range(1, max(2, int(many * 0.9))), KILLS))
    return sum(cut(begin(env, file, *arguments), mock, moment) for moment in moments)


def cut(child: Process, mock: SinchMock, after: int) -> bool:
    """Kill an import when so many messages are stored; False: it ended before."""
    end = time.monotonic() + PATIENCE
    with child:
        while child.poll() is None and time.monotonic() < end:
            with suppress(TimeoutError):  # the simulator had no turn on a busy machine
                if mock.do(lambda state: len(state.store)) >= after:
                    child.kill()
                    return True
            time.sleep(0.002)
        if child.poll() is None:
            child.kill()
            raise TimeoutError(f"the import did not come to {after} messages")
    return False


def ended(child: Process, codes: tuple[int, ...]) -> list[str]:
    """Wait for a command's end; return what is wrong with that."""
    with child:
        try:
            said, _ = child.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            return [f"it did not end within {PATIENCE:.0f} s"]
    return [] if child.returncode in codes else [f"it ended with {child.returncode}: {said}"]


def summed(verdicts: list[Verdict]) -> str:
    """Return what all of them came to."""
    total = Counter[str]()
    for one in verdicts:
        total += Counter(
            kills=one.kills, stored=one.stored, faults=one.faults, wrong=bool(one.wrong)
        )
    return (
        f"{len(verdicts)} imports, {total['kills']} kills, {total['faults']} faults, "
        f"{total['stored']:,} messages: {total['wrong']} with a fault"
    )
