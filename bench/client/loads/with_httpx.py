"""Bare httpx: ``Client.post`` of the same bytes; the least that a user of httpx pays."""

from __future__ import annotations

import httpx
from harness import PATH, body, context, one_by_one, task

given = task()
content = body()
headers = {"content-type": "application/json", "authorization": "Bearer bench"}
with httpx.Client(verify=context(given), base_url=given.url, trust_env=False) as client:

    def call() -> None:
        """Post, and look at the status."""
        client.post(PATH, content=content, headers=headers).raise_for_status()

    one_by_one(call, given)
