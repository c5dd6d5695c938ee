"""The judge, who says whether a message was lost or sent twice, or its outcome told wrong.

Reads the simulator's store and the ledger's file, with SQL of its own, and nothing of the
code that it judges. A record's text is its number in the file.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = [
    "faults_of",
    "judge",
    "judge_again",
    "judge_settled",
    "ledger_of",
    "sent_of",
    "stored_of",
]

PENDING, SENDING, DONE, REJECTED, UNKNOWN, UNDONE = range(6)
NAMES = ("pending", "sending", "done", "rejected", "unknown", "undone")


def stored_of(messages: Sequence[Mapping[str, Any]]) -> Counter[int]:
    """Return how often each record was stored."""
    return Counter(int(m["message"]["contact_message"]["text_message"]["text"]) for m in messages)


def sent_of(requests: Sequence[Mapping[str, Any]]) -> Counter[int]:
    """Return how often each record came to the server, whatever became of it."""
    return Counter(
        int(entry["body"]["contact_message"]["text_message"]["text"])
        for entry in requests
        if entry["method"] == "POST" and isinstance(entry["body"], dict)
    )


def ledger_of(file: Path) -> dict[int, int]:
    """Return the state of each record of a file that was imported; reads only."""
    path = file.with_name(file.name + ".ledger")
    with sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT n, state FROM record").fetchall()
    connection.close()
    return dict(rows)


def judge(stored: Counter[int], ledger: Mapping[int, int], records: int) -> list[str]:
    """Return what is wrong after an import that came to its end; nothing: all is well."""
    wrong = [f"record {n} was stored {many} times" for n, many in stored.items() if many > 1]
    for n in range(1, records + 1):
        there, state = n in stored, ledger.get(n)
        if state is None:
            wrong.append(f"record {n} is not in the ledger")
        elif there and state not in (DONE, UNKNOWN):
            wrong.append(f"record {n} was stored and is {NAMES[state]}")
        elif not there and state not in (REJECTED, UNKNOWN):
            wrong.append(f"record {n} is {NAMES[state]} and was not stored")
    wrong += [f"record {n} is in the ledger, not in the file" for n in ledger if n > records]
    return wrong


def judge_settled(stored: Counter[int], ledger: Mapping[int, int], records: int) -> list[str]:
    """Return what is wrong after an import that settled: every record is there, once, and done."""
    wrong = judge(stored, ledger, records)
    for n in range(1, records + 1):
        if n not in stored:
            wrong.append(f"record {n} was not stored")
        if ledger.get(n) == UNKNOWN:
            wrong.append(f"record {n} stayed unknown")
    return wrong


def judge_again(again: Counter[int]) -> list[str]:
    """Return what is wrong if these came to the server after the import was over."""
    return [f"record {n} was sent again" for n in sorted(again)]


def faults_of(requests: Sequence[Mapping[str, Any]]) -> int:
    """Return how many answers left their messages in doubt, as the simulator's journal has them."""
    doubtful = ("reset", "500", "hang", "late")
    return sum(str((entry.get("fault") or {}).get("kind", "")) in doubtful for entry in requests)
