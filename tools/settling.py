"""``python -m tools.settling``: send messages into trouble with ``settle=``, and judge the ends.

The simulator resets with and without storing, answers 500 after storing or before it, hangs,
stores late, and lists late (0 to 5 s); a list fails now and then, too. Half of the messages go
by threads, half by tasks. The judge reads the simulator's store: what is stored must be *done*
with its id, what is not must be *unknown*, and nothing is stored twice.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from attrs import frozen
from sinch_inject import AsyncInjectClient, InjectClient, InjectResult, OutcomeUnknown
from sinch_inject_mock import SinchMock
from sinch_inject_mock.settings import Settings

LAGS = (0.0, 1.0, 2.5, 5.0)  # seconds
SETTLE = 25.0  # the latest (3 s) and the lag (5 s), five more between two looks, and as much again
DEADLINE = 2.0
AT_ONCE = 24
SENDING = {"operation": "injectMessage"}
LISTING = {"operation": "listMessages"}
FAULTS: tuple[tuple[str, float, dict[str, Any]], ...] = (
    ("reset", 0.08, {"match": SENDING, "stored": True}),
    ("reset", 0.02, {"match": SENDING, "stored": False}),
    ("500", 0.06, {"match": SENDING, "stored": True}),
    ("500", 0.01, {"match": SENDING, "stored": False}),
    ("hang", 0.02, {"match": SENDING, "stored": True}),
    ("hang", 0.01, {"match": SENDING, "stored": False}),
    ("late", 0.05, {"match": SENDING, "delay_ms": 3000}),
    ("late-hang", 0.02, {"match": SENDING, "delay_ms": 1500}),
    ("html", 0.03, {"match": SENDING}),
    ("truncated", 0.03, {"match": SENDING}),
    ("500", 0.03, {"match": LISTING}),
    ("reset", 0.03, {"match": LISTING}),
    ("html", 0.02, {"match": LISTING}),
)


@frozen
class End:
    """What one message came to.

    Attributes:
        text: of the message, unlike any other.
        outcome: ``done``, ``settled`` or ``unknown``.
        message_id: of a settled one.
    """

    text: str
    outcome: str
    message_id: str | None = None


def request(text: str, moment: datetime.datetime) -> dict[str, Any]:
    """Return a message."""
    return {
        "accept_time": moment.isoformat(),
        "direction": "TO_APP",
        "contact_id": "01HCONTACT",
        "channel_identity": {"channel": "SMS", "identity": "+46700000001"},
        "contact_message": {"text_message": {"text": text}},
    }


def end_of(text: str, result: InjectResult) -> End:
    """Return what a call that returned came to."""
    return End(text, "settled" if result.settled else "done", result.message_id)


def in_threads(mock: SinchMock, batch: Mapping[str, dict[str, Any]]) -> list[End]:
    """Send the messages by threads that share a client."""

    def one(text: str) -> End:
        try:
            return end_of(text, client.inject(f"c-{len(text) % 3}", batch[text]))
        except OutcomeUnknown:
            return End(text, "unknown")

    options: dict[str, Any] = {"settle": SETTLE, "deadline": DEADLINE}
    with (
        InjectClient.from_env(environ=mock.env, **options) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        return list(pool.map(one, batch))


def in_tasks(mock: SinchMock, batch: Mapping[str, dict[str, Any]]) -> list[End]:
    """Send the messages by tasks that share a client."""

    async def all_of_them() -> list[End]:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(text: str) -> End:
            async with gate:
                try:
                    return end_of(text, await client.inject(f"c-{len(text) % 3}", batch[text]))
                except OutcomeUnknown:
                    return End(text, "unknown")

        options: dict[str, Any] = {"settle": SETTLE, "deadline": DEADLINE}
        async with AsyncInjectClient.from_env(environ=mock.env, **options) as client:
            return await asyncio.gather(*map(one, batch))

    return asyncio.run(all_of_them())


def judge(ends: Iterable[End], stored: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what is wrong, read from what the server has; nothing: all is well."""
    ids: dict[str, list[str]] = defaultdict(list)
    for message in stored:
        ids[message["message"]["contact_message"]["text_message"]["text"]].append(message["id"])
    wrong = [f"{text} is stored {len(found)} times" for text, found in ids.items() if found[1:]]
    for end in ends:
        there = ids.get(end.text)
        if there and end.outcome == "unknown":
            wrong.append(f"{end.text} is stored and stayed unknown")
        elif not there and end.outcome != "unknown":
            wrong.append(f"{end.text} is {end.outcome} and not stored")
        elif end.outcome == "settled" and end.message_id not in (there or ()):
            wrong.append(f"{end.text} was settled with the id of another message")
    return wrong


def run(lag: float, way: str, many: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Send so many messages one way, and judge them."""
    moment = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    batch = {
        f"{way}-{lag:g}-{n}": request(f"{way}-{lag:g}-{n}", moment + datetime.timedelta(seconds=n))
        for n in range(many)
    }
    with SinchMock(Settings(seed=seed, list_lag=lag)) as mock:
        for number, (kind, probability, more) in enumerate(FAULTS):
            mock.faults.add(kind, probability=probability, seed=seed * 100 + number, **more)
        ends = (in_threads if way == "threads" else in_tasks)(mock, batch)
        wrong = judge(ends, mock.messages)
    if len(ends) != many:
        wrong.append(f"{many} were sent and {len(ends)} came to an end")
    return Counter(end.outcome for end in ends), wrong


def main(arguments: list[str] | None = None) -> int:
    """Send the messages; 1 if the judge found something."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options: Any = parser.parse_args(arguments)
    each, bad, total = -(-options.messages // (2 * len(LAGS))), 0, Counter[str]()
    for number, lag in enumerate(LAGS):
        for odd, way in enumerate(("threads", "tasks")):
            began = time.monotonic()
            counts, wrong = run(lag, way, each, options.seed + 2 * number + odd)
            total += counts
            bad += len(wrong)
            print(
                f"{way}, listed {lag:g} s late: {counts['done']} done, "
                f"{counts['settled']} settled, {counts['unknown']} unknown; "
                f"{time.monotonic() - began:.1f} s"
                + "".join(f"\n  WRONG: {text}" for text in wrong),
                flush=True,
            )
    print(
        f"{sum(total.values())} messages: {total['done']} done, {total['settled']} settled, "
        f"{total['unknown']} unknown; {bad} faults"
    )
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
