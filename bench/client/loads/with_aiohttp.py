"""Bare aiohttp, tuned: prepared bytes, one session, no checks, no token, no outcome."""

from __future__ import annotations

import asyncio

import aiohttp  # pyright: ignore[reportMissingImports] - only in its own environment
from harness import PATH, body, context, in_tasks, task

given = task()


async def main() -> None:
    """Post the same bytes from so many tasks."""
    content = body()
    headers = {"content-type": "application/json", "authorization": "Bearer bench"}
    connector = aiohttp.TCPConnector(limit=given.at_once, ssl=context(given))
    async with aiohttp.ClientSession(given.url, connector=connector, headers=headers) as session:

        async def call() -> None:
            async with session.post(PATH, data=content) as answer:
                await answer.read()
                if answer.status != 200:
                    raise RuntimeError(answer.status)

        await in_tasks(call, given)


asyncio.run(main())
