"""``many-tenants setup | begin | worker | counts``."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Coroutine

from sinch_inject import SinchInjectError

from many_tenants import jobs
from many_tenants.tenants import names, work_of

__all__ = ["main"]

STATES = ("pending", "sending", "done", "rejected", "unknown")


async def setup() -> None:
    """Make Procrastinate's tables, unless they are there; the ledgers make their own."""
    async with jobs.app.open_async():
        if not await jobs.app.check_connection_async():
            await jobs.app.schema_manager.apply_schema_async()


async def begin() -> None:
    """Put one job for each tenant into the queue."""
    async with jobs.app.open_async():
        for name in names():
            await jobs.begin(name)


async def worker() -> None:
    """Take jobs until a signal comes; run as many of these as you like, wherever."""
    async with jobs.app.open_async():
        await jobs.app.run_worker_async(
            concurrency=5,
            fetch_job_polling_interval=1.0,
            update_heartbeat_interval=jobs.STALLED / 3,
            stalled_worker_timeout=jobs.STALLED,
        )


async def counts() -> None:
    """Show how far each tenant's import is, beside the workers."""
    print(f"{'':<16}" + "".join(f"{state:>10}" for state in STATES))
    for name in names():
        try:
            with work_of(name, "many-tenants/counts") as work:
                found = {state.name.lower(): many for state, many in work.counts().items()}
        except SinchInjectError as error:
            print(f"{name:<16}  {error}")
        else:
            print(f"{name:<16}" + "".join(f"{found[state]:>10}" for state in STATES))


COMMANDS: dict[str, Callable[[], Coroutine[None, None, None]]] = {
    "setup": setup, "begin": begin, "worker": worker, "counts": counts,
}  # fmt: skip


def main() -> None:
    """Run one command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=list(COMMANDS))
    asyncio.run(COMMANDS[parser.parse_args().command]())


if __name__ == "__main__":
    main()
