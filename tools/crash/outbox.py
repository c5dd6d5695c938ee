"""``python -m tools.crash outbox``: an outbox whose process is killed again and again, and a judge.

The simulator answers as badly as for imports. Messages are put by one process after the other,
some of them twice; each process is killed with SIGKILL at a seeded point. In the end every
message that was acknowledged must be stored, once, and no body may be left. The judge reads the
simulator's store and the outbox's file. ``--kills 200 --puts 10000`` is the long form.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from attrs import define
from sinch_inject import InjectClient, Outbox, advance
from sinch_inject_mock import SinchMock
from sinch_inject_mock.core.store import MessageFilter
from sinch_inject_mock.settings import Settings

from tools.crash.judge import DONE, NAMES, stored_of
from tools.crash.putter import CONVERSATIONS, RULES

PATIENCE = 300.0  # seconds for the end


@define
class Trial:
    """One outbox, and what was acknowledged of it.

    Args:
        mock: the server.
        place: the outbox.
        puts: how many messages.
        base: the time of the first, in seconds since the epoch.
    """

    mock: SinchMock
    place: Path
    puts: int
    base: float
    acknowledged: int = 0
    kills: int = 0

    def run(self, stop_at: int, delay: float, seed: int) -> None:
        """Go on with the puts until ``stop_at`` are acknowledged, and kill it after a delay."""
        words = [self.place, self.acknowledged + 1, self.puts, seed, self.base]
        with subprocess.Popen(
            [sys.executable, "-m", "tools.crash.putter", *map(str, words)],
            env={**os.environ, **self.mock.env},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None  # noqa: S101
            for line in child.stdout:
                self._take(line)
                if self.acknowledged >= stop_at or line == "all\n":
                    break
            time.sleep(delay)
            child.kill()
            for line in child.stdout:  # what it had said before it was gone
                self._take(line)
        self.kills += 1

    def _take(self, line: str) -> None:
        if line.endswith("\n") and line != "all\n":
            self.acknowledged = int(line)

    def stored(self, conversation: str) -> Counter[int]:
        """Return how often each message of a conversation was stored."""
        one = MessageFilter(conversation_id=conversation)
        return stored_of(self.mock.do(lambda state: one.select(state.store.messages())))

    def end(self) -> str | None:
        """Deliver the rest without faults; return what did not come to its end."""
        self.mock.faults.clear()
        until = time.monotonic() + PATIENCE
        with InjectClient.from_env(environ=self.mock.env) as sinch:
            while True:
                found = advance(Outbox(self.place, sinch, **RULES), at_most=60)
                if found.finished:
                    return None
                if time.monotonic() > until:
                    return f"it did not come to its end: {found.counts} {found.trouble}"
                time.sleep(0.5)


def judge(trial: Trial) -> list[str]:
    """Return what is wrong in the end; nothing: all is well."""
    stored = sum((trial.stored(f"c-{n}") for n in range(CONVERSATIONS)), Counter[int]())
    wrong = [f"message {n} was stored {many} times" for n, many in stored.items() if many > 1]
    known = range(1, trial.puts + 1)
    lost = [n for n in range(1, trial.acknowledged + 1) if n not in stored]
    wrong += [f"message {n} was acknowledged, and is not there" for n in lost]
    wrong += [f"message {n} was never put" for n in stored if n not in known]
    with sqlite3.connect(trial.place) as connection:
        states = Counter(row[0] for row in connection.execute("SELECT state FROM record"))
        bodies = connection.execute("SELECT count(*) FROM body").fetchone()[0]
    connection.close()
    wrong += [f"{many} are {NAMES[state]}" for state, many in states.items() if state != DONE]
    if states[DONE] != len(stored):
        wrong.append(f"{states[DONE]} are done, and {len(stored)} stored")
    if bodies:
        wrong.append(f"{bodies} bodies are left")
    return wrong


def main(arguments: list[str] | None = None) -> int:
    """Run the trial; 1 if the judge found something."""
    from tools.crash.trial import set_faults

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--puts", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options: Any = parser.parse_args(arguments)
    chance = random.Random(options.seed)  # noqa: S311 - to be repeated
    began = time.monotonic()
    settings = Settings(seed=options.seed, retention=8 * options.puts + 10_000)
    with tempfile.TemporaryDirectory() as folder, SinchMock(settings) as mock:
        faults = set_faults(mock, options.seed)
        trial = Trial(mock, Path(folder) / "outbox.db", options.puts, time.time() - 7200)
        for point in sorted(chance.choices(range(1, options.puts), k=options.kills)):
            trial.run(point, chance.random() * 0.2, chance.randrange(1 << 30))
        while trial.acknowledged < options.puts:
            trial.run(options.puts, 0.5, chance.randrange(1 << 30))
        struck = sum(fault.applied for fault in faults)
        wrong = [found] if (found := trial.end()) else []
        wrong += judge(trial)
    print(
        f"{trial.acknowledged} puts acknowledged, {trial.kills} kills, {struck} faults, "
        f"{time.monotonic() - began:.0f} s: {len(wrong)} wrong"
    )
    for text in wrong[:20]:
        print(f"  WRONG: {text}")
    return bool(wrong)
