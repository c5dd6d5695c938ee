"""The jobs, in Procrastinate: one for each tenant, which goes on with its import for a while.

``lock`` lets one job of a tenant run at a time. It is a courtesy to the workers: were two to run
at once, the ledger would let one of them send and tell the other that it is busy.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets

import procrastinate
from procrastinate import exceptions
from sinch_inject import Advanced, advance

from many_tenants.tenants import DATABASE, work_of

__all__ = ["AT_MOST", "STALLED", "app", "begin", "go_on"]

AT_MOST = float(os.environ.get("AT_MOST", "60"))  # seconds for a tenant, then it is another's turn
STALLED = float(os.environ.get("STALLED", "30"))  # seconds without a sign of life from a worker

app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=DATABASE))


@app.task(queue="imports", retry=True)
async def go_on(name: str) -> None:
    """Go on with a tenant's import, and come again if it is not finished."""
    found = await asyncio.to_thread(_step, name)
    if not found.finished:
        await begin(name, in_seconds=0 if found.trouble is None else 5)


@app.periodic(cron="* * * * * */5")
@app.task(queue="imports", queueing_lock="revive", pass_context=False)
async def revive(timestamp: int) -> None:
    """Give the jobs of workers that are gone to others."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        await app.job_manager.retry_job(job)


async def begin(name: str, *, in_seconds: int = 0) -> None:
    """Put the job of a tenant into the queue, unless it waits there already."""
    job = go_on.configure(lock=name, queueing_lock=name, schedule_in={"seconds": in_seconds})
    with contextlib.suppress(exceptions.AlreadyEnqueued):
        await job.defer_async(name=name)


def _step(name: str) -> Advanced:
    with work_of(name, f"many-tenants/{os.getpid()}-{secrets.token_hex(4)}") as work:
        return advance(work, at_most=AT_MOST)
